"""A body as the canonical text that snapshots keep for ever, and old shapes made readable."""

import hashlib
import json
from collections.abc import Callable

from portal.documents.content.body import BadContent, Body

SHAPE = 1
# From the shape in the key to the next one. Raise SHAPE, add the step here, and keep a snapshot of the old shape
# in tests/documents/snapshots: what was signed must be readable for ever.
UPGRADES: dict[int, Callable[[Body], Body]] = {}


def dumps(body: Body) -> str:
    """The one text of this body: sorted names, no blanks, readable letters. Equal bodies give equal texts."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def loads(text: str, shape: int = SHAPE) -> Body:
    """The body in today's shape from a text of any earlier `shape`. Raises BadContent("shape") for an unknown one."""
    body: Body = json.loads(text)
    while shape != SHAPE:
        if shape not in UPGRADES:
            raise BadContent("shape")
        body = UPGRADES[shape](body)
        shape += 1
    return body


def digest(text: str) -> str:
    """SHA-256 of the stored text, in hexadecimal: what a signature or the history refers to."""
    return hashlib.sha256(text.encode()).hexdigest()
