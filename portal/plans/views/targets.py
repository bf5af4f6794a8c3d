"""Sales targets: those of a unit with its units and people, and one with its history and the form that sets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import func, or_, select
from wtforms import TextAreaField
from wtforms.validators import InputRequired, ValidationError

from portal.core import clock, figures, i18n
from portal.core.alphabet import sort_key
from portal.core.days import DayField
from portal.core.db import db
from portal.core.figures import Scope, ScopeKind
from portal.core.forms import Form, at_most, required
from portal.core.hx import render
from portal.core.numbers import AmountField
from portal.core.policy import N_, permit, rule
from portal.customers import figure_rows as of_customers
from portal.customers.holding import in_scope, owned_on
from portal.customers.models import Currency, Customer, Portfolio
from portal.people.forms.fields import OneOf, Pick, options
from portal.people.me import Me
from portal.people.models import Lead, Person, Position, Role, Unit
from portal.plans import figure_rows, realisation
from portal.plans import targets as services
from portal.plans.models import TargetMeasure, TargetScope
from portal.plans.rollup import SELLERS
from portal.plans.views.reports import READ, Asked, asked_year, blueprint, parents, seen_by, tabs

MEASURES = {TargetMeasure.REVENUE: N_("Revenue"), TargetMeasure.MARGIN: N_("Margin")}
KINDS = {"person": (TargetScope.PERSON, ScopeKind.PERSON), "unit": (TargetScope.UNIT, ScopeKind.TEAM)}


@dataclass(frozen=True)
class TargetFile:
    """Whose target an address asks for, of which year; `sets`: this person may set it."""

    scope: TargetScope
    about: int
    name: str
    year: int
    sets: bool

    @property
    def kind(self) -> str:
        """As the address calls it."""
        return self.scope.value

    def url(self) -> str:
        """Its page."""
        return url_for(".target", kind=self.kind, about=self.about, year=self.year)

    def back(self) -> str:
        """Where it stands among others."""
        return url_for(".targets", year=self.year, **({"unit": self.about} if self.kind == "unit" else {}))


def _load(me: Me, kind: str, about: int) -> TargetFile:
    if kind not in KINDS:
        abort(404)
    scope, of_figures = KINDS[kind]
    seen_by(me, Scope(of_figures, about))
    name = figures.scope_name(Scope(of_figures, about))
    return TargetFile(scope, about, name, asked_year(), services.may_set(me, scope, about))


def _load_to_set(me: Me, kind: str, about: int) -> TargetFile:
    file = _load(me, kind, about)
    return file if file.sets else abort(403)


TAKES = {"takes": ("kind", "about"), "gives": "file"}
READ_TARGET = rule(
    "target.read",
    N_(
        "Everyone sees their own sales targets; who leads somebody or a unit, with their deputy, sees those of the "
        "people and units below"
    ),
    load=_load, **TAKES,
)
SET_TARGET = rule(
    "target.set", N_("Who leads somebody or a unit sets their sales target; nobody sets their own"),
    load=_load_to_set, **TAKES,
)


def _past(_form: Any, field: Any) -> None:
    if field.data and field.data > clock.today():
        raise ValidationError(_("Choose a day up to today: the day on which it was agreed."))


class TargetForm(Form):
    """One target."""

    measure = OneOf(
        _l("Measured in"),
        choices=options((TargetMeasure.REVENUE, _l("Revenue")), (TargetMeasure.MARGIN, _l("Margin"))),
        default=TargetMeasure.REVENUE.value,
    )
    amount = AmountField(_l("Amount for the whole year"), [InputRequired(_l("Fill in the amount."))], decimals=0)
    currency = Pick(_l("Currency"), [required(_l("Choose one from the list."))], coerce=str)
    agreed_with = Pick(_l("Agreed with"))
    agreed_on = DayField(_l("Agreed on"), [required(_l("Fill in the day on which it was agreed.")), _past])
    note = TextAreaField(_l("Note"), [at_most(2000)])


@blueprint.get("/targets")
@permit(READ)
def targets(asked: Asked) -> Any:
    """The target of the unit, of the units right below it and of the people who sell in it; a seller's own page."""
    if not asked.is_unit:
        return redirect(url_for(".target", kind="person", about=asked.scope.id, year=asked.year))
    units = db.session.execute(
        select(Unit.id, Unit.name).where(
            Unit.parent_id == asked.scope.id, or_(Unit.ended_on.is_(None), Unit.ended_on >= clock.today())
        )
    ).all()
    day = clock.today()
    people = db.session.execute(
        select(Person.id, Person.name)
        .join(Position, Position.person_id == Person.id)
        .join(Role, Role.id == Position.role_id)
        .where(
            Position.unit_id == asked.scope.id, Position.starts <= day, Position.ends >= day, Role.family.in_(SELLERS)
        )
        .distinct()
    ).all()
    key = lambda row: sort_key(row[1], i18n.current())
    rows = [
        ("unit", asked.scope.id, asked.name),
        *(("unit", *row) for row in sorted(units, key=key)),
        *(("person", *row) for row in sorted(people, key=key) if not asked.off or row[0] == current_user.id),
    ]
    held = services.reaching({(TargetScope(kind), about) for kind, about, _name in rows}, asked.year)
    return render(
        "reports/targets.html", asked=asked, tabs=tabs(asked, ".targets"), parents=parents(asked),
        rows=[(kind, about, name, held.get((TargetScope(kind), about))) for kind, about, name in rows],
    )


@blueprint.get("/targets/<kind>/<id:about>")
@permit(READ_TARGET)
def target(file: TargetFile) -> Any:
    """One target with its history; with the form for who sets it."""
    return _drawn(file, _form(file) if file.sets else None)


@blueprint.post("/targets/<kind>/<id:about>")
@permit(SET_TARGET)
def set_target(file: TargetFile) -> Any:
    """Set it: a new row; what held stays as history."""
    form = _form(file)
    if not form.validate():
        return _drawn(file, form, 422)
    services.set_target(
        current_user, file.scope, file.about, file.year, measure=TargetMeasure(form.measure.data),
        currency=Currency(form.currency.data), amount=form.amount.data, agreed_with=form.agreed_with.data,
        agreed_on=form.agreed_on.data, note=form.note.data or "",
    )
    flash(_("The target has been kept."), "success")
    return redirect(file.url(), 303)


def _form(file: TargetFile) -> TargetForm:
    held = next(iter(services.history(file.scope, file.about, file.year)), None)
    currency = str(held.currency) if held else _currency_of(file)
    form = TargetForm(data={"agreed_on": clock.today(), "currency": currency, "measure": "revenue"})
    form.currency.offer((one.value, one.value) for one in Currency)
    form.agreed_with.offer(_partners(file), none=_("Nobody yet"))
    return form


def _currency_of(file: TargetFile) -> str:
    """The currency of most customers there."""
    scope = Scope(KINDS[file.kind][1], file.about)
    found = db.session.scalar(
        select(Customer.currency)
        .outerjoin(Portfolio, owned_on(clock.today()))
        .where(in_scope(scope, Portfolio.owner_id, Customer.unit_id, clock.today()))
        .group_by(Customer.currency)
        .order_by(func.count().desc())
        .limit(1)
    )
    return str(found or Currency.EUR)


def _beside(file: TargetFile) -> list[tuple[str, int, int]]:
    """(currency, revenue of the year before, goals of the approved plans of the year), to weigh an amount by."""
    scope = Scope(KINDS[file.kind][1], file.about)
    before = realisation.summed(of_customers.turnover(scope, figures.year(file.year - 1)), "revenue")
    plans = realisation.summed(figure_rows.goals(scope, figures.year(file.year)), "target")
    return [(one, before.get(one, 0), plans.get(one, 0)) for one in sorted(before.keys() | plans.keys())]


def _partners(file: TargetFile) -> list[tuple[int, str]]:
    """With whom a target is agreed: the person, or who leads the unit."""
    if file.scope is TargetScope.PERSON:
        return [(file.about, file.name)]
    day = clock.today()
    rows = db.session.execute(
        select(Person.id, Person.name)
        .join(Lead, Lead.person_id == Person.id)
        .where(Lead.unit_id == file.about, Lead.starts <= day, Lead.ends >= day)
        .order_by(Person.sort_nl)
    )
    return [tuple(row) for row in rows]


def _drawn(file: TargetFile, form: TargetForm | None, status: int = 200) -> Any:
    return render(
        "reports/target.html", status=status, file=file, form=form, measures=MEASURES,
        rows=services.history(file.scope, file.about, file.year), beside=_beside(file) if form else [],
        years=[year for year in range(clock.today().year + 1, file.year - 3, -1) if abs(year - file.year) < 3],
    )
