"""The version at work as the edit pages draw it: one value with everything, read in one query."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import and_, exists, func, select

from portal.core import clock, settings
from portal.core.db import db
from portal.documents import content
from portal.documents.content import Body, Part
from portal.documents.models import Draft, DraftChange, Remark, RemarkKind, Snapshot
from portal.people.me import Me
from portal.people.models import Person
from portal.profiles import measures, owed, placeholders, readiness
from portal.profiles.content import levels
from portal.profiles.models import ImportedProfile, ImportSource
from portal.profiles.others import Named, named_in
from portal.profiles.outline import Outline, outline
from portal.profiles.policy import Dossier
from portal.profiles.terms import Bindings, is_question, mentions, terms_in

OFFERED = ("nl", "nb")  # the languages in which profiles are kept here; English only where a profile needs it
PROSE = ("definition", "purpose", "context", "characteristics")
MATRIX = frozenset({"level", "criterion", "cell"})
# What the importer calls the sections it found nothing for (reading.model.Section), by our region.
NOT_STATED = {
    "organisation": "org", "result_areas": "area", "results": "result", "core_tasks": "core_task",
    "indicators": "indicator", "levels": "criterion", "criteria": "criterion", "working_conditions": "condition",
}


@dataclass(frozen=True)
class Source:
    """The imported text beside the draft."""

    name: str
    at: datetime
    lines: list[str]


@dataclass(frozen=True)
class Sheet:
    """A draft in front of a person who edits it.

    `locale`: the language drawn; `twin`: the second language of the page with two columns, "" on the other pages.
    """

    profile_id: int
    draft_id: int
    source: str
    locale: str
    twin: str
    needed: tuple[str, ...]
    body: Body
    changed_at: datetime
    changed_by: str
    can_undo: bool
    imported: bool
    not_stated: frozenset[str]
    text_source: Source | None = None
    in_force: Body | None = None
    unanswered: int = 0
    opened: Any = None  # the item that was asked for, with its form open
    asked: list[Any] = field(default_factory=list)  # the change requests about that item
    unit_id: int = 0

    @property
    def others(self) -> tuple[str, ...]:
        """The languages beside the profile's own."""
        return tuple(dict.fromkeys(one for one in (*OFFERED, *self.needed) if one != self.source))

    @property
    def is_source(self) -> bool:
        """The page draws the profile's own language: only there items are added, moved and removed."""
        return self.locale == self.source

    @cached_property
    def page(self) -> Outline:
        """The parts in their places."""
        return outline(self.body, locale=self.locale, source=self.source, hidden=False)

    @cached_property
    def below(self) -> dict[str, Body]:
        """Children by parent key."""
        return content.grouped(self.body)

    @cached_property
    def lacks(self) -> list[str]:
        """Codes of what the version still lacks before a review."""
        return readiness.missing(self.body, self.source, self.needed)

    @cached_property
    def gaps(self) -> dict[str, int]:
        """By needed language, how many translations are missing or stale; languages without any are left out."""
        counted = {locale: self.twins(locale) for locale in self.needed}
        return {locale: found["stale"] + found["missing"] for locale, found in counted.items()
                if found["stale"] + found["missing"]}

    @cached_property
    def to_do(self) -> list[str]:
        """Codes of what must be done in the text itself; translations and answers are counted beside it."""
        return [code for code in self.lacks if code != "twin_not_current"]

    @cached_property
    def coverage(self) -> measures.Coverage:
        """How the indicators are known here."""
        return measures.coverage(self.body)

    @cached_property
    def unconfirmed(self) -> list[tuple[Part, owed.Line]]:
        """The tasks whose words say that they come back, while nobody confirmed how often."""
        return owed.unanswered(self.body, self.source)

    @cached_property
    def named(self) -> Named:
        """The names of who has a part in the tasks, terms in their brackets; asked only where a task names somebody."""
        return named_in(self.body)

    @cached_property
    def bound(self) -> Bindings:
        """What the placeholders stand for in the unit of the profile; asked only where the text has any."""
        return placeholders.bindings_for(self.body, self.unit_id)

    @cached_property
    def unbound(self) -> list[str]:
        """The terms that stand for nothing yet."""
        return sorted({term for _key, term in mentions(self.body)} - self.bound.keys())

    def questions(self, part: Part) -> list[str]:
        """The instructions to the author in the text of a part that is drawn: they wait for its words."""
        return [term for term in terms_in(self.page.text(part)[0]) if is_question(self.bound.get(term))]

    @property
    def is_ready(self) -> bool:
        """Nothing keeps the version from being sent to review."""
        return not self.lacks and not self.unanswered

    @property
    def title(self) -> str:
        """The job title in the profile's own language."""
        return next((part["text"].get(self.source, "") for part in self.body if part["kind"] == "title"), "")

    @property
    def codes(self) -> list[str]:
        """The level codes, in order."""
        return levels(self.body)

    def inside(self, key: str, kind: str) -> Body:
        """The parts of one kind in a parent, in order."""
        return [part for part in self.below.get(key, []) if part["kind"] == kind]

    def twins(self, locale: str) -> dict[str, int]:
        """How many items are current, stale and missing in a language; text without a place does not count."""
        return content.twin_summary([part for part in self.body if part["kind"] != "unplaced"], self.source, locale)

    def state(self, part: Part, locale: str) -> str:
        """How the text in `locale` stands to the source: source, current, stale or missing."""
        return content.twin_state(part, self.source, locale)

    def element(self, part: Part, locale: str = "") -> str:
        """The id of the element that draws the part in a language."""
        locale = locale or self.locale
        return f"p-{part['key']}" if locale == self.source else f"p-{part['key']}-{locale}"

    def after(self, body: Body, me: Me, *, can_undo: bool = True) -> Sheet:
        """The same page after this person's change."""
        return replace(self, body=body, changed_at=clock.now(), changed_by=me.name, can_undo=can_undo)


def read(dossier: Dossier, me: Me, *, locale: str, twin: str = "", whole: bool = False) -> Sheet | None:
    """The draft of a profile, or None. `whole` brings the imported text along, `twin` the version in force."""
    mine = exists().where(DraftChange.draft_id == Draft.id, DraftChange.person_id == me.id)
    setting = select(settings.Setting.value).where(settings.Setting.name == "needed_locales").scalar_subquery()
    unanswered = (
        select(func.count()).select_from(Remark)
        .where(Remark.document_id == Draft.document_id, Remark.kind == RemarkKind.REQUEST, Remark.answer.is_(None))
        .scalar_subquery()
    )
    columns: list[Any] = [
        Draft.id, Draft.body, Draft.changed_at, Person.name, mine.label("mine"), setting.label("needed"),
        ImportedProfile.not_stated, unanswered.label("unanswered"),
    ]
    query = (
        select(*columns)
        .outerjoin(Person, Person.id == Draft.changed_by_id)
        .outerjoin(ImportedProfile, ImportedProfile.document_id == Draft.document_id)
        .where(Draft.id == dossier.draft_id)
    )
    if whole:
        query = query.outerjoin(ImportSource, ImportSource.id == ImportedProfile.source_id)
        query = query.add_columns(ImportSource.name.label("source_name"), ImportSource.at, ImportSource.lines)
    if twin:
        query = query.outerjoin(
            Snapshot, and_(Snapshot.document_id == Draft.document_id, Snapshot.number == dossier.in_force)
        ).add_columns(Snapshot.body.label("in_force"), Snapshot.shape)
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    needed = dossier.locales
    if needed is None:
        needed = settings.DEFAULTS["needed_locales"] if row.needed is None else row.needed
    return Sheet(
        profile_id=dossier.id, draft_id=row.id, source=dossier.locale, locale=locale, twin=twin,
        needed=tuple(one for one in needed if one != dossier.locale), body=content.loads(row.body),
        changed_at=row.changed_at, changed_by=row.name or "", can_undo=row.mine, imported=row.not_stated is not None,
        not_stated=frozenset(NOT_STATED.get(code, code) for code in row.not_stated or ()),
        text_source=Source(row.source_name, row.at, row.lines) if whole and row.lines is not None else None,
        in_force=content.loads(row.in_force, row.shape) if twin and row.in_force else None,
        unanswered=row.unanswered, unit_id=dossier.unit_id,
    )


def region_of(body: Body, key: str) -> str:
    """The region of the page that draws a part: a section by its kind, or `area:KEY` for what stands in an area."""
    part = content.get(body, key)
    inner = part
    while part["in"]:
        part = content.get(body, part["in"])
    if part["kind"] in MATRIX:
        return "criterion"
    return f"area:{part['key']}" if part["kind"] == "area" and inner is not part else part["kind"]


def touched(before: Body, after: Body) -> list[str]:
    """The regions that an edit changed, in no particular order; a whole list of areas stands for each of its areas."""
    patch = content.difference(before, after)
    found: set[str] = set()
    for key in {entry["key"] for entry in patch["parts"]} | set(patch["moved"]):
        for body in (before, after):
            if content.find(body, key):
                found.add(region_of(body, key))
    if "area" in found or any(name.startswith("area:") and not content.find(after, name[5:]) for name in found):
        found = {name for name in found if not name.startswith("area:")} | {"area"}
    return sorted(found)
