"""What the portal fills in (spec 3, Progress talk): plain values that a page draws and a signed form keeps.

The same for both who talk. The numbers are those of the figures; figures about persons need their own agreement.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.figures import (
    FIGURES,
    Ask,
    Card,
    Per,
    Period,
    Scope,
    ScopeKind,
    card_of,
    frozen_all,
    of_day,
    read_all,
)
from portal.core.together import Part, ask, gathered
from portal.customers.models import Customer
from portal.documents.models import Document, Draft, State
from portal.people.models import Person
from portal.plans import realisation, targets
from portal.plans.models import Action, Plan, Stage, TargetScope
from portal.privacy import agreements
from portal.privacy.models import Covers
from portal.talks import blocks, profile_figures, rides
from portal.talks.models import (
    Advice,
    SupportMeasure,
    Talk,
    TalkAgreement,
    TalkState,
)
from portal.talks.policy import TalkFile
from portal.talks.rides import MOST, day_before
from portal.visits.models import Promise

Fact = dict[str, Any]
SETTLED = timedelta(days=31)  # the figures of a year are talked about until a month after it
CODES = {  # figures 3, 6 and 9 are those of activities
    blocks.RESULTS: ("revenue", "margin", "margin_share", "planned_revenue", "new_customers", "churn"),
    blocks.ACTIVITIES: ("visits_made", "report_discipline", "promises_kept"),
    blocks.PLANS: ("approved_plans", "draft_versions"),
}


def period(day: date) -> Period:
    """The year so far; in January the year before, which is only then whole."""
    return of_day(Per.YEAR, min(day, clock.today()) - SETTLED)


def gather(talk: TalkFile) -> Part:
    """Everything beside the figures themselves: money, late promises, plans, ride-alongs; a part of a page."""
    found = yield {
        "since": day_before(talk), "allowed": select(agreements.running(talk.country, Covers.FIGURES)),
        "late": _late(talk.seller_id), "plans": _plans(talk.seller_id), "rides": rides.asking(talk),
        "rated": rides.rated(talk), "profiles": profile_figures.asking(talk.seller_id),
    }
    last, allowed = found["since"][0].day if found["since"] else None, bool(found["allowed"][0][0])
    return {
        "since": last.isoformat() if last else None, "year": period(talk.day).starts.year, "has_figures": allowed,
        "money": (yield from _money(talk.seller_id, talk.day)) if allowed else [],
        "late": _told_late(found["late"]) if allowed else None,
        "plans": _told_plans(found["plans"], counted=allowed), "rides": rides.told(found["rides"]),
        "trend": rides.trend(found["rides"], found["rated"]),
        "bound": profile_figures.by_block(found["profiles"], known={*chain(*CODES.values())}) if allowed else {},
    }  # fmt: skip


def _asks(talk: TalkFile, bound: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    return [
        (block, code)
        for block in blocks.of_form(talk.form)
        for code in (*CODES.get(block, ()), *bound.get(block, ()))
        if code in FIGURES
    ]


def cards(talk: TalkFile, given: Fact | None, *, linked: bool) -> dict[str, list[Card]]:
    """The living figures by block; one question. Empty where figures about persons are off, or without `gather`."""
    if not (given and given["has_figures"]):
        return {}
    scope, asked = Scope(ScopeKind.PERSON, talk.seller_id), _asks(talk, given.get("bound", {}))
    made: dict[str, list[Card]] = {}
    readings = read_all([Ask(FIGURES[code], scope, period(talk.day), full=True) for _block, code in asked])
    for (block, _code), reading in zip(asked, readings, strict=True):
        made.setdefault(block, []).append(card_of(reading, linked=linked))
    return made


def copies(talk: TalkFile, given: Fact | None) -> dict[str, list[Fact]]:
    """The same figures as they are at this moment, each with its rule, to be signed."""
    if not agreements.in_force(talk.country, Covers.FIGURES):
        return {}
    scope, asked = Scope(ScopeKind.PERSON, talk.seller_id), _asks(talk, (given or {}).get("bound", {}))
    made: dict[str, list[Fact]] = {}
    copied = frozen_all([code for _block, code in asked], scope, period(talk.day))
    for (block, _code), copy in zip(asked, copied, strict=True):
        made.setdefault(block, []).append(copy)
    return made


def earlier(talk: TalkFile | Talk) -> list[Fact]:
    """Agreements of earlier talks that nobody judged yet, and those this talk judged: a1, a2, … are their keys."""
    return ask(earlier_beside(talk))


def earlier_beside(talk: TalkFile | Talk) -> Part:
    """The same as a part of a page."""
    of = aliased(Talk)
    found = yield {"agreed": (
        select(*TalkAgreement.__table__.c, of.day.label("made_on"))
        .join(of, of.id == TalkAgreement.talk_id)
        .where(
            of.seller_id == talk.seller_id, of.id != talk.id, of.state != TalkState.PLANNED,
            or_(of.day < talk.day, and_(of.day == talk.day, of.id < talk.id)),
            or_(TalkAgreement.outcome.is_(None), TalkAgreement.judged_in_id == talk.id),
        )
        .order_by(of.day, of.id, TalkAgreement.no)
    )}  # fmt: skip
    return [
        {
            "key": f"a{row.id}", "what": row.what, "who": row.who.value, "due": row.due.isoformat(),
            "made_on": row.made_on.isoformat(), "outcome": row.outcome.value if row.outcome else None, "why": row.why,
        }
        for row in found["agreed"]
    ]


def measures(talk: TalkFile | Talk) -> list[Fact]:
    """Support promised in earlier talks that is not done, or was done since the last one: m1, m2, … are their keys."""
    return ask(measures_beside(talk))


def measures_beside(talk: TalkFile | Talk) -> Part:
    """The same as a part of a page."""
    of, owner = aliased(Talk), aliased(Person)
    last = day_before(talk).scalar_subquery()
    found = yield {"promised": (
        select(*SupportMeasure.__table__.c, owner.name.label("owner"))
        .join(of, of.id == SupportMeasure.talk_id)
        .outerjoin(owner, owner.id == SupportMeasure.owner_id)
        .where(
            of.seller_id == talk.seller_id, of.id != talk.id, of.state != TalkState.PLANNED,
            or_(of.day < talk.day, and_(of.day == talk.day, of.id < talk.id)),
            or_(SupportMeasure.done_on.is_(None), SupportMeasure.done_on >= last),
        )
        .order_by(of.day, of.id, SupportMeasure.no)
    )}  # fmt: skip
    return [
        {
            "key": f"m{row.id}", "kind": row.kind.value, "what": row.what, "owner": row.owner or "",
            "due": row.due.isoformat(), "done_on": row.done_on.isoformat() if row.done_on else None,
        }
        for row in found["promised"]
    ]


def decided(talk: TalkFile | Talk) -> Part:
    """What became of the advice out of the talk before this one; its words only where the same manager wrote them.

    A part of a page; gives None where there was none.
    """
    found = yield {"advice": (
        select(*Advice.__table__.c, Talk.manager_id, Person.name.label("director"))
        .join(Talk, Talk.id == Advice.talk_id)
        .outerjoin(Person, Person.id == Advice.decided_by_id)
        .where(Advice.talk_id == (talk.previous_id or 0))
    )}  # fmt: skip
    if not found["advice"]:
        return None
    (row,) = found["advice"]
    return {
        "kind": row.kind.value, "text": row.text if row.manager_id == talk.manager_id else "",
        "decision": row.decision.value if row.decision else None, "said": row.decision_text,
        "by": row.director or "", "on": row.decided_on.isoformat() if row.decided_on else None,
    }


def _money(seller_id: int, day: date) -> Part:
    """Per currency: revenue so far against the plans and the target of the year, and per customer group."""
    of, key = period(day), (TargetScope.PERSON, seller_id)
    held, realised = yield from gathered(
        [targets.beside({key}, of.starts.year), realisation.beside(Scope(ScopeKind.PERSON, seller_id), of)]
    )
    aims, found = held.get(key, {}), {one.currency: one for one in realised}
    return [
        {
            "currency": currency, "target": aims.get(currency), "through": one.through if one else 0,
            "revenue": one.revenue if one else 0, "plan": one.plan if one else 0,
            "plan_so_far": one.plan_so_far if one else 0,
            "groups": [
                {"segment": part.segment.value if part.segment else "", "revenue": part.revenue,
                 "plan": part.plan, "plan_so_far": part.plan_so_far}
                for part in (one.parts if one else ())
            ],
        }
        for currency in sorted(found.keys() | aims.keys())
        for one in (found.get(currency),)
    ]  # fmt: skip


def _late(seller_id: int) -> Select[Any]:
    """Promises to customers of the seller's own that are overdue today: how many, and the oldest."""
    day = clock.today()
    open_ = (
        Promise.owner_id == seller_id, Promise.done_on.is_(None), Promise.dropped_on.is_(None), Promise.due < day,
    )
    return (
        select(Promise.what, Promise.due, Customer.name, func.count().over())
        .join(Customer, Customer.id == Promise.customer_id)
        .where(*open_)
        .order_by(Promise.due, Promise.id)
        .limit(MOST)
    )


def _told_late(rows: list[Any]) -> Fact:
    return {
        "count": rows[0][3] if rows else 0,
        "rows": [{"what": what, "due": due.isoformat(), "customer": name} for what, due, name, _all in rows],
    }


def _plans(seller_id: int) -> Select[Any]:
    """The seller's plans that go on, where each stands, and how many of its actions that were due are done."""
    day = clock.today()
    due = and_(Action.document_id == Document.id, Action.ended_at.is_(None), Action.due <= day)
    asked = select(func.count()).where(due).correlate(Document).scalar_subquery()
    done = select(func.count()).where(due, Action.done_on.is_not(None)).correlate(Document).scalar_subquery()
    return (
        select(Document.id, Document.title, Plan.year, Plan.kind, Plan.stage, Draft.state, asked, done)
        .join(Plan, Plan.document_id == Document.id)
        .outerjoin(Draft, Draft.document_id == Document.id)
        .where(Document.owner_id == seller_id, Document.archived_at.is_(None), Plan.is_open)
        .order_by(Plan.year, Document.title, Document.id)
    )


def _told_plans(rows: list[Any], *, counted: bool) -> list[Fact]:
    """What share of the actions is done is a figure about a person: only where `counted`."""
    return [
        {
            "id": plan_id, "title": title, "year": year, "kind": kind.value, "standing": _standing(stage, state),
            "asked": asked_ if counted else 0, "done": done_ if counted else 0,
        }
        for plan_id, title, year, kind, stage, state, asked_, done_ in rows
    ]


def _standing(stage: Stage, state: State | None) -> str:
    """As `PlanFile.standing`."""
    return (stage if stage is not Stage.AT_WORK or state is None else state).value
