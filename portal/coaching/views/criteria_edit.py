"""The draft of a set: what it says, what is missing, and one element at a time to change."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.coaching import criteria_drawn as drawn
from portal.coaching import criteria_edits as edits
from portal.coaching import criteria_policy as policy
from portal.coaching import criteria_queries as queries
from portal.coaching import criteria_words as said
from portal.coaching.criteria import made_of
from portal.coaching.criteria_check import missing
from portal.coaching.criteria_forms import KINDS, SeenForm, form_of
from portal.coaching.criteria_policy import SetFile
from portal.coaching.services import criteria_edits as changes
from portal.coaching.views.blueprint import blueprint
from portal.core.errors import Refused, TooLate
from portal.core.hx import is_partial, render
from portal.core.policy import permit
from portal.people.forms.fields import attempt


def page(file: SetFile, *, status: int = 200, warning: str = "", focus: str = "") -> Any:
    """The draft as it is now."""
    version, consents = file.draft, queries.consents_of(file.draft.id)
    before, found = changes.before_of(file.instrument, file.latest), missing(version.body, file.countries)
    return render(
        "coaching/criteria_draft.html", fragment="draft", status=status, file=file, version=version, warning=warning,
        focus=focus, shown=made_of(version.id, file.id, None, version.body), wanting=drawn.wanting(found),
        agreements=drawn.agreements(file.countries, consents, file.kept), locked=bool(consents),
        latest=file.latest, removed=edits.removed(version.body, before),
        differs=version.body != before, changed_by=queries.name_of(version.changed_by_id),
    )


@blueprint.get("/criteria/<id:set_id>/draft")
@permit(policy.WORK)
def criteria_draft(file: SetFile) -> Any:
    """What the next version will say."""
    return page(file)


def _item(file: SetFile, key: str) -> tuple[str, dict[str, Any]]:
    try:
        return edits.find(file.draft.body, key)
    except TooLate:
        abort(404)


@blueprint.route("/criteria/<id:set_id>/draft/<string(maxlength=40):key>", methods=["GET", "POST"])
@permit(policy.WORK)
def criteria_item(file: SetFile, key: str) -> Any:
    """One element in all languages."""
    kind, item = _item(file, key)
    values = edits.flat(kind, item)
    form, status = form_of(kind)(data=values | {"base": changes.base_of(file.draft.body, key)}), 200
    if request.method == "POST":
        status = attempt(
            form, lambda: changes.rewrite(current_user, file.id, key, form.values(), form.base.data), said.REFUSALS
        )
        if not status:
            flash(_("Saved."), "success")
            return redirect(url_for(".criteria_draft", set_id=file.id, _anchor=f"c-{key}"), 303)
    return _form_page(file, form, status, key)


def _form_page(file: SetFile, form: Any, status: int, key: str = "", group: str = "") -> Any:
    needed, others = drawn.shown_first(file.countries)
    return render(
        "coaching/criteria_item.html", status=status or 200, file=file, form=form, needed=needed, others=others,
        key=key, group=group, locked=bool(queries.consents_of(file.draft.id)),
    )


@blueprint.route("/criteria/<id:set_id>/add/<any(group, criterion, question):kind>", methods=["GET", "POST"])
@permit(policy.WORK)
def add_criteria(file: SetFile, kind: str) -> Any:
    """A new group, or a criterion or question of `?group=`."""
    group = request.values.get("group", "")
    if kind != edits.GROUP and _item(file, group)[0] != edits.GROUP:
        abort(404)
    form, status = form_of(KINDS[KINDS.index(kind)])(), 200
    if request.method == "POST":
        made: list[str] = []
        values = form.values() | ({"group": group} if kind == edits.QUESTION else {})
        status = attempt(
            form, lambda: made.append(changes.add(current_user, file.id, kind, group, values)), said.REFUSALS
        )
        if not status:
            flash(_("Added."), "success")
            return redirect(url_for(".criteria_draft", set_id=file.id, _anchor=f"c-{made[0]}"), 303)
    return _form_page(file, form, status, group=group)


@blueprint.post("/criteria/<id:set_id>/draft/<string(maxlength=40):key>/move")
@permit(policy.WORK)
def move_criteria(file: SetFile, key: str) -> Any:
    """One place up or down, as the button that was pressed says."""
    form, step = SeenForm(), edits.STEPS.get(request.form.get("way", "")) or abort(422)
    return _changed(file, lambda: changes.move(current_user, file.id, key, step, form.base.data), key)


@blueprint.route("/criteria/<id:set_id>/draft/<string(maxlength=40):key>/remove", methods=["GET", "POST"])
@permit(policy.WORK)
def remove_criteria(file: SetFile, key: str) -> Any:
    """Take an element out, asked first: what was never in force cannot be put back."""
    kind, item = _item(file, key)
    if request.method == "POST":
        form = SeenForm()
        return _changed(file, lambda: changes.remove(current_user, file.id, key, form.base.data), "")
    without, before = edits.remove(file.draft.body, key), changes.before_of(file.instrument, file.latest)
    stays = any(one["key"] == key for _kind, one in edits.removed(without, before))
    return render("coaching/criteria_remove.html", file=file, kind=kind, item=item, version=file.draft, stays=stays)


@blueprint.post("/criteria/<id:set_id>/draft/<string(maxlength=40):key>/back")
@permit(policy.WORK)
def put_back_criteria(file: SetFile, key: str) -> Any:
    """Put back what the earlier version has."""
    return _changed(file, lambda: changes.put_back(current_user, file.id, key), key)


def _changed(file: SetFile, action: Any, key: str) -> Any:
    """Do it and show the draft: the part for a script, else by its address; refused, the draft as it is now."""
    try:
        action()
    except Refused as refusal:
        now = policy.find(current_user, file.id)
        return page(now, status=refusal.status, warning=_(said.REFUSALS[refusal.code]))
    if is_partial():
        return page(policy.find(current_user, file.id), focus=key)
    return redirect(url_for(".criteria_draft", set_id=file.id, _anchor=f"c-{key}" if key else None), 303)
