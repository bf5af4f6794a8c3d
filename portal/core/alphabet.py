"""Sorting and finding words as readers of a language expect, equal on both databases.

Databases sort by their own collation (SQLite by code point), so lists sort on keys that are kept beside the text.
"""

from __future__ import annotations

import unicodedata

# After z, in the order of the Norwegian alphabet; the other letters with marks sort as the plain letter.
_NORWEGIAN = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})
_LOOKALIKES = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "đ": "d", "ł": "l", "ð": "d", "þ": "th"})


def fold(text: str) -> str:
    """The text for finding: small letters without marks, so that o finds ø and e finds é."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LOOKALIKES))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def sort_key(text: str, locale: str) -> bytes:
    """Bytes that sort as a reader of the locale expects: in Norwegian æ, ø and å come after z."""
    small = unicodedata.normalize("NFC", text.casefold())
    if locale == "nb":
        small = small.translate(_NORWEGIAN)
    return fold(small).encode()
