"""The child process that reads one table: `python -m portal.imports.reading.child`.

Standard input is a line of JSON {"name", "size", "chosen", "words"} and the bytes. Standard output is lines of JSON:
{"rows": [[line, cells], …]} many times, then {"found": …}; or {"refused", "values"} at any moment.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

from portal.core.child import limit

MEMORY = 768 * 1024 * 1024
PROCESSOR_SECONDS = 90.0  # 200,000 rows of a workbook take about half of it
BATCH = 500


def main() -> None:
    limit(MEMORY, PROCESSOR_SECONDS)
    head = json.loads(sys.stdin.buffer.readline(100_000))
    content = sys.stdin.buffer.read(head["size"])
    for answer in answers(head, content):
        sys.stdout.write(json.dumps(answer, ensure_ascii=True, separators=(",", ":")) + "\n")


def answers(head: dict[str, Any], content: bytes) -> Iterator[dict[str, Any]]:
    """What the child says, piece by piece."""
    from portal.imports.reading.refusals import Refusal, Refused  # noqa: PLC0415 - only after the limits stand

    try:
        yield from _read(head, content)
    except Refused as refused:
        yield {"refused": refused.code, "values": refused.values}
    except MemoryError:
        yield {"refused": Refusal.TOO_LONG, "values": {}}


def _read(head: dict[str, Any], content: bytes) -> Iterator[dict[str, Any]]:
    from portal.imports.reading.kinds import opened  # noqa: PLC0415 - see above
    from portal.imports.reading.table import Table  # noqa: PLC0415

    said, rows = opened(head["name"], content, head["chosen"])
    table, batch = Table(rows, head["words"], head["chosen"].get("header")), []
    for row in table.body():
        batch.append(row)
        if len(batch) == BATCH:
            yield {"rows": batch}
            batch = []
    yield {"rows": batch}
    found = table.summary()
    yield {"found": {**said, **found, "notes": {**said["notes"], **found["notes"]}}}


if __name__ == "__main__":
    main()
