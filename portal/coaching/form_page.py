"""What the two forms of a ride-along show, for the coach and for the seller; neither holds anything of the other."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from portal.coaching import calendar, criteria, form_values, previous
from portal.coaching.beginning import Seller
from portal.coaching.calendar import OfDay
from portal.coaching.criteria import Criteria
from portal.coaching.form_values import EXTRAS
from portal.coaching.models import Instrument, RideAlong, RideAlongForm, RideAlongKind, RideAlongState, Side
from portal.coaching.policy import KIND, RideFile
from portal.coaching.previous import Previous
from portal.core import clock
from portal.core.flat import Drawn, Flat, chosen, day_in, over, radio, ticked, written
from portal.core.together import Part, side_by_side
from portal.people.me import Me
from portal.privacy import keeping
from portal.privacy.keeping import Keeping

RESULT = ("keep", "change", "commitment", "support")


@dataclass
class FormPage(Drawn):
    """One of the forms as its page shows it. `ride` None: it is born with what is stored of it first."""

    fields = form_values.FIELDS

    side: Side
    ride: RideFile | None
    seller: Seller
    day: date
    rev: int
    values: Flat
    criteria: Criteria
    looks_at: frozenset[str]  # what to look at this time, by key; empty: all of it
    prefix: str = ""
    is_sent: bool = False
    has_draft: bool = False
    last: Previous | None = None
    visits: list[OfDay] = field(default_factory=list)
    keeping: Keeping | None = None
    country: str = ""
    own: FormPage | None = None  # the seller's form behind "pass the tablet"
    errors: dict[str, str] = field(default_factory=dict)
    now: list[tuple[str, str]] = field(default_factory=list)  # what stands there now, where it differs
    key: str = field(default_factory=lambda: str(uuid.uuid4()))

    def shows(self, key: str) -> bool:
        """Whether a criterion stands in the form at once; the others are one tap away."""
        return not self.looks_at or key in self.looks_at or bool(chosen(self.values, f"score-{key}"))

    @property
    def extras(self) -> list[tuple[str, bool]]:
        """The rows for visits outside the calendar by name, and whether each has something in it."""
        return [(f"extra-{no}", bool(self.values.get(f"extra-{no}-customer"))) for no in EXTRAS]


def stored(ride: RideAlong | RideFile, form: Any, side: Side) -> Flat:
    """What the form of this side (a `RideAlongForm`, or its columns) holds now."""
    held = (form.draft if form.draft is not None else form.sent) if form else None
    if held is None:
        return _when(ride.kind, ride.day) if side is Side.COACH else {}
    return held


def _when(kind: str, day: date) -> Flat:
    return radio("kind", RideAlongKind, kind) | {"day": written(day)}


def texts(ride: RideAlong) -> dict[str, Any]:
    """What the result said, for the history: erasable."""
    return {name: getattr(ride, name) for name in RESULT} | {
        "focus": ride.focus, "commitment_on": ride.commitment_on.isoformat() if ride.commitment_on else None
    }


def of_coach(me: Me, ride: RideFile, values: Flat | None = None) -> FormPage:
    """The coach's form of a ride-along; `values` instead of what is stored."""
    forms, last, version, kept = side_by_side([
        _forms(ride.id), _before(me, ride), criteria.reading(ride.version_id), _keeping(me, ride),
    ])
    form, own = forms.get(Side.COACH), forms.get(Side.SELLER)
    shown = over(stored(ride, form, Side.COACH), values or {})
    if form is None and values is None:  # the seller was first
        shown |= _suggestion(last, version)
    seller = Seller(ride.seller_id, ride.seller)
    day = day_in(shown, "day") or ride.day
    visits = calendar.of_day(me, ride.seller_id, day, _named(shown))
    page = FormPage(
        Side.COACH, ride, seller, day, form.rev if form else 0, _purposes(visits) | shown, version,
        _picked(shown), is_sent=ride.state != RideAlongState.OPEN, has_draft=bool(form and form.draft is not None),
        last=last.ride, visits=visits, country=ride.country, keeping=kept,
    )
    if own is None or (own.by_id == me.id and own.sent_at is None):
        page.own = _passed(page, own.rev if own else 0)
    return page


def blank(me: Me, seller: Seller, values: Flat | None = None, day: date | None = None) -> FormPage | str:
    """The form of a new ride-along with this seller on a day, today unless another is named or typed; a code where none
    can be begun.
    """
    day = day or day_in(values or {}, "day") or clock.today()
    country = seller.country
    if not seller.is_on or country is None:
        return "not_agreed"
    version, (last, visits), kept = side_by_side([
        criteria.choosing(Instrument.RIDE_ALONG, seller.id, day), _on(me, seller.id, day, _named(values or {})),
        keeping.beside(KIND, 0, seller.id, country, day, None, me),
    ])
    if version is None:
        return "no_criteria"
    empty = _when(RideAlongKind.RIDE_ALONG, day) | _suggestion(last, version)
    shown = over(empty | _purposes(visits), values or {})
    page = FormPage(
        Side.COACH, None, seller, day, 0, shown, version, _picked(shown), last=last.ride,
        visits=visits, country=country, keeping=kept,
    )
    page.own = _passed(page, 0)
    return page


def of_seller(me: Me, ride: RideFile, values: Flat | None = None) -> FormPage:
    """The seller's own form; what to look at is what the coach chose, never what the coach rated or wrote."""
    forms, version, kept = side_by_side([
        _forms(ride.id), criteria.reading(ride.version_id), _keeping(me, ride)
    ])
    form, coachs = forms.get(Side.SELLER), forms.get(Side.COACH)
    shown = over(stored(ride, form, Side.SELLER), values or {})
    return FormPage(
        Side.SELLER, ride, Seller(ride.seller_id, ride.seller), ride.day, form.rev if form else 0, shown, version,
        _picked(stored(ride, coachs, Side.COACH)), is_sent=bool(form and form.sent_at),
        has_draft=bool(form and form.draft is not None), country=ride.country, keeping=kept,
    )


class Before(NamedTuple):
    """The ride-along whose commitment is looked at first, and what the seller scored lately."""

    ride: Previous | None
    scores: list[Any]


def _forms(ride_id: int) -> Part:
    """The forms of a ride-along by side, as far as they were begun; rows with the columns of `RideAlongForm`."""
    found = yield {"forms": select(*RideAlongForm.__table__.c).where(RideAlongForm.ride_along_id == ride_id)}
    return {row.side: row for row in found["forms"]}


def _before(me: Me, ride: RideFile) -> Part:
    found = yield {"last": previous.kept_by(me, ride.previous_id), "scores": previous.scores(me, ride.seller_id)}
    return Before(previous.answered(found["last"]), found["scores"])


def _named(values: Flat) -> list[int]:
    """The visits of the calendar that are ticked: they stay, whatever day is shown."""
    return [row.visit_id for row in form_values.visits_in(values) if row.visit_id]


def _on(me: Me, seller_id: int, day: date, named: Collection[int]) -> Part:
    found = yield {
        "last": previous.asking(me, seller_id), "scores": previous.scores(me, seller_id),
        "visits": calendar.asking(me, seller_id, day, named),
    }
    return Before(previous.answered(found["last"]), found["scores"]), [OfDay(*row) for row in found["visits"]]


def _keeping(me: Me, ride: RideFile) -> Part:
    return keeping.beside(KIND, ride.id, ride.seller_id, ride.country, ride.day, ride.purpose_id, me)


def _suggestion(last: Before, version: Criteria) -> Flat:
    focus, also = previous.suggested(last.scores, last.ride, version)
    return ({f"focus={focus}": "on"} if focus else {}) | {f"also={key}": "on" for key in also}


def _purposes(visits: Collection[OfDay]) -> Flat:
    """What the calendar says that each visit is for."""
    return {f"purpose-{visit.id}": visit.purpose for visit in visits}


def _picked(values: Flat) -> frozenset[str]:
    return frozenset(filter(None, [chosen(values, "focus"), *ticked(values, "also")]))


def _passed(page: FormPage, rev: int) -> FormPage:
    """The seller's form on the coach's page: empty, whatever was typed in it before."""
    return FormPage(
        Side.SELLER, page.ride, page.seller, page.day, rev, {}, page.criteria, page.looks_at, prefix="own-",
        country=page.country,
    )


def names(version: Criteria, visits: Collection[OfDay]) -> dict[str, str]:
    """What the fields are called, for what differs between two devices."""
    known = {
        "kind": _("What kind of day"), "day": _("Day"), "promise": _("The last promise"),
        "promise_note": _("About the last promise"), "focus": _("Focus of the day"), "also": _("Also look at"),
        "keep": _("To keep"), "change": _("To change"), "commitment": _("One commitment"),
        "commitment_on": _("Done by"), "support": _("Support that is needed"), "next_on": _("Next ride-along"),
        "own": _("What went well, and what do you want to do differently?"),
    }
    for one in version:
        title = criteria.words(one.title)
        known |= {f"score-{one.key}": title, f"saw-{one.key}": _("%(title)s, observation", title=title)}
    for visit in visits:
        known |= {f"{fact}-{visit.id}": visit.customer for fact in ("visit", *form_values.FACTS)}
    return known
