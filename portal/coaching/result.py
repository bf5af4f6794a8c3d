"""The result of a ride-along as one value: what its page shows, what is signed, what goes on paper.

The page of an open, completed or signed one is drawn from this value alone, so that a signed one looks in a year as it
did on the day: names, criteria with their anchors, ratings, figures.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from portal.coaching.models import CriteriaVersion, Rating, RideAlong, RideAlongForm, RideAlongVisit, Side
from portal.core import clock, figures
from portal.core.together import Part, ask
from portal.people.models import Person, Unit
from portal.privacy import purposes

SHAPE = 1
APART = 2  # steps between the two ratings from which they are marked as something to talk about
FIGURES = ("visits_made", "report_discipline", "promises_kept")  # of the seller, the year so far

Body = dict[str, Any]


def body_of(ride_id: int) -> Body:
    """The value as it is now, with both ratings: who may not see one of them yet gets it `without`. Dates are ISO."""
    return ask(beside(ride_id))


def beside(ride_id: int) -> Part:
    """The same as a part of a page: one round of questions."""
    found = yield {
        "ride": _ride(ride_id), "promise": _previous(ride_id), "visits": _visits(ride_id), "ratings": _ratings(ride_id),
        "forms": select(*RideAlongForm.__table__.c).where(RideAlongForm.ride_along_id == ride_id),
        "purpose": purposes.asking(_of(ride_id, RideAlong.purpose_id).scalar_subquery()),
    }
    ride, papers = found["ride"][0], {row.side: row for row in found["forms"]}
    own = papers.get(Side.SELLER)
    rated = own is not None and own.sent_at is not None
    return {
        "shape": SHAPE, "kind": ride.kind.value, "uid": ride.uid, "day": _iso(ride.day), "country": ride.country,
        "seller": ride.seller_name, "coach": ride.coach_name, "team": ride.team or "",
        "promise": _promise(ride, found["promise"]), "visits": _told(found["visits"]), "focus": ride.focus,
        "groups": _groups(ride.version, _by_criterion(found["ratings"])),
        "seller_rated": rated, "passed_over": bool(rated and own.by_id == ride.coach_id),
        "skipped": ride.skipped_at is not None, "own": (own.sent or {}).get("own", "") if rated else "",
        "keep": ride.keep, "change": ride.change, "commitment": ride.commitment,
        "commitment_on": _iso(ride.commitment_on), "support": ride.support, "next_on": _iso(ride.next_on),
        "completed_at": _iso(ride.completed_at), "changed_at": _changed(ride, papers.get(Side.COACH)),
        "figures": [], "purpose": found["purpose"][0].text if found["purpose"] else {},
    }  # fmt: skip


def with_figures(body: Body, seller_id: int) -> Body:
    """The same with the seller's figures of the year so far, where figures about persons are agreed on."""
    scope = figures.Scope(figures.ScopeKind.PERSON, seller_id)
    copies = figures.frozen_all(FIGURES, scope, figures.year(clock.today().year))
    return body | {"figures": [copy for copy in copies if not copy["off"]]}


def without(body: Body, side: Side) -> Body:
    """The same before both rated: nothing of one side."""
    groups = [
        {**group, "criteria": [{**one, side.value: None} for one in group["criteria"]]} for group in body["groups"]
    ]
    groups = [
        {**group, "criteria": [one for one in group["criteria"] if one["coach"] or one["seller"]]} for group in groups
    ]
    gone = {"groups": [group for group in groups if group["criteria"]]}
    if side is Side.SELLER:
        return body | gone | {"own": ""}
    mine = dict.fromkeys(("keep", "change", "commitment", "support"), "")
    return body | gone | mine | {"commitment_on": None, "next_on": None, "focus": "", "promise": None, "visits": []}


def apart(criterion: Body) -> bool:
    """The two ratings differ so much that it is worth a talk; one that was not observed differs from nothing."""
    scores = [(criterion[side] or {}).get("score") for side in ("coach", "seller")]
    return None not in scores and abs(scores[0] - scores[1]) >= APART


def _iso(value: Any) -> str | None:
    return value.isoformat() if value else None


def _of(ride_id: int, *columns: Any) -> Select[Any]:
    return select(*columns).where(RideAlong.id == ride_id)


def _ride(ride_id: int) -> Select[Any]:
    coach, seller = aliased(Person), aliased(Person)
    return (
        _of(
            ride_id, *RideAlong.__table__.c, coach.name.label("coach_name"), seller.name.label("seller_name"),
            Unit.name.label("team"), CriteriaVersion.body.label("version"),
        )
        .join(coach, coach.id == RideAlong.coach_id)
        .join(seller, seller.id == RideAlong.seller_id)
        .join(CriteriaVersion, CriteriaVersion.id == RideAlong.version_id)
        .outerjoin(Unit, Unit.id == RideAlong.unit_id)
    )


def _previous(ride_id: int) -> Select[Any]:
    before = _of(ride_id, RideAlong.previous_id).scalar_subquery()
    last = aliased(RideAlong)
    return select(last.commitment, last.commitment_on, last.day).where(last.id == before, last.commitment != "")


def _changed(ride: Any, paper: Any) -> str | None:
    """When it was put right after it was completed."""
    if ride.completed_at is None or paper is None or paper.sent_at is None or paper.sent_at <= ride.completed_at:
        return None
    return _iso(paper.sent_at)


def _promise(ride: Any, found: list[Any]) -> Body | None:
    """The commitment of the last time and what became of it."""
    if not found:
        return None
    (row,) = found
    kept = ride.promise_kept.value if ride.promise_kept else None
    return {"what": row.commitment, "due": _iso(row.commitment_on), "made_on": _iso(row.day), "kept": kept,
            "note": ride.promise_note}  # fmt: skip


def _visits(ride_id: int) -> Select[Any]:
    columns = (RideAlongVisit.customer, RideAlongVisit.purpose, RideAlongVisit.occasion, RideAlongVisit.role)
    found = select(*columns, RideAlongVisit.result).where(RideAlongVisit.ride_along_id == ride_id)
    return found.order_by(RideAlongVisit.no)


def _told(visits: list[Any]) -> list[Body]:
    return [
        {"customer": row.customer, "purpose": row.purpose, "occasion": row.occasion.value if row.occasion else None,
         "role": row.role.value if row.role else None, "result": row.result}
        for row in visits
    ]  # fmt: skip


def _ratings(ride_id: int) -> Select[Any]:
    return select(Rating.key, Rating.side, Rating.score, Rating.observation).where(Rating.ride_along_id == ride_id)


def _by_criterion(ratings: list[Any]) -> dict[str, dict[str, Body]]:
    """By criterion, then by side."""
    found: dict[str, dict[str, Body]] = {}
    for row in ratings:
        found.setdefault(row.key, {})[row.side.value] = {"score": row.score, "saw": row.observation}
    return found


def _groups(version: Body, ratings: dict[str, dict[str, Body]]) -> list[Body]:
    """The criteria that somebody rated, with their texts, in the order of the form."""
    made = []
    for group in version["groups"]:
        criteria = [
            {name: one.get(name) for name in ("key", "code", "title", "asks", "about", "anchors")}
            | {"coach": ratings[one["key"]].get("coach"), "seller": ratings[one["key"]].get("seller")}
            for one in group["criteria"] if one["key"] in ratings
        ]  # fmt: skip
        if criteria:
            made.append({"key": group["key"], "title": group["title"], "criteria": criteria})
    return made
