"""The library: every profile this person may see, and adopting drafts that hold already."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.core import clock, i18n
from portal.core.errors import Refused
from portal.core.hx import is_partial, render
from portal.core.policy import SIGNED_IN, permit
from portal.core.routes import LARGEST_ID
from portal.documents import content
from portal.people.me import Me
from portal.profiles import library as shelf
from portal.profiles import names, policy, services
from portal.profiles.forms_library import AdoptForm
from portal.profiles.history import REFUSALS
from portal.profiles.policy import CREATE
from portal.profiles.views.blueprint import blueprint

LONGEST_SEARCH = 100
ASKED = ("q", "family", "country", "sector", "state", "scope")


@blueprint.get("/")
@permit(SIGNED_IN)
def library() -> Any:
    """The list, or only its rows."""
    return _draw(_asked())


def _asked() -> shelf.Filter:
    words = {name: content.clean(request.args.get(name, ""))[:LONGEST_SEARCH] for name in ASKED}
    return shelf.Filter(
        scope=words["scope"] if words["scope"] in shelf.SCOPES else "all",
        text=words["q"], family=words["family"], country=words["country"], sector=words["sector"],
        state=words["state"] if words["state"] in shelf.STATES else "",
        after=_neighbour("after"), before=_neighbour("before"),
    )


def _neighbour(name: str) -> int | None:
    """The id of the row beside which the page lies; None for what can be no id."""
    given = request.args.get(name, type=int)
    return given if given is not None and 0 < given <= LARGEST_ID else None


def _draw(wanted: shelf.Filter, form: AdoptForm | None = None, status: int = 200) -> Any:
    shown = shelf.page(current_user, wanted, i18n.current())
    adopting = current_user.is_hr and wanted.state == "draft" and any(row.never_reviewed for row in shown.rows)
    return render(
        "profiles/library.html", fragment="rows", status=status, wanted=wanted, shown=shown, today=clock.today(),
        names=names, adopt=(form or AdoptForm(formdata=None)) if adopting else None,
        choices={} if is_partial() else shelf.choices(current_user),
    )


@blueprint.post("/adopt")
@permit(CREATE)
def adopt() -> Any:
    """Put drafts that hold already in force, with their original date and source, without a review."""
    form = AdoptForm()
    asked = dict.fromkeys(request.form.getlist("profile", type=int))
    form.profile.choices = [(number, "") for number in asked if 0 < number <= LARGEST_ID][: shelf.PAGE]
    if not form.validate():
        return _draw(shelf.Filter(state="draft"), form, status=422)
    dossiers = [policy.demand_hr(current_user, profile_id) for profile_id in dict.fromkeys(form.profile.data)]
    report(adopt_all(current_user, dossiers, form))
    return redirect(url_for("profiles.library", state="published"), 303)


def adopt_all(me: Me, dossiers: list[policy.Dossier], form: Any) -> tuple[int, list[str]]:
    """Adopt each profile: how many, and a sentence for each that could not be."""
    done, refused = 0, []
    for dossier in dossiers:
        try:
            services.adopt(dossier.id, me, valid_from=form.valid_from.data, source=form.source.data.strip())
            done += 1
        except Refused as refusal:
            refused.append(_("%(title)s: %(reason)s", title=dossier.title, reason=_(REFUSALS[refusal.code])))
    return done, refused


def report(outcome: tuple[int, list[str]]) -> None:
    """Say after the redirect what was adopted and what was not."""
    done, refused = outcome
    if done:
        flash(ngettext("%(num)d profile is in force now.", "%(num)d profiles are in force now.", done), "success")
    for sentence in refused:
        flash(sentence, "warning")
