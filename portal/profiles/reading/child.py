"""The child process that reads one file: `python -m portal.profiles.reading.child`.

Standard input is a line of JSON {"name", "size"} and the bytes; standard output is one JSON object: {"reading"} or
{"refused", "values"}. It limits itself before it looks at the file, so that a hostile file costs this process only.
"""

import json
import sys

from portal.core import child

MEMORY = 256 * 1024 * 1024
PROCESSOR_SECONDS = 1.3  # a profile takes 0.1 s; with start-up a refusal stays below 2 s


def limit() -> None:
    """Bound memory, processor time, and what the process may write or open."""
    child.limit(MEMORY, PROCESSOR_SECONDS)


def answer(name: str, content: bytes) -> dict:
    from portal.profiles.reading.reader import read_bytes  # noqa: PLC0415 - only after the limits stand
    from portal.profiles.reading.refusals import Refusal, Refused  # noqa: PLC0415
    from portal.profiles.reading.wire import pack  # noqa: PLC0415

    try:
        return {"reading": pack(read_bytes(name, content))}
    except Refused as refused:
        return {"refused": refused.code, "values": refused.values}
    except MemoryError:
        return {"refused": Refusal.TOO_LONG, "values": {}}


def main() -> None:
    limit()
    head = json.loads(sys.stdin.buffer.readline(10_000))
    content = sys.stdin.buffer.read(head["size"])
    sys.stdout.write(json.dumps(answer(head["name"], content), ensure_ascii=True))


if __name__ == "__main__":
    main()
