"""Starting everything that belongs together: web, worker and the demo's mail catcher."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType

from flask import current_app

PROCESS, WEB = "RAYON_PROCESS", "web"  # told to the web server's processes by their environment

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
        "--workers-kill-timeout",  # a worker now and then ignores the request to stop, and then nothing would ever end
        "5",
        "--no-access-log",
        "--log-level",
        "warning",
        "wsgi:app",
    ]


def _answers() -> bool:
    """Whether the web server takes connections; it listens only once a worker has loaded the portal."""
    try:
        socket.create_connection((current_app.config["HOST"], int(current_app.config["PORT"])), timeout=1).close()
    except OSError:
        return False
    return True


def serve() -> int:
    """Run until one of the processes ends or a signal comes; returns the exit status: 0 when asked to stop."""
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    commands = [_web(), [*flask, "portal", "work"], *(made for child in CHILDREN if (made := child()))]
    web, *others = commands
    running = [subprocess.Popen(web, env=os.environ | {PROCESS: WEB})]  # noqa: S603 - our own commands
    running += [subprocess.Popen(command, env=os.environ) for command in others]  # noqa: S603
    asked: list[int] = []  # no Event: one set in the middle of its own wait() takes its lock twice, and never ends

    def stop(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    greeted = False
    while not asked and all(process.poll() is None for process in running):
        if not greeted and _answers():
            print("\n".join(text() for text in GREETING), flush=True)  # noqa: T201 - the command's output
            greeted = True
        time.sleep(0.1 if not greeted else 0.5)
    for process in running:
        process.terminate()
    for process in running:
        process.wait()
    return 0 if asked else 1
