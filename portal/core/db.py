"""The database: one session that only reads unless `write()` is open, and the only commit anywhere.

Measured reasons stand in docs/adr/0002-one-way-to-write.md.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import DateTime, Dialect, Engine, Enum, MetaData, Text, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

writing: ContextVar[bool] = ContextVar("writing", default=False)


@cache
def reader(engine: Engine) -> Engine:
    """The same pool, read only: one snapshot for the whole page, and the server refuses stray writes."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


class Routed(Session):
    """Sends statements to the read-only engine unless `write()` is open."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine:
        engine = super().get_bind(*args, **kwargs)
        return engine if writing.get() or not isinstance(engine, Engine) else reader(engine)


class Base(DeclarativeBase):
    """All tables; constraint names follow one convention so that SQLite migrations can drop them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(
    model_class=Base,
    session_options={"class_": Routed, "expire_on_commit": False, "autoflush": False},
)


class Moment(TypeDecorator):
    """A UTC moment. SQLite forgets zones, so it goes in naive and comes back aware on both databases."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator):
    """A JSON value kept as text, equal on both databases; never queried by its inside."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def code(kind: type[StrEnum], name: str) -> Enum:
    """Column type of a `StrEnum`: text with a check that only its values pass; `name` names the check."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, _record: Any) -> None:
    """SQLite: our own BEGIN (the driver's loses updates), WAL, full sync, foreign keys, patience for other writers."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    connection.exec_driver_sql(f"PRAGMA query_only={int(not writing.get())}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")


@contextmanager
def write() -> Iterator[Session]:
    """A short transaction that may change things: the only commit anywhere.

    Ends the read snapshot of the page: whatever decides must be loaded again inside. Raises `RuntimeError` when nested.
    """
    if writing.get():
        raise RuntimeError("write() does not nest")
    db.session.expunge_all()  # first: a rollback would expire the objects the page still shows
    db.session.rollback()
    token = writing.set(True)
    try:
        yield db.session
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        writing.reset(token)
