"""What happens to others with a talk: who is told, in the same transaction."""

from __future__ import annotations

from portal.core.notices import Urgency, notify, settle
from portal.people.me import Me
from portal.talks.models import Talk
from portal.talks.policy import KIND


def invited(talk: Talk, actor: Me) -> None:
    """The seller is invited, with the way to the form."""
    notify([talk.seller_id], "talk_invited", KIND, talk.id, urgency=Urgency.DECISION, but=actor.id,
           due=talk.day.isoformat(), actor=actor.name)  # fmt: skip


def moved(talk: Talk, actor: Me) -> None:
    """The other one hears the new day."""
    notify([talk.seller_id, talk.manager_id], "talk_moved", KIND, talk.id, urgency=Urgency.DECISION, but=actor.id,
           due=talk.day.isoformat(), actor=actor.name)  # fmt: skip


def cancelled(talk: Talk, actor: Me, reason: str) -> None:
    """The other one hears that it does not take place, and why."""
    notify([talk.seller_id, talk.manager_id], "talk_cancelled", KIND, talk.id, urgency=Urgency.DECISION, but=actor.id,
           quote=reason, due=talk.day.isoformat(), actor=actor.name)  # fmt: skip


def taken_over(talk: Talk, former_id: int, actor: Me) -> None:
    """The seller hears with whom the talk is now, and the former manager that it is no longer theirs."""
    settle(former_id, KIND, talk.id)
    for person_id, code in ((talk.seller_id, "talk_taken_over"), (former_id, "talk_passed_on")):
        notify([person_id], code, KIND, talk.id, but=actor.id, due=talk.day.isoformat(), actor=actor.name)


def both_prepared(talk: Talk, actor: Me) -> None:
    """Who prepared first hears that both did: from now on each reads the other."""
    settle(actor.id, KIND, talk.id)
    notify([talk.seller_id, talk.manager_id], "talk_prepared", KIND, talk.id, but=actor.id,
           due=talk.day.isoformat(), actor=actor.name)  # fmt: skip


def to_sign(talk: Talk, actor: Me, *, first: bool) -> None:
    """The seller is asked to read the minutes and to sign them."""
    notify([talk.seller_id], "talk_to_sign" if first else "talk_changed", KIND, talk.id, urgency=Urgency.DECISION,
           but=actor.id, due=talk.day.isoformat(), actor=actor.name)  # fmt: skip


def signed(talk: Talk, actor: Me, *, remark: str) -> None:
    """The manager hears that it was signed, with the remark."""
    settle(actor.id, KIND, talk.id)
    notify([talk.manager_id], "talk_remarked" if remark else "talk_signed", KIND, talk.id, but=actor.id, quote=remark,
           due=talk.day.isoformat(), actor=actor.name)  # fmt: skip


def reopened(talk: Talk, actor: Me, reason: str) -> None:
    """The seller hears why it is open again."""
    notify([talk.seller_id], "talk_reopened", KIND, talk.id, urgency=Urgency.DECISION, but=actor.id, quote=reason,
           due=talk.day.isoformat(), actor=actor.name)  # fmt: skip
