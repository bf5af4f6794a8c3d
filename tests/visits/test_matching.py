"""Who makes which planned contact, against trying everything out, and with more contacts than can be tried."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.visits import matching
from portal.visits.models import Channel, VisitState

START = date(2026, 1, 1)
BRANCHES = st.sampled_from([None, 1, 2])
CHANNELS = st.sampled_from([Channel.VISIT, Channel.VISIT, Channel.PHONE])


def on(step: int) -> date:
    return START + timedelta(days=step)


def contact(row_id: int, day: int, **facts: Any) -> SimpleNamespace:
    given = {"channel": Channel.VISIT, "branch_id": None, "state": VisitState.HELD, "ended_on": None, "due": None}
    return SimpleNamespace(id=row_id, day=on(day), window_from=None, window_to=None, **given | facts)


def asked(row_id: int, due: int, before: int, after: int, day: int | None = None, **facts: Any) -> SimpleNamespace:
    row = contact(row_id, due if day is None else day, **{"state": VisitState.PLANNED} | facts)
    row.due, row.window_from, row.window_to = on(due), on(due - before), on(due + after)
    return row


@st.composite
def calendars(draw: Any) -> list[SimpleNamespace]:
    day, reach = st.integers(0, 12), st.integers(0, 6)
    rows = [
        asked(
            number, draw(day), draw(reach), draw(reach), draw(day), channel=draw(CHANNELS), branch_id=draw(BRANCHES),
            state=draw(st.sampled_from([VisitState.PLANNED, VisitState.PLANNED, VisitState.HELD])),
        )
        for number in range(draw(st.integers(0, 6)))
    ]  # fmt: skip
    rows += [
        contact(10 + number, draw(day), channel=draw(CHANNELS), branch_id=draw(BRANCHES))
        for number in range(draw(st.integers(0, 6)))
    ]
    return draw(st.permutations(rows))


def makes(other: Any, row: Any) -> bool:
    at_branch = row.branch_id is None or row.branch_id == other.branch_id
    return other.channel is row.channel and at_branch and row.window_from <= other.day <= row.window_to


def tried_out(rows: list[Any]) -> set[int]:
    """The ids of those made: as many as can be, and of such sets the one with those due first."""
    planned = sorted((row for row in rows if row.due), key=lambda row: (row.due, row.id))
    own = {row.id for row in planned if row.state is VisitState.HELD and row.window_from <= row.day <= row.window_to}
    held = [row for row in rows if row.state is VisitState.HELD and row.id not in own]
    rest = [row for row in planned if row.id not in own]

    @cache
    def best(number: int, used: frozenset[int]) -> tuple[int, tuple[bool, ...]]:
        if number == len(rest):
            return 0, ()
        count, flags = best(number + 1, used)
        found = [(count, (False, *flags))]
        for other in held:
            if other.id not in used and makes(other, rest[number]):
                count, flags = best(number + 1, used | {other.id})
                found.append((count + 1, (True, *flags)))
        return max(found)

    return own | {row.id for row, made in zip(rest, best(0, frozenset())[1], strict=True) if made}


@given(rows=calendars())
@settings(max_examples=300)
def test_as_many_as_possible_are_made_and_of_those_the_ones_due_first(rows: list[Any]) -> None:
    made, by_id = matching.makers(rows), {row.id: row for row in rows}
    assert set(made) == tried_out(rows)
    assert len(set(made.values())) == len(made), "each contact makes one"
    for row_id, maker in made.items():
        assert by_id[maker].state is VisitState.HELD and (maker == row_id or makes(by_id[maker], by_id[row_id]))
    assert made == matching.makers(sorted(rows, key=lambda row: -row.id)), "in whatever order they are read"


def test_a_contact_at_a_branch_goes_where_no_other_would_do() -> None:
    rows = [asked(1, 3, 3, 2), asked(2, 4, 4, 6, branch_id=1), contact(3, 1, branch_id=1), contact(4, 2)]
    assert matching.makers(rows) == {1: 4, 2: 3}
    rows[-1] = contact(4, 8, branch_id=1)
    assert matching.makers(rows) == {1: 3, 2: 4}


def test_thousands_of_contacts_with_one_customer_are_given_out(monkeypatch: Any) -> None:
    many, looks, look = 1_500, [0], matching._next

    def counted(following: list[int], place: int) -> int:
        looks[0] += 1
        return look(following, place)

    monkeypatch.setattr(matching, "_next", counted)
    daily = [asked(number, number, 7, 7) for number in range(many)]
    held = [contact(many + number, number - 3) for number in range(many)]
    assert len(matching.makers([*daily, *held])) == many
    wide = [asked(number, number // 100, 0, many * 2) for number in range(many)]
    narrow = [asked(many + number, 20 + number, 1, 1) for number in range(many)]
    held = [contact(2 * many + number, 20 + number) for number in range(many)]
    assert set(matching.makers([*wide, *narrow, *held])) == set(range(many))
    late = [contact(3 * many + number, many + 25) for number in range(many)]
    assert len(matching.makers([*wide, *narrow, *held, *late])) == 2 * many
    assert looks[0] < 20 * many, "no search goes past what another went past"
