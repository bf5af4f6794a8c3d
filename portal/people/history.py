"""Sentences of the history and of refusals about people and the organisation. Codes are stored, never sentences."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import select

from portal.core.audit import sentence, sentences
from portal.core.db import db
from portal.core.i18n import format_date
from portal.core.notices import Wording, wordings
from portal.core.policy import N_
from portal.core.subjects import subject
from portal.people import invitations
from portal.people.models import Body, Person, Role, Unit


def _named(column: Any) -> Callable[[Collection[int]], dict[int, Any]]:
    """Looks names up by id."""
    key = column.class_.id
    return lambda ids: dict(db.session.execute(select(key, column).where(key.in_(ids))).all())


subject(
    "person", N_("Person"), lambda person_id: url_for("organisation.person", person_id=person_id), _named(Person.name)
)
subject("unit", N_("Unit"), lambda unit_id: url_for("organisation.unit", unit_id=unit_id), _named(Unit.name))
subject("role", N_("Role"), lambda role_id: url_for("organisation.role", role_id=role_id), _named(Role.title))
subject("body", N_("Body"), lambda body_id: url_for("organisation.body", body_id=body_id), _named(Body.name))
subject("setting", N_("Setting"), lambda _setting: url_for("organisation.settings"))

sentences(
    {
        "signed_in": N_("Signed in"),
        "sign_in_failed": N_("A sign-in failed"),
        "signed_out": N_("Signed out"),
        "session_ended": N_("Ended a sign-in of their own"),
        "sessions_ended": N_("All sign-ins ended"),
        "password_changed": N_("Own password changed"),
        "password_set": N_("Password set by an administrator"),
        "person_invited": N_("Invited by mail"),
        "invitation_accepted": N_("Accepted the invitation and chose a password"),
        "reset_asked": N_("A new password was asked for by mail"),
        "reset_sent": N_("Sent a link for a new password"),
        "password_reset": N_("Chose a new password with a link from the mail"),
        "choices_changed": N_("Own settings changed"),
        "person_added": N_("Person added"),
        "person_changed": N_("Name changed"),
        "person_address_changed": N_("E-mail address changed"),
        "person_disabled": N_("Account closed"),
        "person_enabled": N_("Account opened again"),
        "position_added": N_("Position added: %(role)s in %(unit)s from %(starts)s"),
        "position_changed": N_("Position changed: %(role)s in %(unit)s from %(starts)s"),
        "position_corrected": N_("Position corrected: %(role)s in %(unit)s from %(starts)s"),
        "position_ended": N_("Position ended; last day %(ends)s"),
        "position_removed": N_("Position removed before it began"),
        "adviser_added": N_("Functional line added: %(person)s advises from %(starts)s"),
        "adviser_ended": N_("Functional line ended: %(person)s advised until %(ends)s"),
        "adviser_removed": N_("Functional line of %(person)s removed before it began"),
        "administrator_appointed": N_("First administrator added"),
        "hr_granted": N_("Made HR of %(unit)s from %(starts)s"),
        "hr_ended": N_("No longer HR of %(unit)s; last day %(ends)s"),
        "hr_removed": N_("HR of %(unit)s removed before it began"),
        "admin_granted": N_("Made administrator of %(unit)s from %(starts)s"),
        "admin_ended": N_("No longer administrator of %(unit)s; last day %(ends)s"),
        "admin_removed": N_("Administrator of %(unit)s removed before it began"),
        "absence_added": N_("Absence added: %(starts)s to %(ends)s"),
        "absence_changed": N_("Absence changed: %(starts)s to %(ends)s"),
        "absence_removed": N_("Absence removed: %(starts)s to %(ends)s"),
        "unit_added": N_("Unit %(name)s added"),
        "unit_changed": N_("Unit %(name)s changed"),
        "unit_moved": N_("Unit %(name)s moved to another place in the tree"),
        "unit_ended": N_("Unit %(name)s ended; last day %(ends)s"),
        "lead_started": N_("%(person)s leads from %(starts)s"),
        "lead_ended": N_("%(person)s led until %(ends)s"),
        "lead_removed": N_("Lead of %(person)s removed before it began"),
        "role_added": N_("Role %(name)s added"),
        "role_removed": N_("Role %(name)s removed"),
        "role_changed": N_("Role %(name)s changed"),
        "body_added": N_("Body %(name)s added"),
        "body_changed": N_("Body %(name)s changed"),
        "member_added": N_("%(person)s is a member from %(starts)s"),
        "member_ended": N_("%(person)s was a member until %(ends)s"),
        "member_removed": N_("Membership of %(person)s removed before it began"),
        "review_days_changed": N_("Days for a review changed from %(before)s to %(after)s"),
        "needed_locales_changed": N_("Languages that every profile needs changed"),
    }
)


def _mine(_subject: int) -> str:
    """What is told about oneself opens one's own page: the pages of the organisation are for those who keep it."""
    return url_for("people.me")


def _today(_subject: int) -> str:
    """Where what waits for a deputy or a manager stands."""
    return "/"


MINE, TODAY = N_("Open your page"), N_("Open Today")
CHOOSE = N_("Choose a password")
NEW_PASSWORD = N_("A new password for Rayon")

wordings(
    {
        "invited": Wording(
            N_("You can log in to Rayon: choose a password"),
            N_(
                "%(actor)s invites you to Rayon, the portal of your sales organisation."
                " Choose a password to log in: the link works once, until %(ends)s."
            ),
            CHOOSE,
            invitations.address_of,
            letter=True,
        ),
        "reset_asked": Wording(
            NEW_PASSWORD,
            N_(
                "Somebody, most likely you, asked for a new password. The link works once, within an hour."
                " Was it not you? Then do nothing: your password stays as it is."
            ),
            CHOOSE,
            invitations.address_of,
            letter=True,
        ),
        "reset_sent": Wording(
            NEW_PASSWORD,
            N_("%(actor)s sends you a link to choose a new password. It works once, within an hour."),
            CHOOSE,
            invitations.address_of,
            letter=True,
        ),
        "manager_changed": Wording(
            N_("Your manager from %(starts)s: %(manager)s"),
            N_("From %(starts)s you stand under %(manager)s."),
            MINE,
            _mine,
        ),
        "manager_none": Wording(
            N_("You get no new manager yet"), N_("From %(starts)s you stand under nobody for now."), MINE, _mine
        ),
        "lead_given": Wording(
            N_("You lead %(unit)s from %(starts)s"),
            N_("From %(starts)s you lead %(unit)s: whoever works there stands under you."),
            MINE,
            _mine,
        ),
        "lead_handed_over": Wording(
            N_("%(lead)s leads %(unit)s from %(starts)s"),
            N_("From %(starts)s %(lead)s leads %(unit)s; you led it until then."),
            MINE,
            _mine,
        ),
        "lead_over": Wording(
            N_("Your lead of %(unit)s ends"), N_("You lead %(unit)s until %(ends)s, that day included."), MINE, _mine
        ),
        "lead_off": Wording(
            N_("You will not lead %(unit)s"), N_("You were to lead %(unit)s; that has been cancelled."), MINE, _mine
        ),
        "position_off": Wording(
            N_("A position of yours will not begin"),
            N_("A position that was to begin has been cancelled."),
            MINE,
            _mine,
        ),
        "person_stays_away": Wording(
            N_("A position of %(name)s will not begin"),
            N_("A position of %(name)s, who was to stand under you, has been cancelled."),
            TODAY,
            _today,
        ),
        "position_given": Wording(
            N_("Your position from %(starts)s: %(role)s"),
            N_("From %(starts)s you are %(role)s in %(unit)s."),
            MINE,
            _mine,
        ),
        "position_given_under": Wording(
            N_("Your position from %(starts)s: %(role)s"),
            N_("From %(starts)s you are %(role)s in %(unit)s and stand under %(manager)s."),
            MINE,
            _mine,
        ),
        "position_ends": Wording(
            N_("Your position ends"), N_("A position of yours ends; the last day is %(ends)s."), MINE, _mine
        ),
        "person_joins": Wording(
            N_("%(name)s comes under you"),
            N_("From %(starts)s %(name)s stands under you, as %(role)s in %(unit)s."),
            TODAY,
            _today,
        ),
        "person_leaves": Wording(
            N_("%(name)s moves"),
            N_("From %(starts)s %(name)s is %(role)s in %(unit)s and no longer stands under you."),
            TODAY,
            _today,
        ),
        "person_stops": Wording(
            N_("A position of %(name)s ends"),
            N_("A position of %(name)s, who stands under you, ends; the last day is %(ends)s."),
            TODAY,
            _today,
        ),
        "deputy_chosen": Wording(
            N_("You are the deputy of %(name)s"),
            N_("%(name)s is absent from %(starts)s to %(ends)s. On those days you decide on behalf of %(name)s."),
            TODAY,
            _today,
        ),
        "deputy_days": Wording(
            N_("Other days as deputy of %(name)s"),
            N_("%(name)s is now absent from %(starts)s to %(ends)s. On those days you decide on behalf of %(name)s."),
            TODAY,
            _today,
        ),
        "deputy_released": Wording(
            N_("You are no longer the deputy of %(name)s"),
            N_("You no longer stand in for %(name)s from %(starts)s to %(ends)s."),
            TODAY,
            _today,
        ),
    }
)

REFUSALS = {
    "account_closed": N_("This account is closed. Open it again first."),
    "link_over": N_("This link does not work any more."),
    "gone": N_("This is not there any more. Reload the page to see how it is now."),
    "changed_meanwhile": N_("Somebody else changed this in the meantime. Check both and save again."),
    "ends_first": N_("Choose a last day on or after the first day."),
    "ends_later": N_("Choose an earlier last day: this ends before that day already."),
    "ends_before_start": N_("Choose a last day on or after the first day."),
    "email_taken": N_("This e-mail address belongs to somebody else already."),
    "for_oneself": N_("Nobody gives this to themselves. Ask another administrator."),
    "own_account": N_("You cannot close your own account. Ask another administrator."),
    "unit_ends": N_("The unit %(name)s ends earlier. Choose another unit or an earlier last day."),
    "level_of_other_role": N_("Choose a level of this role."),
    "position_overlaps": N_("This person holds this role in this unit already on these days."),
    "change_outside": N_("Choose a day between the first and the last day of the position."),
    "own_adviser": N_("Nobody advises themselves. Choose somebody else."),
    "adviser_overlaps": N_("This person advises already on these days."),
    "grant_overlaps": N_("This person has this access for this unit already on these days."),
    "last_administrator": N_(
        "Somebody has to remain administrator of the whole organisation. Appoint another one first."
    ),
    "own_deputy": N_("Choose somebody else as deputy."),
    "deputy_gone": N_("This deputy cannot log in any more. Choose somebody else."),
    "deputy_absent": N_("This deputy is absent on some of these days. Choose somebody else or other days."),
    "absence_overlaps": N_("There is an absence on some of these days already."),
    "absence_long": N_("Choose at most two years; add a second absence after it when needed."),
    "absence_over": N_("This absence is over, so it stays as it was."),
    "absence_begun": N_("This absence has begun. Change its last day instead."),
    "circle": N_("Choose a unit that does not stand under this one."),
    "kind_order": N_("Choose a smaller kind of unit than that of %(name)s, under which it stands."),
    "kind_above": N_("Choose a larger kind of unit than that of the units under it."),
    "units_below": N_("Units under it go on after this day. End or move them first."),
    "people_in_unit": N_("People hold positions here after this day. Move them first."),
    "led_unit": N_("Somebody leads this unit after this day. End that first."),
    "granted_unit": N_("HR or administrators have access through this unit after this day. End that first."),
    "lead_gone": N_("This person cannot log in any more. Choose somebody else."),
    "lead_follows": N_("A lead begins on or after this day already. Choose a later day or end that one first."),
    "leads_already": N_("This person leads the unit already."),
    "code_taken": N_("This code is in use already. Choose another one."),
    "role_held": N_("Somebody holds or held this role, so it stays."),
    "role_described": N_("A function profile is about this role, so it stays."),
    "level_held": N_("Somebody holds or held level %(name)s, so it stays."),
    "member_already": N_("This person is a member already on these days."),
}

DAYS = ("starts", "ends")


def told(code: str, data: dict[str, Any], names: dict[int, str]) -> str:
    """The event as a sentence in the reader's language: days as they write them, people by name."""
    said = data | {name: format_date(date.fromisoformat(data[name])) for name in DAYS if name in data}
    if isinstance(data.get("person"), int):
        said["person"] = names.get(data["person"], "")
    return sentence(code, said)
