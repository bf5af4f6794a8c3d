"""Which contact makes which planned one (spec 2): a contact that was held within the window, each for one only.

A planned contact held within its own window makes itself. Else another contact with the same customer by the same
channel does, at the same branch when the agreement names one, whoever held it. Contacts are given out so that as many
planned ones as possible are made; where they do not suffice, those due first go first. Kept in `made_by_id`, so that
figures are plain SELECTs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import or_, select, update

from portal.core.db import db
from portal.visits.models import Visit, VisitState

FACTS = (
    Visit.id, Visit.customer_id, Visit.channel, Visit.branch_id, Visit.state, Visit.day, Visit.due, Visit.window_from,
    Visit.window_to, Visit.ended_on, Visit.made_by_id,
)  # fmt: skip


def settle(customer_ids: Collection[int]) -> None:
    """Let `made_by_id` of all planned contacts with these customers be right, inside the open `write()`."""
    if not customer_ids:
        return
    db.session.flush()
    rows = db.session.execute(
        select(*FACTS)
        .where(Visit.customer_id.in_(customer_ids), or_(Visit.state == VisitState.HELD, Visit.due.is_not(None)))
        .order_by(Visit.customer_id, Visit.id)
    ).all()
    other = {}
    for _customer, some in groupby(rows, key=lambda row: row.customer_id):
        of_customer = list(some)
        made = makers(of_customer)
        other |= {
            row.id: made.get(row.id) for row in of_customer
            if row.due is not None and row.made_by_id != made.get(row.id)
        }  # fmt: skip
    if not other:
        return
    db.session.execute(update(Visit), [{"id": id_, "made_by_id": maker} for id_, maker in other.items()])
    for loaded in [one for one in db.session.identity_map.values() if isinstance(one, Visit) and one.id in other]:
        db.session.expire(loaded, ["made_by_id"])


def makers(rows: Sequence[Any]) -> dict[int, int]:
    """By the id of each planned contact that was made the id of the one that made it; `rows` are of one customer."""
    there = [row for row in rows if row.ended_on is None]
    asked = [row for row in there if row.due is not None]
    own = {
        row.id: row.id for row in asked
        if row.state is VisitState.HELD and row.window_from <= row.day <= row.window_to
    }  # fmt: skip
    held = [row for row in there if row.state is VisitState.HELD and row.id not in own]
    open_ = sorted((row for row in asked if row.id not in own), key=lambda row: (row.due, row.id))
    return own | _Giving(held).give(open_)


class _Giving:
    """The contacts to give out: in lines by day, one for each channel and one for each branch in it.

    All lines lie behind one another in `at` (place -> contact), so the contacts that fit a planned one are the places
    from a first to a last one. A contact with a branch has two places. `free` and `seen` lead from a place to the next
    one that was not struck, past any number of others at once; thus no search looks at a contact twice.
    """

    def __init__(self, held: Sequence[Any]) -> None:
        lines: dict[tuple[Any, int | None], list[Any]] = {}
        for row in sorted(held, key=lambda row: (row.day, row.id)):
            for branch_id in dict.fromkeys((None, row.branch_id)):
                lines.setdefault((row.channel, branch_id), []).append(row)
        self.at: list[int] = []
        self.places: dict[int, list[int]] = {row.id: [] for row in held}
        self.lines = {}
        for key, some in lines.items():
            self.lines[key] = (len(self.at), [row.day for row in some])
            for row in some:
                self.places[row.id].append(len(self.at))
                self.at.append(row.id)
        self.free = list(range(len(self.at) + 1))
        self.hopeful = self.free.copy()  # without those from which no search will find a free one any more

    def give(self, planned: Sequence[Any]) -> dict[int, int]:
        """By planned contact the one that makes it. Nobody who has a contact ever loses it altogether, so those who
        come first go first, and a number that is less than possible would leave a way to one more.
        """
        self.fit = {row.id: self._fitting(row) for row in planned}
        self.maker: dict[int, int] = {}
        self.taken: dict[int, int] = {}
        for row in planned:
            self._search(row.id)
        return self.maker

    def _fitting(self, row: Any) -> tuple[int, int]:
        begin, days = self.lines.get((row.channel, row.branch_id), (0, []))
        return begin + bisect_left(days, row.window_from), begin + bisect_right(days, row.window_to)

    def _search(self, wanting: int) -> None:
        """Find a contact for a planned one, if need be by giving others another one than they have."""
        seen, through = None, {}
        waiting = deque([wanting])
        while waiting:
            one = waiting.popleft()
            first, end = self.fit[one]
            if (place := _next(self.free, first)) < end:
                self._hand_on(one, self.at[place], through)
                return
            seen = self.hopeful.copy() if seen is None else seen
            while (place := _next(seen, first)) < end:
                contact = self.at[place]
                self._strike(seen, contact)
                through[contact] = one
                waiting.append(self.taken[contact])
        self.hopeful = self.hopeful if seen is None else seen

    def _hand_on(self, one: int, contact: int, through: dict[int, int]) -> None:
        """Give a free contact to a planned one, what that had to the one that asked for it, and so on."""
        self._strike(self.free, contact)
        while True:
            before = self.maker.get(one)
            self.maker[one], self.taken[contact] = contact, one
            if before is None:
                return
            one, contact = through[before], before

    def _strike(self, following: list[int], contact: int) -> None:
        for place in self.places[contact]:
            following[place] = place + 1


def _next(following: list[int], place: int) -> int:
    """The first place from here on that was not struck; what is passed is shortened for the next time."""
    while following[place] != place:
        following[place] = following[following[place]]
        place = following[place]
    return place
