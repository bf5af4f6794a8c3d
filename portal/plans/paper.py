"""What a plan says on paper, as plain JSON in the reader's language: title, facts, and sections of blocks."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _

from portal.core import clock
from portal.core.i18n import current, format_date, format_number
from portal.core.numbers import format_amount, format_percent
from portal.core.paper import REGIONS, printable
from portal.documents import rounds as judged
from portal.documents.content import Body, Part
from portal.documents.models import Outcome
from portal.plans import overview, words
from portal.plans.changes import facts_of, measured
from portal.plans.content import visible
from portal.plans.policy import PlanFile
from portal.plans.sheet import PROSE, Sheet, reading

Block = dict[str, Any]
LED = ("line", "stakeholder", "branch", "agreement")  # named by whom they are about, before what is written


def version(plan: PlanFile, number: int | None) -> dict[str, Any] | None:
    """What the paper says of a version, or of the one this person reads (`overview.body_of`); None for no such."""
    if number is None:
        body, number = overview.body_of(plan)
    else:
        found = judged.version(plan.id, number)
        body = found.body if found else None
    return None if body is None else document(plan, body, number)


def document(plan: PlanFile, body: Body, number: int | None) -> dict[str, Any]:
    """Everything the template draws."""
    page = reading(plan, visible(body))
    version = _("Version %(number)s", number=number) if number else _("Draft, not submitted")
    locale = current()
    return printable({
        "lang": locale, "region": REGIONS.get(locale, "GB"), "written": plan.locale,
        "written_region": REGIONS.get(plan.locale, "GB"), "title": f"{plan.title} {plan.year}",
        "kind": words.kind(plan.kind), "owner": plan.owner_name, "version": version,
        "facts": _facts(plan, number, version),
        "sections": [
            {"title": words.section(name), "blocks": blocks}
            for name in page.sections if (blocks := _section(page, name))
        ],
        "foot": _("%(kind)s · printed on %(date)s", kind=words.kind(plan.kind), date=format_date(clock.today())),
        "page": _("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
    })  # fmt: skip


def _facts(plan: PlanFile, number: int | None, version: str) -> list[list[str]]:
    """Whose plan it is, which version, where it stands and who approved it."""
    rows = [
        [_("Customer"), plan.customer_name or ""], [_("Year"), str(plan.year)], [_("Seller"), plan.owner_name],
        [_("Period"), f"{format_date(plan.starts)} – {format_date(plan.ends)}"], [_("Version"), version],
        [_("State"), words.standing(plan.standing)[0]],
    ]  # fmt: skip
    made = judged.decisions(plan.id, number) if number else []
    rows += [[_("Approved by"), _approved(one)] for one in made if one.outcome is Outcome.APPROVE]
    return [row for row in rows if row[1]]


def _approved(made: judged.Made) -> str:
    day = format_date(made.at.astimezone(clock.zone()).date())
    if made.on_behalf_of:
        return _("%(name)s on behalf of %(absent)s, %(date)s", name=made.person, absent=made.on_behalf_of, date=day)
    return f"{made.person}, {day}"


def _section(page: Sheet, name: str) -> list[Block]:
    """The blocks of a section; nothing where it says nothing."""
    parts = page.inside("", name)
    if name in PROSE:
        told = [{"block": "text", "text": page.text(part)} for part in parts if page.text(part)]
        return [*(_picture(page) if name == "picture" else ()), *told]
    if not parts:
        return []
    if name == "goal":
        return [_goal(page, part) for part in parts]
    if name in {"support", "assumption"}:
        return [{"block": "text", "text": page.text(part)} for part in parts if page.text(part)]
    return [_table(page, name, parts)]


def _table(page: Sheet, name: str, parts: list[Part]) -> Block:
    """Items as rows: what is written and the facts beside it, a column for each that some item has."""
    facts = [dict(facts_of(page, part)) for part in parts]
    labels = list(dict.fromkeys(label for row in facts for label in row))
    lead = labels[:1] if name in LED else []
    rest = [label for label in labels if label not in lead]
    written = {"line": _("Explanation"), "agreement": _("Purpose")}.get(name) or words.item(name)
    heads = [*lead, written, *rest]
    numbers = {_("Baseline"), _("Target"), _("Amount"), _("Discount")}
    return {
        "block": "table", "heads": heads, "right": [head in numbers for head in heads],
        "widths": [2 if lead and at == 0 else 3 if at == len(lead) else 0 if head in numbers else 1.4
                   for at, head in enumerate(heads)],
        "said": [len(lead)],
        "rows": [
            [*(row.get(label, "") for label in lead), page.text(part), *(row.get(label, "") for label in rest)]
            for part, row in zip(parts, facts, strict=True)
        ],
    }  # fmt: skip


def _goal(page: Sheet, part: Part) -> Block:
    data, currency = part["data"], page.plan.currency
    facts = [list(fact) for fact in facts_of(page, part)]
    if data.get("group"):
        facts.append([_("Product group"), data["group"]])
    below: list[Block] = []
    branches = page.inside(part["key"], "branch_goal")
    if branches:
        below.append({
            "block": "table", "heads": [_("Branch"), _("Baseline"), _("Target"), _("Explanation")],
            "widths": [2, 0, 0, 2], "right": [False, True, True, False], "said": [3],
            "rows": [
                [
                    page.branches.get(one["data"]["branch"], ""),
                    *(measured(data["measure"], one["data"].get(name), currency) for name in ("baseline", "target")),
                    page.text(one),
                ]
                for one in branches
            ],
        })  # fmt: skip
    if why := page.text(page.only("substantiation", part["key"])):
        below.append({"block": "why", "label": _("Substantiation"), "text": why})
    return {"block": "goal", "title": page.text(part) or words.unsaid("goal"), "facts": facts, "below": below}


def _picture(page: Sheet) -> list[Block]:
    """What the portal knows of the customer: as it was when the version was submitted."""
    known = page.picture
    if not known:
        return []
    currency = known["currency"]
    blocks: list[Block] = []
    if known["years"]:
        blocks.append(_numbers([_("Year"), _("Turnover"), _("Margin"), f"{_('Margin')} (%)"], [
            [str(year), format_amount(revenue, currency, 0), format_amount(margin, currency, 0),
             format_percent(margin * 10_000 // revenue, 0) if margin is not None and revenue > 0 else ""]
            for year, revenue, margin in known["years"]
        ]))  # fmt: skip
    rows = [[_("Potential a year"), format_amount(known["potential"], currency, 0)]]
    rows += [[_("Contacts"), format_number(known["contacts"])],
             [_("Planned contacts last year"), format_number(known["planned"])]]  # fmt: skip
    if "held" in known:  # versions of before did not count them
        rows += [[_("Contacts held last year"), format_number(known["held"])],
                 [_("Complaints last year"), format_number(known["complaints"])]]  # fmt: skip
    if score := known["satisfaction"]:
        said = _("%(score)s of %(scale)s", score=format_amount(score[1]), scale=format_amount(score[2]))
        rows.append([_("Satisfaction"), f"{said} ({_day(score[0])})"])
    blocks.append({"block": "facts", "rows": [row for row in rows if row[1]]})
    if known["last"]:
        blocks.append(_numbers([_("Goals of last year"), _("Target"), _("Achieved"), _("Result")], [
            [text, format_amount(target), format_amount(achieved), result] for text, target, achieved, result in
            known["last"]
        ], last=True))  # fmt: skip
    note = _("Filled in by the portal, as of %(date)s.", date=_day(known["as_of"]))
    if known["source"]:
        name, day = known["source"]
        note = f"{_('Turnover from %(source)s, imported %(date)s.', source=name, date=_day(day))} {note}"
    return [*blocks, {"block": "note", "text": note}]


def _numbers(heads: list[str], rows: list[list[str]], *, last: bool = False) -> Block:
    """A table of numbers behind a name; `last`: the last column holds words."""
    right = [False, True, True, not last]
    return {"block": "table", "heads": heads, "rows": rows, "right": right, "widths": [2, 0, 0, 2 if last else 0],
            "said": [0, 3] if last else []}  # fmt: skip


def _day(iso: str) -> str:
    return format_date(date.fromisoformat(iso))

