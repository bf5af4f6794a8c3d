"""Several SELECTs in one question: what each gives is what it gives alone."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, func, literal, null, select, union_all

from portal.core.db import db
from portal.core.settings import Setting
from portal.core.together import side_by_side, together
from portal.people.models import Grant, GrantKind, Person, Position, Unit, WebSession
from tests.cast import Cast, open_session
from tests.queries import counted


def different() -> dict[str, Any]:
    """SELECTs of many types: enums, days, moments, JSON, conditions, sums, nothing at all."""
    return {
        "people": select(Person.name, Person.id, Person.locale).order_by(Person.name.desc()).limit(4),
        "grants": select(Grant.kind, Grant.starts, Grant.person_id == 1, null()).order_by(Grant.id),
        "sessions": select(WebSession.started_at, WebSession.ended_at, WebSession.token_hash),
        "units": select(Unit.kind, func.count(), Unit.name).group_by(Unit.kind, Unit.name).order_by(Unit.name),
        "both": union_all(select(Unit.name, literal(1).label("one")), select(Person.name, literal(2))),
        "settings": select(Setting.name, Setting.value),
        "nobody": select(Position.unit_id, Position.ends).where(Position.id < 0),
    }


def alone(one: Select[Any]) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.session.execute(one)]


def test_each_gives_what_it_gives_alone_in_its_order(app: Flask, cast: Cast) -> None:
    open_session(cast.hr)
    with counted() as asked:
        found = together(**different())
    assert len(asked) == 1
    for name, one in different().items():
        rows = [tuple(row) for row in found[name]]
        assert rows == alone(one) if name != "both" else sorted(rows) == sorted(alone(one)), name
    assert isinstance(found["grants"][0].kind, GrantKind)
    assert isinstance(found["grants"][0].starts, date)
    assert found["sessions"][0].started_at.tzinfo is not None
    assert found["nobody"] == []


def test_the_first_may_have_fewer_columns_and_other_types(app: Flask, cast: Cast) -> None:
    found = together(nobody=different()["nobody"], people=different()["people"])
    assert [tuple(row) for row in found["people"]] == alone(different()["people"])


def test_one_alone_and_none_at_all(app: Flask, cast: Cast) -> None:
    assert [tuple(row) for row in together(people=different()["people"])["people"]] == alone(different()["people"])
    with counted() as asked:
        assert together() == {}
    assert asked == []


def test_parts_ask_side_by_side_and_again_with_what_they_learned(app: Flask, cast: Cast) -> None:
    def leader() -> Generator[Any, Any, str]:
        found = yield {"ids": select(Unit.id).where(Unit.id == cast.team)}
        named = yield {"names": select(Unit.name).where(Unit.id == found["ids"][0].id)}
        return named["names"][0].name

    def seller() -> Generator[Any, Any, str]:
        found = yield {"names": select(Person.name).where(Person.id == cast.seller)}
        return found["names"][0].name

    def silent() -> Generator[Any, Any, str]:
        return "nothing"
        yield {}

    with counted() as asked:
        assert side_by_side([leader(), seller(), silent()]) == ["Team Midden", "Sanne Visser", "nothing"]
    assert len(asked) == 2


def test_a_type_nobody_named_is_refused(app: Flask, cast: Cast) -> None:
    with pytest.raises(TypeError, match="has no name"):
        together(one=select(func.current_time()), other=select(Person.id))
