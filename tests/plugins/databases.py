"""One portal and one database of each kind for a whole worker: made once, made as new before every test.

Making a portal costs as much as a small test (it compiles every address), and a copy of an empty PostgreSQL database is
11 MB on a disk that other tests want to sync; so both stay, with their compiled statements and templates, and only
rows go. What a test changes in the configuration is undone after it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from psycopg import sql
from sqlalchemy import Engine, event, make_url

from portal.app import create_app
from portal.core import immutable
from portal.core.db import db, writing
from portal.people import sign_in as door
from tests.cast import Cast, populate
from tests.plugins.machine import locked

TEMPLATES = "RAYON_TEST_TEMPLATES"  # the folder of compiled templates of this run, told to the workers by pace.py
GROWN = 16_000_000  # bytes more than an empty database: a new one is cheaper than what its dead rows cost
STATE = """
SELECT (SELECT count(*) FROM pg_class),
       (SELECT string_agg(tgname || tgenabled::text, ',' ORDER BY oid) FROM pg_trigger WHERE NOT tgisinternal)
"""
BUSY = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""


# The real cost of a password is 64 MB and a seventh of a second each time somebody signs in.
door.hasher._parameters = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)._parameters


@event.listens_for(Engine, "connect")
def _forgetful(connection, _record) -> None:
    """A test's SQLite file need not survive the machine: commits do not wait for the disk, whoever else uses it."""
    if not isinstance(connection, psycopg.Connection):
        connection.execute("PRAGMA synchronous=OFF")


def make_portal(url: str, folder: Path) -> Flask:
    """The portal as the tests know it: a demo without the guard against forged forms, its mail in `folder`.

    Each template is compiled once for all portals of a run: that of all takes ten seconds.
    """
    made = create_app(
        {
            "TESTING": True,
            "DATABASE_URL": url,
            "SECRET_KEY": "only for tests, and long enough for them",
            "RAYON_MODE": "demo",
            "WTF_CSRF_ENABLED": False,
            "DEMO_MAIL_DIR": str(folder / "mail"),
        }
    )
    if kept := os.environ.get(TEMPLATES):
        made.jinja_env.bytecode_cache = FileSystemBytecodeCache(kept)
    return made


@contextmanager
def opened(app: Flask, *, stay: bool = False) -> Iterator[Flask]:
    """Inside the portal; its connections are closed at the end unless they may `stay`."""
    with app.app_context():
        yield app
        db.session.remove()
        if not stay or db.engine.pool.checkedout():
            db.engine.dispose()


@contextmanager
def writing_allowed() -> Iterator[None]:
    """What migrations do: write without `write()`."""
    token = writing.set(True)
    try:
        yield
    finally:
        writing.reset(token)


def build(app: Flask) -> None:
    """Make all tables in an empty database."""
    with opened(app), writing_allowed():
        db.create_all()
        for table in (*immutable.TABLES, *immutable.REMOVABLE):
            for statement in immutable.statements(table, db.engine.dialect.name):
                db.session.execute(db.text(statement))
        for statement in immutable.removal_of_plans(db.engine.dialect.name):
            db.session.execute(db.text(statement))
        db.session.commit()


class SqliteDesk:
    """The SQLite file of a worker, and copies of it in states worth going back to; that of the demo is everybody's."""

    def __init__(self, folder: Path, common: Path) -> None:
        self.folder, self.common, self.file = folder, common, folder / "rayon.sqlite3"
        self.app = make_portal(f"sqlite:///{self.file}", folder)
        build(self.app)
        self.keep("empty")
        with opened(self.app):
            self.cast = populate()
        self.keep("cast")

    def keep(self, state: str) -> None:
        """Keep what is in the database now; nobody may be at it."""
        shutil.copy(self.file, self.kept(state))

    def kept(self, state: str) -> Path:
        """The copy of a state."""
        return (self.common if state == "demo" else self.folder) / f"{state}.kept"

    def recall(self, state: str) -> bool:
        """Put a kept state back; False when nobody kept it yet."""
        if not self.kept(state).exists():
            return False
        for name in ("-wal", "-shm"):
            self.file.with_name(self.file.name + name).unlink(missing_ok=True)
        self.file.unlink()  # whoever still has it open keeps the old one
        shutil.copy(self.kept(state), self.file)
        return True

    def fresh(self, *, peopled: bool) -> None:
        """All tables, and no rows or only the cast."""
        self.recall("cast" if peopled else "empty")


class PostgresDesk:
    """The PostgreSQL database of a worker; rows are deleted without asking its triggers and its foreign keys."""

    def __init__(self, create: Callable[..., str], folder: Path, common: Path) -> None:
        self.create, self.template, self.common = create, create(), common
        build(make_portal(self.template, folder))
        self.url = create(self.template)
        self.app = make_portal(self.url, folder)
        with opened(self.app):
            self.tables = [table.name for table in db.metadata.sorted_tables]
            self.cast = populate()
        self._connect()
        self.state, self.size = self._ask(STATE), self._ask("SELECT pg_database_size(current_database())")[0]
        sequences = self.admin.execute("SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences").fetchall()
        self.numbers = dict(sequences)
        self.rows = {table: rows for table in self.tables if (rows := self._rows(table))}

    def _connect(self) -> None:
        address = make_url(self.url)
        self.admin = psycopg.connect(
            host=address.query["host"], user="postgres", dbname=address.database, autocommit=True
        )
        self.admin.execute("SET session_replication_role = replica")

    def _replace(self, template: str) -> None:
        self._leave()
        self.create(template, name=make_url(self.url).database)
        self._connect()

    def _leave(self) -> None:
        """Nobody may be at a database that is copied or replaced."""
        self.admin.close()
        with self.app.app_context():
            db.engine.dispose()

    def keep(self, state: str) -> None:
        """Keep what is in the database now, for all workers."""
        self._leave()
        (self.common / f"{state}.url").write_text(self.create(self.url, name=f"rayon_{state}"))
        self._connect()

    def recall(self, state: str) -> bool:
        """Put a kept state back; False when nobody kept it yet."""
        kept = self.common / f"{state}.url"
        if kept.exists():
            self._replace(kept.read_text())
        return kept.exists()

    def _ask(self, question: str) -> tuple:
        return self.admin.execute(question).fetchone()

    def _rows(self, table: str) -> bytes:
        with self.admin.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as out:
            return b"".join(bytes(block) for block in out)

    def _serves(self) -> bool:
        """Whether the database is as it was made, but for rows, and nobody is at work in it."""
        if self.admin.closed:
            return False
        grown = self._ask("SELECT pg_database_size(current_database())")[0] > self.size + GROWN
        return not grown and not self._ask(BUSY)[0] and self._ask(STATE) == self.state

    def fresh(self, *, peopled: bool) -> None:
        """All tables, and no rows or only the cast; a new database where the old one is not as it was made."""
        if not self._serves():
            self._replace(self.template)
        tables = map(sql.Identifier, self.tables)
        self.admin.execute(sql.SQL(";").join(sql.SQL("DELETE FROM {}").format(table) for table in tables))
        self.admin.execute(
            sql.SQL(";").join(
                sql.SQL("SELECT setval({}, {}, {})").format(name, max(last, 1), bool(last))
                for name, last in ((name, last if peopled else 0) for name, last in self.numbers.items())
            )
        )
        for table, rows in self.rows.items() if peopled else ():
            with self.admin.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as into:
                into.write(rows)


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def sqlite_desk(tmp_path_factory: pytest.TempPathFactory, common: Path) -> SqliteDesk:
    """SQLite, when a test of this worker asks for it."""
    return SqliteDesk(tmp_path_factory.mktemp("sqlite"), common)


@pytest.fixture(scope="session")
def postgres_desk(
    new_postgres_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory, common: Path
) -> Iterator[PostgresDesk]:
    """PostgreSQL, when a test of this worker asks for it."""
    made = PostgresDesk(new_postgres_database, tmp_path_factory.mktemp("postgres"), common)
    yield made
    made.admin.close()


@pytest.fixture(scope="session")
def sqlite_template(sqlite_desk: SqliteDesk) -> Path:
    """An SQLite file with all tables and no rows, for a test with a portal of its own."""
    return sqlite_desk.kept("empty")


@pytest.fixture
def desk(database: str, request: pytest.FixtureRequest) -> SqliteDesk | PostgresDesk:
    """The database of this test: all tables and no rows, or the rows of the cast where the test asks for it."""
    found = request.getfixturevalue("sqlite_desk" if database == "sqlite" else "postgres_desk")
    found.fresh(peopled="cast" in request.fixturenames)
    return found


@pytest.fixture
def database_url(desk: SqliteDesk | PostgresDesk) -> str:
    """Its address."""
    return desk.app.config["DATABASE_URL"]


@pytest.fixture
def app(desk: SqliteDesk | PostgresDesk, tmp_path: Path) -> Iterator[Flask]:
    """The portal on it."""
    made, given = desk.app, dict(desk.app.config)
    made.config["DEMO_MAIL_DIR"] = str(tmp_path / "mail")
    # A process of the server that knows the tables answers in three quarters of the time of a new one.
    with opened(made, stay=isinstance(desk, PostgresDesk)):
        yield made
    made.config.clear()
    made.config.update(given)


@pytest.fixture
def cast(app: Flask, desk: SqliteDesk | PostgresDesk) -> Cast:
    """The fixed cast of people, from HR to a stranger in another country (see tests/cast.py)."""
    return desk.cast


@pytest.fixture
def demo(app: Flask, desk: SqliteDesk | PostgresDesk, common: Path) -> None:
    """The demo organisation in the database; loaded once on each kind of database, whichever worker asks first."""
    db.session.remove()
    db.engine.dispose()
    with locked(common):
        if desk.recall("demo"):
            return
        done = app.test_cli_runner().invoke(args=["demo", "load"])
        assert done.exit_code == 0, done.output
        db.session.remove()
        db.engine.dispose()
        desk.keep("demo")
