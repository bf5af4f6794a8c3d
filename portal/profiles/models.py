"""Function profiles: what lists filter and sort on, and the source document a profile was imported from."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Json, Moment, code, db


class Profile(db.Model):
    """The facts of a profile that are not its text; one row beside its document."""

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id"), index=True)
    family: Mapped[str] = mapped_column(default="", index=True)
    job_group: Mapped[str] = mapped_column(default="")
    sector: Mapped[str] = mapped_column(default="")
    country: Mapped[str | None]
    review_months: Mapped[int] = mapped_column(default=24)
    review_on: Mapped[date | None]  # when the published version is to be reviewed
    locales: Mapped[list[str] | None] = mapped_column(Json)  # needed languages; None: as the organisation says
    rev: Mapped[int] = mapped_column(default=1)


class ImportSource(db.Model):
    """The document a person uploaded or pasted, as lines, with what the importer understood and was unsure of.

    It waits with `document_id` None until somebody picks which of its profiles become drafts.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    language: Mapped[str]
    lines: Mapped[list[str]] = mapped_column(Json)
    notes: Mapped[list[Any]] = mapped_column(Json)
    understood: Mapped[list[Any]] = mapped_column(Json)  # per profile: title, parts, not stated, counts


class ImportedProfile(db.Model):
    """Which profile of a source became which document."""

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("import_source.id"), index=True)
    place: Mapped[int]  # which of the profiles in the source, from 0
    not_stated: Mapped[list[str]] = mapped_column(Json)


class Bound(StrEnum):
    """What a placeholder stands for; a question is an instruction to the author, hidden from readers."""

    UNIT = "unit"
    ROLE = "role"
    BODY = "body"
    QUESTION = "question"


class Placeholder(db.Model):
    """What [a term] in profiles stands for, in a unit and everything below it; the top unit is the organisation.

    `term` is the words between the brackets, folded to small letters; singular and plural are two terms. `words` is
    what readers see, per locale.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    term: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    bound: Mapped[Bound] = mapped_column(code(Bound, "bound"))
    target_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id"), index=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    is_plural: Mapped[bool] = mapped_column(default=False)
    words: Mapped[dict[str, str]] = mapped_column(Json)
    rev: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        UniqueConstraint("term", "unit_id"),
        CheckConstraint(
            "(bound = 'unit') = (target_id IS NOT NULL) AND (bound = 'role') = (role_id IS NOT NULL)"
            " AND (bound = 'body') = (body_id IS NOT NULL)",
            name="bound_to_one",
        ),
    )


class Mention(db.Model):
    """Derived: where a placeholder stands, in the version in force and in the one at work; kept with the texts."""

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    at_work: Mapped[bool] = mapped_column(primary_key=True)
    part_key: Mapped[str] = mapped_column(primary_key=True)
    term: Mapped[str] = mapped_column(primary_key=True, index=True)
