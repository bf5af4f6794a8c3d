"""/admin/privacy: what each country agreed to, and the ways to everything else about personal data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.core import clock
from portal.core.hx import render
from portal.core.policy import permit
from portal.people.forms.fields import attempt
from portal.people.history import REFUSALS as OF_PEOPLE
from portal.people.organisation.blueprint import MORE_TABS, blueprint, done, form_page
from portal.people.policy import ADMIN
from portal.people.queries import countries
from portal.privacy import policy, words
from portal.privacy.forms import AgreementForm, EndForm, EvaluatedForm
from portal.privacy.history import REFUSALS as OWN
from portal.privacy.models import Agreement, Covers
from portal.privacy.services import agreements

REFUSALS = OF_PEOPLE | OWN
MORE_TABS.append(("privacy", _l("Privacy")))


@dataclass(frozen=True)
class Switch:
    """Whether one thing is on in a country, with the agreement that makes it so (or the last one that did)."""

    country: str
    covers: Covers
    running: Agreement | None
    last: Agreement | None
    may: bool

    @property
    def due(self) -> bool:
        """The day of its evaluation has come."""
        return self.running is not None and self.running.evaluate_on <= clock.today()


def switches(me: Any) -> list[tuple[str, list[Switch], list[Agreement]]]:
    """(country, its switches, every agreement of it) for each country in which there are units."""
    kept = policy.kept_countries(me, ADMIN) if me.is_admin else []
    return [_of_country(code, may=code in kept) for code in countries.countries()]


def _of_country(code: str, *, may: bool) -> tuple[str, list[Switch], list[Agreement]]:
    held, day = agreements.of(code), clock.today()
    made = []
    for covers in Covers:
        about = [one for one in held if one.covers is covers]
        running = next((o for o in about if o.agreed_on <= day and (o.ended_on is None or o.ended_on > day)), None)
        made.append(Switch(code, covers, running, about[0] if about else None, may))
    return code, made, held


def back() -> tuple[str, str]:
    """Where a form of this page leads back to."""
    return url_for("organisation.privacy"), _("Privacy")


@blueprint.get("/privacy")
@permit(policy.READ)
def privacy() -> Any:
    """Per country what is on, with what was agreed."""
    return render("privacy/agreements.html", countries=switches(current_user), words=words)


@blueprint.route("/privacy/countries/<code>/agree", methods=["GET", "POST"])
@permit(policy.AGREE)
def privacy_agree(country: str) -> Any:
    """Record what was agreed."""
    wanted = request.args.get("covers", "")
    held = {
        "covers": wanted if wanted in list(Covers) else Covers.COACHING,
        "kind": words.USUAL.get(country, "consent"),
    }
    form, status = AgreementForm(data=held), 200
    if request.method == "POST":
        status = attempt(form, lambda: agreements.record(current_user, country, form.wanted()), REFUSALS)
        if not status:
            return done(back()[0], _("Recorded. It is on in %(country)s now.", country=words.country(country)))
    title = _("Record an agreement for %(country)s", country=words.country(country))
    hint = _("The history keeps who recorded it. You are reminded on the day of the evaluation.")
    return form_page(form, title, back(), status=status, hint=hint)


@blueprint.route("/privacy/agreements/<id:agreement_id>/end", methods=["GET", "POST"])
@permit(policy.CHANGE_AGREEMENT)
def privacy_end(agreement: Agreement) -> Any:
    """Switch it off, with a reason."""
    form, status = EndForm(data={"base": agreement.rev}), 200
    if request.method == "POST":
        act = lambda: agreements.end(current_user, agreement.id, form.base.data, form.reason.data)
        status = attempt(form, act, REFUSALS)
        if not status:
            return done(back()[0], _("It is off in %(country)s now.", country=words.country(agreement.country)))
    lead = f"{words.country(agreement.country)}: {words.covers(agreement.covers)}"
    return form_page(
        form,
        _("Switch off"),
        back(),
        status=status,
        lead=lead,
        hint=_(
            "From now on nothing new can be started there, and figures of a person are shown to that person only. What"
            " is kept stays until its time is over."
        ),
        submit=_("Switch off"),
    )


@blueprint.route("/privacy/agreements/<id:agreement_id>/evaluated", methods=["GET", "POST"])
@permit(policy.CHANGE_AGREEMENT)
def privacy_evaluated(agreement: Agreement) -> Any:
    """It was evaluated; when is the next time?"""
    form, status = EvaluatedForm(data={"base": agreement.rev}), 200
    if request.method == "POST":
        act = lambda: agreements.evaluated(current_user, agreement.id, form.base.data, form.evaluate_on.data)
        status = attempt(form, act, REFUSALS)
        if not status:
            return redirect(back()[0], 303)
    lead = f"{words.country(agreement.country)}: {words.covers(agreement.covers)}"
    return form_page(form, _("It was evaluated"), back(), status=status, lead=lead)
