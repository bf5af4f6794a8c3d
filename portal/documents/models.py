"""Documents: what is in force, the version at work, immutable snapshots, remarks, reviewers, decisions, readings.

One set of tables carries function profiles, account plans, criteria sets and coaching forms (docs/adr/0001).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Json, Moment, code, db


class Kind(StrEnum):
    """What a document is."""

    PROFILE = "profile"
    PLAN = "plan"


class Side(StrEnum):
    """Which version at work a draft is; blind ratings of later kinds get sides of their own."""

    MAIN = "main"
    AMENDMENT = "amendment"


class State(StrEnum):
    """Where a version at work stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    AWAITING_SECOND = "awaiting_second"
    REJECTED = "rejected"


class Turn(StrEnum):
    """Whose turn it is, as a relation that is resolved when read, so that it follows moves, deputies and absences."""

    OWNER = "owner"
    REVIEWERS = "reviewers"
    PUBLISHER = "publisher"
    APPROVER = "approver"  # who leads the owner, or the deputy
    SECOND = "second"  # the next line above the approver


class RemarkKind(StrEnum):
    """A comment informs; a change request is numbered and must be answered."""

    COMMENT = "comment"
    REQUEST = "request"


class Answer(StrEnum):
    """How a change request was answered."""

    DONE = "done"
    NOT_DONE = "not_done"


class Outcome(StrEnum):
    """What a seat decided."""

    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"
    REJECT = "reject"


class Asked(StrEnum):
    """What an invited person is asked for; only the first one holds a decision."""

    DECISION = "decision"
    ADVICE = "advice"
    CONTENT = "content"  # reads the content where the manager is no expert of it


class Document(db.Model):
    """The thing with an address. `in_force` is the number of the published snapshot, None before the first."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(code(Kind, "kind"))
    title: Mapped[str]  # in the source language, for lists; the text itself is a part
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    locale: Mapped[str]
    in_force: Mapped[int | None]
    last_number: Mapped[int] = mapped_column(default=0)
    last_request: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)
    archived_at: Mapped[datetime | None] = mapped_column(Moment)


class Listing(db.Model):
    """Derived, one row beside each document: what lists show, sort on and find, kept in step with the texts.

    `titles` are those of the version in force, else of the one at work; the `sort_` keys follow each reader's alphabet.
    `current` and `at_work` count the twins of both versions: {locale: {"current", "stale", "missing"}}.
    `translated` are the languages, with spaces between, in which the version that names it is complete and up to date.
    """

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    titles: Mapped[dict[str, str]] = mapped_column(Json)
    folded: Mapped[str]
    sort_nl: Mapped[bytes] = mapped_column(LargeBinary)
    sort_nb: Mapped[bytes] = mapped_column(LargeBinary)
    sort_en: Mapped[bytes] = mapped_column(LargeBinary)
    current: Mapped[dict[str, Any] | None] = mapped_column(Json)
    at_work: Mapped[dict[str, Any] | None] = mapped_column(Json)
    translated: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        Index("ix_listing_sort_nl", "sort_nl", "document_id"),
        Index("ix_listing_sort_nb", "sort_nb", "document_id"),
        Index("ix_listing_sort_en", "sort_en", "document_id"),
    )


class Draft(db.Model):
    """The version at work of one side, with its state, its turn and its due date."""

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    side: Mapped[Side] = mapped_column(code(Side, "side"), default=Side.MAIN)
    state: Mapped[State] = mapped_column(code(State, "state"), default=State.DRAFT)
    turn: Mapped[Turn] = mapped_column(code(Turn, "turn"), default=Turn.OWNER)
    since: Mapped[datetime] = mapped_column(Moment)
    due: Mapped[date | None]
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)
    escalated_at: Mapped[datetime | None] = mapped_column(Moment)  # the next line may decide since then
    rev: Mapped[int] = mapped_column(default=1)
    submitted: Mapped[int | None]  # number of the snapshot under review or approved
    body: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (
        UniqueConstraint("document_id", "side"),
        Index("ix_draft_turn_due", "turn", "due"),
        CheckConstraint(
            "(state IN ('in_review', 'approved', 'awaiting_second', 'rejected')) <= (submitted IS NOT NULL)",
            name="review_has_a_snapshot",
        ),
        CheckConstraint(
            "(state IN ('draft', 'changes_requested', 'rejected') AND turn = 'owner')"
            " OR (state = 'in_review' AND turn IN ('reviewers', 'approver'))"
            " OR (state = 'awaiting_second' AND turn = 'second') OR (state = 'approved' AND turn = 'publisher')",
            name="turn_follows_state",
        ),
    )


class TurnPeriod(db.Model):
    """Whose turn a version was, from when to when: the double clock counts working days on each side."""

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    side: Mapped[Side] = mapped_column(code(Side, "side"), default=Side.MAIN)
    number: Mapped[int]  # the version that was made or judged meanwhile, from 1
    turn: Mapped[Turn] = mapped_column(code(Turn, "turn"))
    since: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index("ix_turn_period_document_id_id", "document_id", "id"),)


class DraftChange(db.Model):
    """One edit of a draft, with what it takes to undo it; edits of one open form are one row."""

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    edit: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    patch: Mapped[Any] = mapped_column(Json)

    __table_args__ = (Index("ix_draft_change_draft_id_id", "draft_id", "id"),)


class Snapshot(db.Model):
    """A version as it was submitted: a trigger refuses change; retention removes only those of plans."""

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    number: Mapped[int]
    shape: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    digest: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    deputy_of_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("document_id", "number"),)


class Publication(db.Model):
    """A snapshot put in force: by whom, from when, on what ground. `ask` asks the holders to acknowledge it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    number: Mapped[int]
    approver_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime] = mapped_column(Moment)
    valid_from: Mapped[date]
    ask: Mapped[bool] = mapped_column(default=True)
    adopted_from: Mapped[str] = mapped_column(default="")  # source named by HR when it was in force already

    __table_args__ = (UniqueConstraint("document_id", "number"),)


class Remark(db.Model):
    """A comment or change request on an item (`part_key`) or on the whole document (empty key)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    kind: Mapped[RemarkKind] = mapped_column(code(RemarkKind, "kind"))
    number: Mapped[int | None]  # change requests count per document
    part_key: Mapped[str] = mapped_column(default="")
    locale: Mapped[str]
    snapshot: Mapped[int | None]  # the version it was made on; None: on the draft
    quote: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    deputy_of_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[Answer | None] = mapped_column(code(Answer, "answer"))
    answer_text: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_in: Mapped[int | None]  # the version that carries the answer, set when it is submitted

    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        Index("ix_remark_document_id_id", "document_id", "id"),
        CheckConstraint("(kind = 'request') = (number IS NOT NULL)", name="requests_are_numbered"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answer_has_its_moment"),
    )


class Invitation(db.Model):
    """Somebody asked about a version until `due`: a reviewer whose decision is needed, or a colleague for advice."""

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    due: Mapped[date]
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    asked: Mapped[Asked] = mapped_column(code(Asked, "asked"), default=Asked.DECISION)
    question: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("document_id", "person_id"),)


class Decision(db.Model):
    """What one seat decided on one version; a seat is a required reviewer (`reviewer:<person id>`), the publisher,
    the approver or the second line.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    number: Mapped[int]
    seat: Mapped[str]
    outcome: Mapped[Outcome] = mapped_column(code(Outcome, "outcome"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    deputy_of_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    comment: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("document_id", "number", "seat"),)


class Reading(db.Model):
    """How far a person got: the last version they decided on, and the last they acknowledged."""

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    reviewed: Mapped[int | None]
    acknowledged: Mapped[int | None]
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
