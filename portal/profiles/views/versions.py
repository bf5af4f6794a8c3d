"""The versions of a profile: read one, compare two, start a new one, restore an old one, archive."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock
from portal.core.errors import Refused, TooLate
from portal.core.hx import render
from portal.core.policy import permit
from portal.documents import rounds as judged
from portal.profiles import editions, placeholders, rounds, services
from portal.profiles.changes import changes, languages_of
from portal.profiles.outline import outline
from portal.profiles.policy import EDIT, READ, Dossier
from portal.profiles.round_forms import OnForm
from portal.profiles.rounds import Listed
from portal.profiles.views.blueprint import blueprint
from portal.profiles.views.review import refusal, spoken_locale


@blueprint.context_processor
def dates() -> dict[str, Any]:
    """Today, for due dates."""
    return {"today": clock.today()}


def state_of(dossier: Dossier, row: Listed) -> str:
    """What a version is now, as a state that the `tag` macro knows, or `coming` and `unpublished`."""
    if row.number == dossier.in_force:
        return "published"
    if row.is_published:
        return "coming" if row.number > (dossier.in_force or 0) else "superseded"
    if row.number == dossier.submitted and dossier.state in {"in_review", "changes_requested", "approved"}:
        return str(dossier.state)
    return "unpublished"


def _listed(dossier: Dossier) -> list[Listed]:
    """The versions this person may read: everyone the published ones, who sees the draft all."""
    return rounds.versions(dossier.id, published_only=not dossier.sees_draft)


def _numbered(dossier: Dossier, number: int) -> judged.Numbered:
    if not any(row.number == number for row in _listed(dossier)):
        abort(404)
    return judged.version(dossier.id, number)


@blueprint.get("/<id:profile_id>/versions")
@permit(READ)
def versions(dossier: Dossier) -> Any:
    """The list; `?from=2&to=3` compares, `?on=2026-03-01` reads what was in force that day."""
    if request.args.get("from") and request.args.get("to"):
        pair = [int(text) if text.isdecimal() and len(text) < 10 else 0 for text in _asked("from", "to")]
        if 0 in pair:
            abort(404)
        first, second = sorted(pair)
        return redirect(url_for(".redline", profile_id=dossier.id, first=first, second=second), 303)
    form = OnForm(request.args if "on" in request.args else None)
    said = ""
    if "on" in request.args and form.validate():
        edition = editions.on(dossier.id, form.on.data)
        if edition is not None:
            return redirect(url_for(".version", profile_id=dossier.id, number=edition.number), 303)
        said = _("No version was in force on that day.")
    made = judged.decisions(dossier.id) if dossier.sees_draft else []
    by_number: dict[int, list[judged.Made]] = {}
    for row in made:
        by_number.setdefault(row.number, []).append(row)
    listed = _listed(dossier)
    return render(
        "profiles/versions.html", dossier=dossier, versions=listed, made=by_number, form=form, said=said,
        states={row.number: state_of(dossier, row) for row in listed},
    )


def _asked(*names: str) -> list[str]:
    return [request.args.get(name, "") for name in names]


@blueprint.get("/<id:profile_id>/versions/<id:number>")
@permit(READ)
def version(dossier: Dossier, number: int) -> Any:
    """One version as it was, as its readers saw it."""
    found = _numbered(dossier, number)
    listed = next(row for row in _listed(dossier) if row.number == number)
    page = outline(
        found.body, locale=spoken_locale(dossier), source=dossier.locale, hidden=not dossier.sees_draft,
        bound=placeholders.bindings_for(found.body, dossier.unit_id) if listed.is_published else None,
    )
    return render(
        "profiles/versions_read.html", dossier=dossier, found=found, listed=listed, page=page,
        approvals=rounds.approvals(dossier.id, number) if listed.is_published else [],
        left_unbound=editions.published_unbound(dossier.id).get(number) if dossier.is_hr or dossier.is_director else "",
        state=state_of(dossier, listed), languages=languages_of(found.body, dossier.locale),
    )


@blueprint.get("/<id:profile_id>/versions/<id:first>..<id:second>")
@permit(READ)
def redline(dossier: Dossier, first: int, second: int) -> Any:
    """What changed between two versions, drawn as the reader's page."""
    before, after = _numbered(dossier, first), _numbered(dossier, second)
    compared = changes(
        before.body, after.body, locale=spoken_locale(dossier), source=dossier.locale, hidden=not dossier.sees_draft
    )
    return render(
        "profiles/redline.html", fragment="redline", dossier=dossier, before=before, after=after, changes=compared,
        versions=_listed(dossier),
    )


@blueprint.post("/<id:profile_id>/versions/start")
@permit(EDIT)
def start(dossier: Dossier) -> Any:
    """A new version at work from the one in force."""
    return _start(dossier, None)


@blueprint.post("/<id:profile_id>/versions/<id:number>/restore")
@permit(EDIT)
def restore(dossier: Dossier, number: int) -> Any:
    """A new version at work with the text of an older one."""
    return _start(dossier, number)


def _start(dossier: Dossier, number: int | None) -> Any:
    try:
        services.start_version(dossier.id, current_user, number)
    except Refused as error:
        flash(refusal(error), "warning")
        return redirect(url_for(".versions", profile_id=dossier.id), 303)
    said = _("A new version is at work.")
    if number is not None:
        said = _("A new version is at work, with the text of version %(number)s.", number=number)
    flash(said, "success")
    return redirect(url_for(".edit", profile_id=dossier.id), 303)


@blueprint.get("/<id:profile_id>/archive")
@permit(EDIT)
def archive(dossier: Dossier) -> Any:
    """Ask before archiving, or before taking it out of the archive."""
    return render("profiles/versions_archive.html", dossier=dossier)


@blueprint.post("/<id:profile_id>/archive")
@permit(EDIT)
def put_in_archive(dossier: Dossier) -> Any:
    """Archive the profile."""
    try:
        services.archive(dossier.id, current_user, archived=True)
    except TooLate as late:
        flash(refusal(late), "warning")
    else:
        flash(_("The profile is archived. HR can still read it and take it back."), "success")
    return redirect(url_for(".versions", profile_id=dossier.id), 303)


@blueprint.post("/<id:profile_id>/unarchive")
@permit(EDIT)
def take_from_archive(dossier: Dossier) -> Any:
    """Take the profile out of the archive."""
    services.archive(dossier.id, current_user, archived=False)
    flash(_("The profile is out of the archive."), "success")
    return redirect(url_for(".versions", profile_id=dossier.id), 303)
