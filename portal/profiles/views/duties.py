"""What comes back in a task and who has a part in it: confirmed with one tap, or changed in a form."""

from __future__ import annotations

from typing import Any

from flask import abort, request
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.hx import render
from portal.core.policy import permit
from portal.documents import content
from portal.documents.content import DATA, Part, Stale
from portal.profiles import duty_words, others, owed, part_edits
from portal.profiles.duty_forms import DutyForm, stored
from portal.profiles.policy import EDIT, Dossier
from portal.profiles.sheet import Sheet
from portal.profiles.views import desk
from portal.profiles.views.blueprint import blueprint
from portal.profiles.views.parts import KEY

ANSWERS = ("confirm", "none")
LONGEST_SEEN = 40


@blueprint.post(f"/{KEY}/duty/answer")
@permit(EDIT)
@desk.telling("change")
def answer_duty(dossier: Dossier, key: str) -> Any:
    """Confirm what the words propose, or say that nothing comes back. `seen`: answer, revision of text and of data."""
    given = request.form.get("seen", "")[:LONGEST_SEEN].split(":")
    if len(given) != 3 or given[0] not in ANSWERS or not all(one.isdecimal() for one in given[1:]):
        abort(400)
    page = desk.sheet_of(dossier)
    edit = desk.new_edit()
    change = owed.answered(key, given[0], page.source, seen=int(given[1]), base=int(given[2]), edit=edit)
    before, after = part_edits.run(dossier.id, current_user, edit, change)
    page = page.after(after, current_user, can_undo=page.can_undo or after != before)
    part = content.get(after, key)
    return desk.pieces(page, part=part, swapped=[part], focus=key)


@blueprint.get(f"/{KEY}/duty")
@permit(EDIT)
@desk.telling("change")
def edit_duty(dossier: Dossier, key: str) -> Any:
    """The form of a duty."""
    page = desk.sheet_of(dossier)
    return duty_page(page, _task(page, key))


@blueprint.post(f"/{KEY}/duty")
@permit(EDIT)
@desk.telling("change")
def save_duty(dossier: Dossier, key: str) -> Any:
    """Store what the form says; "more" only takes one more into the list."""
    page = desk.sheet_of(dossier)
    part = _task(page, key)
    form = DutyForm(terms=others.terms_of(page.body), everyone=others.everybody())
    more = "more" in request.form
    if more or form.validate():
        form.add_chosen()
    if more or not form.validate():
        return duty_page(page, part, form, 200 if more else 422)
    edit = form.edit.data or desk.new_edit()
    try:
        change = owed.store(key, form.duty(), page.source, base=form.data_base.data, edit=edit)
        before, after = part_edits.run(dossier.id, current_user, edit, change)
    except content.Gone:
        raise
    except Stale as stale:
        form.data_base.data, form.data_base.raw_data = stale.rev, None
        return duty_page(page, part, form, desk.CONFLICT)
    page = page.after(after, current_user, can_undo=page.can_undo or after != before)
    part = content.get(after, key)
    return desk.pieces(page, part=part, item=part, focus=key)


def _task(page: Sheet, key: str) -> Part:
    part = content.get(page.body, key)
    if part["kind"] not in owed.TASKS or not page.is_source:
        abort(404)
    return part


def duty_page(page: Sheet, part: Part, form: DutyForm | None = None, status: int = 200) -> Any:
    """The form in place, or on a page of its own; a fresh one shows what is stored, else what the words propose."""
    line = owed.line(part, page.source)
    form = form or _fresh(page, part, line)
    theirs = duty_words.in_words(line.duty) or _("No recurring work") if status == desk.CONFLICT else ""
    return render(
        "profiles/parts/duty.html", fragment="form", status=status, page=page, part=part, form=form, line=line,
        theirs=theirs, edit=form.edit.data or desk.new_edit(),
    )


@blueprint.record
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals |= {
        "duty_in_words": duty_words.in_words, "duty_count": duty_words.count, "duty_doubts": duty_words.doubts,
        "duty_was": duty_words.was, "duty_every": duty_words.every_in_words, "duty_owed": duty_words.owed,
        "duty_line_of": owed.line, "duty_totals": duty_words.totals,
        "duty_settled_alike": duty_words.settled_alike,
    }


def _fresh(page: Sheet, part: Part, line: owed.Line) -> DutyForm:
    everyone = others.everybody()
    duty = line.proposed
    if not any(name in line.duty for name in owed.OTHERS):
        duty["consulted"] = others.consulted_in(part, page.source, everyone)
    given = stored(duty, part["rev"].get(DATA, 0))
    return DutyForm(formdata=None, data=given, terms=others.terms_of(page.body), everyone=everyone)
