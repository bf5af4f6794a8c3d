"""Obligations follow the duties and the organisation: opened, handed over, paused, ended. Never settled here.

Everything is worked out from dated facts, so a late run opens what a timely one would have opened, and a second one
nothing. One at a time: two that look at the same moment would open the same one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import exists, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from portal.core import clock, settings
from portal.core.audit import record_many
from portal.core.db import db
from portal.core.working_days import last_working_day, working_days
from portal.duties import holding, rhythms, settling, telling, windows
from portal.duties.models import Duty, Obligation, Standing, Waiver
from portal.duties.norm import named_roles
from portal.duties.owing import Owed, Owing
from portal.duties.periods import A_DAY
from portal.duties.policy import KIND
from portal.duties.rhythms import Home
from portal.profiles.duty import Per

LOOKED = "duties_looked"  # how far the clock has looked
FARTHEST = 366  # days: a clock that stood still longer opens no more of the past
LOCK = 7263
CHANGING = ("owner_id", "unit_id", "country", "due", "asks_from", "asks_until", "standing", "away")
BECAME = {
    Standing.PAUSED: "obligation_paused",
    Standing.ENDED: "obligation_ended",
    Standing.WAIVED: "obligation_waived",
}
Values = dict[str, Any]


def one_at_a_time() -> None:
    """Wait for whoever changes obligations just now, until the end of the open `write()`."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))


def is_free() -> bool:
    """Whether nobody changes obligations just now; if so, nobody else does until the end of the open `write()`.

    For changes of something else that obligations follow: they hold rows that the clock may wait for, so they never
    wait for the clock. It looks again when they are done.
    """
    if db.engine.dialect.name != "postgresql":
        return True
    return bool(db.session.scalar(text(f"SELECT pg_try_advisory_xact_lock({LOCK})")))


def bring_up_to_date(day: date | None = None, people: Collection[int] | None = None) -> int:
    """Open what is owed and let what stands follow, inside an open `write()`; returns how many rows are new or changed.

    Looks at every window that runs on `day` (today) or ran since the clock last looked; with `people` only at what is
    owed by or about one of them. The number of questions does not depend on how much there is. Safe to run twice.
    """
    day = day or clock.today()
    one_at_a_time()
    stored = select(Duty).where(Duty.per != Per.CUSTOMER).execution_options(populate_existing=True)
    duties = list(db.session.scalars(stored))  # as stored: projecting changes rows beside the session
    if not duties:
        return 0
    since = _since(day)
    named = named_roles(duties)
    roles = {role_id for found in named.values() for role_id in found}
    organisation = holding.load({one.role_id for one in duties}, roles, since)
    owing = Owing(duties, organisation, rhythms.load(), named)
    rows = _held(day, since, people)
    held = {(row.document_id, row.part_key, row.about_id, row.starts, row.ends): row for row in rows}
    owed = {
        (one.duty.document_id, one.duty.part_key, one.about_id, *one.window): one
        for one in owing.windows(since, day, people)
        if people is None or one.owner_id in people or one.about_id in people
    }
    # Beside what began on the same day only what goes on longer opens: the interval became rarer.
    begun = {key[:4]: row.ends for key, row in sorted(held.items()) if row.standing is not Standing.ENDED}
    opens = [one for key, one in owed.items() if key not in held and begun.get(key[:4], date.min) < key[4]]
    new = [_opened(organisation, one, day) for one in opens]
    changes = [
        (row, change)
        for key, row in held.items()
        if not row.done and (change := _followed(owing, row, day, reopens=key in owed))
    ]
    telling.tell(_first(one, values) for one, values in zip(opens, new, strict=True))
    _insert(new)
    _change(changes)
    return len(new) + len(changes)


def _since(day: date) -> date:
    """The day of the last look, or `day` itself where nobody looked yet."""
    looked = (settings.kept(LOOKED) or {}).get("day")
    if looked is None:
        return day
    return max(min(date.fromisoformat(looked), day), date.fromordinal(day.toordinal() - FARTHEST))


def _held(day: date, since: date, people: Collection[int] | None) -> list[Any]:
    """The obligations that may change, and those of windows since the last look; with `done` (an event settles it) and
    `waived` (somebody said why it is not needed).
    """
    columns = (
        Obligation.id, Obligation.document_id, Obligation.part_key, Obligation.owner_id, Obligation.about_id,
        Obligation.unit_id, Obligation.country, Obligation.starts, Obligation.ends, Obligation.due,
        Obligation.asks_from, Obligation.asks_until, Obligation.standing, Obligation.away, Obligation.rev,
        settling.is_done().label("done"), exists().where(Waiver.obligation_id == Obligation.id).label("waived"),
    )  # fmt: skip
    query = select(*columns).where(or_(Obligation.asks_until >= day, Obligation.ends >= since))
    if people is not None:
        query = query.where(Obligation.owner_id.in_(people) | Obligation.about_id.in_(people))
    return list(db.session.execute(query))


def _opened(organisation: holding.Organisation, one: Owed, day: date) -> Values:
    """The columns of a new obligation."""
    home = organisation.home(one.about_id, min(day, one.window[1]))
    return {
        "duty_id": one.duty.id, "document_id": one.duty.document_id, "part_key": one.duty.part_key, "by": one.duty.by,
        "owner_id": one.owner_id, "about_id": one.about_id, "unit_id": home.unit_id, "country": home.country,
        "starts": one.window[0], "ends": one.window[1], "opened_at": clock.now(), "rev": 1,
        **_dated(organisation, one.owner_id, one.about_id, home.country, one.window),
    }  # fmt: skip


def _first(one: Owed, values: Values) -> telling.First:
    """What its owner hears of it, where it is the first of its duty."""
    return telling.First(one.duty, one.owner_id, max(one.duty.starts, one.window[0]), values["due"])


def _dated(
    organisation: holding.Organisation, owner_id: int, about_id: int, country: str | None, window: windows.Window
) -> Values:
    """What absence leaves of a window: when it is due and asked, and whether it pauses."""
    (starts, ends), every = window, windows.every_of(*window)
    absent = organisation.absent(owner_id, about_id)
    days = len(working_days(starts, ends, country))
    away = days - len(working_days(starts, ends, country, absent))
    due = last_working_day(starts, ends, country, absent)
    return {
        "due": due, "asks_from": windows.asks_from(every, starts, due), "away": away,
        "asks_until": windows.asks_until(every, starts),
        "standing": Standing.PAUSED if 2 * away > days else Standing.OWED,
    }  # fmt: skip


def _followed(owing: Owing, row: Any, day: date, *, reopens: bool) -> Values | None:
    """What a row that nothing settled becomes, in the columns that change; None where it stays as it is."""
    if row.standing is Standing.ENDED and not reopens:
        return None
    values = {name: getattr(row, name) for name in CHANGING}
    values |= _owner(owing, row, day)
    if row.waived:  # why it is not needed goes along to who leads the seller now
        if values["standing"] is Standing.OWED:
            values["standing"] = Standing.WAIVED
    elif values["standing"] is not Standing.ENDED:
        window = (row.starts, row.ends)
        asks_until = values["asks_until"]
        values |= _dated(owing.organisation, values["owner_id"], row.about_id, values["country"], window)
        values["asks_until"] = min(asks_until, values["asks_until"])
    return values if any(values[name] != getattr(row, name) for name in CHANGING) else None


def _owner(owing: Owing, row: Any, day: date) -> Values:
    """Who owes it now. A window that runs follows the seller to who leads them now, or ends with nobody there; one that
    is over stays with who missed it, and is no longer asked of who has nothing to do with it any more.
    """
    owners = owing.owners((row.document_id, row.part_key), row.about_id, day)
    is_theirs = row.owner_id in owners
    if row.ends < day:
        until = row.asks_until if is_theirs else min(row.asks_until, day - A_DAY)
        return {"asks_until": until, "standing": Standing.OWED}
    if not owners:
        return {"standing": Standing.ENDED}
    home: Home = owing.organisation.home(row.about_id, day)
    owner_id = row.owner_id if is_theirs else owing.first(owners)
    return {"owner_id": owner_id, "unit_id": home.unit_id, "country": home.country, "standing": Standing.OWED}


def _insert(rows: list[Values]) -> None:
    """Open these; one that stands there already stays."""
    if not rows:
        return
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    db.session.execute(dialect.insert(Obligation).on_conflict_do_nothing(), rows)


def _change(changes: list[tuple[Any, Values]]) -> None:
    """Store what changed, and leave a trace of it."""
    if not changes:
        return
    db.session.execute(update(Obligation), [{"id": row.id, "rev": row.rev + 1, **values} for row, values in changes])
    record_many(KIND, [trace for row, values in changes for trace in _traces(row, values)])


def _traces(row: Any, values: Values) -> Iterator[tuple[str, int, Values]]:
    """What the history says of a change: (code, id, data)."""
    if values["owner_id"] != row.owner_id:
        yield "obligation_handed_over", row.id, {"person": values["owner_id"]}
    if values["standing"] != row.standing:
        yield BECAME.get(values["standing"], "obligation_resumed"), row.id, {}
