"""A ride-along on paper: the result as its reader sees it, and the empty twin to fill in by hand and key in later.

The twin numbers the criteria as the screen does (A1 … D2).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from portal.coaching import result, scale, words
from portal.coaching.calendar import OfDay
from portal.coaching.criteria import Criteria, Criterion
from portal.coaching.criteria import words as said
from portal.coaching.models import SignedForm
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
    criteria: Criteria, seller: str, coach: str, last: Previous | None = None, visits: Sequence[OfDay] = ()
) -> dict[str, Any]:
    """The empty form for one seller, to be filled in by hand: with the last promise and the visits of the day."""
    steps = [*(str(score) for score in scale.SCORES), "–"]
    line = {"block": "lines", "count": ROOM}
    scale_words = "  ".join(f"{score} {scale.word(score)}" for score in scale.SCORES)
    quiet = {"block": "note", "text": _("No names of customers' people and nothing about health.")}
    key = {"block": "note", "text": f"{scale_words}  – {scale.word(None)}"}
    groups = [
        (said(group.title), [
            {"block": "boxes", "code": one.code, "text": said(one.title), "steps": steps, "lines": 1,
             "small": [said(one.about), *_anchors(one)]}
            for one in group.criteria
        ])
        for group in criteria.groups
    ]  # fmt: skip
    sections = [
        (_("Last promise: kept, partly, no"), [*_promised(last), {"block": "lines", "count": 2}]),
        (_("Visits"), _of_day(visits)),
        (_("Focus criterion"), [{"block": "lines", "count": 1}, key]), *groups,
        *((title, [line]) for title in (_("To keep"), _("To change"), _("One commitment, with a date"))),
        (_("About this form"), [quiet]),
    ]
    return _paper(
        title=_("Ride-along on paper"), kind=_("To be keyed in later"), owner=coach, version="",
        facts=[[_("Seller"), seller], [_("Coach"), coach], [_("Day"), " "]], sections=sections,
    )


def _promised(last: Previous | None) -> list[Block]:
    if last is None:
        return []
    due = format_date(last.commitment_on, "long") if last.commitment_on else ""
    return _facts([[_("What"), last.commitment], [_("Due"), due]])


def _of_day(visits: Sequence[OfDay]) -> list[Block]:
    """A row for each that stands in the calendar, and room for others."""
    known = [" ".join(filter(None, (one.at, one.customer, one.purpose and f"({one.purpose})"))) for one in visits]
    empty = [_("Customer, purpose, role of the coach")] * max(1, VISITS - len(known))
    return [
        {"block": "boxes", "code": f"{number}", "text": text, "steps": [], "lines": 1 if number <= len(known) else 2,
         "small": []}
        for number, text in enumerate([*known, *empty], 1)
    ]  # fmt: skip


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
    heads = [_("Customer"), _("Purpose"), _("Coach"), _("Result")]
    rows = [
        [one["customer"], one["purpose"], words.role(one["role"]) if one["role"] else "", one["result"]]
        for one in body["visits"]
    ]
    return [{"block": "table", "heads": heads, "rows": rows, "right": [False] * 4, "widths": [2, 3, 0, 3],
             "said": [1, 3]}]  # fmt: skip


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
