"""The division of work of a team: one table to read, to press in, and to print."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.errors import Refused, TooLate
from portal.core.hx import is_partial, render
from portal.core.policy import SIGNED_IN, permit
from portal.duties import division, division_policy, division_words
from portal.duties.division_forms import AddForm, PressForm, task_form
from portal.duties.division_policy import Team
from portal.duties.division_texts import sources
from portal.duties.services import division as services
from portal.duties.services import division_undo
from portal.duties.views.blueprint import blueprint
from portal.people.families import family_name
from portal.people.forms.fields import attempt, number

FLAGGED = "flagged"


@blueprint.record
def _give_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals |= {"division_words": division_words, "family_name": family_name}


@blueprint.get("/duties/division", endpoint="division")
@permit(SIGNED_IN)
def division_list() -> Any:
    """The teams whose table this person reads; with one, straight to it."""
    found = division.teams(current_user)
    if len(found) == 1:
        return redirect(url_for(".division_table", unit_id=found[0].id), 303)
    return render("duties/division_list.html", teams=found)


@blueprint.get("/duties/division/<id:unit_id>")
@permit(division_policy.READ)
def division_table(team: Team) -> Any:
    """Who does what in the team."""
    return _page(team)


def _page(team: Team, *, status: int = 200, warning: str = "", form: AddForm | None = None) -> Any:
    """The whole table as it is now; as the answer to a part of it, in the place of the table."""
    table, show = division.table(team.id), request.values.get("show", "")
    response = render(
        "duties/division_table.html",
        fragment="division",
        status=status,
        team=team,
        table=table,
        warning=warning,
        rows=[row for row in table.rows if row.is_flagged] if show == FLAGGED else table.rows,
        show=show if show == FLAGGED else "",
        sources=sources(team.id) if team.may else [],
        add=form or AddForm(None),
        said=_last(team, table),
        several=division.several(current_user),
    )
    if is_partial():
        response.headers |= {"HX-Retarget": "#division", "HX-Reswap": "outerHTML"}
    return response


def _last(team: Team, table: division.Table) -> tuple[int, str] | None:
    """The change that this person can take back: its number and what it was; None when there is none."""
    last = division_undo.last_of(current_user, team.id) if team.may else None
    return (last.id, division_words.told(last.code, last.data, last.texts, table)) if last else None


def _answer(team: Team, refused: Refused | None = None, *, anchor: str = "division") -> Any:
    """The table as it is after a change or a refusal; without a script the page is opened anew."""
    warning = division_words.refusal(refused.code) if refused else ""
    if refused or is_partial():
        return _page(team, status=refused.status if refused else 200, warning=warning)
    return redirect(url_for(".division_table", unit_id=team.id, show=request.form.get("show") or None,
                            _anchor=anchor), 303)  # fmt: skip


@blueprint.post("/duties/division/<id:unit_id>/tasks/<id:task_id>/press")
@permit(division_policy.KEEP)
def press_division(team: Team, task_id: int) -> Any:
    """One press in a cell: the row comes back as it is now."""
    form, refused = PressForm(), None
    try:
        services.change(current_user, team.id, task_id, form.rev.data or 0, form.change())
    except Refused as refusal:
        refused = refusal
    table = division.table(team.id) if is_partial() else None
    row = table.row(task_id) if table else None
    if table is None or row is None:
        return _answer(team, refused, anchor=f"task-{task_id}")
    return render(
        "duties/division_pressed.html",
        status=refused.status if refused else 200,
        team=team,
        table=table,
        row=row,
        show=request.form.get("show", ""),
        said=_last(team, table),
        warning=division_words.refusal(refused.code) if refused else "",
    )


@blueprint.route("/duties/division/<id:unit_id>/tasks/<id:task_id>", methods=["GET", "POST"])
@permit(division_policy.KEEP)
def division_task(team: Team, task_id: int) -> Any:
    """One task on a page of its own, with radio buttons: for a phone, and without a script."""
    table = division.table(team.id)
    row = table.row(task_id) or abort(404)
    form, status = task_form(table.members, row), 200
    if request.method == "POST":
        title = form.title.data if row.own else None
        status = attempt(
            form,
            lambda: services.change(current_user, team.id, task_id, form.rev.data or 0, form.changes(), title),
            division_words.REFUSALS,
        )
        if not status:
            flash(_("Saved."), "success")
            return redirect(url_for(".division_table", unit_id=team.id, _anchor=f"task-{task_id}"), 303)
        if status == TooLate.status:  # as it is now: what was chosen belongs to what was there before
            form = task_form(table.members, row, anew=form.form_errors)
    return render("duties/division_task.html", status=status, team=team, row=row, form=form)


@blueprint.post("/duties/division/<id:unit_id>/tasks")
@permit(division_policy.KEEP)
def add_division(team: Team) -> Any:
    """Put tasks below the others."""
    form = AddForm()
    status = attempt(
        form,
        lambda: services.add(current_user, team.id, form.picks.data or [], form.title.data or ""),
        division_words.REFUSALS,
    )
    return _page(team, status=status, form=form) if status else _answer(team)


@blueprint.post("/duties/division/<id:unit_id>/tasks/<id:task_id>/move")
@permit(division_policy.KEEP)
def move_division(team: Team, task_id: int) -> Any:
    """One place up or down."""
    way = request.form.get("move", "")
    if way not in services.STEPS:
        abort(422)
    return _tried(team, lambda: services.move(current_user, team.id, task_id, way), anchor=f"task-{task_id}")


@blueprint.post("/duties/division/<id:unit_id>/tasks/<id:task_id>/remove")
@permit(division_policy.KEEP)
def remove_division(team: Team, task_id: int) -> Any:
    """Take a task out; it can be undone."""
    return _tried(team, lambda: services.remove(current_user, team.id, task_id))


@blueprint.post("/duties/division/<id:unit_id>/undo")
@permit(division_policy.KEEP)
def undo_division(team: Team) -> Any:
    """Take the last change back."""
    return _tried(team, lambda: division_undo.undo(current_user, team.id, number(request.form.get("last", "")) or 0))


def _tried(team: Team, work: Any, *, anchor: str = "division") -> Any:
    try:
        work()
    except Refused as refusal:
        return _answer(team, refusal)
    return _answer(team, anchor=anchor)
