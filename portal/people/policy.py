"""Who may see and change the organisation (spec 0): each clause written once, as SQL, for lists and single things."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db
from portal.core.policy import N_, Rule, rule
from portal.people.me import Me
from portal.people.models import Body, Grant, GrantKind, Lead, Person, Position, Role, Unit, UnitPath

Clause = ColumnElement[bool]
KEEPERS = (GrantKind.HR, GrantKind.ADMIN)
ADMIN = (GrantKind.ADMIN,)


def _granted(me: Me, kinds: tuple[GrantKind, ...]) -> Clause:
    day = clock.today()
    return and_(Grant.person_id == me.id, Grant.kind.in_(kinds), Grant.starts <= day, Grant.ends >= day)


def unit_in_scope(me: Me, kinds: tuple[GrantKind, ...], unit_id: Any = Unit.id) -> Clause:
    """The unit stands under a unit for which the person holds one of these grants today."""
    covered = select(UnitPath.unit_id).join(Grant, Grant.unit_id == UnitPath.over_id)
    return unit_id.in_(covered.where(_granted(me, kinds)))


def everywhere(me: Me, kinds: tuple[GrantKind, ...]) -> Clause:
    """Holds one of these grants for a unit at the top of the tree."""
    top = aliased(Unit)
    granted = select(Grant.id).join(top, top.id == Grant.unit_id)
    return granted.where(_granted(me, kinds), top.parent_id.is_(None)).exists()


def person_in_scope(me: Me, kinds: tuple[GrantKind, ...]) -> Clause:
    """Holds a position there now or later; who holds none any more stays where the positions were.

    Somebody without any position is found by those whose scope is the whole organisation.
    """
    held = exists().where(Position.person_id == Person.id)
    going_on = held.where(Position.ends >= clock.today())
    there = unit_in_scope(me, kinds, Position.unit_id)
    return or_(going_on.where(there), and_(not_(going_on), held.where(there)), and_(not_(held), everywhere(me, kinds)))


def holds_more(me: Me) -> Clause:
    """Holds a grant or leads a unit, now or later, beyond this administrator's scope."""
    return or_(
        *(
            exists().where(
                held.person_id == Person.id, held.ends >= clock.today(), not_(unit_in_scope(me, ADMIN, held.unit_id))
            )
            for held in (Grant, Lead)
        )
    )


def _one(model: Any, row_id: int, *abilities: Clause) -> Any:
    """A row as the address names it together with what this person may do with it; 404 for nobody."""
    found = db.session.execute(select(model, *abilities).where(model.id == row_id)).one_or_none()
    if found is None:
        abort(404)
    return found


def _keeper(me: Me) -> None:
    if not (me.is_hr or me.is_admin):
        abort(403)


def _administrator(me: Me) -> None:
    if not me.is_admin:
        abort(403)


def _in_scope(me: Me, model: Any, row_id: int, clause: Callable[..., Clause], *, change: bool = False) -> Any:
    """The row for HR and administrators, 404 outside their scope; to `change` it 403 for those who only read it."""
    _keeper(me)
    row, seen, kept = _one(model, row_id, clause(me, KEEPERS), clause(me, ADMIN))
    if not seen:
        abort(404)
    return row if kept or not change else abort(403)


def see_person(me: Me, person_id: int) -> Person:
    """The person's file for HR and administrators of its unit."""
    return _in_scope(me, Person, person_id, person_in_scope)


def change_person(me: Me, person_id: int) -> Person:
    """The same for administrators of its unit."""
    return _in_scope(me, Person, person_id, person_in_scope, change=True)


def change_sign_in(me: Me, person_id: int) -> Person:
    """Address, password, grants and sign-ins: 403 also where the person holds or leads more."""
    person = change_person(me, person_id)
    _, more = _one(Person, person_id, holds_more(me))
    return abort(403) if more else person


def see_unit(me: Me, unit_id: int) -> Unit:
    """A unit within the scope of HR or an administrator."""
    return _in_scope(me, Unit, unit_id, unit_in_scope)


def change_unit(me: Me, unit_id: int) -> Unit:
    """The same for administrators."""
    return _in_scope(me, Unit, unit_id, unit_in_scope, change=True)


def change_role(me: Me, role_id: int) -> Role:
    """A role, for any administrator."""
    _administrator(me)
    return _one(Role, role_id)[0]


def see_body(me: Me, body_id: int) -> Body:
    """A body, for HR and administrators."""
    _keeper(me)
    return _one(Body, body_id)[0]


def change_body(me: Me, body_id: int) -> Body:
    """A body, for any administrator."""
    _administrator(me)
    return _one(Body, body_id)[0]


def keeps_everything(me: Me) -> bool:
    """Administrator of the whole organisation."""
    return me.is_admin and bool(db.session.scalar(select(everywhere(me, ADMIN))))


def _whole(me: Me) -> None:
    if not keeps_everything(me):
        abort(403)


def units_in_scope(me: Me, kinds: tuple[GrantKind, ...], *, on: date | None = None) -> list[int]:
    """Ids of the units this person keeps, without those that had ended by a day."""
    wanted = select(Unit.id).where(unit_in_scope(me, kinds))
    if on:
        wanted = wanted.where(or_(Unit.ended_on.is_(None), Unit.ended_on >= on))
    return list(db.session.scalars(wanted))


@dataclass(frozen=True)
class Abilities:
    """What this reader may do on a person's page."""

    change: bool
    sign_in: bool


def abilities(me: Me, person_id: int) -> Abilities:
    """In one question: whether the buttons of the person's page lead anywhere."""
    kept, more = db.session.execute(
        select(person_in_scope(me, ADMIN), holds_more(me)).where(Person.id == person_id)
    ).one()
    return Abilities(bool(kept), bool(kept and not more))


def _person_rule(code: str, says: str, load: Any) -> Rule:
    return rule(code, says, load=load, takes=("person_id",), gives="person")


READ = rule("organisation.read", N_("HR and administrators read the organisation"), load=_keeper)
KEEP = rule(
    "organisation.keep", N_("Administrators add people, units, roles and bodies in their scope"), load=_administrator
)
SET = rule(
    "organisation.set", N_("Administrators of the whole organisation change its settings and top units"), load=_whole
)
READ_PERSON = _person_rule(
    "person.read",
    N_("HR and administrators read the positions, absence (dates only) and grants of people in their scope"),
    see_person,
)
CHANGE_PERSON = _person_rule(
    "person.change",
    N_("Administrators change positions, absence and functional lines of people in their scope"),
    change_person,
)
CHANGE_SIGN_IN = _person_rule(
    "person.sign-in",
    N_(
        "Administrators change the sign-in and the grants of people in their scope"
        " who hold no grant and lead no unit beyond it"
    ),
    change_sign_in,
)
READ_UNIT = rule(
    "unit.read",
    N_("HR and administrators read the units in their scope"),
    load=see_unit,
    takes=("unit_id",),
    gives="unit",
)
CHANGE_UNIT = rule(
    "unit.change",
    N_("Administrators change the units in their scope"),
    load=change_unit,
    takes=("unit_id",),
    gives="unit",
)
CHANGE_ROLE = rule(
    "role.change", N_("Administrators change roles and levels"), load=change_role, takes=("role_id",), gives="role"
)
READ_BODY = rule(
    "body.read",
    N_("HR and administrators read bodies and their members"),
    load=see_body,
    takes=("body_id",),
    gives="body",
)
CHANGE_BODY = rule(
    "body.change",
    N_("Administrators change bodies and their members"),
    load=change_body,
    takes=("body_id",),
    gives="body",
)
OWN = rule("me.own", N_("Everyone reads and changes their own settings, password, sign-ins and absence"))
