"""The approver's page: what changed, was I answered, does it add up, does it touch the calendar; and remarks on it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock
from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.policy import permit
from portal.documents import remarks
from portal.documents.models import RemarkKind
from portal.plans import amendments, rounds
from portal.plans.decide_forms import LONGEST, MOST_WISHES, REMARK, SeenForm, typed
from portal.plans.history import REFUSALS
from portal.plans.models import Step
from portal.plans.policy import READ, PlanFile
from portal.plans.policy import REMARK as MAY_REMARK
from portal.plans.views.blueprint import blueprint

LONGEST_NUMBER = 10


@blueprint.context_processor
def day() -> dict[str, Any]:
    """Today, for due dates."""
    return {"today": clock.today()}


def refusal(error: Refused) -> str:
    """What a refused move says, in the reader's language."""
    return _(REFUSALS[error.code])


def asked_number(name: str) -> int | None:
    """A number in the address or the form; None when it is absent or no number."""
    given = request.values.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < LONGEST_NUMBER else None


@blueprint.get("/<id:plan_id>/review", endpoint="review")
@permit(READ)
def review(plan: PlanFile) -> Any:
    """The version that lies with somebody, or was decided on last, on one screen."""
    return draw(plan)


def draw(plan: PlanFile, status: int = 200, *, fragment: str = "compared", **more: Any) -> Any:
    """The page as it is now; `typed` holds words by part key that were typed and not stored."""
    found = rounds.find(current_user, plan, base=asked_number("base"))
    if found is None:
        return render("plans/review_none.html", status=status, plan=plan, longest=LONGEST, **more)
    return render(
        "plans/review.html", fragment=fragment, status=status, plan=plan, talk=found, panel=found.panel,
        steps=list(Step), longest=LONGEST, mine=found.my_advice(current_user),
        amendment=amendments.open_for(plan.id) if plan.amends else None, **more,
    )


@blueprint.post("/<id:plan_id>/remarks")
@permit(MAY_REMARK)
def remark(plan: PlanFile) -> Any:
    """Remarks of the line and of advisers, several at once; the seller reads them beside the items."""
    form, texts = SeenForm(), typed(request.form, REMARK)
    said = ""
    if not form.validate() or not texts:
        said = _("Write your remark first.")
    elif len(texts) > MOST_WISHES or any(len(text) > LONGEST for text in texts.values()):
        said = _("A remark is too long. Use at most 4,000 characters.")
    if said:
        return draw(plan, 422, fragment="", said=said, typed=texts)
    try:
        keep(plan, texts, form.seen.data)
    except Refused as error:
        return draw(plan, error.status, fragment="", said=refusal(error), typed=texts)
    flash(_("Your remarks stand beside the plan."), "success")
    return redirect(url_for(".review", plan_id=plan.id), 303)


def keep(plan: PlanFile, texts: dict[str, str], seen: int) -> None:
    """Store remarks beside their items. Raises `TooLate` for another version than the one seen."""
    found = rounds.find(current_user, plan)
    for key, text in texts.items():
        known = found is not None and key in found.changes.rows
        remarks.remark(
            plan.id, current_user, RemarkKind.COMMENT, text, locale=plan.locale, part_key=key if known else "",
            quote=found.changes.label(key) if known else "", snapshot=seen,
        )
