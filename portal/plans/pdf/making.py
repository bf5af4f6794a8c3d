"""Making the PDF of a version: which one, and its bytes."""

from __future__ import annotations

import json
import threading
from typing import Any

from portal.core.child import Broken, answering
from portal.documents import rounds as judged
from portal.plans import overview
from portal.plans.pdf.document import document
from portal.plans.policy import PlanFile

TIMEOUT = 12.0  # seconds; a plan takes less than one
AT_ONCE = 2  # processes that one web worker starts beside itself
_room = threading.BoundedSemaphore(AT_ONCE)


class Busy(Exception):
    """Others are being made, or this one took too long."""


def version(plan: PlanFile, number: int | None) -> dict[str, Any] | None:
    """What the paper says of a version, or of the one this person reads (`overview.body_of`); None for no such."""
    if number is None:
        body, number = overview.body_of(plan)
    else:
        found = judged.version(plan.id, number)
        body = found.body if found else None
    return None if body is None else document(plan, body, number)


def pdf(said: dict[str, Any]) -> bytes:
    """The PDF. Raises `Busy`; call it outside `write()`."""
    if not _room.acquire(timeout=TIMEOUT / 2):
        raise Busy
    try:
        content = json.dumps(said).encode()
        with answering("portal.plans.pdf.child", [content], timeout=TIMEOUT) as lines:
            return b"".join(lines)
    except Broken as broken:
        if broken.spent:
            raise Busy from broken
        raise
    finally:
        _room.release()
