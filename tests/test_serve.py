"""`portal serve` as an administrator meets it: it answers, outlives a killed worker, and ends when asked."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.plugins.machine import ROOT

PATIENCE = 40  # seconds; a busy machine starts slowly


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return str(server.getsockname()[1])


def status(address):
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status
    except OSError:
        return None


def wait_for(condition, what):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.2)
    raise AssertionError(f"not within {PATIENCE} s: {what}")


def children(pid):
    """The numbers of the processes that this one started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command(pid):
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


@pytest.fixture
def served(tmp_path):
    """The address of a portal that was started with `portal serve` and the process that serves it."""
    port = free_port()
    environment = os.environ | {
        "RAYON_MODE": "demo",
        "PORT": port,
        "MAIL_PORT": free_port(),
        "DEMO_MAIL_DIR": str(tmp_path / "mail"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'rayon.sqlite3'}",
        "SECRET_KEY": "only for tests, and long enough for them",
    }
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    subprocess.run([*flask, "db", "upgrade"], cwd=ROOT, env=environment, check=True)
    with subprocess.Popen([*flask, "portal", "serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}/healthz"
        try:
            wait_for(lambda: status(address) == 200, "the portal answers")
            yield address, process
        finally:
            process.terminate()
            process.wait(PATIENCE)


def test_it_outlives_a_killed_worker_and_ends_all_its_processes_when_asked(served):
    address, process = served
    started = children(process.pid)
    [web] = [child for child in started if "granian" in command(child)]
    workers = wait_for(lambda: len(found := children(web)) == 2 and found, "two workers run")
    os.kill(workers[0], signal.SIGKILL)
    wait_for(lambda: len(now := children(web)) == 2 and workers[0] not in now, "the worker is replaced")
    wait_for(lambda: status(address) == 200, "the portal answers again")

    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 0
    assert status(address) is None
    assert not [child for child in started if Path(f"/proc/{child}").exists()]
