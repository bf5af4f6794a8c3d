"""The pages of promises and of complaints: lists, one with its history, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock
from portal.core.db import db
from portal.core.hx import is_partial, open_page, render
from portal.core.policy import N_, permit
from portal.core.together import ask, together
from portal.people.forms.fields import attempt, number
from portal.visits import followup_forms as forms
from portal.visits import followup_policy as policy
from portal.visits import followup_queries as queries
from portal.visits import followup_words, tabs
from portal.visits.followup_policy import FollowUpFile, Kind
from portal.visits.followup_queries import DEPARTMENT, KEEP, MADE, STATES, WHOSE, Wanted
from portal.visits.models import Complaint, ComplaintKind, Promise
from portal.visits.services import followup_moves as moves
from portal.visits.views.blueprint import blueprint


@dataclass(frozen=True)
class Pages:
    """What tells the pages of promises from those of complaints."""

    kind: Kind
    one: str  # endpoint and word in addresses
    many: str
    change: type[forms.ChangeForm]


PAGES = {
    "promise": Pages(Promise, "promise", "promises", forms.ChangePromiseForm),
    "complaint": Pages(Complaint, "complaint", "complaints", forms.ChangeComplaintForm),
}


def listing(pages: Pages) -> Any:
    """One's own to keep, and other parts; who has none to keep begins with the department's, or what was promised."""
    offered = [wanted := asked()]
    if wanted == Wanted() and "whose" not in request.args:
        offered += [Wanted(whose=DEPARTMENT), Wanted(whose=MADE)]
    found = together(**{one.whose: queries.listing(pages.kind, current_user, one) for one in offered})
    wanted = next((one for one in offered if found[one.whose]), wanted)
    rows, onward = queries.shown(found[wanted.whose])
    whole = not is_partial()
    return render(
        "visits/followup_list.html", fragment="rows", pages=pages, wanted=wanted, rows=rows, onward=onward,
        today=clock.today(), team=whole and current_user.leads_somebody,
        works=policy.customers.has_customers(current_user),
        customers=queries.customers_of(pages.kind, current_user, wanted) if whole else [],
    )


def asked() -> Wanted:
    """What the address asks for; what it cannot ask for is left out."""
    given = request.args
    return Wanted(
        whose=given.get("whose") if given.get("whose") in WHOSE else KEEP,
        state=given.get("state") if given.get("state") in STATES else STATES[0],
        customer=number(given.get("customer", "")) or 0,
        kind=given.get("kind", "") if given.get("kind") in set(ComplaintKind) else "",
        after=_place(given.get("after", "")),
    )


def _place(typed: str) -> tuple[date, int] | None:
    """The row behind which the page begins, as 2026-03-05_id; None for anything else."""
    day, _line, row_id = typed.partition("_")
    try:
        return date.fromisoformat(day), number(row_id) or 0
    except ValueError:
        return None


@dataclass(frozen=True)
class Doing:
    """One thing that can be done: by which rule, with which form, what it does, and what is said then."""

    rule: str
    form: Callable[[Pages, FollowUpFile], Any]
    act: Callable[[Pages, FollowUpFile, Any], None]
    said: str
    alone: str = ""  # said instead when it was only between the person and themselves


def _simple(kind: type[forms.Form]) -> Callable[[Pages, FollowUpFile], Any]:
    return lambda _pages, file: kind(data={"base": file.rev})


def change_form(pages: Pages, file: FollowUpFile) -> forms.ChangeForm:
    """The form with what it is now."""
    data = {
        "base": file.rev, "what": file.what, "contact": file.contact_id, "to_whom": file.named or "",
        "kind": str(file.kind or ""),
    }
    form = pages.change(data=data)
    forms.offer_contacts(form.contact, file.customer_id, file.contact_id)
    return form


def pass_on_form(_pages: Pages, file: FollowUpFile) -> forms.PassOnForm:
    """Who may change it gives it to anybody; its owner to a colleague of the department."""
    form = forms.PassOnForm(data={"base": file.rev, "owner": file.owner})
    if file.acts:
        form.offer_owners(ask(forms.near(current_user, file.customer_id)))
    else:
        form.owner.offer_found(forms.passing_to(file.owner))
        del form.find_owner
    return form


def done_form(_pages: Pages, file: FollowUpFile) -> forms.DoneForm:
    """Done today unless another day is typed."""
    return forms.DoneForm(data={"base": file.rev, "done_on": clock.today()})


def move_form(_pages: Pages, file: FollowUpFile) -> forms.MoveForm:
    """The day as it is now, agreed anew today."""
    return forms.MoveForm(data={"base": file.rev, "due": file.due, "agreed_on": clock.today()})


DOING = {
    "change": Doing(
        "act", change_form,
        lambda pages, file, form: moves.change(
            current_user, pages.kind, file.uid, form.base.data, what=form.what.data, contact=form.contact.data,
            **({"to_whom": form.to_whom.data} if pages.kind is Promise else {"kind": form.kind.data}),
        ),
        N_("Saved."),
    ),
    "explain": Doing(
        "act", _simple(forms.ExplainForm),
        lambda _pages, file, form: moves.explain(current_user, file.uid, form.base.data, form.note.data),
        N_("Kept as explained today. The owner has been told."),
    ),
    "ask": Doing(
        "settle", _simple(forms.AskForm),
        lambda _pages, file, form: moves.ask(current_user, file.uid, form.base.data, form.question.data),
        N_("Your question has been sent."),
    ),
    "due": Doing(
        "act", move_form,
        lambda pages, file, form: moves.move_due(
            current_user, pages.kind, file.uid, form.base.data, due=form.due.data, reason=form.reason.data,
            agreed_on=form.agreed_on.data,
        ),
        N_("The new day has been kept. The owner has been told."),
        N_("The new day has been kept."),
    ),
    "owner": Doing(
        "pass_on", pass_on_form,
        lambda pages, file, form: moves.pass_on(current_user, pages.kind, file.uid, form.base.data, form.owner.data),
        N_("Given to another owner, who has been told."),
    ),
    "done": Doing(
        "settle", done_form,
        lambda pages, file, form: moves.done(
            current_user, pages.kind, file.uid, form.base.data, day=form.done_on.data, outcome=form.outcome.data
        ),
        N_("Done. Who made it has been told, so that the customer hears it."), N_("Done. Let the customer know."),
    ),
    "reopen": Doing(
        "reopen", _simple(forms.BareForm),
        lambda pages, file, form: moves.reopen(current_user, pages.kind, file.uid, form.base.data),
        N_("It is open again."),
    ),
    "drop": Doing(
        "act", _simple(forms.ReasonForm),
        lambda pages, file, form: moves.drop(
            current_user, pages.kind, file.uid, form.base.data, form.reason.data
        ),
        N_("Dropped. Nothing is asked any more."),
    ),
}
ONLY_PROMISES = ("explain", "ask")


def show(pages: Pages, file: FollowUpFile, *, toast: str = "") -> Any:
    """One with its history."""
    return _draw(pages, file, toast=toast)


def _draw(pages: Pages, file: FollowUpFile, name: str = "", form: Any = None, status: int = 200, **more: Any) -> Any:
    """The page; a form stands open in it, for the owner at once the one that says it is done."""
    chosen = bool(name)
    if not name and file.is_open and file.settles:
        name, form = "done", done_form(pages, file)
    return render(
        "visits/followup_show.html", fragment="followup", status=status, pages=pages, file=file, doing=name, form=form,
        chosen=chosen, events=queries.history(file.code, file.id), today=clock.today(), **more,
    )


def do(pages: Pages, name: str, file: FollowUpFile) -> Any:
    """Open the form of one move, or do what it says; with what is wrong the form is drawn again."""
    one, status = DOING[name], 200
    form = one.form(pages, file)
    if request.method == "POST":
        if request.form.get("find") and form.find_owner.data:  # without a script: letters looked up, nothing kept yet
            return _draw(pages, file, name, form)
        status = attempt(form, lambda: one.act(pages, file, form), followup_words.REFUSALS)
        if not status:
            return _after(pages, file, _(one.alone if one.alone and _is_alone(name, file) else one.said))
        file = policy.find(current_user, pages.kind, file.uid)
    return _draw(pages, file, name, form, status or 200)


def _is_alone(name: str, file: FollowUpFile) -> bool:
    """Whether nobody else is told: done by who made it, or a new day for what one keeps oneself."""
    return file.is_maker if name == "done" else file.owner.person_id == current_user.id


def _after(pages: Pages, file: FollowUpFile, said: str) -> Any:
    """Go on after a change; who passed it on may not read it any more."""
    stays = db.session.scalar(
        db.select(pages.kind.id).where(pages.kind.uid == file.uid, policy.readable_by(pages.kind, current_user))
    )
    if stays is None:
        flash(said, "success")
        return open_page(url_for(f"visits.{pages.many}"))
    if is_partial():
        return _draw(pages, policy.find(current_user, pages.kind, file.uid), toast=said)
    flash(said, "success")
    return redirect(url_for(f"visits.{pages.one}", uid=file.uid), 303)


def _register(pages: Pages) -> None:
    rules = policy.rules(pages.kind)
    blueprint.add_url_rule(f"/{pages.many}/", pages.many, permit(policy.LIST)(partial(listing, pages)))
    blueprint.add_url_rule(f"/{pages.many}/<uuid:uid>", pages.one, permit(rules.read)(partial(show, pages)))
    for name, one in DOING.items():
        if pages.kind is Promise or name not in ONLY_PROMISES:
            view = permit(getattr(rules, one.rule))(partial(do, pages, name))
            address = f"/{pages.many}/<uuid:uid>/{name}"
            blueprint.add_url_rule(address, f"{pages.one}_{name}", view, methods=["GET", "POST"])


for _pages in PAGES.values():
    _register(_pages)


@blueprint.record
def _give_words(state: Any) -> None:
    state.app.jinja_env.globals |= {"followup_words": followup_words, "visit_tabs": tabs.tabs}
