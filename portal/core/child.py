"""Reading what strangers made: in a fresh process with limits, so that a hostile file costs that process only."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]


class Broken(Exception):
    """The child ended badly: `spent` when it ran out of time or memory; `said` is the end of what it complained."""

    def __init__(self, *, spent: bool, said: str = "") -> None:
        super().__init__(said or ("out of time or memory" if spent else "broken"))
        self.spent, self.said = spent, said


def limit(memory: int, seconds: float) -> None:
    """Bound this process: bytes of memory, seconds of processor, nothing written, few files open."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    signal.setitimer(signal.ITIMER_PROF, seconds)  # ends the process by SIGPROF


def environment() -> dict[str, str]:
    """Nothing of the portal's own settings: a file that took over the child would find no secrets."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV") if name in os.environ}
    return {**kept, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "1"}


@contextmanager
def answering(module: str, pieces: Iterable[bytes], *, timeout: float) -> Iterator[Iterator[bytes]]:
    """Run `python -m module`, feed it the pieces, and give the lines it answers as they come.

    Neither the file nor the answer is ever whole in this process. `timeout` is in seconds on the clock and counts the
    time that the caller takes too. Raises `Broken` when the lines end badly; leaving early ends the child.
    """
    with tempfile.TemporaryFile() as complaints, _started(module, complaints) as process:
        alarm = threading.Timer(timeout, process.kill)
        alarm.start()
        try:
            with suppress(BrokenPipeError):
                for piece in pieces:
                    process.stdin.write(piece)
                process.stdin.close()
            yield _lines(process, complaints)
        finally:
            alarm.cancel()
            process.kill()
            with suppress(BrokenPipeError):
                process.stdin.close()


def _started(module: str, complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        cwd=ROOT,
        env=environment(),
    )


def _lines(process: subprocess.Popen[bytes], complaints: IO[bytes]) -> Iterator[bytes]:
    yield from process.stdout
    if status := process.wait():
        complaints.seek(max(0, complaints.seek(0, os.SEEK_END) - 500))
        said = complaints.read().decode(errors="replace")
        raise Broken(spent=status < 0 or "MemoryError" in said, said=said)
