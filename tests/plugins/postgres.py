"""A PostgreSQL cluster of the test session's own, started when the first test asks and stopped at the end.

It listens on a unix socket in a temporary folder only, and is tuned to be fast and forgetful. All workers of
pytest-xdist share it; each gets databases of its own. Started as root, it runs as `postgres` (PostgreSQL refuses root).
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from tests.plugins.machine import insist, locked, postgresql_programs

HOME = "RAYON_TEST_CLUSTER"  # the folder of the cluster, told to the workers by the environment
PREFIX = "rayon-pg-"
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{home}'
max_connections = 200
shared_buffers = 64MB
fsync = off
full_page_writes = off
synchronous_commit = off
autovacuum = off
jit = off
timezone = 'UTC'
"""


def server_account() -> str | None:
    """The account to run the server as; None means our own."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def run_program(name: str, *arguments: str) -> None:
    """Run a program of PostgreSQL as the server's account; raises `RuntimeError` with its output."""
    command = [str(postgresql_programs() / name), *arguments]
    if account := server_account():
        command = ["setpriv", f"--reuid={account}", "--clear-groups", "--", *command]
    # Its output goes to a file: the server would keep a pipe open for as long as it lives.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False)
        if done.returncode:
            output.seek(0)
            raise RuntimeError(f"{name} failed:\n{output.read()}")


def start(home: Path) -> None:
    """Make and start the cluster in this folder unless another worker did."""
    with locked(home):
        if (home / "started").exists():
            return
        if account := server_account():
            shutil.chown(home, account)
        data = home / "data"
        run_program("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
                    "--no-sync")
        with (data / "postgresql.conf").open("a") as file:
            file.write(SETTINGS.format(home=home))
        run_program("pg_ctl", "-D", str(data), "-w", "-t", "60", "-l", str(home / "log"), "start")
        (home / "started").touch()


def stop(home: Path) -> None:
    """Stop the cluster if it runs, and remove its folder."""
    if (home / "data" / "postmaster.pid").exists():
        with suppress(RuntimeError):
            run_program("pg_ctl", "-D", str(home / "data"), "-w", "-m", "immediate", "stop")
    shutil.rmtree(home, ignore_errors=True)


def sweep() -> None:
    """Stop what earlier sessions that were killed left running."""
    for home in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = home.name.removeprefix(PREFIX).split("-")[0]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            stop(home)


def pytest_configure(config):
    """The controller (or the only process) decides on the folder; the workers inherit its name."""
    if hasattr(config, "workerinput") or postgresql_programs() is None:
        return
    sweep()
    os.environ[HOME] = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput") and HOME in os.environ:
        stop(Path(os.environ.pop(HOME)))


@pytest.fixture(scope="session")
def new_postgres_database(worker_id) -> Callable[..., str]:
    """A function that makes an empty database (or a copy of the one at address `template`) and returns its address.

    With `name` it takes the place of that one. Databases live until the end of the session. A database can be copied
    only while nobody is connected to it: who still is, is cut off.
    """
    insist("postgresql")
    home = Path(os.environ[HOME])
    start(home)
    numbers = itertools.count(1)

    def create(template: str = "", name: str = "") -> str:
        name = name or f"rayon_{worker_id}_{next(numbers)}"
        original = make_url(template).database if template else "template0"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(original))
        with psycopg.connect(host=str(home), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [original])
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            connection.execute(statement)
        return f"postgresql+psycopg://postgres@/{name}?host={home}"

    return create


@pytest.fixture(scope="session")
def postgres_url(new_postgres_database) -> str:
    """The address of a fresh, empty PostgreSQL database of this worker, one for the whole session."""
    return new_postgres_database()
