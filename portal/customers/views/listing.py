"""The list of customers."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import i18n
from portal.core.forms import without_nul
from portal.core.hx import is_partial, render
from portal.core.policy import permit
from portal.customers import choices, panels, policy, queries, revenue
from portal.customers.models import Category, Reach, Segment
from portal.customers.policy import LIST
from portal.customers.views.blueprint import blueprint
from portal.imports.registry import open_to
from portal.people.forms.fields import number

LONGEST_SEARCH = 100


def _one_of(name: str, known: Any) -> str:
    given = request.args.get(name, "")
    return given if given in set(map(str, known)) else ""


def asked() -> queries.Filter:
    """What the address asks for; what it cannot ask for is left out."""
    scope = _one_of("scope", queries.SCOPES)
    return queries.Filter(
        scope=scope or queries.MINE,
        text=without_nul(request.args.get("q", ""))[:LONGEST_SEARCH],
        category=_one_of("category", (*Category, queries.NONE)), segment=_one_of("segment", Segment),
        reach=_one_of("reach", Reach), state=_one_of("state", queries.STATES),
        unit=number(request.args.get("unit", "")), owner=number(request.args.get("owner", "")),
        after=number(request.args.get("after", "")), before=number(request.args.get("before", "")),
    )


@blueprint.get("/")
@permit(LIST)
def listed() -> Any:
    """The list, or only its rows. Who leads and owns nothing begins with the team."""
    wanted, units, owners = asked(), [], []
    if current_user.is_manager and not is_partial():
        units = queries.led_units(current_user, i18n.current())
        owners = choices.owners_in_list(current_user)
    shown = queries.page(current_user, wanted, i18n.current())
    if not shown.rows and "scope" not in request.args and current_user.is_manager and not wanted.chosen:
        wanted = queries.Filter(scope=queries.TEAM)
        shown = queries.page(current_user, wanted, i18n.current())
    readable = [row.id for row in shown.rows if row.reads]
    return render(
        "customers/list.html", fragment="rows", wanted=wanted, shown=shown, units=units, owners=owners,
        compared=revenue.compared(readable), coming=queries.coming_hand_overs(readable),
        columns=[(one, one.build(current_user, readable)) for one in panels.COLUMNS],
        adds=not is_partial() and policy.may_create(current_user), team_word=_team_word(),
        segments=Segment, reaches=Reach, categories=Category, imports=[] if is_partial() else _imports(),
    )


def _team_word() -> str:
    return _("All") if current_user.is_director else _("My team")


def _imports() -> list[tuple[str, str]]:
    """(code, words) of what this person may import about customers."""
    words = {
        "customers": _("Import customers"), "branches": _("Import branches"), "contacts": _("Import contacts"),
        "turnover": _("Import turnover"), "satisfaction": _("Import satisfaction scores"),
        "orders": _("Import orders"), "visits": _("Import visits and calls"), "promises": _("Import promises"),
        "complaints": _("Import complaints"),
    }
    offered = {kind.code for kind in open_to(current_user)}
    return [(code, said) for code, said in words.items() if code in offered]
