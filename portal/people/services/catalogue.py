"""Roles with their levels, bodies with their members, and the settings of the organisation."""

from __future__ import annotations

import json
import zlib
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.core import audit, clock, settings
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.people.me import Me
from portal.people.models import FOREVER, Body, BodyMember, Position, Role, RoleLevel
from portal.people.services.versions import Stale, fresh, in_order, same, stop

LARGEST = 2_147_483_647


def _free(model: Any, code: str, row_id: int = 0) -> str:
    if db.session.scalar(select(model.id).where(model.code == code, model.id != row_id)) is not None:
        raise Refused("code_taken", field="code")
    return code


def _texts(held: dict[str, str] | None, **given: str) -> dict[str, str]:
    """The texts as given, without empty ones; those in languages that the form does not have stay."""
    kept = {locale: text for locale, text in (held or {}).items() if locale not in given}
    return kept | {locale: text.strip() for locale, text in given.items() if text.strip()}


def _levels(role_id: int) -> list[RoleLevel]:
    return list(db.session.scalars(select(RoleLevel).where(RoleLevel.role_id == role_id).order_by(RoleLevel.rank)))


def held_role(role: Role) -> dict[str, Any]:
    """A role as its form holds it."""
    return {
        "code": role.code,
        "title_nl": role.title.get("nl", ""),
        "title_nb": role.title.get("nb", ""),
        "family": role.family,
        "country": role.country or "",
        "levels": ", ".join(level.code for level in _levels(role.id)),
    }


def _write_role(role: Role, given: dict[str, Any]) -> None:
    role.code = _free(Role, given["code"], role.id or 0)
    role.title = _texts(role.title, nl=given["title_nl"], nb=given["title_nb"])
    role.family, role.country = given["family"].strip(), given["country"] or None
    db.session.add(role)
    db.session.flush()
    _write_levels(role.id, given["levels"])


def _write_levels(role_id: int, codes: list[str]) -> None:
    """The levels in the order given, lowest first. Raises `Refused` for removing one that somebody holds or held."""
    present = {level.code: level for level in _levels(role_id)}
    for code in present.keys() - set(codes):
        if db.session.scalar(select(Position.id).where(Position.level_id == present[code].id).limit(1)) is not None:
            raise Refused("level_held", field="levels", name=code)
        db.session.delete(present[code])
    for rank, code in enumerate(codes, start=1):
        if code in present:
            present[code].rank = rank
        else:
            db.session.add(RoleLevel(role_id=role_id, code=code, rank=rank))


def add_role(me: Me, given: dict[str, Any]) -> int:
    """A new role; returns the id. Raises `Refused` for a code in use."""
    with write():
        role = Role()
        _write_role(role, given)
        audit.record("role_added", "role", role.id, actor=me, name=role.code)
        return role.id


def change_role(me: Me, role_id: int, base: int, given: dict[str, Any]) -> None:
    """Change a role and its levels. Raises `Stale` and `Refused`."""
    with write():
        role = fresh(Role, role_id)
        before = held_role(role)
        same(role, base, before)
        _write_role(role, given)
        audit.record(
            "role_changed", "role", role_id, actor=me, name=role.code, detail={"before": before, "after": given}
        )


def remove_role(me: Me, role_id: int) -> None:
    """Take away a role with its levels. Raises `Refused` where somebody holds or held it, or a profile is about it."""
    with write() as session:
        role = fresh(Role, role_id)
        for key in _pointing_at(Role):
            if session.scalar(select(key).where(key == role_id).limit(1)) is not None:
                raise Refused("role_held" if key.table is Position.__table__ else "role_described")
        for level in _levels(role_id):
            session.delete(level)
        session.flush()
        session.delete(role)
        audit.record("role_removed", "role", role_id, actor=me, name=role.code)


def _pointing_at(model: Any) -> list[Any]:
    """The columns of other tables that point at this one, those of packages above included; not the levels."""
    return [
        key.parent
        for table in db.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is model.__table__ and table is not RoleLevel.__table__
    ]


def held_body(body: Body) -> dict[str, str]:
    """A body as its form holds it."""
    return {"code": body.code, "name_nl": body.name.get("nl", ""), "name_nb": body.name.get("nb", "")}


def _write_body(body: Body, given: dict[str, str]) -> None:
    body.code = _free(Body, given["code"], body.id or 0)
    body.name = _texts(body.name, nl=given["name_nl"], nb=given["name_nb"])
    db.session.add(body)
    db.session.flush()


def add_body(me: Me, given: dict[str, str]) -> int:
    """A new body; returns the id. Raises `Refused` for a code in use."""
    with write():
        body = Body()
        _write_body(body, given)
        audit.record("body_added", "body", body.id, actor=me, name=body.code)
        return body.id


def change_body(me: Me, body_id: int, base: int, given: dict[str, str]) -> None:
    """Rename a body. Raises `Stale` and `Refused`."""
    with write():
        body = fresh(Body, body_id)
        before = held_body(body)
        same(body, base, before)
        _write_body(body, given)
        audit.record(
            "body_changed", "body", body_id, actor=me, name=body.code, detail={"before": before, "after": given}
        )


def join(me: Me, body_id: int, *, person: int, starts: date, ends: date | None) -> None:
    """A membership. Raises `Refused` for days that are covered already."""
    ends = ends or FOREVER
    in_order(starts, ends)
    with write() as session:
        fresh(Body, body_id)
        other = select(BodyMember.id).where(
            BodyMember.body_id == body_id,
            BodyMember.person_id == person,
            BodyMember.starts <= ends,
            BodyMember.ends >= starts,
        )
        if session.scalar(other.limit(1)) is not None:
            raise Refused("member_already", field="person")
        session.add(BodyMember(body_id=body_id, person_id=person, starts=starts, ends=ends))
        audit.record("member_added", "body", body_id, actor=me, person=person, starts=str(starts))


def leave(me: Me, body_id: int, member_id: int, last: date) -> None:
    """End a membership. Raises `Refused`."""
    with write():
        member = fresh(BodyMember, member_id, body_id=body_id)
        done = stop(member, last, clock.today())
        audit.record(f"member_{done}", "body", body_id, actor=me, person=member.person_id, ends=str(last))


def held_settings() -> dict[str, Any]:
    """The settings of the organisation as their form holds them."""
    return {name: settings.get(name) for name in settings.DEFAULTS}


def version_of(values: dict[str, Any]) -> int:
    """A number that differs when the settings differ: what an edit of them starts from."""
    return zlib.crc32(json.dumps(values, sort_keys=True).encode()) & LARGEST


def change_settings(me: Me, base: int, wanted: dict[str, Any]) -> None:
    """Change the settings of the organisation. Raises `Stale`."""
    with write():
        now = held_settings()
        if version_of(now) != base:
            raise Stale(version_of(now), now | {"review_days": str(now["review_days"])})
        for name, value in wanted.items():
            if value != now[name]:
                settings.change(name, value)
                audit.record(f"{name}_changed", "setting", None, actor=me, before=now[name], after=value)
