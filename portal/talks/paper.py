"""A talk on paper: the minutes with what both prepared and the portal filled in, in the language of the talk."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _

from portal.coaching import scale
from portal.coaching.criteria import words as said
from portal.coaching.models import SignedForm
from portal.core import clock
from portal.core.figures import Card
from portal.core.i18n import current, format_date, format_moment
from portal.core.numbers import format_amount
from portal.core.paper import REGIONS, printable
from portal.plans import words as plan_words
from portal.talks import blocks, words
from portal.talks.sheet import SIDES, Body

Block = dict[str, Any]


def document(body: Body, form: SignedForm | None, cards: dict[str, list[Card]]) -> dict[str, Any]:
    """Everything the template draws; only what `body` holds, which is what its reader may see."""
    locale = current()
    region = REGIONS.get(locale, "GB")
    sections = [(words.block(block["key"]), _section(body, block, cards.get(block["key"], []))) for block in
                body["blocks"]]  # fmt: skip
    if form and form.remark:
        sections.append((_("Remark of the seller"), [{"block": "text", "text": form.remark}]))
    notes = [said(body["purpose"])] if body["purpose"] else []
    if form:
        notes.append(_("Fingerprint of what was signed (SHA-256): %(digest)s", digest=form.digest))
    sections.append((_("About this form"), [{"block": "note", "text": one} for one in notes]))
    kind = _("Progress talk")
    return printable({
        "lang": locale, "region": region, "written": body["locale"],
        "written_region": REGIONS.get(body["locale"], region), "title": f"{kind} {body['seller']}", "kind": kind,
        "owner": body["seller"], "version": _("Signed") if form else _("Not signed yet"), "facts": _facts(body, form),
        "sections": [{"title": title, "blocks": made} for title, made in sections if made],
        "foot": _("%(kind)s · printed on %(date)s", kind=kind, date=format_date(clock.today())),
        "page": _("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
    })  # fmt: skip


def _facts(body: Body, form: SignedForm | None) -> list[list[str]]:
    rows = [
        [_("Seller"), body["seller"]], [_("Manager"), body["manager"]], [_("Day"), _day(body["day"])],
        [_("Which talk"), words.form(body["form"])], [_("Next talk on"), _day(body["next_on"])],
        [_("Signed on"), format_moment(form.signed_at) if form else ""],
    ]  # fmt: skip
    return [row for row in rows if row[1]]


def _day(iso: str | None) -> str:
    return format_date(date.fromisoformat(iso), "long") if iso else ""


def _section(body: Body, block: Body, cards: list[Card]) -> list[Block]:
    """One block of the talk: what the portal knew, what both wrote, what was said."""
    made: list[Block] = []
    key, facts = block["key"], body["facts"]
    if key == blocks.EARLIER and body["earlier"]:
        made.append(_judged(body["earlier"]))
    if key == blocks.SUPPORT and body["measures_before"]:
        made.append(_judged(body["measures_before"]))
    if cards:
        rows = [[card.name, ", ".join(one.text for one in card.values) or "–"] for card in cards]
        made.append({"block": "facts", "rows": rows})
    if facts:
        made += _filled_in(key, facts)
    if block["criteria"] and any(one[side.value] for one in block["criteria"] for side in SIDES):
        made.append(_ratings(block["criteria"]))
    texts = [[words.side(side.value), block[side.value]] for side in SIDES]
    texts.append([_("In the talk"), block["remark"]])
    if filled := [row for row in texts if row[1]]:
        made.append({"block": "facts", "rows": filled})
    if key == blocks.AGREEMENTS:
        made += _ended(body)
    return made


def _filled_in(key: str, facts: Body) -> list[Block]:
    if key == blocks.RESULTS and facts["money"]:
        rows = [
            [one["currency"], *(format_amount(one[name], one["currency"], 0) if one[name] is not None else ""
                                for name in ("revenue", "plan_so_far", "plan", "target"))]
            for one in facts["money"]
        ]  # fmt: skip
        heads = [_("Currency"), _("Revenue so far"), _("Plan so far"), _("Plan of the year"), _("Target")]
        return [_table(heads, rows, right=(1, 2, 3, 4))]
    if key == blocks.ACTIVITIES and facts["late"]:
        return [{"block": "facts", "rows": [[_("Promises overdue"), str(facts["late"]["count"])]]}]
    if key == blocks.PLANS and facts["plans"]:
        rows = [
            [f"{one['title']} {one['year']}", plan_words.standing(one["standing"])[0],
             _("%(done)s of %(asked)s", done=one["done"], asked=one["asked"]) if one["asked"] else ""]
            for one in facts["plans"]
        ]  # fmt: skip
        return [_table([_("Plan"), _("State"), _("Actions done")], rows)]
    if key == blocks.SKILLS and facts["rides"]:
        rows = [[_day(one["day"]), said(one["focus"]), one["commitment"]] for one in facts["rides"]]
        return [_table([_("Ride-along"), _("Focus"), _("Commitment")], rows, said_at=(2,)), *_trend(facts)]
    return []


def _trend(facts: Body) -> list[Block]:
    """Per criterion what the coach scored on each day; a talk signed before this was kept has none."""
    rows = [
        [f"{one['code']} {said(one['title'])}",
         "\n".join(f"{_day(point['day'])}: {point['score']} {scale.word(point['score'])}" for point in one["points"])]
        for one in facts.get("trend", ())
    ]  # fmt: skip
    return [_table([_("Criterion"), _("Scores of the coach")], rows)] if rows else []


def _table(heads: list[str], rows: list[list[str]], right: Any = (), said_at: Any = ()) -> Block:
    widths = [2, *(0 if at in right else 2 for at in range(1, len(heads)))]
    return {"block": "table", "heads": heads, "rows": rows, "right": [at in right for at in range(len(heads))],
            "widths": widths, "said": list(said_at)}  # fmt: skip


def _judged(rows: list[Body]) -> Block:
    return _table(
        [_("What was agreed"), _("Due"), _("What became of it"), _("Why")],
        [[one["what"], _day(one["due"]), words.outcome(one["outcome"])[0] if one["outcome"] else "", one["why"]]
         for one in rows], said_at=(0, 3),
    )  # fmt: skip


def _ratings(rated: list[Body]) -> Block:
    rows = []
    for one in rated:
        saw = "\n".join(one[side.value]["saw"] for side in SIDES if one[side.value] and one[side.value]["saw"])
        rows.append([said(one["title"]), *(_scored(one[side.value]) for side in SIDES), saw])
    heads = [_("Criterion"), _("Seller"), _("Manager"), _("Examples")]
    return _table(heads, rows, said_at=(3,))


def _scored(side: Body | None) -> str:
    if side is None or not side["rated"]:
        return ""
    return scale.word(None) if side["score"] is None else f"{side['score']} {scale.word(side['score'])}"


def _ended(body: Body) -> list[Block]:
    made = []
    if body["agreements"]:
        rows = [[one["what"], words.agreed(one["who"]), _day(one["due"])] for one in body["agreements"]]
        made.append(_table([_("Agreed"), _("Who"), _("Due")], rows, said_at=(0,)))
    if body["measures"]:
        rows = [[words.measure(one["kind"]), one["what"], one["owner"], _day(one["due"])] for one in body["measures"]]
        made.append(_table([_("Support"), _("What"), _("Who sees to it"), _("Due")], rows, said_at=(1,)))
    if body["advice"]:
        made.append({"block": "facts", "rows": [
            [_("Advice to the director"), words.advice(body["advice"]["kind"])], [_("Text"), body["advice"]["text"]],
        ]})  # fmt: skip
    return made
