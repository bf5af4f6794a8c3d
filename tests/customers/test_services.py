"""What can be written about a customer, what is refused, and what a hand-over does."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import Forbidden, NotFound

from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused
from portal.core.notices import Notice
from portal.customers import effects, history, ownership, policy, services, sites
from portal.customers.models import Branch, BranchKind, Category, Contact, Currency, Customer, Portfolio, Segment
from portal.people.models import Person, Position
from portal.people.services.versions import Stale
from tests.cast import Cast
from tests.customers.making import Customers, yesterday
from tests.house.test_two_at_once import at_once

FACTS = {
    "name": "Nieuw B.V.", "number": "", "segment": "retail", "reach": "", "complexity": "", "category": "B",
    "potential": 12_500_00, "currency": "EUR", "since": date(2020, 5, 1),
}
CONTACT = {"name": "Anna", "function": "Inkoper", "level": "tactical", "branch_id": None, "email": "", "phone": ""}


def refusal(action) -> tuple[str, str | None]:
    """The code and the field with which an action is refused."""
    with pytest.raises(Refused) as caught:
        action()
    return caught.value.code, caught.value.values.get("field")


def told(person_id: int) -> list[str]:
    """The codes of the notices somebody has."""
    return list(db.session.scalars(select(Notice.code).where(Notice.person_id == person_id).order_by(Notice.id)))


def recorded(customer_id: int) -> list[str]:
    """The codes of the history of a customer."""
    found = select(audit.Audit.code).where(audit.Audit.kind == "customer", audit.Audit.subject_id == customer_id)
    return list(db.session.scalars(found.order_by(audit.Audit.id)))


def test_a_seller_adds_a_customer_of_their_own(cast: Cast) -> None:
    me = cast.me("seller")
    made = services.create(me, unit=cast.team, owner=cast.seller, **FACTS)
    file = policy.find(me, made)
    assert (file.is_owner, file.segment, file.category, file.potential) == (True, Segment.RETAIL, Category.B, 1_250_000)
    assert recorded(made) == ["customer_added"]


def test_a_customer_is_added_only_where_one_may(cast: Cast, made: Customers) -> None:
    me = cast.me("seller")
    own = {"unit": cast.team, "owner": cast.seller}
    assert refusal(lambda: services.create(me, **FACTS | own | {"unit": cast.no})) == ("unit_not_yours", "unit")
    assert refusal(lambda: services.create(me, **FACTS | own | {"owner": cast.colleague})) == (
        "owner_not_yours", "owner"
    )
    assert refusal(lambda: services.create(me, **FACTS | own | {"owner": None})) == ("owner_not_yours", "owner")
    assert refusal(lambda: services.create(me, **FACTS | own | {"since": date(1900, 1, 1)})) == ("since_early", "since")
    later = clock.today() + timedelta(days=1)
    assert refusal(lambda: services.create(me, **FACTS | own | {"since": later})) == ("since_late", "since")
    with write() as session:
        session.get(Customer, made.slager).number = "K1"
    assert refusal(lambda: services.create(me, **FACTS | own | {"number": "K1"})) == ("number_taken", "number")


def test_a_manager_adds_customers_for_the_team(cast: Cast) -> None:
    me = cast.me("manager")
    given = services.create(me, unit=cast.team, owner=cast.seller, partner=cast.colleague, **FACTS)
    nobody = services.create(me, unit=cast.team, owner=None, **FACTS)
    assert policy.find(me, given).partner_id == cast.colleague
    assert policy.find(me, nobody).acts


def test_facts_change_and_the_history_keeps_what_was(cast: Cast, made: Customers) -> None:
    me = cast.me("colleague")  # the partner in inside sales
    services.change(me, made.bakker, 1, **FACTS | {"since": date(2019, 1, 1)})
    file = policy.find(me, made.bakker)
    assert (file.name, file.rev, file.since) == ("Nieuw B.V.", 2, date(2019, 1, 1))
    detail = db.session.scalars(select(audit.AuditDetail)).one()
    assert detail.body["before"]["name"] == "Bakker Bart"
    assert detail.body["after"]["name"] == "Nieuw B.V."


def test_a_stale_edit_changes_nothing_and_shows_what_it_is_now(cast: Cast, made: Customers) -> None:
    services.change(cast.me("seller"), made.bakker, 1, **FACTS)
    with pytest.raises(Stale) as late:
        services.change(cast.me("colleague"), made.bakker, 1, **FACTS | {"name": "Anders"})
    assert (late.value.status, late.value.rev, late.value.now["name"]) == (409, 2, "Nieuw B.V.")
    assert db.session.get(Customer, made.bakker).name == "Nieuw B.V."


def test_who_may_not_change_is_stopped_inside_the_write(cast: Cast, made: Customers) -> None:
    with pytest.raises(Forbidden):
        services.change(cast.me("manager"), made.bakker, 1, **FACTS)
    with pytest.raises(NotFound):
        services.change(cast.me("stranger"), made.bakker, 1, **FACTS)
    services.classify(cast.me("manager"), made.bakker, 1, category="C")
    assert db.session.get(Customer, made.bakker).category == Category.C
    with pytest.raises(Forbidden):
        services.classify(cast.me("deputy"), made.bakker, 2, category="D")


def test_a_prospect_is_won_once(cast: Cast, made: Customers) -> None:
    me = cast.me("seller")
    services.win(me, made.prospect, clock.today())
    assert not policy.find(me, made.prospect).is_prospect
    assert refusal(lambda: services.win(me, made.prospect, clock.today()))[0] == "won_already"


def test_a_customer_ends_and_the_end_can_be_taken_back(cast: Cast, made: Customers) -> None:
    me = cast.me("seller")
    assert refusal(lambda: services.end(me, made.bakker, date(1999, 1, 1))) == ("end_before_since", "until")
    assert refusal(lambda: services.end(me, made.bakker, date(9000, 1, 1))) == ("end_far", "until")
    services.end(me, made.bakker, yesterday())
    assert policy.find(me, made.bakker).has_ended
    after = clock.today()
    assert refusal(lambda: services.change(me, made.bakker, 2, **FACTS | {"since": after})) == (
        "since_after_end", "since"
    )
    services.resume(me, made.bakker)
    assert not policy.find(me, made.bakker).has_ended
    assert refusal(lambda: services.change(me, made.bakker, 3, **FACTS | {"since": None})) == ("since_missing", "since")


def test_branches_and_contacts_come_change_and_end(cast: Cast, made: Customers) -> None:
    me = cast.me("seller")
    branch = sites.add_branch(me, made.bakker, name="Winkel Ede", kind="shop", place="Ede")
    contact = sites.add_contact(me, made.bakker, **CONTACT | {"branch_id": branch})
    sites.change_branch(me, made.bakker, branch, 1, name="Winkel Ede", kind="office", place="Ede")
    with pytest.raises(Stale):
        sites.change_branch(me, made.bakker, branch, 1, name="Anders", kind="shop", place="")
    sites.change_contact(me, made.bakker, contact, 1, **CONTACT | {"branch_id": branch, "level": "strategic"})
    other = sites.add_branch(cast.me("colleague"), made.slager, name="Elders", kind="shop", place="")
    assert refusal(lambda: sites.add_contact(me, made.bakker, **CONTACT | {"branch_id": other})) == (
        "branch_of_other", "branch_id"
    )
    assert refusal(lambda: sites.change_branch(me, made.bakker, other, 1, name="X", kind="shop", place=""))[0] == "gone"
    assert refusal(lambda: sites.end_branch(me, made.bakker, branch, date(1900, 1, 1))) == ("day_early", "last")
    sites.end_branch(me, made.bakker, branch, yesterday())
    sites.end_contact(me, made.bakker, contact, yesterday())
    assert db.session.get(Branch, branch).kind == BranchKind.OFFICE
    assert db.session.get(Contact, contact).ended_on == yesterday()
    sites.resume(me, Contact, made.bakker, contact)
    sites.resume(me, Branch, made.bakker, branch)
    assert db.session.get(Contact, contact).ended_on is None
    assert recorded(made.bakker) == [
        "branch_added", "contact_added", "branch_changed", "contact_changed", "branch_ended", "contact_ended",
        "contact_resumed", "branch_resumed",
    ]


def test_a_customer_has_a_bounded_number_of_contacts(
    cast: Cast, made: Customers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sites, "MOST", 1)
    sites.add_contact(cast.me("seller"), made.bakker, **CONTACT)
    assert refusal(lambda: sites.add_contact(cast.me("seller"), made.bakker, **CONTACT))[0] == "too_many"


def give(cast: Cast, ids: list[int], **given) -> None:
    """The manager hands customers over."""
    wanted = {"owner": cast.colleague, "partner": None, "starts": clock.today()} | given
    ownership.hand_over(cast.me("manager"), ids, **wanted)


def test_a_hand_over_today_counts_at_once_and_is_told_to_both(cast: Cast, made: Customers) -> None:
    followed = []
    effects.AFTER_HAND_OVER.append(lambda *what: followed.append(what))
    try:
        give(cast, [made.bakker, made.prospect], partner=cast.seller)
    finally:
        effects.AFTER_HAND_OVER.pop()
    day = clock.today()
    assert policy.find(cast.me("colleague"), made.prospect).is_owner
    assert policy.find(cast.me("seller"), made.bakker).is_partner
    assert told(cast.colleague) == ["customer_given_all"]
    assert told(cast.seller) == ["customer_partnered_all", "customer_taken_all"]
    assert followed == [([made.bakker, made.prospect], cast.seller, cast.colleague, day)]
    rows = db.session.execute(
        select(Portfolio.owner_id, Portfolio.ends).where(Portfolio.customer_id == made.bakker)
        .order_by(Portfolio.starts)
    ).all()
    assert rows[0] == (cast.seller, yesterday())
    assert rows[1].owner_id == cast.colleague


def test_a_hand_over_of_a_later_day_waits_for_the_clock(cast: Cast, made: Customers) -> None:
    day = clock.today() + timedelta(days=10)
    followed = []
    give(cast, [made.bakker], starts=day)
    assert policy.find(cast.me("seller"), made.bakker).is_owner
    assert policy.find(cast.me("colleague"), made.bakker).takes_over
    assert told(cast.colleague) == ["customer_given"]
    assert told(cast.seller) == ["customer_taken"]
    with write():
        assert effects.settle() == 0
    with write() as session:  # the day comes
        first, second = session.scalars(
            select(Portfolio).where(Portfolio.customer_id == made.bakker).order_by(Portfolio.starts)
        )
        first.ends = yesterday()
        session.flush()
        second.starts = clock.today()
    effects.AFTER_HAND_OVER.append(lambda *what: followed.append(what))
    try:
        for expected in (1, 0):
            with write():
                assert effects.settle() == expected
    finally:
        effects.AFTER_HAND_OVER.pop()
    assert followed == [([made.bakker], cast.seller, cast.colleague, clock.today())]


def test_a_hand_over_that_was_agreed_can_be_called_off(cast: Cast, made: Customers) -> None:
    day = clock.today() + timedelta(days=10)
    give(cast, [made.bakker], starts=day)
    coming = db.session.scalar(select(Portfolio.id).where(Portfolio.starts == day))
    assert refusal(lambda: give(cast, [made.bakker]))[0] == "agreed_already"
    ownership.call_off(cast.me("manager"), made.bakker, coming)
    assert told(cast.seller)[-1] == told(cast.colleague)[-1] == "customer_stays"
    assert [one.owner_id for one in db.session.scalars(
        select(Portfolio).where(Portfolio.customer_id == made.bakker)
    )] == [cast.seller]
    give(cast, [made.bakker])
    running = db.session.scalar(
        select(Portfolio.id).where(Portfolio.customer_id == made.bakker, Portfolio.starts == clock.today())
    )
    assert refusal(lambda: ownership.call_off(cast.me("manager"), made.bakker, running))[0] == "begun_already"


def test_two_hand_overs_on_one_day_leave_one_owner(cast: Cast, made: Customers) -> None:
    give(cast, [made.bakker])
    give(cast, [made.bakker], owner=cast.manager)
    rows = db.session.scalars(select(Portfolio).where(Portfolio.customer_id == made.bakker)).all()
    assert [row.owner_id for row in sorted(rows, key=lambda row: row.starts)] == [cast.seller, cast.manager]


def test_what_cannot_be_handed_over_is_refused_and_nothing_moves(cast: Cast, made: Customers) -> None:
    day = clock.today()
    both = [made.bakker, made.oslo]
    assert refusal(lambda: give(cast, both)) == ("not_yours_to_hand_over", "customers")
    assert refusal(lambda: give(cast, [made.ended])) == ("not_yours_to_hand_over", "customers")
    assert refusal(lambda: give(cast, [])) == ("not_yours_to_hand_over", "customers")
    assert refusal(lambda: give(cast, [made.bakker], starts=yesterday())) == ("in_the_past", "starts")
    assert refusal(lambda: give(cast, [made.bakker], starts=date(9999, 1, 1))) == ("too_far", "starts")
    assert refusal(lambda: give(cast, [made.bakker], partner=cast.colleague)) == ("own_partner", "partner")
    same = {"owner": cast.seller, "partner": cast.colleague}
    assert refusal(lambda: give(cast, [made.bakker], **same)) == ("owns_already", "owner")
    with write() as session:
        session.get(Person, cast.colleague).disabled_at = clock.now()
    assert refusal(lambda: give(cast, [made.bakker])) == ("owner_gone", "owner")
    with write() as session:
        session.get(Person, cast.colleague).disabled_at = None
        session.scalars(select(Position).where(Position.person_id == cast.colleague)).one().ends = day
    tomorrow = day + timedelta(days=1)
    assert refusal(lambda: give(cast, [made.bakker], starts=tomorrow)) == ("not_at_work", "owner")
    assert policy.find(cast.me("seller"), made.bakker).is_owner


def test_a_seller_hands_nothing_over(cast: Cast, made: Customers) -> None:
    give_it = {"owner": cast.colleague, "partner": None, "starts": clock.today()}
    assert refusal(lambda: ownership.hand_over(cast.me("seller"), [made.bakker], **give_it))[0] == (
        "not_yours_to_hand_over"
    )


def test_the_unit_follows_an_owner_who_works_elsewhere(cast: Cast, made: Customers) -> None:
    ownership.hand_over(
        cast.me("director"), [made.bakker], owner=cast.stranger, partner=None, starts=clock.today()
    )
    customer = db.session.get(Customer, made.bakker)
    assert customer.unit_id == db.session.get(Customer, made.oslo).unit_id


def test_contributors_come_and_go(cast: Cast, made: Customers) -> None:
    me = cast.me("seller")
    assert refusal(lambda: ownership.add_contributor(me, made.bakker, cast.colleague)) == ("works_already", "person")
    assert refusal(lambda: ownership.add_contributor(me, made.bakker, cast.deputy)) == ("works_already", "person")
    ownership.add_contributor(me, made.bakker, cast.stranger)
    assert policy.find(cast.me("stranger"), made.bakker).reads
    assert told(cast.stranger) == ["customer_contributor"]
    row = db.session.scalar(
        select(policy.relations.Contributor.id).where(policy.relations.Contributor.person_id == cast.stranger)
    )
    ownership.end_contributor(me, made.bakker, row)
    with pytest.raises(NotFound):
        policy.find(cast.me("stranger"), made.bakker)


def test_a_new_owner_of_an_unowned_customer_is_told_alone(cast: Cast, made: Customers) -> None:
    give(cast, [made.unowned])
    assert told(cast.colleague) == ["customer_given"]
    assert db.session.scalar(select(Customer.currency).where(Customer.id == made.unowned)) == Currency.EUR


def test_the_unit_of_a_new_customer_has_not_ended(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.customers import choices
    from portal.people.models import Unit

    with write() as session:
        session.get(Unit, cast.team).ended_on = yesterday()
    monkeypatch.setattr(choices, "units", lambda _me: [(cast.team, "Midden")])  # it ended since the form was opened
    me = cast.me("seller")
    assert refusal(lambda: services.create(me, unit=cast.team, owner=cast.seller, **FACTS)) == ("unit_ended", "unit")


def test_every_refusal_about_customers_is_raised_somewhere_and_said_somewhere() -> None:
    raised = set()
    for file in Path(policy.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Refused", "TooLate"}:
                raised |= {one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)
                           and isinstance(one.value, str)}
    assert raised == set(history.REFUSALS)


def test_of_hand_overs_at_once_only_one_counts(app: Flask, cast: Cast, made: Customers) -> None:
    """Once it belongs to somebody in another country, this manager has no say in it any more."""
    me, day = cast.me("manager"), clock.today()
    to = (cast.stranger, cast.director)

    def give(number: int) -> str:
        try:
            ownership.hand_over(me, [made.bakker], owner=to[number % 2], partner=None, starts=day)
        except Refused as refusal:
            return refusal.code
        return "done"

    assert sorted(at_once(app, give)) == ["done", *["not_yours_to_hand_over"] * 3]


def test_a_portfolio_elsewhere_is_not_even_counted(cast: Cast, made: Customers) -> None:
    assert ownership.portfolio_of(cast.me("manager"), cast.stranger) == []
    assert set(ownership.portfolio_of(cast.me("manager"), cast.seller)) == {made.bakker, made.prospect, made.ended}


def test_a_partner_without_an_owner_is_not_dropped_unsaid(cast: Cast) -> None:
    facts = FACTS | {"unit": cast.team, "owner": None, "partner": cast.seller}
    assert refusal(lambda: services.create(cast.me("manager"), **facts)) == ("partner_alone", "partner")
