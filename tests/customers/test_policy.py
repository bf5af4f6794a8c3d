"""Who is what to which customer: a table for the whole cast, and lists that agree with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from portal.core import clock
from portal.core.db import db, write
from portal.customers import policy, queries
from portal.customers.models import Contributor, Customer, Portfolio
from portal.people import line
from portal.people.models import Absence, Position
from tests.cast import Cast, absent
from tests.customers.making import NAMES, Customers, customer, yesterday

# -: stranger (404); s: sees that it exists; r: reads; c: sets the category and says who contributes;
# a: acts; h: hands over
MATRIX = {
    #            bakker slager oslo prospect unowned ended office
    "seller":   ("rca", "s", "-", "rca", "s", "rca", "-"),
    "colleague": ("rca", "rca", "-", "s", "s", "s", "-"),
    "manager":  ("rch", "rch", "-", "rch", "rcah", "rch", "-"),
    "director": ("rch", "rch", "rch", "rch", "rcah", "rch", "rcah"),
    "deputy":   ("r", "-", "-", "-", "-", "-", "s"),
    "stranger": ("-", "-", "rcah", "-", "-", "-", "-"),
    "hr":       ("-", "-", "-", "-", "-", "-", "s"),
    "hr_no":    ("-", "-", "s", "-", "-", "-", "-"),
    "admin":    ("-", "-", "-", "-", "-", "-", "s"),
}


def letters(cast: Cast, name: str, customer_id: int) -> str:
    """What one of the cast may do, in the letters of the table."""
    try:
        file = policy.find(cast.me(name), customer_id)
    except NotFound:
        return "-"
    rights = {"r": file.reads, "c": file.classifies, "a": file.acts, "h": file.steers}
    return "".join(letter for letter, held in rights.items() if held) or "s"


def test_everyone_of_the_cast_may_what_the_table_says(cast: Cast, made: Customers) -> None:
    found = {
        name: tuple(letters(cast, name, getattr(made, one)) for one in NAMES) for name in MATRIX
    }
    assert found == MATRIX


def test_lists_hold_what_the_rules_allow(cast: Cast, made: Customers) -> None:
    every = [getattr(made, one) for one in NAMES]
    for name in Cast.PEOPLE:
        me = cast.me(name)
        may = {one: letters(cast, name, one) for one in every}
        shown = {row.id: row for state in ("", "ended") for row in
                 queries.page(me, queries.Filter(scope=queries.TEAM, state=state), "nl").rows}
        assert shown.keys() == {one for one, held in may.items() if held != "-"}, name
        assert {one for one, row in shown.items() if row.reads} == {one for one, held in may.items() if "r" in held}
        assert {one for one, row in shown.items() if row.steers} == {one for one, held in may.items() if "h" in held}
        assert queries.readable_ids(me, every) == {one for one, held in may.items() if "r" in held}
        united = set(db.session.scalars(select(Customer.id).where(queries.among(policy.readable(me)))))
        assert united == queries.readable_ids(me, every)


def test_the_deputy_of_the_manager_reads_while_the_manager_is_absent(cast: Cast, made: Customers) -> None:
    assert letters(cast, "deputy", made.slager) == "-"
    absent(cast)
    assert letters(cast, "deputy", made.slager) == "r"


def test_an_absence_of_yesterday_opens_nothing(cast: Cast, made: Customers) -> None:
    with write() as session:
        session.add(Absence(person_id=cast.manager, deputy_id=cast.deputy, starts=yesterday(), ends=yesterday()))
        line.rebuild()
    assert letters(cast, "deputy", made.slager) == "-"


def test_who_owned_it_until_yesterday_is_a_teammate_now(cast: Cast, made: Customers) -> None:
    with write() as session:
        row = session.scalars(select(Portfolio).where(Portfolio.customer_id == made.bakker)).one()
        row.ends = yesterday()
        session.flush()
        session.add(Portfolio(customer_id=made.bakker, owner_id=cast.colleague, starts=clock.today()))
    assert letters(cast, "seller", made.bakker) == "s"
    assert letters(cast, "colleague", made.bakker) == "rca"


def test_who_takes_it_over_tomorrow_reads_it_today(cast: Cast, made: Customers) -> None:
    with write() as session:
        row = session.scalars(select(Portfolio).where(Portfolio.customer_id == made.oslo)).one()
        row.ends = clock.today()
        session.flush()
        tomorrow = clock.today() + timedelta(days=1)
        session.add(Portfolio(customer_id=made.oslo, owner_id=cast.seller, starts=tomorrow))
    assert letters(cast, "seller", made.oslo) == "r"
    assert letters(cast, "manager", made.oslo) == "-"


def test_a_contribution_that_ended_opens_nothing(cast: Cast, made: Customers) -> None:
    with write() as session:
        session.scalars(select(Contributor)).one().ends = yesterday()
    assert letters(cast, "deputy", made.bakker) == "-"


def test_mine_is_what_somebody_works_on(cast: Cast, made: Customers) -> None:
    def mine(name: str) -> list[int]:
        return [row.id for row in queries.page(cast.me(name), queries.Filter(), "nl").rows]

    assert mine("seller") == [made.bakker, made.prospect]
    assert mine("colleague") == [made.bakker, made.slager]
    assert mine("deputy") == [made.bakker]
    assert mine("manager") == mine("hr") == mine("admin") == []


def test_the_list_filters_and_pages_by_name(cast: Cast, made: Customers, monkeypatch: pytest.MonkeyPatch) -> None:
    me, team = cast.me("manager"), queries.Filter(scope=queries.TEAM)

    def names(**asked) -> list[str]:
        return [row.name for row in queries.page(me, replace(team, **asked), "nl").rows]

    assert names() == ["Bakker Bart", "Café de Vrije Klant", "Slagerij Sien", "Zuivel Zoetermeer"]
    assert names(text="cafe vrije") == ["Café de Vrije Klant"]
    assert len(names(text="c")) == 4  # one letter is too little to search by
    assert names(category="A") == ["Bakker Bart"]
    assert names(category="none") == names(state="prospects") == ["Zuivel Zoetermeer"]
    assert names(state="unowned") == ["Café de Vrije Klant"]
    assert names(state="ended") == ["Eindhovense Eieren"]
    assert names(owner=cast.colleague) == ["Slagerij Sien"]
    assert names(unit=cast.no) == []
    monkeypatch.setattr(queries, "PAGE", 3)
    first = queries.page(me, team, "nl")
    assert (first.previous, first.next) == (None, made.slager)
    second = queries.page(me, replace(team, after=first.next), "nl")
    assert [row.id for row in second.rows] == [made.prospect]
    assert second.next is None
    back = queries.page(me, replace(team, before=second.previous), "nl")
    assert [row.id for row in back.rows] == [row.id for row in first.rows]


def test_norwegian_names_sort_as_norwegians_expect(cast: Cast, made: Customers) -> None:
    rows = queries.page(cast.me("director"), queries.Filter(scope=queries.TEAM), "nb").rows
    assert rows[-1].id == made.oslo


def test_the_units_somebody_leads_are_offered_as_a_tree(cast: Cast) -> None:
    names = [(name, depth) for _id, name, depth in queries.led_units(cast.me("director"), "nl")]
    assert names[:2] == [("Noordvang", 0), ("Nederland", 1)]
    assert queries.led_units(cast.me("seller"), "nl") == []


def test_who_sells_or_leads_may_add_customers(cast: Cast) -> None:
    may = {name for name in Cast.PEOPLE if policy.may_create(cast.me(name))}
    assert may == {"seller", "colleague", "manager", "director", "stranger"}


@pytest.mark.parametrize("comes", ["customer", "seller", "owner"])
def test_who_leads_people_of_whom_none_sells_gets_no_menu_of_sales(cast: Cast, browse, comes: str) -> None:
    def menu(name: str) -> bool:
        return 'href="/customers/"' in browse(getattr(cast, name), "/").html

    assert {name for name in Cast.PEOPLE if menu(name)} == {"seller", "colleague", "manager", "director"}
    assert browse(cast.stranger, "/customers/").status == 403
    assert 'href="/reports/plans"' in browse(cast.stranger, "/").html  # what others promised for sales counts there
    place = select(Position).where(Position.person_id == cast.hr_no)
    if comes == "customer":
        customer("Ørsted Kjøtt", db.session.scalars(place).one().unit_id)
    elif comes == "owner":
        customer("Van hier", cast.team, cast.hr_no)
    else:
        with write() as session:
            session.scalars(place).one().role_id = cast.seller_role
    assert menu("stranger")
    assert browse(cast.stranger, "/customers/").status == 200


def test_filters_tell_a_teammate_nothing_that_the_page_withholds(cast: Cast, made: Customers) -> None:
    """A teammate sees name, segment and owner: who asks for a category learns none."""
    def found(name: str, **asked: str) -> set[int]:
        return {row.id for row in queries.page(cast.me(name), queries.Filter(scope=queries.TEAM, **asked), "nl").rows}

    assert made.slager in found("seller", segment="retail") & found("seller")
    assert found("seller", category="B") == set()
    assert found("seller", state="customers") == {made.bakker}
    assert found("colleague", category="none") == found("colleague", state="prospects") == set()
    with write() as session:
        session.get(Customer, made.slager).reach = "local"
    assert found("seller", reach="local") == set()
    assert found("colleague", reach="local") == {made.slager}
