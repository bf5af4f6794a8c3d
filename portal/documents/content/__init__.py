"""Content is a value: a document body is a flat, ordered list of parts (docs/adr/0001-content-is-a-value.md).

No database and no Flask in here. A part is a dict of JSON:

    {"key": "9f3a1c04", "in": "c1d2e3f4", "kind": "core_task", "text": {"nl": "…", "nb": "…"},
     "rev": {"nl": 4, "nb": 2, "data": 1, "place": 1}, "of": {"nb": 3}, "by": {"nl": "a41f"}, "data": {"lines": [12]}}

`rev` counts the edits of each text, of the data and of the place; `of` is the source revision a twin was made from;
`by` is the open form that wrote last. Bodies are never changed in place: every edit returns a new one.
"""

from portal.documents.content.body import (
    DATA,
    LOCALES,
    PLACE,
    BadContent,
    Body,
    Gone,
    Part,
    Stale,
    children,
    clean,
    depth_first,
    displaced,
    find,
    get,
    grouped,
    new_key,
    new_part,
    stamp,
    subtree,
)
from portal.documents.content.edits import (
    add,
    confirm_twin,
    exchanged,
    move,
    move_by,
    place,
    remove,
    write_data,
    write_text,
)
from portal.documents.content.schema import Kind, Schema, normalised, settled, validate
from portal.documents.content.stored import SHAPE, digest, dumps, loads
from portal.documents.content.twins import text_in, twin_state, twin_summary
from portal.documents.content.undo import Patch, apply_undo, combined, difference, restore

__all__ = [
    "DATA", "LOCALES", "PLACE", "SHAPE", "BadContent", "Body", "Gone", "Kind", "Part", "Patch", "Schema", "Stale",
    "add", "apply_undo", "children", "clean", "combined", "confirm_twin", "depth_first", "difference", "digest",
    "displaced", "dumps", "exchanged", "find", "get", "grouped", "loads", "move", "move_by", "new_key", "new_part",
    "normalised", "place", "remove", "restore", "settled", "stamp", "subtree", "text_in", "twin_state",
    "twin_summary", "validate", "write_data", "write_text",
]  # fmt: skip
