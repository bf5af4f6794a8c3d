"""Taking customers and what is known of them along, as a workbook or CSV."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.core import i18n
from portal.core.forms import Form
from portal.core.hx import render
from portal.core.policy import permit
from portal.customers import exporting
from portal.customers.policy import LIST
from portal.customers.queries import MINE, TEAM
from portal.customers.views.blueprint import blueprint
from portal.imports import taking_along
from portal.imports.registry import KINDS
from portal.people import sign_in as door
from portal.people.forms.fields import OneOf, Pick, number, options


class ExportForm(Form):
    """What to take along, of which customers, of which year."""

    what = OneOf(_l("What do you want to export?"), default="customers")
    scope = OneOf(
        _l("Of which customers?"), default=MINE,
        choices=options((MINE, _l("My customers")), (TEAM, _l("All customers that I may read"))),
    )  # fmt: skip
    year = Pick(_l("Year"), description=_l("For turnover, satisfaction scores and orders."), coerce=number)

    def offer(self) -> None:
        """The kinds, and the years there are."""
        names = [(code, _(KINDS[code].name)) for code in exporting.EXPORTS]
        self.what.choices = options(*((code, name[:1].upper() + name[1:]) for code, name in names))
        self.year.offer([(year, year) for year in exporting.years()], none=_("All years"))


def _form() -> ExportForm:
    form = ExportForm(scope=TEAM if current_user.is_manager else MINE)
    form.offer()
    return form


def _draw(form: ExportForm, status: int = 200) -> Any:
    return render("customers/export.html", status=status, form=form, elsewhere=exporting.ELSEWHERE)


@blueprint.get("/export")
@permit(LIST)
def choose_export() -> Any:
    """What can be taken along."""
    return _draw(_form())


@blueprint.post("/export")
@permit(LIST)
def export() -> Any:
    """The file; the history keeps who took what along, and how many rows."""
    form = _form()
    kind = taking_along.form_asked()
    if not form.validate():
        return _draw(form, 422)
    code, asked = form.what.data, {"mine": form.scope.data == MINE, "year": form.year.data}
    count = exporting.count(current_user, code, **asked)
    if count > taking_along.MOST[kind]:
        form.year.errors = [_too_many(count)]
        return _draw(form, 422)
    try:
        taking_along.note(f"exported_{code}", count, form=kind)
    except door.Throttled:
        form.what.errors = [taking_along.too_often()]
        return _draw(form, 429)
    rows = exporting.rows(current_user, code, **asked)
    return taking_along.file_of(code, kind, exporting.columns(code), rows)


def _too_many(count: int) -> str:
    return _(
        "These are %(count)s rows. Choose a year, or CSV: a CSV file holds at most %(csv)s rows, a workbook %(xlsx)s.",
        count=i18n.format_number(count), **taking_along.bounds(),
    )
