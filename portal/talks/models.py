"""Progress talks, their three forms, agreements, support measures, advice to the director, rounds."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Json, Moment, code, db


class TalkForm(StrEnum):
    """Ten to fifteen minutes, or the whole of it."""

    SHORT = "short"
    FULL = "full"


class TalkState(StrEnum):
    """Planned (both prepare), held (the manager wrote the minutes), signed by the seller."""

    PLANNED = "planned"
    HELD = "held"
    SIGNED = "signed"


class TalkSide(StrEnum):
    """Whose text: both prepare blind; the manager writes the minutes."""

    MANAGER = "manager"
    SELLER = "seller"
    MINUTES = "minutes"


class AgreedWith(StrEnum):
    """Who does what was agreed."""

    SELLER = "seller"
    MANAGER = "manager"
    BOTH = "both"


class Outcome(StrEnum):
    """What became of an agreement."""

    DONE = "done"
    PARTLY = "partly"
    NOT = "not"


class Measure(StrEnum):
    """What kind of support."""

    TRAINING = "training"
    JOINT_VISITS = "joint_visits"
    EXTRA_HELP = "extra_help"
    OTHER = "other"


class AdviceKind(StrEnum):
    """What is asked of the director."""

    GUIDANCE = "guidance"
    TRAINING = "training"
    OTHER = "other"


class AdviceDecision(StrEnum):
    """What the director decided."""

    AGREED = "agreed"
    PARTLY = "partly"
    DECLINED = "declined"


class TalkRound(db.Model):
    """A round of talks in a unit and everything below it: everybody who works there in the period has one."""

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str]
    form: Mapped[TalkForm] = mapped_column(code(TalkForm, "form"))
    starts: Mapped[date]
    ends: Mapped[date]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    cancelled_on: Mapped[date | None]
    rev: Mapped[int] = mapped_column(default=1)

    __table_args__ = (CheckConstraint("starts <= ends", name="in_order"),)


class Talk(db.Model):
    """One talk of a seller with the manager of the day; `unit_id` and `country` are the seller's then.

    `previous_id` is the talk whose agreements, support plan and advice it opens with. `locale` is the language it is
    held in. Until it is held its forms are blind; at sign-off all it shows is frozen (`SignedForm`).
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    seller_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    manager_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    form: Mapped[TalkForm] = mapped_column(code(TalkForm, "form"))
    locale: Mapped[str]
    day: Mapped[date]
    at: Mapped[str | None] = mapped_column(String(5))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    country: Mapped[str]
    version_id: Mapped[int] = mapped_column(ForeignKey("criteria_version.id"))
    purpose_id: Mapped[int | None] = mapped_column(ForeignKey("purpose_text.id"))
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("talk.id"), index=True)
    state: Mapped[TalkState] = mapped_column(code(TalkState, "state"), default=TalkState.PLANNED)
    next_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(Moment)
    held_at: Mapped[datetime | None] = mapped_column(Moment)
    rev: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint("seller_id <> manager_id", name="two_people"),
        Index("ix_talk_seller_id_day", "seller_id", "day", "id"),
        Index("ix_talk_manager_id_day", "manager_id", "day", "id"),
        Index("ix_talk_unit_id_day", "unit_id", "day"),
        {"sqlite_autoincrement": True},  # a cancelled one never lends its number, and what hangs on it, to another
    )


class TalkPaper(db.Model):
    """The form of one side, flat, name by name: a draft as its writer left it, and as it was handed in last."""

    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id"), primary_key=True)
    side: Mapped[TalkSide] = mapped_column(code(TalkSide, "side"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    draft: Mapped[dict[str, str] | None] = mapped_column(Json)
    sent: Mapped[dict[str, str] | None] = mapped_column(Json)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    written_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_rev: Mapped[int | None]
    rev: Mapped[int] = mapped_column(default=1)

    __table_args__ = (CheckConstraint("(sent_at IS NULL) = (sent_rev IS NULL)", name="sent_whole"),)


class TalkAgreement(db.Model):
    """One of at most five agreements: what, who, when; the next talk says what became of it and why."""

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id"))
    no: Mapped[int]
    what: Mapped[str]
    who: Mapped[AgreedWith] = mapped_column(code(AgreedWith, "who"))
    due: Mapped[date]
    outcome: Mapped[Outcome | None] = mapped_column(code(Outcome, "outcome"))
    why: Mapped[str] = mapped_column(default="")
    judged_in_id: Mapped[int | None] = mapped_column(ForeignKey("talk.id"), index=True)

    __table_args__ = (UniqueConstraint("talk_id", "no"),)


class SupportMeasure(db.Model):
    """One measure of the support plan: what, who sees to it, by when, done on."""

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id"))
    no: Mapped[int]
    kind: Mapped[Measure] = mapped_column(code(Measure, "measure"))
    what: Mapped[str]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    due: Mapped[date]
    done_on: Mapped[date | None]
    rev: Mapped[int] = mapped_column(default=1)

    __table_args__ = (UniqueConstraint("talk_id", "no"),)


class Advice(db.Model):
    """Advice to the director out of a talk: the seller reads it first and may remark, then it is sent and decided on.

    The director is whoever directs the seller's line when it is decided; `decided_by_id` names who did.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id"), unique=True)
    kind: Mapped[AdviceKind] = mapped_column(code(AdviceKind, "advice"))
    text: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    remark: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    decision: Mapped[AdviceDecision | None] = mapped_column(code(AdviceDecision, "decision"))
    decision_text: Mapped[str] = mapped_column(default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_on: Mapped[date | None]
    rev: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint("sent_at IS NULL OR seen_at IS NOT NULL", name="seller_reads_first"),
        CheckConstraint("(decision IS NULL) = (decided_on IS NULL)", name="decided_whole"),
        Index(
            "ix_advice_undecided",
            "sent_at",
            sqlite_where=db.text("decision IS NULL"),
            postgresql_where=db.text("decision IS NULL"),
        ),
    )
