"""The SELECTs of the library: one page of profiles for a person, filtered, in the reader's alphabet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import permutations
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, literal, null, or_, select, tuple_, union_all

from portal.core import clock, settings
from portal.core.alphabet import fold
from portal.core.db import db
from portal.core.i18n import LOCALES
from portal.documents.models import Document, Draft, Kind, Listing, Side, State
from portal.documents.policy import in_hr_scope, owns
from portal.people.me import Me
from portal.people.models import Person
from portal.profiles.models import Profile
from portal.profiles.policy import holds, sees_draft, visible_to
from portal.profiles.queries import waiting_ids

PAGE = 25
AT_WORK = {str(state): state for state in State}
SCOPES = ("all", "mine", "waiting")
STATES = ("published", *AT_WORK, "review_due", "behind", "archived")


@dataclass(frozen=True)
class Filter:
    """What the person asked for; empty values filter nothing. `after` and `before` are ids of the neighbouring rows."""

    scope: str = "all"
    text: str = ""
    family: str = ""
    country: str = ""
    sector: str = ""
    state: str = ""
    after: int | None = None
    before: int | None = None

    @property
    def chosen(self) -> bool:
        """Something beside the scope narrows the list."""
        return bool(self.text or self.family or self.country or self.sector or self.state)

    def query(self, **changes: Any) -> dict[str, Any]:
        """As the arguments of an address, without what is empty."""
        asked = {
            "scope": self.scope if self.scope != "all" else "", "q": self.text, "family": self.family,
            "country": self.country, "sector": self.sector, "state": self.state, **changes,
        }
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True)
class Row:
    """One profile as the list shows it. `state` is None for who may not read the version at work."""

    id: int
    titles: dict[str, str]
    title: str
    locale: str
    in_force: int | None
    last_number: int
    archived_at: datetime | None
    family: str
    sector: str
    country: str | None
    review_on: date | None
    needed: list[str] | None
    default_needed: list[str] | None
    owner_name: str
    state: State | None
    current: dict[str, Any] | None
    at_work: dict[str, Any] | None
    is_hr: bool

    @property
    def never_reviewed(self) -> bool:
        """HR may adopt it as in force: it was never sent to review."""
        return self.is_hr and self.state == State.DRAFT and not self.last_number and not self.archived_at

    @property
    def may_be_sent(self) -> bool:
        """HR may send the version at work to review."""
        return self.is_hr and self.state in {State.DRAFT, State.CHANGES_REQUESTED} and not self.archived_at

    def languages(self) -> list[tuple[str, str, int]]:
        """Per language (code, how it stands, how many items lag): "source", "current", "stale" or "missing".

        Of the version in force, else of the one at work. Needed languages come even when empty.
        """
        counts = (self.current if self.in_force else self.at_work) or {}
        needed = self.needed if self.needed is not None else self.default_needed or []
        found = [(self.locale, "source", 0)]
        for locale in sorted({*counts, *needed} - {self.locale}):
            of = counts.get(locale)
            if not of or not (of["current"] or of["stale"]):
                found.append((locale, "missing", 0))
            elif lagging := of["stale"] + of["missing"]:
                found.append((locale, "stale", lagging))
            else:
                found.append((locale, "current", 0))
        return found


@dataclass(frozen=True)
class Shown:
    """One page of rows, and the ids to ask the neighbouring pages with."""

    rows: list[Row]
    previous: int | None
    next: int | None


def page(me: Me, wanted: Filter, locale: str) -> Shown:
    """At most 25 profiles visible to the person, sorted by title in the reader's language; one query."""
    sort = {"nl": Listing.sort_nl, "nb": Listing.sort_nb}.get(locale, Listing.sort_en)
    query = _filtered(_rows(me), me, wanted)
    backwards = wanted.before is not None
    if (beside := wanted.before or wanted.after) is not None:
        place = select(sort).where(Listing.document_id == beside).scalar_subquery()
        here, there = tuple_(sort, Document.id), tuple_(place, literal(beside))
        query = query.where(here < there if backwards else here > there)
    order = (sort.desc(), Document.id.desc()) if backwards else (sort, Document.id)
    rows = [Row(*row) for row in db.session.execute(query.order_by(*order).limit(PAGE + 1))]
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if backwards:
        rows.reverse()
    first, last = (rows[0].id, rows[-1].id) if rows else (None, None)
    earlier = more if backwards else wanted.after is not None
    later = True if backwards else more
    return Shown(rows, first if earlier else None, last if later else None)


def _rows(me: Me) -> Select[Any]:
    may = sees_draft(me)
    default = select(settings.Setting.value).where(settings.Setting.name == "needed_locales").scalar_subquery()
    return (
        select(
            Document.id, Listing.titles, Document.title, Document.locale, Document.in_force, Document.last_number,
            Document.archived_at, Profile.family, Profile.sector, Profile.country, Profile.review_on, Profile.locales,
            default.label("default_needed"), Person.name, case((may, Draft.state), else_=null()).label("state"),
            Listing.current, Listing.at_work, in_hr_scope(me).label("is_hr"),
        )
        .select_from(Profile)
        .join(Document, Document.id == Profile.document_id)
        .join(Listing, Listing.document_id == Document.id)
        .join(Person, Person.id == Document.owner_id)
        .outerjoin(Draft, and_(Draft.document_id == Document.id, Draft.side == Side.MAIN))
        .where(Document.kind == Kind.PROFILE, visible_to(me))
    )


def _filtered(query: Select[Any], me: Me, wanted: Filter) -> Select[Any]:
    if wanted.scope == "mine":
        query = query.where(or_(owns(me), holds(me)))
    elif wanted.scope == "waiting":
        query = query.where(Document.id.in_(waiting_ids(me)))
    for column, value in ((Profile.family, wanted.family), (Profile.sector, wanted.sector)):
        if value:
            query = query.where(column == value)
    if wanted.country:  # a profile without a country holds in every country
        query = query.where(or_(Profile.country == wanted.country, Profile.country.is_(None)))
    for word in fold(wanted.text).split():
        query = query.where(Listing.folded.contains(word, autoescape=True))
    return query.where(*_in_state(me, wanted.state))


def _in_state(me: Me, state: str) -> list[ColumnElement[bool]]:
    if state == "archived":
        return [Document.archived_at.is_not(None)]
    clauses = [Document.archived_at.is_(None)]
    if state == "published":
        clauses.append(Document.in_force.is_not(None))
    elif state == "review_due":
        clauses.append(Profile.review_on <= clock.today())
    elif state == "behind":
        clauses.append(or_(*map(_lags, LOCALES)))
    elif state in AT_WORK:
        clauses += [Draft.state == AT_WORK[state], sees_draft(me)]
    return clauses


def _lags(locale: str) -> ColumnElement[bool]:
    """The profile needs this language beside its own, and a text of it is missing or out of date."""
    own_choices = [
        list(one) for size in range(1, len(LOCALES) + 1) for one in permutations(LOCALES, size) if locale in one
    ]
    needs = or_(*(Profile.locales == one for one in own_choices))
    if locale in settings.get("needed_locales"):
        needs = or_(needs, Profile.locales.is_(None))
    return and_(needs, Document.locale != locale, ~Listing.translated.contains(locale))


def choices(me: Me) -> dict[str, list[str]]:
    """The families, sectors and countries of the profiles this person sees, for the filters; one query."""
    columns = {"family": Profile.family, "sector": Profile.sector, "country": Profile.country}
    used = union_all(
        *(
            select(literal(name), column)
            .join(Document, Document.id == Profile.document_id)
            .where(column.is_not(None), column != "", visible_to(me))
            .distinct()
            for name, column in columns.items()
        )
    )
    found: dict[str, list[str]] = {name: [] for name in columns}
    for name, value in db.session.execute(used):
        found[name].append(value)
    return found


def same_titled(me: Me, titles: list[str]) -> dict[str, list[tuple[int, str, str]]]:
    """Profiles this person sees under these titles: {title: [(id, title, sector)]}; two may share one title."""
    folded = {title: fold(title) for title in titles if title}
    rows = db.session.execute(
        select(Document.id, Document.title, Profile.sector, Listing.titles)
        .join(Listing, Listing.document_id == Document.id)
        .join(Profile, Profile.document_id == Document.id)
        .where(Document.kind == Kind.PROFILE, visible_to(me))
        .where(or_(*(Listing.folded.contains(plain, autoescape=True) for plain in folded.values())))
        .order_by(Document.id)
        .limit(100)
    ).all() if folded else []
    return {
        title: [(row.id, row.title, row.sector) for row in rows if plain in map(fold, row.titles.values())]
        for title, plain in folded.items()
    }
