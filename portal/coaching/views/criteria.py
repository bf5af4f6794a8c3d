"""Sets of criteria: which there are, what they say, what changed between versions, beginning one."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_login import current_user

from portal.coaching import criteria as texts
from portal.coaching import criteria_drawn as drawn
from portal.coaching import criteria_policy as policy
from portal.coaching import criteria_queries as queries
from portal.coaching import criteria_words as said
from portal.coaching import scale
from portal.coaching.criteria_forms import HINTS, LABELS, CopyForm
from portal.coaching.criteria_policy import SetFile
from portal.coaching.models import Instrument
from portal.coaching.services import criteria as sets
from portal.coaching.views.blueprint import blueprint
from portal.core import clock, i18n
from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.policy import permit
from portal.people.forms.fields import attempt
from portal.people.queries import options


@blueprint.record
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals |= {
        "criteria_words": texts.words, "criteria_names": said, "criteria_labels": LABELS,
        "criteria_hints": HINTS, "criteria_scale": scale,
    }


@blueprint.get("/criteria/")
@permit(policy.LIST)
def criteria() -> Any:
    """Every set, by what it is for; HR begins one here."""
    found = queries.listed(clock.today())
    if not current_user.is_hr:
        found = [one for one in found if one.number]
    return render(
        "coaching/criteria.html",
        parts=[(each, [one for one in found if one.instrument == each and not one.retired_on]) for each in Instrument],
        retired=[one for one in found if one.retired_on], may=bool(policy.kept_countries(current_user)),
    )


@blueprint.post("/criteria/begin/<any(ride_along, talk):instrument>")
@permit(policy.BEGIN)
def begin_criteria(kept: frozenset[str], instrument: str) -> Any:  # noqa: ARG001 - the rule has asked
    """Begin with the recommended set."""
    try:
        set_id = sets.lay_default(Instrument(instrument), current_user)
    except Refused as refusal:
        flash(_(said.REFUSALS[refusal.code]), "warning")
        return redirect(url_for(".criteria"), 303)
    flash(_("The recommended set is there as a draft. Look it through, then record the agreement."), "success")
    return redirect(url_for(".criteria_draft", set_id=set_id), 303)


@blueprint.route("/criteria/new", methods=["GET", "POST"])
@permit(policy.BEGIN)
def new_criteria(kept: frozenset[str]) -> Any:
    """A set of its own for a role, a level or a country, as a copy."""
    form, status = CopyForm(data={"of": request.args.get("of", type=int)}), 200
    form.of.offer(_to_copy())
    form.job.offer(options.jobs(), none=_("Every role"))
    form.country.offer([(code, said.country(code)) for code in sorted(kept)], none=_("All countries"))
    if request.method == "POST":
        made: list[int] = []
        place = (*(form.job.data or (None, None)), form.country.data)
        status = attempt(
            form, lambda: made.append(sets.copy(current_user, form.of.data, place, kept)), said.REFUSALS
        )
        if not status:
            return redirect(url_for(".criteria_draft", set_id=made[0]), 303)
    return render("coaching/criteria_new.html", status=status or 200, form=form)


def _to_copy() -> list[tuple[int, str]]:
    found = [one for one in queries.listed(clock.today()) if not one.retired_on and (one.version_id or one.draft_id)]
    return [
        (one.version_id or one.draft_id, f"{i18n.text_in(dict(one.name))}: {said.whom(one.whom)}") for one in found
    ]


@blueprint.get("/criteria/<id:set_id>")
@permit(policy.READ)
def criteria_set(file: SetFile) -> Any:
    """What a set says today, with its versions; one that was never in force opens as its draft."""
    versions, today = queries.numbers_of(file.id), clock.today()
    if not versions:
        return redirect(url_for(".criteria_draft", set_id=file.id), 303) if file.may else abort(404)
    current = next((one for one in versions if one.in_force_from <= today), versions[-1])
    return render(
        "coaching/criteria_set.html", file=file, versions=versions, current=current, today=today,
        shown=_texts(file, current.id), agreed=queries.agreements_of(file.id), draft=file.draft if file.may else None,
    )


def _texts(file: SetFile, version_id: int) -> texts.Criteria:
    last = file.latest
    return texts.read(version_id) if last.id != version_id else texts.made_of(last.id, file.id, last.number, last.body)


@blueprint.get("/criteria/<id:set_id>/versions/<id:number>")
@permit(policy.READ)
def criteria_version(file: SetFile, number: int) -> Any:
    """A version as it was, also for the forms that keep it."""
    found = next((one for one in queries.numbers_of(file.id) if one.number == number), None) or abort(404)
    return render(
        "coaching/criteria_version.html", file=file, version=found, shown=_texts(file, found.id),
        agreed=queries.consents_of(found.id),
    )


@blueprint.get("/criteria/<id:set_id>/compare")
@permit(policy.READ)
def compare_criteria(file: SetFile) -> Any:
    """Two versions; without numbers the draft with the version before it."""
    versions = {one.number: one for one in queries.versions_of(file.id)}
    older, newer = request.args.get("from", type=int), request.args.get("to", type=int)
    draft = file.draft if file.may and not newer else None
    after = draft or versions.get(newer) or abort(404)
    before = versions.get(older or (newer - 1 if newer else max(versions, default=0)))
    wanted = i18n.known(request.args.get("in")) or i18n.current()
    body = before.body if before else sets.default(file.instrument)
    changes = {locale: drawn.compared(body, after.body, locale) for locale in i18n.LOCALES}
    return render(
        "coaching/criteria_compare.html", file=file, before=before, after=after, changes=changes[wanted],
        wanted=wanted, counts={locale: len(found) for locale, found in changes.items()}, given=request.args,
    )
