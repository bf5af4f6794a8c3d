"""People, units, roles, positions, lines, grants, bodies, absence: the organisation, with its history."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from portal.core.alphabet import fold, sort_key
from portal.core.db import Json, Moment, code, db

FOREVER = date(9999, 12, 31)


class UnitKind(StrEnum):
    """The levels of the tree, from the top."""

    COMPANY = "company"
    COUNTRY = "country"
    SECTOR = "sector"
    REGION = "region"
    TEAM = "team"


class GrantKind(StrEnum):
    """Roles that do not follow from leading a unit."""

    HR = "hr"
    ADMIN = "admin"


class Via(StrEnum):
    """Why somebody stands over somebody: leads a unit above, deputises, or advises (functional line)."""

    LEAD = "lead"
    DEPUTY = "deputy"
    FUNCTIONAL = "functional"


class LinkPurpose(StrEnum):
    """What a mailed link is for."""

    INVITE = "invite"
    RESET = "reset"


class MailWish(StrEnum):
    """When a person wants notices by mail."""

    AT_ONCE = "at_once"
    DIGEST = "digest"
    NONE = "none"


class Scheme(StrEnum):
    """Colour scheme of the pages."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class Person(db.Model):
    """Somebody who works here. `rev` counts the changes of the whole file: facts, positions, grants, absences.

    `folded`, `sort_nl` and `sort_nb` are kept beside the name, for finding and sorting as readers expect.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    locale: Mapped[str | None]
    scheme: Mapped[Scheme] = mapped_column(code(Scheme, "scheme"), default=Scheme.AUTO)
    mail_decisions: Mapped[MailWish] = mapped_column(code(MailWish, "mail_decisions"), default=MailWish.AT_ONCE)
    mail_news: Mapped[MailWish] = mapped_column(code(MailWish, "mail_news"), default=MailWish.DIGEST)
    mail_invitations: Mapped[bool] = mapped_column(default=False, server_default=db.false())
    device_key: Mapped[str | None]  # unlocks what this person's devices keep; given only to their own session
    password_hash: Mapped[str | None]
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    demo: Mapped[bool] = mapped_column(default=False)
    rev: Mapped[int] = mapped_column(default=1)
    folded: Mapped[str]
    sort_nl: Mapped[bytes]
    sort_nb: Mapped[bytes]

    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower"),
        CheckConstraint("locale IN ('nl', 'nb', 'en')", name="locale_is_offered"),
        Index("ix_person_sort_nl", "sort_nl", "id"),
        Index("ix_person_sort_nb", "sort_nb", "id"),
    )

    @validates("name")
    def _keep_keys(self, _column: str, name: str) -> str:
        self.folded, self.sort_nl, self.sort_nb = fold(name), sort_key(name, "nl"), sort_key(name, "nb")
        return name


class WebSession(db.Model):
    """One sign-in on one browser; the cookie holds the token, the table only its hash."""

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    agent: Mapped[str] = mapped_column(default="")


class SignInAttempt(db.Model):
    """A failed sign-in, kept for throttling per account and per address; `key` is a salted hash."""

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("ix_sign_in_attempt_key_at", "key", "at"),)


class SignInLink(db.Model):
    """A link that was mailed for choosing a password: good once, until `expires_at`.

    The table holds the hash of its token, and a `nonce` from which only the holder of SECRET_KEY makes the token again.
    `person_id` None stands for an address that nobody has: written all the same, so that asking takes as long.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[LinkPurpose] = mapped_column(code(LinkPurpose, "purpose"))
    nonce: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    told_at: Mapped[datetime | None] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index(
            "ix_sign_in_link_untold",
            "id",
            sqlite_where=db.text("told_at IS NULL"),
            postgresql_where=db.text("told_at IS NULL"),
        ),
    )


class Unit(db.Model):
    """A node of the tree; country is inherited by those below that state none."""

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[UnitKind] = mapped_column(code(UnitKind, "kind"))
    name: Mapped[str]
    country: Mapped[str | None]
    ended_on: Mapped[date | None]
    rev: Mapped[int] = mapped_column(default=1)


class UnitPath(db.Model):
    """Derived: every unit with each unit above it (and itself at 0 steps); rebuilt with the tree."""

    over_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)
    steps: Mapped[int]


class Lead(db.Model):
    """Who leads a unit, from-to (to inclusive)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts: Mapped[date]
    ends: Mapped[date] = mapped_column(default=FOREVER)

    __table_args__ = (CheckConstraint("starts <= ends", name="in_order"),)


class Role(db.Model):
    """A job somebody can hold; its text is a function profile, a document about this role."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[dict[str, str]] = mapped_column(Json)
    family: Mapped[str] = mapped_column(default="")
    country: Mapped[str | None]
    rev: Mapped[int] = mapped_column(default=1)


class RoleLevel(db.Model):
    """A level of a role (A, B, C), in the order of `rank`."""

    id: Mapped[int] = mapped_column(primary_key=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"))
    code: Mapped[str]
    rank: Mapped[int]

    __table_args__ = (UniqueConstraint("role_id", "code"),)


class Position(db.Model):
    """Person + role + level + unit, from-to. No level is allowed; `own_budget` None means not stated."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"), index=True)
    level_id: Mapped[int | None] = mapped_column(ForeignKey("role_level.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    starts: Mapped[date]
    ends: Mapped[date] = mapped_column(default=FOREVER)
    own_budget: Mapped[bool | None]

    __table_args__ = (CheckConstraint("starts <= ends", name="in_order"),)


class FunctionalLine(db.Model):
    """A functional line: the adviser advises the person but does not decide."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts: Mapped[date]
    ends: Mapped[date] = mapped_column(default=FOREVER)

    __table_args__ = (CheckConstraint("person_id <> adviser_id", name="not_oneself"),)


class Grant(db.Model):
    """HR or administrator, dated, for a unit and everything below it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[GrantKind] = mapped_column(code(GrantKind, "kind"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    starts: Mapped[date]
    ends: Mapped[date] = mapped_column(default=FOREVER)


class Body(db.Model):
    """A standing group such as the sales staff (verkoopstaf, salgsledelse)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]] = mapped_column(Json)
    rev: Mapped[int] = mapped_column(default=1)


class BodyMember(db.Model):
    """Membership of a body, from-to."""

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts: Mapped[date]
    ends: Mapped[date] = mapped_column(default=FOREVER)


class Absence(db.Model):
    """Dates only, never the kind. While it runs the deputy, if any, sees and decides in the person's place."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    starts: Mapped[date]
    ends: Mapped[date]

    __table_args__ = (
        CheckConstraint("starts <= ends", name="in_order"),
        CheckConstraint("deputy_id <> person_id", name="deputy_is_another"),
    )


class Line(db.Model):
    """Derived: who stands over whom, how and how far, from-to; rebuilt within each change of the organisation."""

    id: Mapped[int] = mapped_column(primary_key=True)
    over_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    via: Mapped[Via] = mapped_column(code(Via, "via"))
    steps: Mapped[int]
    for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # the absent person a deputy stands in for
    starts: Mapped[date]
    ends: Mapped[date]

    __table_args__ = (
        Index("ix_line_over_id_person_id", "over_id", "person_id"),
        Index("ix_line_person_id", "person_id"),
    )
