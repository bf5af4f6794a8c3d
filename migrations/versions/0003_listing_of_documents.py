"""What lists show and sort on, beside each document."""

import sqlalchemy as sa
from alembic import op

from portal.core.db import Json

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "listing",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("titles", Json(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("sort_nl", sa.LargeBinary(), nullable=False),
        sa.Column("sort_nb", sa.LargeBinary(), nullable=False),
        sa.Column("sort_en", sa.LargeBinary(), nullable=False),
        sa.Column("current", Json(), nullable=True),
        sa.Column("at_work", Json(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_listing_document_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_listing")),
    )
    for locale in ("nl", "nb", "en"):
        op.create_index(f"ix_listing_sort_{locale}", "listing", [f"sort_{locale}", "document_id"])
    listing = sa.table(
        "listing", sa.column("document_id"), sa.column("titles", Json()), sa.column("folded"), sa.column("sort_nl"),
        sa.column("sort_nb"), sa.column("sort_en"),
    )
    # The next change of a document completes its row: other languages, counts and the reader's alphabet.
    for number, title, locale in op.get_bind().execute(sa.text("SELECT id, title, locale FROM document")).all():
        key = title.casefold().encode()
        row = {"document_id": number, "titles": {locale: title}, "folded": title.casefold()}
        op.get_bind().execute(listing.insert().values(**row, sort_nl=key, sort_nb=key, sort_en=key))


def downgrade():
    for locale in ("nl", "nb", "en"):
        op.drop_index(f"ix_listing_sort_{locale}", table_name="listing")
    op.drop_table("listing")
