"""The version under discussion as its page shows it: the redline, what is said per item, and who has to do what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.documents import rounds as judged
from portal.documents.models import Kind, State
from portal.documents.rounds import Made, Said
from portal.documents.seats import seats_of
from portal.people.me import Me
from portal.profiles import rounds
from portal.profiles.changes import Changes, changes
from portal.profiles.policy import Dossier
from portal.profiles.rounds import Listed, Seat

NO_BASE = 0
OPEN_TO_REMARKS = frozenset({State.IN_REVIEW, State.CHANGES_REQUESTED})


@dataclass(frozen=True)
class Panel:
    """The bar at the bottom: where the version stands and what this person can do about it."""

    number: int
    state: State | None
    free: list[tuple[int, str]]  # seats this person may still take: (person, name)
    seat: tuple[int, str] | None  # the one the buttons are for; None after a decision, until another one is asked for
    mine: list[Made]  # what this person decided on this version, for others too
    seats: list[Seat]
    made: list[Made]
    my_requests: int
    open_requests: int
    asked_requests: int

    @property
    def others(self) -> list[tuple[int, str]]:
        """The free seats that the buttons are not for."""
        return [one for one in self.free if one != self.seat]

    @property
    def approvals(self) -> int:
        """How many reviewers approved."""
        return sum(seat.made is not None and seat.made.outcome == "approve" for seat in self.seats)

    @property
    def waiting_for(self) -> list[Seat]:
        """Who has not decided yet."""
        return [seat for seat in self.seats if seat.made is None]


@dataclass(frozen=True)
class Discussion:
    """One review page. `base` is the version compared with; NO_BASE when there is none."""

    number: int
    author: str
    author_id: int
    at: object
    note: str
    base: int
    base_why: str  # mine, in_force, or chosen
    versions: list[Listed]
    changes: Changes
    threads: dict[str, list[Said]]
    earlier: list[Said]
    astray: list[Said]
    panel: Panel
    can_remark: bool
    requests: list[Said] = field(default_factory=list)

    @property
    def chosen_base(self) -> int | None:
        """The version to compare with, for addresses: None where the reader's own choice is the one made anyway."""
        return self.base if self.base_why == "chosen" else None

    @property
    def comments(self) -> list[Said]:
        """What was said about this version without asking for a change, by others than its author."""
        rows = [row for said in self.threads.values() for row in said if row.snapshot == self.number]
        plain = (row for row in rows if row.number is None and row.author_id != self.author_id)
        return sorted(plain, key=lambda row: row.id)


def panel(me: Me, dossier: Dossier, spoken: Iterable[Said] | None = None, seat: int | None = None) -> Panel:
    """Where the version at work stands for this person; `seat` is the seat asked for."""
    number = dossier.submitted or 0
    spoken = list(spoken) if spoken is not None else judged.said(dossier.id)
    made = judged.decisions(dossier.id, number)
    asked = [row for row in spoken if row.number is not None and row.snapshot == number]
    to_answer = [row for row in spoken if row.number is not None and row.answered_in is None]
    free = seats_of(dossier.id, me, number) if dossier.state == State.IN_REVIEW and dossier.is_reviewer else []
    mine = [row for row in made if row.person_id == me.id and not row.is_publication]
    return Panel(
        number, dossier.state, free, _seat(free, seat, decided=bool(mine)), mine,
        rounds.seats(dossier.id, made), made,
        my_requests=sum(row.author_id == me.id for row in asked),
        open_requests=sum(row.is_open for row in to_answer), asked_requests=len(to_answer),
    )


def _seat(free: list[tuple[int, str]], asked: int | None, *, decided: bool) -> tuple[int, str] | None:
    """The seat the buttons are for; after a decision no other seat slips under the same finger unasked."""
    if asked is not None:
        return next((one for one in free if one[0] == asked), None)
    return None if decided or not free else free[0]


@dataclass(frozen=True)
class Silence:
    """Whom a person hears already about the version in review, and who speaks only once they have decided."""

    heard: set[int]
    waits: set[int]

    def hides(self, author_id: int | None, *, for_another: bool) -> bool:
        """Whether what this author said, perhaps in the seat of somebody absent, is not heard yet."""
        return author_id not in self.heard and (author_id in self.waits or for_another)


def silence(me: Me, dossier: Dossier) -> Silence | None:
    """What a reviewer says waits for that reviewer's decision; None for who hears everything.

    The others who review hear it at once, and everybody once the version is out of review.
    """
    if dossier.state != State.IN_REVIEW or dossier.is_reviewer:
        return None
    seats = rounds.seats(dossier.id, judged.decisions(dossier.id, dossier.submitted))
    decided = {seat.person_id for seat in seats if seat.made} | {seat.made.person_id for seat in seats if seat.made}
    return Silence({me.id, *decided}, {seat.person_id for seat in seats} - decided)


def heard(me: Me, dossier: Dossier, spoken: Iterable[Said]) -> list[Said]:
    """What this person hears already of what was said."""
    quiet = silence(me, dossier)
    return [
        row for row in spoken
        if quiet is None or row.snapshot != dossier.submitted
        or not quiet.hides(row.author_id, for_another=bool(row.on_behalf_of))
    ]


def discussion(me: Me, dossier: Dossier, *, base: int | None, locale: str, seat: int | None = None) -> Discussion:
    """Everything on the review page; `base` None compares with what this reader knows."""
    number = dossier.submitted or 0
    version = judged.version(dossier.id, number)
    listed = rounds.versions(dossier.id, published_only=False)
    base, why = _base(me, dossier, base, {row.number for row in listed})
    before = judged.version(dossier.id, base) if base else None
    compared = changes(before.body if before else None, version.body, locale=locale, source=dossier.locale)
    spoken = heard(me, dossier, judged.said(dossier.id))
    here = [row for row in spoken if row.snapshot == number or (row.number and row.answered_in in {None, number})]
    threads: dict[str, list[Said]] = {}
    for row in here:
        threads.setdefault(row.part_key, []).append(row)
    astray = [row for row in here if row.part_key and row.part_key not in compared.rows]
    return Discussion(
        number, version.author, version.author_id, version.at, judged.note_of(dossier.id, number, Kind.PROFILE), base,
        why, listed, compared, threads, [row for row in spoken if row not in here], astray,
        panel(me, dossier, spoken, seat),
        can_remark=dossier.state in OPEN_TO_REMARKS and (dossier.is_reviewer or dossier.is_hr),
        requests=[row for row in here if row.number is not None],
    )


def _base(me: Me, dossier: Dossier, wanted: int | None, numbers: set[int]) -> tuple[int, str]:
    if wanted is not None:
        return (wanted if wanted in numbers and wanted != dossier.submitted else NO_BASE), "chosen"
    earlier = [row for row in numbers if row < (dossier.submitted or 0)]
    if earlier and dossier.submitter_id == me.id:  # the author knows the version sent before
        return max(earlier), "chosen"
    mine = judged.reviewed_until(me, dossier.id)
    if mine and mine != dossier.submitted:
        return mine, "mine"
    if mine and earlier:  # already decided on this one: what changed against the version before
        return max(earlier), "chosen"
    if dossier.in_force:
        return dossier.in_force, "in_force"
    return (max(earlier), "chosen") if earlier and not dossier.is_reviewer else (NO_BASE, "first")
