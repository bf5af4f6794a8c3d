"""Where placeholders stand in the profiles that are there already; from now on each write keeps it."""

import json
import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

PLACEHOLDER = re.compile(r"\[(?!\s*[xX]?\s*\]|\s*\d+\s*\])[^\[\]\n]{1,120}\]")
TEXTS = """
    SELECT document.id, 0 AS at_work, snapshot.body FROM document
    JOIN snapshot ON snapshot.document_id = document.id AND snapshot.number = document.in_force
    WHERE document.kind = 'profile'
    UNION ALL
    SELECT document.id, 1, draft.body FROM document
    JOIN draft ON draft.document_id = document.id AND draft.side = 'main'
    WHERE document.kind = 'profile'
"""


def terms_of(text):
    """The words between the brackets, in small letters."""
    for found in PLACEHOLDER.findall(text):
        words = " ".join(unicodedata.normalize("NFC", found.strip("[] \t").casefold()).split())
        if any(sign.isalpha() for sign in words):
            yield words


def upgrade():
    bind = op.get_bind()
    mention = sa.table(
        "mention", sa.column("document_id"), sa.column("at_work", sa.Boolean()), sa.column("part_key"),
        sa.column("term"),
    )
    held = {tuple(row) for row in bind.execute(sa.select(mention))}
    for document_id, at_work, body in bind.execute(sa.text(TEXTS)).all():
        found = {
            (document_id, bool(at_work), part["key"], term)
            for part in json.loads(body)
            for text in part["text"].values()
            for term in terms_of(text)
        } - held
        if found:
            columns = ("document_id", "at_work", "part_key", "term")
            bind.execute(mention.insert(), [dict(zip(columns, row, strict=True)) for row in sorted(found)])


def downgrade():
    """The rows go with their table."""
