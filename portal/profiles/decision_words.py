"""What a decision says to who made it, in whole sentences: in whose place, and what comes next."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.core.db import db
from portal.documents.models import Outcome, State
from portal.people.me import Me
from portal.people.models import Person
from portal.profiles.policy import Dossier


def made(dossier: Dossier, outcome: Outcome, seat: int, me: Me) -> str:
    """What was decided just now; `dossier` as it stands afterwards."""
    if seat == me.id:
        return _own(dossier, outcome)
    absent = db.session.get(Person, seat).name
    number = dossier.submitted
    if outcome is Outcome.REQUEST_CHANGES:
        return _(
            "You asked for changes to version %(number)s on behalf of %(absent)s. It is back with %(name)s.",
            number=number, absent=absent, name=dossier.owner_name,
        )
    if dossier.state == State.APPROVED:
        return _(
            "You approved version %(number)s on behalf of %(absent)s. "
            "All reviewers have approved: it can be published.",
            number=number, absent=absent,
        )
    return _(
        "You approved version %(number)s on behalf of %(absent)s. Other reviewers still have to decide.",
        number=number, absent=absent,
    )


def _own(dossier: Dossier, outcome: Outcome) -> str:
    number = dossier.submitted
    if outcome is Outcome.REQUEST_CHANGES:
        return _("You asked for changes to version %(number)s. It is back with %(name)s.", number=number,
                 name=dossier.owner_name)
    if dossier.state == State.APPROVED:
        return _("You approved version %(number)s. All reviewers have approved: it can be published.", number=number)
    return _("You approved version %(number)s. Other reviewers still have to decide.", number=number)


def again(outcome: Outcome, number: int) -> str:
    """The same button pressed once more: nothing happened twice."""
    if outcome is Outcome.REQUEST_CHANGES:
        return _("You had already asked for changes to version %(number)s.", number=number)
    return _("You had already approved version %(number)s.", number=number)
