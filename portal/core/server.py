"""Starting everything that belongs together: web, worker and the demo's mail catcher."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType

from flask import current_app

GREETING: list[Callable[[], str]] = []
CHILDREN: list[Callable[[], list[str] | None]] = []


def greet(text: Callable[[], str]) -> None:
    """Add to what `serve` prints once it is up."""
    GREETING.append(text)


def beside(command: Callable[[], list[str] | None]) -> None:
    """Add a process that runs beside the web server; None where it is not needed."""
    CHILDREN.append(command)


def _web() -> list[str]:
    config = current_app.config
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        config["HOST"],
        "--port",
        str(config["PORT"]),
        "--workers",
        str(config["WEB_WORKERS"]),
        "--blocking-threads",
        "1",
        "--respawn-failed-workers",
        "--no-access-log",
        "--log-level",
        "warning",
        "wsgi:app",
    ]


def serve() -> int:
    """Run until one of the processes ends or a signal comes; returns the exit status."""
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    commands = [_web(), [*flask, "portal", "work"], *(made for child in CHILDREN if (made := child()))]
    running = [subprocess.Popen(command, env=os.environ) for command in commands]  # noqa: S603 - our own commands

    def stop(_number: int, _frame: FrameType | None) -> None:
        for process in running:
            process.terminate()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    print("\n".join(text() for text in GREETING), flush=True)  # noqa: T201 - the command's output
    while all(process.poll() is None for process in running):
        time.sleep(0.5)
    stop(0, None)
    return max(abs(process.wait()) for process in running) and 1
