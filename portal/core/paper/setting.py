"""Setting a paper in a child process with limits; only a few at once beside one web worker."""

from __future__ import annotations

import json
import re
import threading
from typing import Any

from portal.core.child import Broken, answering

TIMEOUT = 12.0  # seconds; a paper takes less than one
AT_ONCE = 2  # processes that one web worker starts beside itself
REGIONS = {"nl": "NL", "nb": "NO", "en": "GB"}
_room = threading.BoundedSemaphore(AT_ONCE)
_LONG = re.compile(r"\S{20}(?=\S{20})")
# Control characters, and the marks that turn the order of letters around.
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


class Busy(Exception):
    """Others are being made, or this one took too long."""


def printable(value: Any) -> Any:
    """The same without control characters, and with a place to break in words that would run off the paper."""
    if isinstance(value, str):
        return _LONG.sub(lambda found: f"{found[0]}\u200b", value.translate(_CONTROL))
    if isinstance(value, dict):
        return {name: printable(one) for name, one in value.items()}
    return [printable(one) for one in value] if isinstance(value, list | tuple) else value


def pdf(said: dict[str, Any]) -> bytes:
    """The PDF. Raises `Busy`; call it outside `write()`."""
    if not _room.acquire(timeout=TIMEOUT / 2):
        raise Busy
    try:
        content = json.dumps(said).encode()
        with answering("portal.core.paper.child", [content], timeout=TIMEOUT) as lines:
            return b"".join(lines)
    except Broken as broken:
        if broken.spent:
            raise Busy from broken
        raise
    finally:
        _room.release()
