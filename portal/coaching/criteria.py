"""Criteria as forms use them: which version counts for a person on a day, and its texts in the reader's language.

A form keeps the version it was started with (`read`); a new form takes the one in force (`in_force`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Self

from sqlalchemy import ColumnElement, Select, and_, or_, select

from portal.coaching.models import CriteriaConsent, CriteriaSet, CriteriaVersion, Instrument
from portal.core import i18n
from portal.core.db import db
from portal.core.together import Part, ask
from portal.people.models import Position, Unit, UnitPath

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Criterion:
    """What is looked at. `asks` speaks to the seller, `about` of the seller; `anchors` is {"1", "3", "5"} of texts."""

    key: str
    code: str
    title: Texts
    asks: Texts
    about: Texts
    anchors: Mapping[str, Texts]


@dataclass(frozen=True)
class Group:
    """Criteria that belong together."""

    key: str
    title: Texts
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Question:
    """A short open question of the bank, for the conversation about a group; `group` empty: about any."""

    key: str
    group: str
    text: Texts


@dataclass(frozen=True)
class Criteria:
    """One version of a set; `number` None while a draft. Every text is {locale: text}."""

    version_id: int
    set_id: int
    number: int | None
    groups: tuple[Group, ...]
    questions: tuple[Question, ...]

    def __iter__(self) -> Iterator[Criterion]:
        """All criteria in the order of the form."""
        return (criterion for group in self.groups for criterion in group.criteria)

    def find(self, key: str) -> Criterion | None:
        """The criterion with this key; None when this version has none."""
        return next((criterion for criterion in self if criterion.key == key), None)

    def asked_of(self, group: str) -> list[Question]:
        """The questions of the bank for one group."""
        return [question for question in self.questions if question.group == group]


class Words(str):
    """A text as it is shown; `lang` is its language where that is another than the reader's, else empty."""

    __slots__ = ("lang",)
    lang: str

    def __new__(cls, text: str, lang: str = "") -> Self:
        made = super().__new__(cls, text)
        made.lang = lang
        return made


def words(texts: Texts | None, locale: str | None = None) -> Words:
    """The text in the reader's language; where that is missing in whichever language has it, marked by `lang`."""
    wanted = locale or i18n.current()
    for language in (wanted, *i18n.LOCALES):
        if text := (texts or {}).get(language):
            return Words(text, "" if language == wanted else language)
    return Words("")


def made_of(version_id: int, set_id: int, number: int | None, body: Mapping[str, Any]) -> Criteria:
    """Criteria out of a stored body."""
    groups = tuple(
        Group(group["key"], group["title"], tuple(Criterion(**criterion) for criterion in group["criteria"]))
        for group in body["groups"]
    )
    return Criteria(version_id, set_id, number, groups, tuple(Question(**one) for one in body["questions"]))


def read(version_id: int) -> Criteria:
    """A version by its number inside, also a retired one: for the forms that were started with it.

    Raises `NoResultFound` when there is none.
    """
    return made_of(*db.session.execute(_version(version_id)).one())


def reading(version_id: int) -> Part:
    """The same as a part of a page; the version has to be there."""
    found = yield {"version": _version(version_id)}
    return made_of(*found["version"][0])


def _version(version_id: int) -> Select[Any]:
    columns = (CriteriaVersion.id, CriteriaVersion.set_id, CriteriaVersion.number, CriteriaVersion.body)
    return select(*columns).where(CriteriaVersion.id == version_id)


class Place(NamedTuple):
    """A position for which criteria are chosen."""

    role_id: int | None
    level_id: int | None
    country: str


class Offered(NamedTuple):
    """A version in force of a set that was not retired, with where it counts; `agreed` are countries."""

    version_id: int
    since: date
    number: int
    role_id: int | None
    level_id: int | None
    country: str | None
    agreed: frozenset[str]


def chosen(offered: list[Offered], places: list[Place]) -> int | None:
    """The version for somebody with these positions: level before role before country before general.

    Of one set the latest that was agreed in the country; between equally narrow ones the one in force latest.
    """
    fitting = [(_narrow(one), one.since, one.number, one.version_id) for one in offered if _fits(one, places)]
    return max(fitting)[-1] if fitting else None


def _narrow(one: Offered) -> tuple[bool, bool, bool]:
    return one.level_id is not None, one.role_id is not None, one.country is not None


def _fits(one: Offered, places: list[Place]) -> bool:
    return any(
        place.country in one.agreed
        and one.country in {None, place.country}
        and one.role_id in {None, place.role_id}
        and one.level_id in {None, place.level_id}
        for place in places
    )


def running(day: date) -> ColumnElement[bool]:
    """Versions that came into force by a day, of sets that were not retired by then."""
    return and_(
        CriteriaVersion.in_force_from <= day,
        or_(CriteriaSet.retired_on.is_(None), CriteriaSet.retired_on > day),
    )


def in_force(instrument: Instrument, person_id: int, day: date) -> Criteria | None:
    """What a new form of this day rates; None where nothing is in force or was agreed in the person's country."""
    return ask(choosing(instrument, person_id, day))


def choosing(instrument: Instrument, person_id: int, day: date) -> Part:
    """The same as a part of a page: where the person works beside what is in force, then the version."""
    found = yield {"places": _places(person_id, day), "offered": _offered(instrument, day)}
    nearest = {position_id: Place(*place) for position_id, *place in found["places"]}  # the nearest unit comes last
    agreed: dict[tuple[Any, ...], set[str]] = {}
    for *version, country in found["offered"]:
        agreed.setdefault(tuple(version), set()).add(country)
    offered = [Offered(*version, frozenset(countries)) for version, countries in agreed.items()]
    version_id = chosen(offered, list(nearest.values()))
    return (yield from reading(version_id)) if version_id else None


def _places(person_id: int, day: date) -> Select[Any]:
    return (
        select(Position.id, Position.role_id, Position.level_id, Unit.country)
        .join(UnitPath, UnitPath.unit_id == Position.unit_id)
        .join(Unit, Unit.id == UnitPath.over_id)
        .where(Position.person_id == person_id, Position.starts <= day, Position.ends >= day)
        .where(Unit.country.is_not(None))
        .order_by(Position.id, UnitPath.steps.desc())
    )


def _offered(instrument: Instrument, day: date) -> Select[Any]:
    return (
        select(
            CriteriaVersion.id, CriteriaVersion.in_force_from, CriteriaVersion.number,
            CriteriaSet.role_id, CriteriaSet.level_id, CriteriaSet.country, CriteriaConsent.country,
        )
        .join(CriteriaSet, CriteriaSet.id == CriteriaVersion.set_id)
        .join(CriteriaConsent, CriteriaConsent.version_id == CriteriaVersion.id)
        .where(CriteriaSet.instrument == instrument, running(day), CriteriaConsent.agreed_on <= day)
    )
