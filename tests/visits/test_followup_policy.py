"""Who sees and does what with promises and complaints: the cast, a colleague of logistics and the one who leads it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from werkzeug.exceptions import Forbidden, NotFound

from portal.people.me import Me, load
from portal.visits import followup_policy as policy
from portal.visits import followup_queries as queries
from portal.visits.models import Complaint, Promise
from tests.cast import Cast, absent
from tests.plans import making
from tests.visits.promising import complaint, department, person, promise, unit

WHO = (
    "seller", "colleague", "manager", "deputy", "director", "hr", "hr_no", "admin", "stranger", "owner", "peer", "lead"
)
# read, act, settle, pass on a promise of the seller that logistics keeps: 2 may, 3 is refused, 4 it is not there
MAY = {
    "seller": (2, 2, 3, 2),  # made it and owns the customer
    "colleague": (2, 2, 3, 2),  # partner of the customer
    "manager": (2, 3, 3, 3),  # leads the seller
    "deputy": (4, 4, 4, 4),
    "director": (2, 3, 3, 3),
    "hr": (4, 4, 4, 4),
    "hr_no": (4, 4, 4, 4),
    "admin": (4, 4, 4, 4),
    "stranger": (4, 4, 4, 4),
    "owner": (2, 3, 2, 2),
    "peer": (4, 4, 4, 4),  # works beside the owner, and is not asked
    "lead": (2, 3, 3, 3),  # leads the owner
}


@dataclass(frozen=True)
class Played:
    """The cast with three people of logistics."""

    cast: Cast
    unit: int
    owner: int
    peer: int
    lead: int

    def me(self, name: str) -> Me:
        """One of them as actor."""
        return load(getattr(self, name) if name in {"owner", "peer", "lead"} else getattr(self.cast, name))


@pytest.fixture
def played(app, cast):
    unit_id, (owner, peer, lead) = department(cast, "Jan Magazijn", "Piet Chauffeur", "Lia Leider", led_by=2)
    return Played(cast, unit_id, owner, peer, lead)


@pytest.fixture
def customer_id(played):
    return making.customer(played.cast, "Bakkerij Jansen", partner="colleague")


def comes_to(rule, me, uid):
    try:
        rule.load(me, uid=uid)
    except NotFound:
        return 4
    except Forbidden:
        return 3
    return 2


def of(rules, me, uid):
    return tuple(comes_to(rule, me, uid) for rule in (rules.read, rules.act, rules.settle, rules.pass_on))


@pytest.mark.parametrize("who", WHO)
def test_the_table_of_rights_on_a_promise_that_another_keeps(played, customer_id, who):
    row = promise(played.cast, customer_id, owner=person(played.owner))
    assert of(policy.PROMISE, played.me(who), row.uid) == MAY[who]


@pytest.mark.parametrize("who", WHO)
def test_the_same_holds_for_a_complaint(played, customer_id, who):
    row = complaint(played.cast, customer_id, owner=person(played.owner))
    assert of(policy.COMPLAINT, played.me(who), row.uid) == MAY[who]


def test_a_department_keeps_its_promises_together(played, customer_id):
    row = promise(played.cast, customer_id, owner=unit(played.unit))
    for who in ("owner", "peer", "lead"):
        assert of(policy.PROMISE, played.me(who), row.uid) == (2, 3, 2, 2)
    assert of(policy.PROMISE, played.me("hr"), row.uid) == (4, 4, 4, 4)


def test_the_deputy_of_an_absent_owner_sees_to_it(played, customer_id):
    row = promise(played.cast, customer_id, owner=person(played.cast.manager))
    assert of(policy.PROMISE, played.me("deputy"), row.uid)[0] == 4
    absent(played.cast)
    assert of(policy.PROMISE, played.me("deputy"), row.uid) == (2, 3, 2, 2)


def test_who_only_sees_that_the_customer_exists_is_refused(played):
    of_team = making.customer(played.cast, "Slagerij De Wit")
    row = promise(played.cast, of_team)
    assert of(policy.PROMISE, played.me("colleague"), row.uid) == (3, 3, 3, 3)


def test_owner_sees_this_promise_and_nothing_else_of_the_customer(played, customer_id, browse, sign_in):
    row = promise(played.cast, customer_id, owner=person(played.owner))
    other = promise(played.cast, customer_id, what="Geheim voor logistiek")
    page = browse(played.owner, f"/visits/promises/{row.uid}", locale="nl")
    assert page.status == 200
    for words in ("Bakkerij Jansen", "Om zeven uur leveren", "Jan de Bakker", "Sanne Visser", "seller@rayon.example"):
        assert words in page.text
    assert "/customers/" not in page.html
    assert "Geheim" not in browse(played.owner, "/visits/promises/").text
    client = sign_in(played.owner)
    assert client.get(f"/visits/promises/{other.uid}").status_code == 404
    assert client.get(f"/customers/{customer_id}").status_code == 404
    assert client.get("/visits/promises/new").status_code == 403
    assert client.post(f"/visits/promises/{row.uid}/drop", data={"base": 1, "reason": "Nee"}).status_code == 403


@pytest.mark.parametrize("kind", [Promise, Complaint])
def test_the_lists_hold_for_everyone_what_they_may_read(played, customer_id, kind):
    made = promise if kind is Promise else complaint
    other = making.customer(played.cast, "Slagerij De Wit", owner="colleague")
    far = making.customer(played.cast, "Fjellbakeriet", owner="stranger", unit_id=played.cast.no)
    nobody = making.customer(played.cast, "Van niemand", owner="")
    rows = [
        made(played.cast, customer_id, owner=person(played.owner)), made(played.cast, customer_id),
        made(played.cast, customer_id, owner=unit(played.unit)), made(played.cast, other, by="colleague"),
        made(played.cast, far, by="stranger", owner=person(played.peer)), made(played.cast, far, by="stranger"),
        made(played.cast, nobody, by="manager"),
        made(played.cast, other, -2, by="manager", owner=unit(played.cast.team)),
    ]
    for who in WHO:
        me = played.me(who)
        listed = {
            row.uid for whose in queries.WHOSE for row in queries.page(kind, me, queries.Wanted(whose=whose))[0]
        }
        readable = {row.uid for row in rows if comes_to(policy.rules(kind).read, me, row.uid) == 2}
        assert listed == readable, who


def test_the_list_of_what_is_mine_is_mine(played, customer_id):
    mine = promise(played.cast, customer_id, owner=person(played.owner))
    ours = promise(played.cast, customer_id, owner=unit(played.unit))
    late = promise(played.cast, customer_id, -3)

    def uids(who, **wanted):
        return [row.uid for row in queries.page(Promise, played.me(who), queries.Wanted(**wanted))[0]]

    assert uids("owner") == [mine.uid]
    assert uids("lead") == [ours.uid]  # who leads the department answers for what is its
    assert uids("owner", whose="department") == [ours.uid]
    assert uids("seller", whose="made") == [late.uid, mine.uid, ours.uid]
    assert uids("seller", state="overdue") == [late.uid]
    assert uids("lead", whose="team") == [mine.uid, ours.uid]
    assert uids("manager", whose="team") == [late.uid, mine.uid, ours.uid]
    assert uids("seller", whose="customers", customer=customer_id) == [late.uid, mine.uid, ours.uid]
    assert uids("seller", whose="made", state="done") == []
