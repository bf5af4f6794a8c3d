"""The lines of a portfolio plan, edited as a table: one row per customer, each saved by itself or all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from portal.core.forms import Form
from portal.core.i18n import format_number
from portal.core.numbers import AmountField, format_amount
from portal.documents import content
from portal.documents.content import DATA, Body, Part, Stale, clean
from portal.plans import edits
from portal.plans.content import PER_YEAR, PLAN
from portal.plans.edits import Change, Writing
from portal.plans.sheet import Sheet
from portal.visits.models import Channel

LONGEST_GOAL = PLAN.kinds["line"].max_length
FIELDS = ("baseline", "target", "per_year", "channel", "text")
EVERY, TICKED, WITHOUT = "all", "ticked", "without"


@dataclass(frozen=True)
class Row:
    """One line as the table draws it: `values` as texts, `wrong` why a field could not be stored (by its name),
    `theirs` what is stored now where somebody else was faster.
    """

    part: Part
    values: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)
    theirs: bool = False

    @property
    def base(self) -> str:
        """The revisions of words and numbers that the row starts from."""
        rev = self.part["rev"]
        return f"{max((rev[name] for name in rev if name not in {'data', 'place'}), default=0)}.{rev.get(DATA, 0)}"


def stored(page: Sheet, part: Part) -> Row:
    """The row as it is stored."""
    data = part["data"]
    return Row(
        part,
        {
            "baseline": format_amount(data["baseline"]) if "baseline" in data else "",
            "target": format_amount(data["target"]) if "target" in data else "",
            "per_year": str(data.get("per_year", "")), "channel": data.get("channel", Channel.VISIT.value),
            "text": page.text(part),
        },
    )


def rows(page: Sheet, mine: dict[str, Row] | None = None) -> list[Row]:
    """All rows by customer's name; those in `mine` as the person typed them."""
    parts = {part["data"]["customer"]: part for part in page.inside("", "line")}
    ordered = [parts[number] for number in page.customers if number in parts]
    return [(mine or {}).get(part["key"]) or stored(page, part) for part in ordered]


class LineForm(Form):
    """One row; the names of its fields begin with the key of its part."""

    baseline = AmountField(_l("Baseline"))
    target = AmountField(_l("Target value"))
    per_year = SelectField(
        _l("Contacts a year"), choices=[SelectChoice("", ""), *(SelectChoice(str(one), "") for one in PER_YEAR)]
    )
    channel = SelectField(_l("How"), choices=[SelectChoice("", ""), *(SelectChoice(one.value, "") for one in Channel)])
    text = StringField(_l("Goal"))
    base = StringField()

    def validate_text(self, typed: Any) -> None:
        """Not longer than a line may be."""
        typed.data = " ".join(clean(typed.data or "").split())
        if len(typed.data) > LONGEST_GOAL:
            raise ValidationError(_("Use at most %(max)s characters.", max=format_number(LONGEST_GOAL)))

    def data_of(self) -> dict[str, Any]:
        """The fields of the line; None drops one."""
        return {
            "baseline": self.baseline.data, "target": self.target.data,
            "per_year": int(self.per_year.data) if self.per_year.data else None, "channel": self.channel.data or None,
        }

    def writing(self, locale: str, edit: str) -> Writing:
        """Where the row started from; what cannot be read is 0, which is stale once anything was stored."""
        words, _dot, numbers = (self.base.data or "").partition(".")
        return Writing(locale, _number(words), edit, _number(numbers))

    def typed(self, part: Part, *, theirs: bool = False) -> Row:
        """The row as it was typed, with what is wrong with it."""
        values = {name: str((self[name].raw_data or [""])[0]) for name in FIELDS}
        wrong = {one.short_name: f"{one.label.text}: {sentence}" for one, sentence in self.errors_by_field()}
        return Row(part, values, wrong, theirs)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def form_of(part: Part) -> LineForm:
    """The posted row of a line."""
    return LineForm(prefix=f"{part['key']}-", meta={"csrf": False})


@dataclass
class Posted:
    """All rows of a posted table: what can be stored, and the rows that could not be read."""

    changes: list[tuple[Part, LineForm]] = field(default_factory=list)
    wrong: dict[str, Row] = field(default_factory=dict)


def posted(page: Sheet, names: Iterable[str]) -> Posted:
    """The rows of the table that were posted and say something else than what is stored."""
    sent = {name.partition("-")[0] for name in names if name.endswith("-base")}
    found = Posted()
    for part in page.inside("", "line"):
        if part["key"] not in sent:
            continue
        form = form_of(part)
        typed = form.typed(part)
        if typed.values == stored(page, part).values:
            continue
        if form.validate():
            found.changes.append((part, form))
        else:
            found.wrong[part["key"]] = form.typed(part)
    return found


def save(found: Posted, locale: str, edit: str, stale: dict[str, Row]) -> Change:
    """Every row that can be stored; rows that somebody else changed meanwhile are left alone and put in `stale`."""

    def change(body: Body) -> Body:
        for part, form in found.changes:
            step = edits.save(part["key"], form.text.data, form.data_of(), form.writing(locale, edit))
            try:
                body = step(body)
            except Stale:
                now = content.find(body, part["key"])
                if now is not None:
                    stale[part["key"]] = form.typed(now, theirs=True)
        return body

    return change


def chosen(page: Sheet, which: str, ticked: Iterable[str]) -> list[str]:
    """The keys of the lines that a change of many is for: all, those without a frequency, a category, or the ticked."""
    lines = page.inside("", "line")
    if which == EVERY:
        return [part["key"] for part in lines]
    if which == WITHOUT:
        return [part["key"] for part in lines if "per_year" not in part["data"]]
    if which == TICKED:
        wanted = set(ticked)
        return [part["key"] for part in lines if part["key"] in wanted]
    return [
        part["key"] for part in lines
        if (held := page.customers.get(part["data"]["customer"])) and held.category == which
    ]
