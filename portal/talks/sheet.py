"""A talk as one value: what its pages show, what is signed, what goes on paper. Dates are ISO, words are codes.

Until both prepared, or the manager began, the value holds nothing that a side prepared. A signed talk is drawn from the
value that was signed alone.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from portal.coaching import criteria, scale
from portal.core.db import db
from portal.core.flat import Flat, chosen
from portal.core.together import Part, ask, gathered, part_of
from portal.people.models import Person
from portal.privacy import purposes
from portal.talks import blocks, facts
from portal.talks.models import Advice, SupportMeasure, TalkAgreement, TalkPaper, TalkSide
from portal.talks.policy import TalkFile

SHAPE = 1
SIDES = (TalkSide.SELLER, TalkSide.MANAGER)
Body = dict[str, Any]
Papers = dict[TalkSide, Any]  # rows with the columns of `TalkPaper`


def papers_of(talk_id: int) -> Papers:
    """The three forms of a talk, as far as they were begun."""
    return {one.side: one for one in db.session.execute(_papers(talk_id))}


def _papers(talk_id: int) -> Select[Any]:
    return select(*TalkPaper.__table__.c).where(TalkPaper.talk_id == talk_id)


def body_of(talk: TalkFile, *, filled_in: bool = True) -> Body:
    """The value as it is now; `filled_in` False for readers who see no more than the two wrote."""
    body, _papers_of_talk = ask(beside(talk, filled_in=filled_in))
    return body


def beside(talk: TalkFile, *, filled_in: bool = True) -> Part:
    """The same as a part of a page, with the forms (`papers_of`); money only after the figures are found allowed."""
    own, made, agreed, support, before, filled = yield from gathered([
        _own(talk), criteria.reading(talk.version_id), facts.earlier_beside(talk), facts.measures_beside(talk),
        facts.decided(talk), facts.gather(talk) if filled_in else part_of(None),
    ])
    papers = {one.side: one for one in own["papers"]}
    shown = {side: papers[side].sent if side in papers and talk.is_open_between else None for side in SIDES}
    minutes = papers.get(TalkSide.MINUTES)
    said = (minutes.sent or {}) if minutes and minutes.sent_at else {}
    return {
        "shape": SHAPE, "uid": talk.uid, "form": talk.form.value, "locale": talk.locale, "day": talk.day.isoformat(),
        "at": talk.at, "seller": talk.seller, "manager": talk.manager, "country": talk.country,
        "prepared": {side.value: _prepared(talk, papers.get(side)) for side in SIDES},
        "blocks": [_block(block, shown, said, rated) for block, rated in blocks.criteria_of(talk.form, made).items()],
        "earlier": [_judged(one, shown, said) for one in agreed],
        "measures_before": [_judged(one, shown, said) for one in support],
        "advice_before": before, "facts": filled,
        "then": chosen(said, "then") or "none" if said else "", **_outcome(own),
        "next_on": _iso(talk.next_on), "held_at": _iso(talk.held_at),
        "changed_at": _changed(talk, minutes),
        "purpose": own["purpose"][0].text if own["purpose"] else {},
    }, papers  # fmt: skip


def _own(talk: TalkFile) -> Part:
    """The rows of the talk itself: its forms, what it is for, and once it was held what it ended in."""
    talk_id = 0 if talk.is_planned else talk.id
    agreed, support = select(TalkAgreement.what, TalkAgreement.who, TalkAgreement.due), SupportMeasure.__table__.c
    return (yield {
        "papers": _papers(talk.id), "purpose": purposes.asking(talk.purpose_id),
        "agreements": agreed.where(TalkAgreement.talk_id == talk_id).order_by(TalkAgreement.no),
        "measures": select(*support, Person.name.label("owner"))
        .outerjoin(Person, Person.id == SupportMeasure.owner_id)
        .where(SupportMeasure.talk_id == talk_id)
        .order_by(SupportMeasure.no),
        "advice": select(Advice.kind, Advice.text).where(Advice.talk_id == talk_id),
    })  # fmt: skip


def with_figures(talk: TalkFile, body: Body) -> Body:
    """The same with the figures as they are now, to be signed."""
    return body | {"figures": facts.copies(talk, body["facts"])}


def _iso(value: Any) -> str | None:
    return value.isoformat() if value else None


def _changed(talk: TalkFile, minutes: TalkPaper | None) -> str | None:
    """When the minutes were put right after the talk was held."""
    if talk.held_at is None or minutes is None or minutes.sent_at is None or minutes.sent_at <= talk.held_at:
        return None
    return _iso(minutes.sent_at)


def _prepared(talk: TalkFile, paper: TalkPaper | None) -> Body:
    """When a side handed in its preparation, and whether only after the talk began."""
    sent = paper.sent_at if paper else None
    return {"at": _iso(sent), "late": bool(sent and talk.begun_at and sent > talk.begun_at)}


def _block(block: str, shown: dict[TalkSide, Flat | None], said: Flat, rated: list[criteria.Criterion]) -> Body:
    texts = {side.value: (shown[side] or {}).get(f"note-{block}", "").strip() for side in SIDES}
    return {
        "key": block, **texts, "remark": said.get(f"remark-{block}", "").strip(),
        "criteria": [
            {
                "key": one.key, "code": one.code, "title": dict(one.title), "asks": dict(one.asks),
                "about": dict(one.about), "anchors": {step: dict(text) for step, text in one.anchors.items()},
                **{side.value: _rating(shown[side], one.key) for side in SIDES},
            }
            for one in rated
        ],
    }  # fmt: skip


def _rating(values: Flat | None, key: str) -> Body | None:
    """What a side said of a criterion; None for nothing."""
    picked = chosen(values or {}, f"score-{key}")
    saw = (values or {}).get(f"saw-{key}", "").strip()
    if not (picked or saw):
        return None
    return {"score": scale.score_of(picked) if picked else None, "rated": bool(picked), "saw": saw}


def apart(criterion: Body) -> bool:
    """The two ratings differ so much that it is worth a talk; what was not observed differs from nothing."""
    scores = [(criterion[side.value] or {}).get("score") for side in SIDES]
    return None not in scores and abs(scores[0] - scores[1]) >= scale.APART


def _judged(one: Body, shown: dict[TalkSide, Flat | None], said: Flat) -> Body:
    """An earlier agreement or measure with what each side, and the minutes, say became of it."""
    key = one["key"]
    views = {
        side.value: {"kept": chosen(shown[side] or {}, f"kept-{key}"),
                     "why": (shown[side] or {}).get(f"why-{key}", "").strip()}
        for side in SIDES
    }  # fmt: skip
    outcome = one.get("outcome") or chosen(said, f"kept-{key}") or None
    return one | views | {"outcome": outcome, "why": one.get("why") or said.get(f"why-{key}", "").strip()}


def _outcome(own: dict[str, list[Any]]) -> Body:
    """What the talk ended in."""
    advice = next(iter(own["advice"]), None)
    return {
        "agreements": [
            {"what": one.what, "who": one.who.value, "due": one.due.isoformat()} for one in own["agreements"]
        ],
        "measures": [
            {"kind": one.kind.value, "what": one.what, "owner": one.owner or "", "due": one.due.isoformat(),
             "done_on": _iso(one.done_on)}
            for one in own["measures"]
        ],
        "advice": {"kind": advice.kind.value, "text": advice.text} if advice else None,
    }  # fmt: skip


def kept_names(body: Body) -> list[str]:
    """The radios of a form about this talk that say what became of earlier agreements and measures."""
    return [f"kept-{one['key']}" for one in (*body["earlier"], *body["measures_before"])]


def score_names(body: Body) -> list[str]:
    """The radios of a preparation that rate a criterion."""
    return [f"score-{one['key']}" for block in body["blocks"] for one in block["criteria"]]
