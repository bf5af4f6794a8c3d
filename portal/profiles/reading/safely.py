"""Reading a file from a person: in a fresh child process with limits, never in the web worker."""

import json
import logging
import subprocess
import sys
from pathlib import Path

from portal.core import child
from portal.profiles.reading.model import Reading
from portal.profiles.reading.reader import check
from portal.profiles.reading.refusals import Refusal, Refused
from portal.profiles.reading.wire import as_json, unpack

TIMEOUT = 8.0  # seconds on the clock; the child's own limit of processor time is what stops a hostile file in 2 s
OUTPUT_LIMIT = 32 * 1024 * 1024
_ROOT = Path(__file__).resolve().parents[3]
_log = logging.getLogger(__name__)


def read_safely(name: str, content: bytes, *, timeout: float = TIMEOUT) -> Reading:
    """What a file says, read by a child process. `timeout` is in seconds. Raises Refused with any code; a child that
    runs out of time or memory, or breaks, is the refusal too_long or unreadable. Nothing is stored.
    """
    check(name, content)
    head = json.dumps({"name": name[-200:], "size": len(content)}).encode() + b"\n"
    try:
        done = subprocess.run(
            [sys.executable, "-m", "portal.profiles.reading.child"],
            input=head + content,
            capture_output=True,
            cwd=_ROOT,
            env=child.environment(),
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(Refusal.TOO_LONG) from error
    return _answer(done)


def _answer(done: subprocess.CompletedProcess[bytes]) -> Reading:
    if done.returncode < 0:  # a signal: out of processor time, or killed for its memory
        raise Refused(Refusal.TOO_LONG)
    if done.returncode or not done.stdout or len(done.stdout) > OUTPUT_LIMIT:
        _log.warning(
            "the reading child ended with %s: %s", done.returncode, done.stderr[-500:].decode(errors="replace")
        )
        raise Refused(Refusal.TOO_LONG if b"MemoryError" in done.stderr else Refusal.UNREADABLE)
    data = json.loads(done.stdout)
    if "refused" in data:
        raise Refused(data["refused"], **data["values"])
    return unpack(data["reading"])


def read_pasted(text: str, *, timeout: float = TIMEOUT) -> Reading:
    """What pasted text says; raises Refused like read_safely."""
    return read_safely("pasted.txt", text.encode("utf-8", "surrogatepass").replace(b"\xed\xa0", b"?"), timeout=timeout)


def describe(path: str | Path) -> tuple[int, str]:
    """(exit status, text) for a file on disk: 0 and the reading as JSON, or 1 and one sentence."""
    path = Path(path)
    try:
        if path.stat().st_size > 0 and path.is_file():
            with path.open("rb") as stream:
                content = stream.read(10 * 1024 * 1024 + 1)
        else:
            content = b""
        reading = read_safely(path.name, content)
    except Refused as refused:
        return 1, refused.sentence
    except OSError:
        return 1, f"The file {path.name} cannot be opened: check the name and the permissions."
    return 0, json.dumps(as_json(reading), ensure_ascii=False, indent=2)
