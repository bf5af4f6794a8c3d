"""The forms of a talk: both preparations and the minutes, by a page or by a device."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import clock, sending
from portal.core.errors import Refused, Stale
from portal.core.flat import differing
from portal.core.hx import render
from portal.core.policy import permit
from portal.core.sending import Invalid, KeyTaken
from portal.people.forms.fields import number
from portal.privacy import readings
from portal.talks import facts, paper_page, paper_values, policy, words
from portal.talks.history import REFUSALS
from portal.talks.paper_page import FormPage
from portal.talks.policy import KIND, TalkFile
from portal.talks.services import papers
from portal.talks.services.papers import MINUTES, PREPARE, Sending
from portal.talks.views.blueprint import blueprint

LATE = {"held_already", "seen_already", "signed_already", "not_begun", "begun_already"}


@blueprint.get("/<uuid:uid>/prepare")
@permit(policy.PREPARE)
def prepare(talk: TalkFile) -> Any:
    """The form of this person's side; what was handed in stays open to change until the other one can see it."""
    mine = talk.seller_sent_at if talk.is_seller else talk.manager_sent_at
    if not talk.is_planned or (talk.is_open_between and (mine or not talk.is_seller)):
        return redirect(url_for(".show", uid=talk.uid), 303)
    return _draw(paper_page.of_talk(talk, PREPARE))


@blueprint.post("/<uuid:uid>/prepare")
@permit(policy.PREPARE)
def post_prepare(talk: TalkFile) -> Any:
    """The form of the page, for who has no script."""
    return _post(talk, PREPARE)


@blueprint.get("/<uuid:uid>/minutes")
@permit(policy.HOLD)
def minutes(talk: TalkFile) -> Any:
    """The minutes beside what both prepared; before the talk was begun its page says how to begin."""
    if not talk.is_open_between or talk.is_signed:
        return redirect(url_for(".show", uid=talk.uid), 303)
    readings.note(current_user, KIND, talk.id, talk.seller_id)
    return _draw(paper_page.of_talk(talk, MINUTES))


@blueprint.post("/<uuid:uid>/minutes")
@permit(policy.HOLD)
def post_minutes(talk: TalkFile) -> Any:
    """The form of the page, for who has no script."""
    return _post(talk, MINUTES)


@blueprint.put("/<uuid:uid>/prepare")
@permit(policy.SEND)
def put_prepare(uid: UUID) -> Any:
    """What a device sends, by the contract of docs/offline.md."""
    return _put(uid, PREPARE)


@blueprint.put("/<uuid:uid>/minutes")
@permit(policy.SEND)
def put_minutes(uid: UUID) -> Any:
    """What a device sends, by the contract of docs/offline.md."""
    return _put(uid, MINUTES)


def _put(uid: UUID, kind: str) -> Any:
    return sending.answer(
        current_user.id, lambda sent: papers.receive(str(uid), kind, current_user, papers.of_device(kind, sent)),
        REFUSALS,
    )  # fmt: skip


def _post(talk: TalkFile, kind: str) -> Any:
    given = request.form
    values = paper_values.FIELDS[kind].posted(given.items(multi=True))
    from_form = Sending(
        values, number(given.get("base", "")) or 0, given.get("finished") != "0", clock.now(),
        sending.key_of(given.get("key", "")),
    )
    page_values: dict[str, Any] = {"errors": {}, "now": [], "status": 422}
    try:
        answer = papers.receive(talk.uid, kind, current_user, from_form)
    except Invalid as invalid:
        page_values["errors"] = invalid.errors
    except Stale as late:
        page_values |= {"now": differing(values, late.now), "rev": late.rev, "status": 409}
    except Refused as refusal:
        if refusal.code != "not_agreed":
            return _late(talk, refusal)
        page_values["errors"] = {"": _(REFUSALS[refusal.code])}
    except KeyTaken:
        abort(409)
    else:
        return _done(talk, kind, answer)
    page = paper_page.of_talk(talk, kind, values)
    page.rev, page.errors, page.now = page_values.get("rev", from_form.base), page_values["errors"], page_values["now"]
    return _draw(page, page_values["status"])


def _late(talk: TalkFile, refusal: Refused) -> Any:
    """Its page as it is now, with the sentence; 403 for who may not write it."""
    if refusal.code not in LATE:
        abort(403)
    flash(_(REFUSALS[refusal.code]), "warning")
    return redirect(url_for(".show", uid=talk.uid), 303)


def _done(talk: TalkFile, kind: str, answer: dict[str, Any]) -> Any:
    if answer["state"] == papers.DRAFT:
        flash(_("Kept as a draft. Only you see it."), "success")
        return redirect(url_for(f".{kind}", uid=talk.uid), 303)
    if kind == PREPARE:
        flash(_("Your preparation was received, no. %(number)s.", number=answer["receipt"]), "success")
    else:
        sentence = _("The minutes were received, no. %(number)s. %(name)s has been asked to read and sign.",
                     number=answer["receipt"], name=talk.seller)  # fmt: skip
        flash(sentence, "success")
    return redirect(url_for(".show", uid=talk.uid), 303)


def _draw(page: FormPage, status: int = 200) -> Any:
    talk = page.talk
    return render(
        f"talks/{page.kind}.html", status=status, page=page, talk=talk, body=page.body, words=words,
        cards=facts.cards(talk, page.body["facts"], linked=True), kept=page.kept, opens=page.opens,
        today=clock.today(),
    )
