"""What makes a password acceptable: length, not a common one, not made of the person's own name or address."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask_babel import gettext as _

from portal.core.alphabet import fold

SHORTEST, LONGEST = 8, 200
COMMON = Path(__file__).with_name("common_passwords.txt")
SHORTEST_NAME = 4
FEWEST_SIGNS = 4


@cache
def common() -> frozenset[str]:
    """Passwords that are tried first, with all digits and marks at the end taken off."""
    return frozenset(COMMON.read_text("utf-8").split())


def fault(secret: str, *about: str) -> str:
    """Why this password will not do, in one sentence, or an empty text; `about` are the person's name and address."""
    if len(secret) < SHORTEST:
        return _("Use at least %(count)d characters.", count=SHORTEST)
    if len(secret) > LONGEST:
        return _("Use at most %(count)d characters.", count=LONGEST)
    plain = fold(secret)
    bare = plain.rstrip("0123456789!?.*#@$ -_")
    if len(set(plain)) < FEWEST_SIGNS or not bare or plain in common() or bare in common():
        return _("This password is easily guessed. Choose another, such as four words in a row.")
    words = {word for text in about for word in fold(text).replace("@", " ").replace(".", " ").split()}
    if any(len(word) >= SHORTEST_NAME and bare == word for word in words):
        return _("Do not use your own name or address as password.")
    return ""
