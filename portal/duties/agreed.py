"""The rhythms that hold for one person instead of what the profiles say, and why: both read it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.together import together
from portal.duties import rhythms
from portal.duties.models import Rhythm
from portal.duties.rhythms import NOWHERE, Held, Rhythms
from portal.people.models import Person, Unit
from portal.profiles.duty import Every, SettledBy
from portal.profiles.names import country_name

HELD = 8  # columns of `Held`


@dataclass(frozen=True)
class Agreed:
    """A rhythm in force: what comes back how often, for whom it was set, by whom, since when and why."""

    by: SettledBy
    every: Every
    unit: str | None
    country: str | None
    starts: date
    reason: str
    set_by: str

    @property
    def whom(self) -> str:
        """For whom it was set, where not for one seller: the team or the country."""
        return self.unit or (country_name(self.country) if self.country else "")


def asking(person_id: int) -> dict[str, Select[Any]]:
    """The questions, for `together`; `read` makes the answer."""
    day, unit, setter = clock.today(), aliased(Unit), aliased(Person)
    one = select(Person.id).where(Person.id == person_id)
    held = rhythms.asking_for(one, day).add_columns(unit.name.label("unit"), Rhythm.reason, setter.name.label("set_by"))
    held = held.outerjoin(unit, unit.id == Rhythm.unit_id).join(setter, setter.id == Rhythm.set_by_id)
    return {"rhythms": held, "homes": rhythms.asking_homes([person_id], day)}


def read(found: dict[str, list[Any]], person_id: int, wanted: Collection[tuple[SettledBy, date]]) -> list[Agreed]:
    """The rhythms that windows of these kinds follow which begin on these days, each once, in the order given."""
    rows = {row.id: row for row in found["rhythms"]}
    known = Rhythms(Held(*row[:HELD]) for row in found["rhythms"])
    home = rhythms.homes_in(found["homes"]).get(person_id, NOWHERE)
    held = [known.at(by, person_id, home, day) for by, day in wanted]
    ids = dict.fromkeys(one.id for one in held if one is not None)
    return [
        Agreed(row.by, row.every, row.unit, row.country, row.starts, row.reason, row.set_by)
        for row in (rows[rhythm_id] for rhythm_id in ids)
    ]


def of_window(person_id: int, by: SettledBy, starts: date) -> Agreed | None:
    """The rhythm that one window follows; one question."""
    if by not in rhythms.WITH_RHYTHM:
        return None
    return next(iter(read(together(**asking(person_id)), person_id, [(by, starts)])), None)
