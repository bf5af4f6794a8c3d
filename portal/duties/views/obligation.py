"""One obligation: what it asks and of whom, what settles it, what happened to it; waiving it, and noting it as done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock
from portal.core.errors import TooLate
from portal.core.forms import Form
from portal.core.hx import render
from portal.core.policy import permit
from portal.core.working_days import last_working_day
from portal.duties import agreed, policy, queries, settling
from portal.duties.forms import NoteForm, WaiveForm, WithdrawForm
from portal.duties.history import REFUSALS, refusal
from portal.duties.policy import ObligationFile
from portal.duties.services import notes, waivers
from portal.duties.trace import trace
from portal.duties.views.blueprint import blueprint
from portal.people.forms.fields import attempt


@blueprint.get("/duties/<id:obligation_id>")
@permit(policy.READ)
def obligation(obligation: ObligationFile) -> Any:
    """What it is, and what can be done about it."""
    return _draw(obligation)


@blueprint.post("/duties/<id:obligation_id>/waive")
@permit(policy.WAIVE)
def waive(obligation: ObligationFile) -> Any:
    """Not needed, with a reason that both read."""
    form = WaiveForm()
    return _sent(
        obligation, form, lambda: waivers.waive(current_user, obligation.id, form.base.data, form.reason.data),
        _("Waived. The reason stands here for both of you."), waive=form,
    )  # fmt: skip


@blueprint.post("/duties/<id:obligation_id>/ask-again")
@permit(policy.WAIVE)
def ask_again(obligation: ObligationFile) -> Any:
    """Asked after all."""
    form = WithdrawForm()
    return _sent(
        obligation, form, lambda: waivers.withdraw(current_user, obligation.id, form.base.data),
        _("Asked again."), again=form,
    )  # fmt: skip


@blueprint.post("/duties/<id:obligation_id>/note")
@permit(policy.NOTE)
def note(obligation: ObligationFile) -> Any:
    """Done on a day, in a few words."""
    form = NoteForm()
    return _sent(
        obligation, form,
        lambda: notes.write_note(
            current_user, obligation.id, form.base.data, done_on=form.done_on.data, text=form.text.data
        ),
        _("Noted."), note=form,
    )  # fmt: skip


@blueprint.post("/duties/<id:obligation_id>/note/remove")
@permit(policy.NOTE)
def remove_note(obligation: ObligationFile) -> Any:
    """It was not done after all."""
    form = WithdrawForm()
    return _sent(
        obligation, form, lambda: notes.remove(current_user, obligation.id, form.base.data),
        _("The note was removed."), gone=form,
    )  # fmt: skip


def _sent(file: ObligationFile, form: Form, action: Callable[[], Any], done: str, **drawn: Form) -> Any:
    """Do it and go back to the page; or the page again with what has to be put right, as the obligation is now."""
    status = attempt(form, action, REFUSALS)
    if not status:
        flash(done, "success")
        return redirect(url_for(".obligation", obligation_id=file.id), 303)
    if status == TooLate.status and not form.errors:
        form.form_errors.append(refusal("changed_meanwhile"))
    now = policy.find(current_user, file.id)
    return _draw(now, status, **drawn)


def _draw(file: ObligationFile, status: int = 200, **drawn: Form) -> Any:
    """The page; forms that were not sent are blank, or hold what stands there now."""
    row = queries.one(file.id)
    held = {"base": file.note_rev or 0, "done_on": file.done_on, "text": file.note or ""}
    forms = {
        "waive": WaiveForm(formdata=None, data={"base": file.rev}),
        "note": NoteForm(formdata=None, data=held if file.note else held | {"done_on": _last_worked(file)}),
    }
    why = agreed.of_window(file.about_id, file.by, file.starts) if row.every is not row.said else None
    return render(
        "duties/obligation.html", status=status, one=file, row=row, agreed=why, today=clock.today(),
        event=settling.event(file.id), trace=trace(file.id), **(forms | drawn),
    )  # fmt: skip


def _last_worked(file: ObligationFile) -> date:
    """The day with which a note begins: today, or the working day before; inside the window in any case."""
    return last_working_day(file.starts, max(file.starts, min(clock.today(), file.ends)), file.country)
