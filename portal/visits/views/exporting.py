"""Taking contacts with their reports, promises and complaints along, as a workbook or CSV that an import takes back."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from portal.core import i18n
from portal.core.days import DayField
from portal.core.forms import Form
from portal.core.hx import render
from portal.core.policy import N_, permit
from portal.customers.exporting import ELSEWHERE
from portal.imports import taking_along
from portal.imports.registry import KINDS, open_to
from portal.people import sign_in as door
from portal.people.forms.fields import OneOf, options
from portal.visits import exporting, policy
from portal.visits.exporting import ALL, EXPORTS, MINE, TEAM, Wanted
from portal.visits.views.blueprint import blueprint

ELSEWHERE.append(("visits.choose_export", N_("Export visits, promises and complaints")))


class ExportForm(Form):
    """What to take along, whose, of which days; `customer` comes along from the page of a customer."""

    what = OneOf(_l("What do you want to export?"), default="visits")
    scope = OneOf(_l("Whose?"), default=MINE)
    first = DayField(_l("From"))
    last = DayField(_l("Until and including"))
    customer = IntegerField(validators=[Optional(), NumberRange(1, 2_147_483_647)])

    def offer(self) -> None:
        """The kinds, and whose there are to take."""
        names = [(code, _(KINDS[code].name)) for code in EXPORTS]
        self.what.choices = options(*((code, name[:1].upper() + name[1:]) for code, name in names))
        said = {MINE: _l("My own"), TEAM: _l("Those of my team"), ALL: _l("Of all customers that I may read")}
        if not current_user.leads_somebody:
            del said[TEAM]
        self.scope.choices = options(*said.items())

    def wanted(self) -> Wanted:
        """What was asked."""
        return Wanted(self.scope.data, self.first.data, self.last.data, self.customer.data or 0)


def _asked() -> ExportForm:
    """The form as the address fills it in."""
    form = ExportForm(formdata=None)
    form.offer()
    for field in (form.what, form.scope):
        if request.args.get(field.name) in [one.value for one in field.choices]:
            field.data = request.args[field.name]
    form.customer.data = request.args.get("customer", type=int)
    return form


def _draw(form: ExportForm, status: int = 200) -> Any:
    offered = {kind.code for kind in open_to(current_user)}
    return render(
        "visits/export.html", status=status, form=form, imports=[code for code in EXPORTS if code in offered],
        names={code: _(KINDS[code].name) for code in EXPORTS},
    )  # fmt: skip


@blueprint.get("/take-along")
@permit(policy.LIST)
def choose_export() -> Any:
    """What can be taken along; the address may say `what`, `scope` and of which `customer`."""
    return _draw(_asked())


@blueprint.post("/take-along")
@permit(policy.LIST)
def take_along() -> Any:
    """The file; the history keeps who took what along, and how many rows."""
    form = ExportForm()
    form.offer()
    kind = taking_along.form_asked()
    if not form.validate():
        return _draw(form, 422)
    code, wanted = form.what.data, form.wanted()
    count = exporting.count(current_user, code, wanted)
    if count > taking_along.MOST[kind]:
        form.first.errors = [_too_many(count)]
        return _draw(form, 422)
    try:
        taking_along.note(f"exported_{code}", count, form=kind)
    except door.Throttled:
        form.what.errors = [taking_along.too_often()]
        return _draw(form, 429)
    rows = exporting.rows(current_user, code, wanted)
    return taking_along.file_of(code, kind, exporting.columns(code), rows)


def _too_many(count: int) -> str:
    return _(
        "These are %(count)s rows. Choose a shorter time, or CSV: a CSV file holds at most %(csv)s rows, a workbook "
        "%(xlsx)s.", count=i18n.format_number(count), **taking_along.bounds(),
    )  # fmt: skip
