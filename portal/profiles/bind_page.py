"""The open form of a term in the ledger: what to choose from, what is guessed, and the words that are proposed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select

from portal.core import i18n
from portal.core.alphabet import sort_key
from portal.core.db import db
from portal.people.me import Me
from portal.people.models import Body, Unit
from portal.profiles import ledger, pairs, scope
from portal.profiles.binding import TARGETS, Meaning
from portal.profiles.forms_placeholders import KINDS, LANGUAGES, BindForm
from portal.profiles.models import Bound, Placeholder
from portal.profiles.sheet import OFFERED
from portal.profiles.terms import folded

Names = dict[Bound, dict[int, dict[str, str]]]


@dataclass
class Opened:
    """An open form: of a new binding, or of `placeholder`. `other`: the term of the other number, bound together."""

    term: str
    form: BindForm
    names: Names
    example: ledger.Example | None
    placeholder: Placeholder | None = None
    other: str = ""
    other_is_plural: bool = False
    note: str = ""

    @property
    def element(self) -> str:
        """The id of its place in the page."""
        return ledger.element_of(self.term)

    def proposed(self, *, other: bool = False) -> dict[str, str]:
        """Words from the name of what is chosen, for the term or for its other number."""
        named = self.form.named
        names = self.names[Bound(self.form.bound.data)].get(named.data, {}) if named is not None else {}
        plural = self.other_is_plural if other else bool(self.form.plural.data)
        return pairs.proposed(
            self.other if other else self.term, names, Bound(self.form.bound.data), plural=plural,
            written=self.example.written if self.example else (),
        ) if names else {}

    def fill(self) -> None:
        """Put the proposed words in the form."""
        for prefix, words in (("", self.proposed()), ("other_", self.proposed(other=True) if self.other else {})):
            for lang in LANGUAGES:
                self.form[prefix + lang].data = words.get(lang, "")

    def meanings(self) -> dict[str, Meaning]:
        """What was chosen, with the words as typed or else as proposed: {term: meaning}."""
        form = self.form
        found = {self.term: form.meaning(_or(form.words(), self.proposed()), plural=form.plural.data)}
        if self.other and form.together.data:
            words = _or(form.words("other_"), self.proposed(other=True))
            found[self.other] = form.meaning(words, plural=self.other_is_plural)
        return found


def _or(words: dict[str, str], proposed: dict[str, str]) -> dict[str, str]:
    return words if any(words.values()) else proposed


def open_new(me: Me, units: list[tuple[int, str]], term: str, **form: Any) -> Opened | None:
    """The form that binds a term in one of these units; None where no profile of the scope holds it."""
    term = folded(term)
    example = ledger.example(me, term)
    if example is None:
        return None
    opened = _opened(units, BindForm(**form), term, example)
    if other := pairs.partner_of(term, ledger.unbound_terms(me)):
        opened.other, opened.other_is_plural = other
    opened.form.term.data = term
    return opened


def open_held(me: Me, placeholder: Placeholder, **form: Any) -> Opened:
    """The form that changes a binding."""
    place = db.session.execute(select(Unit.id, Unit.name).where(Unit.id == placeholder.unit_id)).one()
    made = BindForm(**form)
    made.term.data, made.place.data = placeholder.term, placeholder.unit_id
    return _opened([tuple(place)], made, placeholder.term, ledger.example(me, placeholder.term), placeholder)


def _opened(
    units: list[tuple[int, str]], form: BindForm, term: str, example: ledger.Example | None,
    placeholder: Placeholder | None = None,
) -> Opened:
    names = _names(placeholder.target_id if placeholder else None)
    form.place.choices = units
    form.bound.choices = [
        (Bound.ROLE, _("A role")), (Bound.BODY, _("A body")), (Bound.UNIT, _("A unit")),
        (Bound.QUESTION, _("Nothing: it tells the author what to write here")),
    ]
    roles = [(int(value), name) for value, name in scope.role_choices(list(names[Bound.ROLE].items()))]
    form.role.choices = [(0, _("Choose a role")), *roles]
    form.body.choices = [(0, _("Choose a body")), *_sorted(names[Bound.BODY])]
    form.unit.choices = [(0, _("Choose a unit")), *_sorted(names[Bound.UNIT])]
    return Opened(term, form, names, example, placeholder)


def _sorted(names: dict[int, dict[str, str]]) -> list[tuple[int, str]]:
    said = [(row_id, i18n.text_in(texts)) for row_id, texts in names.items()]
    return sorted(said, key=lambda choice: sort_key(choice[1], i18n.current()))


def _names(kept_unit: int | None) -> Names:
    """What there is to choose from, with its names: units that are there, roles, bodies."""
    units = select(Unit.id, Unit.name).where(or_(Unit.ended_on.is_(None), Unit.id == (kept_unit or 0)))
    return {
        Bound.UNIT: {row.id: dict.fromkeys(OFFERED, row.name) for row in db.session.execute(units)},
        Bound.ROLE: dict(scope.roles()),
        Bound.BODY: {row.id: row.name for row in db.session.execute(select(Body.id, Body.name))},
    }


def guess(opened: Opened) -> None:
    """Choose the widest unit where nothing is said yet, and what the term is called after; propose its words."""
    form = opened.form
    form.plural.data = bool(opened.other) and not opened.other_is_plural
    form.together.data = bool(opened.other)
    held = set(db.session.scalars(select(Placeholder.unit_id).where(Placeholder.term == opened.term)))
    form.place.data = next((unit_id for unit_id, _name in form.place.choices if unit_id not in held), None)
    for bound in (Bound.ROLE, Bound.BODY, Bound.UNIT):
        for row_id, names in opened.names[bound].items():
            number = _named_after(opened.term, names.values())
            if number:
                form.bound.data, form[KINDS[bound]].data = bound.value, row_id
                form.plural.data = form.plural.data or (number == "many" and bound is Bound.ROLE)
                opened.fill()
                return


def _named_after(term: str, names: Iterable[str]) -> str:
    """one or many: whether the term is a name, or reads as a plural of it; empty when neither."""
    for name in map(folded, names):
        if name == term:
            return "one"
        if pairs.are_pair(name, term):
            return "many"
    return ""


def show_held(opened: Opened) -> None:
    """Put in the form what is bound now."""
    row, form = opened.placeholder, opened.form
    form.seen.data, form.bound.data, form.plural.data = row.rev, row.bound.value, row.is_plural
    if row.bound in TARGETS:
        form[KINDS[row.bound]].data = getattr(row, TARGETS[row.bound])
    for lang in LANGUAGES:
        form[lang].data = row.words.get(lang, "")

