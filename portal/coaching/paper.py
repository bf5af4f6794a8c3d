"""Ride-alongs on paper: a result as its reader sees it, the coaching of a person over time, and the empty twin to fill
in by hand and key in later.

The twin numbers the criteria as the screen does (A1 … D2).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from portal.coaching import result, scale, trend, words
from portal.coaching.calendar import OfDay
from portal.coaching.criteria import Criteria, Criterion
from portal.coaching.criteria import words as said
from portal.coaching.models import CoachRole, Kept, Occasion, RideAlongKind, Side, SignedForm
from portal.coaching.previous import Previous
from portal.core import clock
from portal.core.i18n import current, format_date, format_moment
from portal.core.paper import REGIONS, printable

Block = dict[str, Any]
ROOM = 4  # lines to write on by hand
VISITS = 3  # on the empty form, when the calendar of the day has fewer


def document(body: result.Body, signed: SignedForm | None) -> dict[str, Any]:
    """Everything the template draws of one result; only what `body` holds, which is what its reader may see."""
    day = _day(body["day"])
    facts = [[_("Seller"), body["seller"]], [_("Coach"), body["coach"]], [_("Team"), body["team"]], [_("Day"), day]]
    if signed:
        facts.append([_("Seen by the seller"), _moment(signed.signed_at)])
    sections = [
        (_("Result"), _result(body)), (_("Last promise"), _promise(body)), (_("Visits"), _visits(body)),
        *((said(group["title"]), [_ratings(group["criteria"])]) for group in body["groups"]),
        (_("In the seller's own words"), [{"block": "text", "text": body["own"]}] if body["own"] else []),
        (_("Remark of the seller"), [{"block": "text", "text": signed.remark}] if signed and signed.remark else []),
    ]
    notes = [said(body["purpose"])] if body["purpose"] else []
    if signed:
        notes.append(_("Fingerprint of what was signed (SHA-256): %(digest)s", digest=signed.digest))
    if notes:
        sections.append((_("About this form"), [{"block": "note", "text": one} for one in notes]))
    return _paper(
        title=f"{words.kind(body['kind'])} {day}", kind=words.kind(body["kind"]), owner=body["seller"], facts=facts,
        version=_("Signed") if signed else _("Not signed yet"), sections=sections,
    )


def twin(
    criteria: Criteria, seller: str, coach: str, day: date, last: Previous | None = None, visits: Sequence[OfDay] = ()
) -> dict[str, Any]:
    """The empty form of a day for one seller, to be filled in by hand: with the last promise and the visits of the day.

    The seller's own rating is a sheet of its own, to be filled in apart.
    """
    line = {"block": "lines", "count": ROOM}
    scale_words = "  ".join(f"{score} {scale.word(score)}" for score in scale.SCORES)
    quiet = {"block": "note", "text": _("No names of customers' people and nothing about health.")}
    key = {"block": "note", "text": f"{scale_words}  – {scale.word(None)}"}
    kinds = [words.kind(kind) for kind in RideAlongKind]
    results = (
        _("To keep"), _("To change"), _("One commitment, with a date"), _("Support"), _("Next ride-along"),
    )  # fmt: skip
    sections = [
        (_("What kind of day"), [_choices("", kinds)]),
        (_("Last promise"), _promised(last)), (_("Visits"), _of_day(visits)),
        (_("Focus criterion"), [{"block": "lines", "count": 1}, key]), *_groups(criteria),
        *((title, [line]) for title in results), (_("About this form"), [quiet]),
        (_("Own rating of %(seller)s, on a sheet apart", seller=seller), [key, *_own(criteria)]),
    ]
    made = _paper(
        title=_("Ride-along on paper"), kind=_("To be keyed in later"), owner=coach, version="",
        facts=[[_("Seller"), seller], [_("Coach"), coach], [_("Day"), format_date(day, "full")]], sections=sections,
    )
    made["sections"][-1]["apart"] = True
    return made


def _groups(criteria: Criteria) -> list[tuple[str, list[Block]]]:
    return [
        (said(group.title), [_boxes(one, lines=1, small=[said(one.about), *_anchors(one)]) for one in group.criteria])
        for group in criteria.groups
    ]


def _own(criteria: Criteria) -> list[Block]:
    """The same criteria as they ask the seller, without what the steps look like; at last the seller's own words."""
    asked = {"block": "note", "text": _("What went well, and what do you want to do differently?")}
    rows = [_boxes(one, lines=1, small=[said(one.asks)]) for one in criteria]
    return [*rows, asked, {"block": "lines", "count": ROOM}]


def _boxes(one: Criterion, *, lines: int, small: list[str]) -> Block:
    steps = [*(str(score) for score in scale.SCORES), "–"]
    return {
        "block": "boxes", "code": one.code, "text": said(one.title), "steps": steps, "lines": lines, "small": small
    }


def _choices(text: str, options: Iterable[str]) -> Block:
    """Words to tick one of."""
    return {"block": "choices", "text": text, "options": list(options)}


def over_time(page: trend.Coaching, name: str) -> dict[str, Any]:
    """The coaching of one person as its reader sees it: what was promised, and each criterion with its chart and, for
    every point, the day and what was seen. Nothing is added up.
    """
    sections = [(_("Ride-alongs"), _rides(page)), *((f"{one.code} {said(one.title)}", _over_time(one, name))
                                                   for one in page.lines)]  # fmt: skip
    return _paper(
        title=_("Coaching of %(name)s", name=name), kind=_("Coaching over time"), owner=name, version="",
        facts=[[_("Seller"), name]], sections=sections,
    )


def _rides(page: trend.Coaching) -> list[Block]:
    heads = [_("Day"), _("What kind of day"), _("Coach"), _("Commitment"), _("Due")]
    rows = [
        [format_date(one.day, "long"), words.kind(one.kind), one.coach, one.commitment,
         format_date(one.commitment_on, "long") if one.commitment_on else ""]
        for one in page.rides
    ]  # fmt: skip
    if not rows:
        return []
    return [{"block": "table", "heads": heads, "rows": rows, "right": [False] * 5, "widths": [0, 0, 0, 1, 0],
             "said": [3]}]  # fmt: skip


def _over_time(line: trend.Line, name: str) -> list[Block]:
    names = {Side.COACH.value: _("Coach"), Side.SELLER.value: name}
    days = [format_date(point.day, "day-month") for point in line.points]
    series = [
        {"label": names[side], "values": values} for side in names
        if any(values := [point.scores.get(side) for point in line.points])
    ]
    heads = [_("Day"), _("Seller"), _("Coach"), _("Observations")]
    rows = [
        [format_date(point.day, "long"), _point(point, Side.SELLER), _point(point, Side.COACH),
         "\n".join(filter(None, (point.saw.get(side) for side in (Side.SELLER, Side.COACH))))]
        for point in reversed(line.points)
    ]  # fmt: skip
    chart = [{"block": "trend", "days": days, "series": series}] if len(days) > 1 and series else []
    return [*chart, {"block": "table", "heads": heads, "rows": rows, "right": [False] * 4, "widths": [0, 0, 0, 1],
                     "said": [3]}]  # fmt: skip


def _point(point: trend.Point, side: Side) -> str:
    return _scored({"score": point.scores[side]}) if side in point.scores else ""


def _promised(last: Previous | None) -> list[Block]:
    kept = [_choices("", [words.kept(one)[0] for one in Kept]), {"block": "lines", "count": 1}]
    if last is None:
        return kept
    due = format_date(last.commitment_on, "long") if last.commitment_on else ""
    return [*_facts([[_("What"), last.commitment], [_("Due"), due]]), *kept]


def _of_day(visits: Sequence[OfDay]) -> list[Block]:
    """A row for each that stands in the calendar, and room for others; with each what the coach did there."""
    known = [" ".join(filter(None, (one.at, one.customer, one.purpose and f"({one.purpose})"))) for one in visits]
    empty = [_("Customer, purpose")] * max(1, VISITS - len(known))
    roles, occasions = [words.role(one) for one in CoachRole], [words.occasion(one) for one in Occasion]
    blocks: list[Block] = []
    for number, text in enumerate([*known, *empty], 1):
        lines = 1 if number <= len(known) else 2
        blocks += [
            {"block": "boxes", "code": f"{number}", "text": text, "steps": [], "lines": lines, "small": []},
            _choices(_("Role of the coach"), roles), _choices(_("What kind of contact"), occasions),
        ]
    return blocks


def _anchors(criterion: Criterion) -> list[str]:
    """What is seen at 1, 3 and 5."""
    texts = ((step, criterion.anchors.get(str(step))) for step in scale.ANCHORED)
    return [f"{step}: {said(text)}" for step, text in texts if text]


def _paper(*, title: str, kind: str, owner: str, version: str, facts: list[list[str]], sections: Any) -> Block:
    locale = current()
    region = REGIONS.get(locale, "GB")
    return printable({
        "lang": locale, "region": region, "written": locale, "written_region": region, "title": title, "kind": kind,
        "owner": owner, "version": version, "facts": [fact for fact in facts if fact[1]],
        "sections": [{"title": heading, "blocks": blocks} for heading, blocks in sections if blocks],
        "foot": _("%(kind)s · printed on %(date)s", kind=kind, date=format_date(clock.today())),
        "page": _("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
    })  # fmt: skip


def _day(iso: str | None) -> str:
    return format_date(date.fromisoformat(iso), "long") if iso else ""


def _moment(moment: datetime) -> str:
    return format_moment(moment)


def _result(body: result.Body) -> list[Block]:
    due = _day(body["commitment_on"])
    rows = [
        [_("To keep"), body["keep"]], [_("To change"), body["change"]], [_("Commitment"), body["commitment"]],
        [_("Due"), due], [_("Support"), body["support"]], [_("Next ride-along"), _day(body["next_on"])],
    ]
    return _facts(rows)


def _promise(body: result.Body) -> list[Block]:
    promise = body["promise"]
    if not promise:
        return []
    kept = words.kept(promise["kept"])[0] if promise["kept"] else _("Not discussed")
    return _facts([[_("What"), promise["what"]], [_("Due"), _day(promise["due"])], [_("Kept"), kept],
                   [_("Explanation"), promise["note"]]])  # fmt: skip


def _facts(rows: list[list[str]]) -> list[Block]:
    filled = [row for row in rows if row[1]]
    return [{"block": "facts", "rows": filled}] if filled else []


def _visits(body: result.Body) -> list[Block]:
    if not body["visits"]:
        return []
    heads = [_("Customer"), _("What kind of contact"), _("Purpose"), _("Coach"), _("Result")]
    rows = [
        [one["customer"], words.occasion(one["occasion"]) if one["occasion"] else "", one["purpose"],
         words.role(one["role"]) if one["role"] else "", one["result"]]
        for one in body["visits"]
    ]
    return [{"block": "table", "heads": heads, "rows": rows, "right": [False] * 5, "widths": [2, 0, 3, 0, 3],
             "said": [2, 4]}]  # fmt: skip


def _ratings(criteria: list[result.Body]) -> Block:
    heads = ["", _("Criterion"), _("Seller"), _("Coach"), _("Observations")]
    rows = []
    for one in criteria:
        saw = "\n".join(side["saw"] for side in (one["seller"], one["coach"]) if side and side["saw"])
        rows.append([one["code"], said(one["title"]), _scored(one["seller"]), _scored(one["coach"]), saw])
    return {"block": "table", "heads": heads, "rows": rows, "right": [False] * 5, "widths": [0, 2, 0, 0, 3],
            "said": [4]}  # fmt: skip


def _scored(side: Block | None) -> str:
    if side is None:
        return ""
    return scale.word(None) if side["score"] is None else f"{side['score']} {scale.word(side['score'])}"
