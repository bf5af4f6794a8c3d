"""Who owes a duty about whom on a day, and since when: out of the versions of the duty and the organisation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from portal.core.working_days import last_working_day, working_days
from portal.duties.holding import Organisation, in_force
from portal.duties.models import Duty
from portal.duties.periods import A_DAY, Periods, around, common, merged
from portal.duties.rhythms import WITH_RHYTHM, Rhythms
from portal.duties.settling import ABOUT_SELLERS
from portal.duties.windows import A_YEAR, Window, asks_from, between, every_of
from portal.duties.windows import window as containing
from portal.profiles.duty import Every, Per

Key = tuple[int, str]  # document and part: a duty through all its versions


def _is_rarer(every: Every, other: Every) -> bool:
    return A_YEAR[every] < A_YEAR[other]


@dataclass(frozen=True)
class Owed:
    """A window that is owed: by whom, about whom, by which version of the duty."""

    duty: Duty
    owner_id: int
    about_id: int
    every: Every
    window: Window


class Owing:
    """Answers for one look at the organisation; asks the database nothing."""

    def __init__(
        self, duties: Iterable[Duty], organisation: Organisation, rhythms: Rhythms,
        named: Mapping[int, Collection[int]],
    ) -> None:  # fmt: skip
        """`named` gives the roles that the text of a version names as its sellers, by the id of the duty."""
        self.organisation, self.rhythms, self.named = organisation, rhythms, named
        self._known: dict[tuple[int, int, date], dict[int, Periods]] = {}
        self._sells: dict[tuple[int, int, date], bool] = {}
        self.versions: dict[Key, list[Duty]] = defaultdict(list)
        for duty in sorted(duties, key=lambda one: (one.starts, one.number)):
            self.versions[duty.document_id, duty.part_key].append(duty)
        self.holds = {
            key: merged((one.starts, one.ends) for one in versions) for key, versions in self.versions.items()
        }

    def version(self, key: Key, day: date) -> Duty | None:
        """The version of a duty that holds on a day."""
        return in_force(self.versions.get(key, []), day)

    def owners(self, key: Key, about_id: int, day: date) -> list[int]:
        """Who owes it about this person on a day; nobody where the duty does not hold, or not for this person."""
        version = self.version(key, day)
        if version is None:
            return []
        if version.per is Per.ONCE:
            held = self.organisation.holding(version.role_id, about_id)
            return [about_id] if around(held, day) else []
        return [over for over, periods in self._over(version, about_id, day).items() if around(periods, day)]

    def since(self, version: Duty, about_id: int, day: date) -> date | None:
        """Since when, without a break until this day, somebody owes it about the person; None where nobody does."""
        if version.per is Per.ONCE:
            found = around(self.organisation.holding(version.role_id, about_id), day)
        else:
            periods = self._over(version, about_id, day).values()
            found = around(merged(one for over in periods for one in over), day)
        return found[0] if found else None

    def windows(self, since: date, until: date, people: Collection[int] | None = None) -> Iterator[Owed]:
        """Every window that shares a day with a period and is owed, as it stands on its last day or on `until`.

        With `people` only what is about one of them, or about somebody whom one of them leads.
        """
        wanted = None if people is None else self._with_led(people)
        for key, versions in self.versions.items():
            for every in self._everies(versions):
                for window in between(every, since, until):
                    yield from self._in_window(key, every, window, min(until, window[1]), wanted)

    def _everies(self, versions: list[Duty]) -> list[Every]:
        found = {one.every for one in versions}
        for one in versions:
            if one.per is Per.SELLER and one.by in WITH_RHYTHM:
                found |= self.rhythms.everies(one.by)
        return sorted(found)

    def _with_led(self, people: Collection[int]) -> set[int]:
        return {*people, *(led for over in people for led in self.organisation.under.get(over, ()))}

    def _in_window(
        self, key: Key, every: Every, window: Window, day: date, wanted: set[int] | None
    ) -> Iterator[Owed]:  # fmt: skip
        now, running = self.version(key, day), around(self.holds[key], day)
        if now is None or running is None:
            return
        begins = max(window[0], running[0])  # the version of then says how often
        then = self.version(key, begins)
        if then is None:
            return
        for about_id in self._people(now, wanted):
            since = self.since(now, about_id, day)
            if since is None:
                continue
            version, asked = then, self._every(then, about_id, begins, max(begins, since))
            if asked is not every:
                turned = self._turned(key, about_id, every, (begins, day)) if _is_rarer(every, asked) else None
                if turned is None:
                    continue
                version = now
            if asked is every or since >= turned:
                is_owed = self._in_time(max(since, running[0]), window, about_id, day)
            else:
                is_owed = self._leaves_room(key, about_id, turned, window)
            if is_owed:
                yield Owed(version, self.first(self.owners(key, about_id, day)), about_id, every, window)

    def first(self, owners: list[int]) -> int:
        """Of several who lead together, always the same one."""
        return min(owners)

    def _people(self, version: Duty, wanted: set[int] | None) -> list[int]:
        """Everybody whom it could be about, of those wanted."""
        holders = self.organisation.holders.get(version.role_id, set())
        if version.per is not Per.ONCE:
            holders = {person for over in holders for person in self.organisation.under.get(over, ())}
        return sorted(holders if wanted is None else holders & wanted)

    def _every(self, version: Duty, about_id: int, begins: date, day: date) -> Every:
        """The interval of a window that begins on a day: the profile's, or that of a rhythm where the person worked.

        `day` is that one, or a later one on which the person came: then it is the rhythm of where they came.
        """
        if version.per is not Per.SELLER or version.by not in WITH_RHYTHM:
            return version.every
        home = self.organisation.home(about_id, day)
        rhythm = self.rhythms.at(version.by, about_id, home, begins)
        return rhythm.every if rhythm else version.every

    def _cadence(self, key: Key, about_id: int, day: date) -> Every | None:
        """How often it is asked on a day."""
        version = self.version(key, day)
        return self._every(version, about_id, day, day) if version else None

    def _turned(self, key: Key, about_id: int, every: Every, days: Window) -> date | None:
        """Since when, without a break until the last of these days, it is asked this often; None where it is not, or
        was so from their first day.
        """
        if self._cadence(key, about_id, days[1]) is not every:
            return None
        changes = {one.starts for one in self.versions[key]} | self.organisation.moves(about_id)
        changes |= self.rhythms.changes(self.versions[key][-1].by)
        inside = sorted((day for day in changes if days[0] < day <= days[1]), reverse=True)
        return next((day for day in inside if self._cadence(key, about_id, day - A_DAY) is not every), None)

    def _leaves_room(self, key: Key, about_id: int, turned: date, window: Window) -> bool:
        """A window that had begun when the cadence became its own: the last one of before is over before it asks."""
        before = self._cadence(key, about_id, turned - A_DAY)
        country = self.organisation.home(about_id, turned).country
        asks = asks_from(every_of(*window), window[0], last_working_day(*window, country))
        return before is None or containing(before, turned - A_DAY)[1] < asks

    def _in_time(self, since: date, window: Window, about_id: int, day: date) -> bool:
        """It was owed from the beginning, or at least half of the working days were still to come."""
        starts, ends = window
        if since <= starts:
            return True
        country = self.organisation.home(about_id, day).country
        return 2 * len(working_days(since, ends, country)) >= len(working_days(starts, ends, country))

    def _over(self, version: Duty, seller_id: int, day: date) -> dict[int, Periods]:
        """Who owes this version about the seller, with the days; worked out once for each day."""
        asked = (version.id, seller_id, day)
        if asked not in self._known:
            self._known[asked] = self._worked_out(version, seller_id, day)
        return self._known[asked]

    def _worked_out(self, version: Duty, seller_id: int, day: date) -> dict[int, Periods]:
        organisation = self.organisation
        agreed = self._agreed(version, seller_id, day)
        holders = organisation.holders.get(version.role_id, set()) if agreed else set()
        found: dict[int, Periods] = {}
        for over in organisation.leaders.get(seller_id, set()) & holders:
            days = common(organisation.led[over, seller_id], organisation.holding(version.role_id, over))
            if self._has_sellers(version, over, day):
                days = common(days, organisation.selling(seller_id, self.named.get(version.id, ())))
            found[over] = organisation.here(seller_id, common(days, agreed))
        return found

    def _has_sellers(self, version: Duty, over: int, day: date) -> bool:
        """Somebody whom this person leads that day sells; where nobody does, it is about all of them."""
        asked, named = (version.id, over, day), self.named.get(version.id, ())
        if asked not in self._sells:
            organisation = self.organisation
            self._sells[asked] = any(
                around(organisation.led[over, person], day) and around(organisation.selling(person, named), day)
                for person in organisation.under.get(over, ())
            )
        return self._sells[asked]

    def _agreed(self, version: Duty, seller_id: int, day: date) -> Periods:
        """The days on which the seller's country has agreed to coaching, for what is coaching."""
        if version.by not in ABOUT_SELLERS:
            return [(date.min, date.max)]
        country = self.organisation.home(seller_id, day).country
        return self.organisation.agreed.get(country or "", [])
