"""Reading a table from a person: in a fresh child process with limits, row by row, never whole in this process."""

from __future__ import annotations

import itertools
import json
import logging
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from portal.core import child
from portal.imports.reading.kinds import checked
from portal.imports.reading.refusals import Refusal, Refused

TIMEOUT = 600.0  # seconds on the clock; the child's own limit of processor time is what stops a hostile file
_log = logging.getLogger(__name__)


class Read:
    """A table while it is read: go through `batches`, then `found` says what was recognised."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self.found: dict[str, Any] = {}

    def batches(self) -> Iterator[list[tuple[int, list[Any]]]]:
        """Lists of (line, cells); a cell is a text, or [kind, text]: a number n, a day d, yes/no b. Raises Refused."""
        try:
            for line in self._lines:
                said = json.loads(line)
                if "refused" in said:
                    raise Refused(said["refused"], **said["values"])
                if "found" in said:
                    self.found = said["found"]
                else:
                    yield said["rows"]
        except child.Broken as broken:
            _log.warning("the reading child broke off: %s", broken)
            raise Refused(Refusal.TOO_LONG if broken.spent else Refusal.UNREADABLE) from broken
        if not self.found:
            raise Refused(Refusal.UNREADABLE)


@contextmanager
def reading(
    name: str,
    size: int,
    pieces: Iterable[bytes],
    *,
    chosen: dict[str, Any] | None = None,
    words: Collection[str] = (),
    timeout: float = TIMEOUT,
) -> Iterator[Read]:
    """Read a file given in pieces. `chosen` may set encoding, delimiter, sheet and header (its row, 0 for none);
    `words` are the names that columns may have. Raises Refused.
    """
    pieces = iter(pieces)
    first = next(pieces, b"")
    checked(name, first[:8], size)
    told = {"name": name[-200:], "size": size, "chosen": chosen or {}, "words": sorted(words)}
    head = json.dumps(told).encode() + b"\n"
    with child.answering(
        "portal.imports.reading.child", itertools.chain([head, first], pieces), timeout=timeout
    ) as lines:
        yield Read(lines)
