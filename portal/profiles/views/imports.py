"""Importing: a document or pasted text in, what was understood shown, the picked profiles made into drafts."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.core import i18n
from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.policy import permit
from portal.documents import content
from portal.profiles import library, names, policy, reading, scope, sources
from portal.profiles.forms_library import (
    ADOPT,
    DRAFTS,
    WRITTEN,
    EmptyForm,
    PickForm,
    PlaceForm,
    UploadForm,
    language_choices,
)
from portal.profiles.history import REFUSALS
from portal.profiles.models import ImportSource
from portal.profiles.outline import SECTIONS, outline
from portal.profiles.policy import CREATE, PICK
from portal.profiles.views.blueprint import blueprint
from portal.profiles.views.library import adopt_all, report
from portal.profiles.words_of_import import not_stated_names, note_sentences, unsure_sentence

LONGEST_NAME = 200


@blueprint.get("/import")
@permit(CREATE)
def imports() -> Any:
    """Where a profile begins: a document, pasted text, or nothing but a title."""
    return _draw_start()


def _draw_start(upload: UploadForm | None = None, empty: EmptyForm | None = None, status: int = 200) -> Any:
    return render(
        "profiles/import.html", status=status, upload=upload or UploadForm(formdata=None),
        empty=empty or _empty_form(formdata=None), most=int(current_app.config["MAX_UPLOAD_MB"]),
        in_use=scope.words_in_use(), earlier=sources.mine(current_user),
    )


@blueprint.post("/import")
@permit(CREATE)
def take_import() -> Any:
    """Read the document in a child process; a refusal keeps what was pasted."""
    form = UploadForm()
    if not form.validate():
        return _draw_start(form, status=422)
    file = form.file.data if form.has_file else None
    try:
        if file is None:
            name, found = _("Pasted text"), reading.read_pasted(form.text.data)
        else:
            name, found = file.filename, reading.read_safely(file.filename, file.read())
        source_id = sources.keep(current_user, name, found)
    except reading.Refused as refused:
        field = form.text if file is None else form.file
        field.errors = [_(reading.SENTENCES[refused.code], **refused.values)]
        return _draw_start(form, status=422)
    return redirect(url_for("profiles.imported", source_id=source_id), 303)


@blueprint.post("/start")
@permit(CREATE)
def start_empty() -> Any:
    """A draft with nothing but its title."""
    form = _empty_form()
    if not form.validate():
        return _draw_start(empty=form, status=422)
    profile_id = sources.start_empty(
        current_user, title=form.title.data, locale=form.language.data, role=form.role.data, unit_id=form.unit.data,
        **form.facts(),
    )
    return redirect(url_for("profiles.edit", profile_id=profile_id), 303)


@blueprint.get("/import/<id:source_id>")
@permit(PICK)
def imported(source: ImportSource) -> Any:
    """What was understood, and which profiles become drafts."""
    form = _pick_form(source, sources.made_from(source.id), formdata=None)
    form.source.data = source.name
    return _draw_picks(source, form)


@blueprint.post("/import/<id:source_id>")
@permit(PICK)
def take_picks(source: ImportSource) -> Any:
    """Make the picked profiles; adopt them too when they hold already."""
    form = _pick_form(source, sources.made_from(source.id))
    if not form.validate():
        return _draw_picks(source, form, status=422)
    wishes = [sources.Wish(place, _role_asked(place), _names_asked(place)) for place in form.pick.data]
    try:
        made = sources.make_drafts(source.id, current_user, wishes, unit_id=form.unit.data, **form.facts())
    except Refused as refused:
        form.pick.errors = [_(REFUSALS[refused.code])]
        return _draw_picks(source, form, status=422)
    return _go_on(made, form)


def _go_on(made: list[int], form: PickForm) -> Any:
    if form.then.data == ADOPT:
        report(adopt_all(current_user, [policy.demand_hr(current_user, one) for one in made], form))
        only = len(made) == 1
        return redirect(url_for("profiles.show", profile_id=made[0]) if only else url_for("profiles.library"), 303)
    flash(ngettext("%(num)d draft made.", "%(num)d drafts made.", len(made)), "success")
    if len(made) == 1:
        return redirect(url_for("profiles.edit", profile_id=made[0]), 303)
    return redirect(url_for("profiles.library", state="draft"), 303)


def _role_asked(place: int) -> str:
    """The role chosen for one profile: an existing one, a new one, or none."""
    asked = request.form.get(f"role-{place}", "")
    known = {str(role_id) for role_id, _titles in scope.roles()}
    return asked if asked in known or asked == sources.NEW_ROLE else sources.NO_ROLE


def _names_asked(place: int) -> dict[str, str]:
    """What a new role is called, per language; languages left empty are left out."""
    typed = {locale: content.clean(request.form.get(f"name-{locale}-{place}", "")) for locale in WRITTEN}
    return {locale: " ".join(words.split())[:LONGEST_NAME] for locale, words in typed.items() if words.strip()}


def _empty_form(**given: Any) -> EmptyForm:
    form = EmptyForm(**given)
    spoken = i18n.current() if i18n.current() in WRITTEN else WRITTEN[0]
    _fill_places(form, spoken)
    form.language.choices = language_choices()
    form.role.choices = [
        (sources.NEW_ROLE, _("A new role with this title")), (sources.NO_ROLE, _("No role")),
        *scope.role_choices(scope.roles()),
    ]
    if form.language.data is None:
        form.language.data = spoken
    return form


def _pick_form(source: ImportSource, made: dict[int, int], **given: Any) -> PickForm:
    form = PickForm(**given)
    _fill_places(form, source.language)
    form.then.choices = [
        (DRAFTS, _("Make drafts: correct, translate and review them first")),
        (ADOPT, _("Adopt as in force: they hold already, without a review and without asking anybody to confirm")),
    ]
    left = [place for place in range(len(source.understood)) if place not in made]
    form.pick.choices = [(place, source.understood[place]["title"]) for place in left]
    if "formdata" in given and len(left) == 1:
        form.pick.data = left
    return form


def _fill_places(form: PlaceForm, language: str) -> None:
    units = scope.units_of(current_user)
    form.unit.choices = units if len(units) == 1 else [(0, _("Choose …")), *units]
    form.country.choices = [("", _("All countries")), *((code, str(name)) for code, name in names.COUNTRIES.items())]
    if not form.is_submitted():
        form.unit.data = scope.unit_for(units, language)
        form.country.data = scope.country_of(form.unit.data)


def _draw_picks(source: ImportSource, form: PickForm, status: int = 200) -> Any:
    known = scope.roles()
    found = [
        one | {
            "place": place,
            "not_stated_names": not_stated_names(one["not_stated"]),
            "unsure_said": [(unsure_sentence(item["reason"]), item["text"]) for item in one["unsure"]],
            "page": outline(one["parts"], locale=source.language, source=source.language, hidden=False),
            "names": _names_asked(place) if request.method == "POST" else {source.language: one["title"]},
            "role": request.form.get(f"role-{place}") or sources.role_like(one["title"], known),
        }
        for place, one in enumerate(source.understood)
    ]
    return render(
        "profiles/import_picks.html", status=status, source=source, found=found, form=form,
        made=sources.made_from(source.id), roles=scope.role_choices(known), names=names, in_use=scope.words_in_use(),
        twins=library.same_titled(current_user, [one["title"] for one in found]), sections=SECTIONS,
        notes=note_sentences(source.notes), language=i18n.WORDS[source.language], written=WRITTEN, longest=LONGEST_NAME,
    )
