"""Coaching of one person over time: ride-alongs, commitments, the trend per criterion; the seller shares it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import or_, select

from portal.coaching import calendar, growth, history, previous, trend
from portal.coaching.beginning import LIST, START, Seller
from portal.coaching.coaches import coachable
from portal.coaching.criteria import in_force
from portal.coaching.criteria import words as said
from portal.coaching.models import Instrument, RideAlong
from portal.coaching.paper import over_time, twin
from portal.coaching.policy import KIND, known
from portal.coaching.services import shares
from portal.coaching.views.blueprint import blueprint
from portal.coaching.views.form import day_asked_for
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.hx import render
from portal.core.paper import Busy, pdf
from portal.core.policy import N_, permit, rule
from portal.core.sheets import download
from portal.people.forms.fields import number
from portal.people.me import Me
from portal.people.models import Person
from portal.privacy import readings

PDF = "application/pdf"


def _coached(me: Me, person_id: int) -> Seller:
    """The person, for who was coached, may coach them, or knows of a ride-along; 404 for everybody else."""
    knows = select(RideAlong.id).where(RideAlong.seller_id == person_id, known(me)).exists()
    row = db.session.execute(
        select(Person.id, Person.name).where(
            Person.id == person_id, or_(Person.id == me.id, coachable(me, Person.id), knows)
        )
    ).one_or_none()
    if row is None:
        abort(404)
    return Seller(*row)


PERSON = rule(
    "ride_along.person",
    N_(
        "The coaching of a person over time shows each reader only those ride-alongs that they may read, and the dates "
        "of those they know of"
    ),
    load=_coached, takes=("person_id",), gives="person",
)  # fmt: skip


@blueprint.get("/people/<id:person_id>")
@permit(PERSON)
def person(person: Seller) -> Any:
    """What was rated, seen and agreed, with the dates; nothing is added up and nobody compared."""
    return _draw(person)


def _draw(person: Seller, status: int = 200, error: str = "") -> Any:
    page = trend.of(current_user, person.id)
    own = person.id == current_user.id
    may = not own and _may_coach(person.id)
    names = {"coach": _("Coach"), "seller": person.name}
    drawn = render(
        "coaching/person.html", status=status, person=person, page=page, names=names, said=said, own=own, error=error,
        shared=shares.running(person.id) if own else [], candidates=shares.candidates(person.id) if own else [],
        may_coach=may, grows=growth.is_offered(current_user, person.id),
    )
    for ride_id in page.read:  # somebody else's observations were read here, which the person sees
        readings.note(current_user, KIND, ride_id, person.id)
    return drawn


@blueprint.get("/people/<id:person_id>.pdf")
@permit(PERSON)
def person_pdf(person: Seller) -> Any:
    """The same on paper, with the observations behind each point."""
    page = trend.of(current_user, person.id)
    document = over_time(page, person.name)
    for ride_id in page.read:
        readings.note(current_user, KIND, ride_id, person.id)
    try:
        return download(pdf(document), f"{document['title']}.pdf", PDF)
    except Busy:
        flash(_("The PDF could not be made just now. Try again in a minute."), "warning")
        return redirect(url_for(".person", person_id=person.id), 303)


def _refusal(code: str) -> str:
    return _(history.REFUSALS[code])


def _may_coach(person_id: int) -> bool:
    found = select(Person.id).where(Person.id == person_id, coachable(current_user, Person.id))
    return db.session.scalar(found) is not None


@blueprint.post("/share")
@permit(LIST)
def share() -> Any:
    """The seller shares the coaching of before with a colleague."""
    reader_id = number(request.form.get("reader", "")) or 0
    try:
        shares.share(current_user, reader_id)
    except Refused as refusal:
        return _draw(Seller(current_user.id, current_user.name), refusal.status, _refusal(refusal.code))
    flash(_("Shared. Your colleague has been told."), "success")
    return redirect(url_for(".person", person_id=current_user.id, _anchor="sharing"), 303)


@blueprint.post("/share/end")
@permit(LIST)
def end_share() -> Any:
    """And ends that."""
    shares.end(current_user, number(request.form.get("reader", "")) or 0)
    flash(_("No longer shared."), "success")
    return redirect(url_for(".person", person_id=current_user.id, _anchor="sharing"), 303)


@blueprint.get("/new/<id:seller_id>/paper.pdf")
@permit(START)
def paper_twin(seller: Seller) -> Any:
    """The empty form on paper for a `day` (today if none is named), numbered as on the screen, to be keyed in later."""
    day = day_asked_for()
    criteria = in_force(Instrument.RIDE_ALONG, seller.id, day)
    if criteria is None:
        flash(_refusal("no_criteria"), "warning")
        return redirect(url_for(".index"), 303)
    last = previous.of(current_user, seller.id)
    visits = calendar.of_day(current_user, seller.id, day)
    document = twin(criteria, seller.name, current_user.name, day, last, visits)
    try:
        return download(pdf(document), f"{document['title']}.pdf", PDF)
    except Busy:
        flash(_("The PDF could not be made just now. Try again in a minute."), "warning")
        return redirect(url_for(".person", person_id=seller.id), 303)
