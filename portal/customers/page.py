"""What the page of a customer draws: the whole page asks the database at once, one part only for itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import literal, null, select, union_all
from sqlalchemy.orm import aliased

from portal.core import clock, i18n
from portal.core.alphabet import sort_key
from portal.core.hx import is_partial, render
from portal.core.together import Part, ask, side_by_side
from portal.customers import panels, revenue
from portal.customers.models import Branch, Contact, ContactLevel, Contributor, Portfolio
from portal.customers.policy import CustomerFile
from portal.people.me import Me
from portal.people.models import FOREVER, Person

RANK = {level: rank for rank, level in enumerate(ContactLevel)}
PARTS = ("facts", "sites", "ownership", "contributors")


@dataclass
class Editing:
    """A form that stands open in a part of the page. `code` says what it is for, `row_id` of which row."""

    part: str
    code: str
    form: Any
    row_id: int | None = None

    def on(self, code: str, row_id: int | None = None) -> bool:
        """Whether this is the form of that row."""
        return self.code == code and self.row_id == row_id


@dataclass(frozen=True)
class Site:
    """A branch with the contacts there; `branch` is None for those of the customer as a whole."""

    branch: Any
    contacts: list[Any]


@dataclass(frozen=True)
class Stretch:
    """Who owned it or contributes to it, from-to. `ends` is None while no end is in sight."""

    id: int
    kind: str  # owner or contributor
    person_id: int
    name: str
    partner_name: str | None
    starts: date
    ends: date | None

    @property
    def phase(self) -> str:
        """Past, now or coming."""
        day = clock.today()
        return "coming" if self.starts > day else "past" if self.ends is not None and self.ends < day else "now"


class CustomerPage:
    """A customer as its page shows it to one person."""

    def __init__(self, me: Me, file: CustomerFile, editing: Editing | None = None) -> None:
        self.me, self.file, self.editing = me, file, editing

    def open(self, code: str, row_id: int | None = None) -> Any:
        """The form that stands open for this, or None."""
        return self.editing.form if self.editing and self.editing.on(code, row_id) else None

    def load(self) -> None:
        """Ask for all that the whole page draws at once."""
        self._sites, self._people, self._figures, self._panels = side_by_side(
            [self._asking_sites(), self._asking_people(), self._asking_figures(), panels.built(self.me, self.file)]
        )

    def _asking_sites(self) -> Part:
        found = yield {
            "branches": select(*Branch.__table__.c).where(Branch.customer_id == self.file.id),
            "contacts": select(*Contact.__table__.c).where(Contact.customer_id == self.file.id),
        }
        locale = i18n.current()
        return (
            sorted(found["branches"], key=lambda row: sort_key(row.name, locale)),
            sorted(
                found["contacts"],
                key=lambda row: (RANK.get(row.level, len(RANK)), sort_key(row.name, locale), row.id),
            ),
        )

    @cached_property
    def _sites(self) -> tuple[list[Any], list[Any]]:
        """Branches and contacts: rows with the columns of `Branch` and `Contact`."""
        return ask(self._asking_sites())

    @property
    def _branches(self) -> list[Any]:
        return self._sites[0]

    @property
    def _contacts(self) -> list[Any]:
        return self._sites[1]

    @cached_property
    def branches(self) -> list[Any]:
        """Those that run, by name."""
        return [row for row in self._branches if not _over(row)]

    @cached_property
    def sites(self) -> list[Site]:
        """The customer as a whole, then each branch that runs; contacts by level, the strategic first."""
        running = {branch.id for branch in self.branches}
        by_branch = defaultdict(list)
        for contact in self._contacts:
            if not _over(contact):
                by_branch[contact.branch_id if contact.branch_id in running else None].append(contact)
        return [Site(None, by_branch[None]), *(Site(branch, by_branch[branch.id]) for branch in self.branches)]

    @cached_property
    def ended(self) -> tuple[list[Any], list[Any]]:
        """Branches and contacts that are no longer there."""
        return [row for row in self._branches if _over(row)], [row for row in self._contacts if _over(row)]

    @cached_property
    def branch_names(self) -> dict[int, str]:
        """What every branch is called."""
        return {row.id: row.name for row in self._branches}

    @cached_property
    def _people(self) -> list[Stretch]:
        return ask(self._asking_people())

    def _asking_people(self) -> Part:
        owner, partner = aliased(Person), aliased(Person)
        owned = (
            select(
                Portfolio.id, literal("owner").label("kind"), owner.id.label("person_id"), owner.name,
                partner.name.label("partner"), Portfolio.starts, Portfolio.ends,
            )
            .join(owner, owner.id == Portfolio.owner_id)
            .outerjoin(partner, partner.id == Portfolio.partner_id)
            .where(Portfolio.customer_id == self.file.id)
        )
        contributed = (
            select(
                Contributor.id, literal("contributor"), Person.id, Person.name, null(), Contributor.starts,
                Contributor.ends,
            )
            .join(Person, Person.id == Contributor.person_id)
            .where(Contributor.customer_id == self.file.id)
        )
        found = [
            Stretch(*row[:-1], ends=None if row.ends == FOREVER else row.ends)
            for row in (yield {"people": union_all(owned, contributed)})["people"]
        ]
        return sorted(found, key=lambda one: one.starts, reverse=True)

    @property
    def owners(self) -> list[Stretch]:
        """Owners of all times, the latest first."""
        return [one for one in self._people if one.kind == "owner"]

    @property
    def contributors(self) -> list[Stretch]:
        """Who contributes today, by name."""
        found = [one for one in self._people if one.kind == "contributor" and one.phase == "now"]
        return sorted(found, key=lambda one: sort_key(one.name, i18n.current()))

    def _asking_figures(self) -> Part:
        found = yield {"turnover": revenue.three_years(self.file.id), "latest": revenue.newest(self.file.id)}
        return revenue.history(found["turnover"]), revenue.latest(found["latest"])

    @cached_property
    def _figures(self) -> tuple[Any, Any]:
        return ask(self._asking_figures())

    @property
    def turnover(self) -> list[revenue.Currencies]:
        """Turnover per currency."""
        return self._figures[0]

    @property
    def latest(self) -> tuple[list[revenue.Dated], list[revenue.Dated]]:
        """The latest scores and orders."""
        return self._figures[1]

    @cached_property
    def _panels(self) -> list[tuple[panels.Panel, Any]]:
        return ask(panels.built(self.me, self.file))

    def panels(self, before: int, after: int = -1) -> list[tuple[str, Any]]:
        """(template, context) of what other packages show here, between two places."""
        return [(one.template, context) for one, context in self._panels if after < one.order <= before]


def _over(row: Any) -> bool:
    return row.ended_on is not None and row.ended_on < clock.today()


def draw(page: CustomerPage, *, fragment: str = "", status: int = 200, toast: str = "") -> Any:
    """The page, or one part of it for htmx."""
    if not (fragment and is_partial()):
        page.load()
    return render(
        "customers/show.html", fragment=fragment, status=status, toast=toast, page=page, file=page.file,
        editing=page.editing, today=clock.today(), years=revenue.years(),
    )
