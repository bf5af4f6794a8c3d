"""The languages in which what lists show of a document is complete and up to date."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("listing") as batch:
        batch.add_column(sa.Column("translated", sa.String(), nullable=False, server_default=""))
    shown = sa.text(
        "SELECT listing.document_id, CASE WHEN document.in_force IS NULL THEN listing.at_work ELSE listing.current END"
        " FROM listing JOIN document ON document.id = listing.document_id"
    )
    for number, counts in op.get_bind().execute(shown).all():
        complete = [
            locale
            for locale, of in sorted(json.loads(counts or "{}").items())
            if of["current"] and not of["stale"] and not of["missing"]
        ]
        op.get_bind().execute(
            sa.text("UPDATE listing SET translated = :codes WHERE document_id = :number"),
            {"codes": " ".join(complete), "number": number},
        )
    with op.batch_alter_table("listing") as batch:
        batch.alter_column("translated", existing_type=sa.String(), server_default=None)


def downgrade():
    with op.batch_alter_table("listing") as batch:
        batch.drop_column("translated")
