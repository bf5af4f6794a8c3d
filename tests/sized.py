"""An organisation of a given size, written in bulk and not by moves: what grows with a company is there in numbers.

Size M is 20 teams of 10 sellers, with 15 customers, three plans, 24 contacts with customers and 20 notices each; a team
stays as large as it is when the company grows. Skewed beside them: a team in which everybody has ten plans waiting, and
one customer with whom there are hundreds of contacts, promises and people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, text

from portal.coaching.models import CriteriaSet, CriteriaVersion, Instrument, RideAlong, RideAlongKind, RideAlongState
from portal.core import clock
from portal.core.alphabet import fold, sort_key
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.core.notices import MailState, Notice, Urgency
from portal.customers.models import Branch, Contact, Customer, Order, Portfolio, Satisfaction, Turnover
from portal.documents import content
from portal.documents.models import (
    Decision,
    Document,
    Draft,
    Kind,
    Listing,
    Outcome,
    Publication,
    Snapshot,
    State,
    Turn,
)
from portal.duties.models import Duty, Obligation, Rhythm
from portal.duties.windows import window
from portal.people import line
from portal.people.models import Lead, Person, Position, Unit, UnitKind
from portal.plans.models import Action, Business, Goal, Measure, Need, Plan, PlanCustomer, PlanKind, Requirement, Stage
from portal.profiles.duty import Every, Per, SettledBy
from portal.profiles.models import Profile
from portal.visits.models import Channel, Complaint, Promise, Report, ReportReading, Visit, VisitState
from tests.cast import LONG_AGO, Cast
from tests.plans.making import ready_body

M, S = 20, 2  # teams
SELLERS, CUSTOMERS, VISITS, NOTICES, EVENTS, PROMISES = 10, 15, 24, 20, 2, 10
SKEWED = 10  # plans that wait of each seller in the skewed team
OWED = 12  # obligations about a seller, half of them done
CROWDED = 300  # contacts, promises and people of one customer


@dataclass(frozen=True)
class Sized:
    """Ids of some to look at: a seller with the manager, and what is theirs."""

    seller: int
    manager: int
    unit: int
    customer: int
    plan: int
    visit: str  # uid of a contact to come
    sent: str  # uid of one with a report
    silent: str  # uid of one without
    promise: str  # uid
    swamped: int  # the manager whose people have ten plans waiting each
    crowded: int  # the customer with hundreds of contacts, of the first seller under that manager


class Bulk:
    """Rows by table, with ids given out beforehand; `flush` inserts them all, each table after those it names."""

    def __init__(self) -> None:
        self.rows: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        self.last: dict[Any, int] = {}
        self.now, self.today = clock.now(), clock.today()

    def next_id(self, model: Any) -> int:
        """The id that the next row of a table gets."""
        if model not in self.last:
            self.last[model] = db.session.scalar(select(func.max(model.id))) or 0
        return self.last[model] + 1

    def add(self, model: Any, **row: Any) -> int:
        """Keep a row; returns its id."""
        self.last[model] = self.next_id(model)
        self.rows[model].append({"id": self.last[model], **row})
        return self.last[model]

    def beside(self, model: Any, **row: Any) -> None:
        """Keep a row of a table without an id of its own."""
        self.rows[model].append(row)

    def day(self, days: int) -> date:
        """So many days from today."""
        return self.today + timedelta(days=days)

    def flush(self) -> None:
        """Insert everything, and let the database look at what it has."""
        with write() as session:
            for table in db.metadata.sorted_tables:
                for model, rows in self.rows.items():
                    if model.__table__ is table:
                        session.execute(insert(model), rows)
            if db.engine.dialect.name == "postgresql":
                for model, last in self.last.items():
                    name = model.__tablename__
                    session.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {last})"))
        with write():
            line.rebuild()
        with write() as session:
            session.execute(text("ANALYZE"))
        if db.engine.dialect.name == "sqlite":
            enlarge()


def enlarge() -> None:
    """Let SQLite think that every table is a hundred times as large, with as many rows a key: a walk through 200 people
    would do it no harm, and this is about a company that grows.
    """
    with write() as session:
        for table, index, stat in session.execute(text("SELECT tbl, idx, stat FROM sqlite_stat1")).all():
            rows, *keys = stat.split()
            session.execute(
                text("UPDATE sqlite_stat1 SET stat = :stat WHERE tbl = :table AND idx IS :index"),
                {"stat": " ".join([str(int(rows) * 100), *keys]), "table": table, "index": index},
            )
    db.session.remove()
    db.engine.dispose()  # a connection reads this when it is made


def named(name: str) -> dict[str, Any]:
    """A name with the keys kept beside it."""
    return {"name": name, "folded": fold(name), "sort_nl": sort_key(name, "nl"), "sort_nb": sort_key(name, "nb")}


def organisation(cast: Cast, teams: int = M) -> Sized:
    """Teams under the country of the cast, and the skewed team; every role has its profile."""
    bulk = Bulk()
    profile(bulk, cast, cast.seller_role)
    duty(bulk, profile(bulk, cast, cast.manager_role), cast.manager_role)
    made = [team(bulk, cast, number) for number in range(teams)]
    skewed = team(bulk, cast, teams, waiting=SKEWED)
    crowd(bulk, skewed.customer, skewed.seller)
    bulk.flush()
    facts = {**made[teams // 2].__dict__, "swamped": skewed.manager, "crowded": skewed.customer}
    return Sized(**facts)


def duty(bulk: Bulk, document_id: int, role_id: int) -> None:
    """What the profile of the managers asks for each seller, and the criteria by which they ride along."""
    bulk.add(
        Duty, document_id=document_id, number=1, part_key="duty0001", role_id=role_id, text={"nl": "Reist mee"},
        every=Every.MONTH, per=Per.SELLER, by=SettledBy.RIDE_ALONG, starts=LONG_AGO,
    )
    of = bulk.add(CriteriaSet, instrument=Instrument.RIDE_ALONG, name={"nl": "Meereizen"})
    bulk.add(
        CriteriaVersion, set_id=of, number=1, body={"groups": [], "questions": []}, in_force_from=LONG_AGO,
        changed_at=bulk.now,
    )


def owed(bulk: Bulk, unit: int, manager: int, who: int) -> None:
    """The ride-alongs that the manager owes about a seller, month by month, half of them done."""
    of = bulk.rows[Duty][-1]
    for back in range(OWED):
        day = bulk.day(-31 * back)
        starts, ends = window(Every.MONTH, day)
        bulk.add(
            Obligation, duty_id=of["id"], document_id=of["document_id"], part_key=of["part_key"], by=of["by"],
            owner_id=manager, about_id=who, unit_id=unit, country="NL", starts=starts, ends=ends, due=ends,
            asks_from=starts, asks_until=ends + timedelta(days=31), opened_at=bulk.now,
        )
        if back % 2:
            bulk.add(
                RideAlong, uid=str(UUID(int=bulk.next_id(RideAlong))), kind=RideAlongKind.RIDE_ALONG, seller_id=who,
                coach_id=manager, day=day, unit_id=unit, country="NL", version_id=bulk.last[CriteriaVersion],
                state=RideAlongState.COMPLETED, created_at=bulk.now, completed_at=bulk.now,
            )
    bulk.add(
        Rhythm, by=of["by"], every=Every.TWO_MONTHS, person_id=who, reason="Ervaren", starts=LONG_AGO,
        set_by_id=manager, set_at=bulk.now,
    )


def profile(bulk: Bulk, cast: Cast, role_id: int) -> int:
    """A profile in force that asks nobody to confirm it; its id."""
    title = f"Profiel {role_id}"
    made = bulk.add(
        Document, kind=Kind.PROFILE, title=title, owner_id=cast.hr, unit_id=cast.nl, locale="nl", created_at=bulk.now,
        in_force=1, last_number=1, last_request=0,
    )
    listing(bulk, made, title)
    stored = content.dumps([content.new_part("title", text={"nl": title})])
    bulk.add(
        Snapshot, document_id=made, number=1, shape=content.SHAPE, body=stored, digest=content.digest(stored),
        author_id=cast.hr, created_at=bulk.now,
    )
    bulk.beside(Profile, document_id=made, role_id=role_id, country="NL", sector="", family="sales")
    bulk.add(
        Publication, document_id=made, number=1, approver_id=cast.hr2, published_at=bulk.now, valid_from=LONG_AGO,
        ask=False,
    )
    return made


def listing(bulk: Bulk, document_id: int, title: str) -> None:
    """What lists sort and find a document by."""
    keys = {"folded": fold(title), **{f"sort_{locale}": sort_key(title, locale) for locale in ("nl", "nb", "en")}}
    bulk.beside(Listing, document_id=document_id, titles={"nl": title}, **keys)


def team(bulk: Bulk, cast: Cast, number: int, *, waiting: int = 1) -> Sized:
    """Ten sellers with their manager; what belongs to the first of them comes back."""
    unit = bulk.add(Unit, parent_id=cast.nl, kind=UnitKind.TEAM, name=f"Team {number:03}")
    manager = person(bulk, cast.manager_role, unit, f"Manager {number:03}")
    bulk.add(Lead, unit_id=unit, person_id=manager, starts=LONG_AGO)
    made = [seller(bulk, cast, unit, manager, number * SELLERS + one, waiting) for one in range(SELLERS)]
    return made[0]


def person(bulk: Bulk, role: int, unit: int, name: str) -> int:
    """Somebody with a position, and with notices."""
    email = f"{name.lower().replace(' ', '.')}@rayon.example"
    made = bulk.add(Person, email=email, **named(name))
    bulk.add(Position, person_id=made, role_id=role, unit_id=unit, starts=LONG_AGO)
    for number in range(NOTICES):
        bulk.add(
            Notice, person_id=made, code="plan_approved", kind="plan", subject_id=1, quote="", urgency=Urgency.NEWS,
            at=bulk.now, mail=MailState.SENT, mail_after=bulk.now,
            data={"title": f"Klant {number}", "year": 2026, "number": 1, "actor": "Iemand", "contacts": 1},
        )
    return made


def seller(bulk: Bulk, cast: Cast, unit: int, manager: int, number: int, waiting: int) -> Sized:
    """A seller with customers, plans, and contacts with their reports, promises and complaints."""
    who = person(bulk, cast.seller_role, unit, f"Verkoper {number:05}")
    owed(bulk, unit, manager, who)
    customers = [customer(bulk, unit, who, number * CUSTOMERS + one) for one in range(CUSTOMERS)]
    body = ready_body(who)
    in_force = plan(bulk, unit, who, manager, customers[0], body, State.APPROVED)
    for one in range(1, 1 + waiting):
        plan(bulk, unit, who, manager, customers[one], body, State.IN_REVIEW)
    lines = [content.new_part("line", data={"customer": one}) for one in customers[12:]]
    plan(bulk, unit, who, manager, None, [*lines, body[-2]], State.DRAFT)
    made = [visit(bulk, who, manager, customers[one % 12], one - VISITS // 2) for one in range(VISITS)]
    promised = [follow_up(bulk, Promise, who, customers[one % 12], one) for one in range(PROMISES)]
    for one in range(PROMISES // 2):
        follow_up(bulk, Complaint, who, customers[one % 12], one)
    return Sized(
        who, manager, unit, customers[0], in_force, made[-1], made[0], made[VISITS // 2 - 1], promised[-1], 0, 0
    )


def months(today: date) -> Iterator[date]:
    """The first days of three months of this year, and the same a year before."""
    for back in range(3):
        for years in (0, 1):
            month = today.year * 12 + today.month - 1 - back - 12 * years
            yield date(month // 12, month % 12 + 1, 1)


def customer(bulk: Bulk, unit: int, who: int, number: int) -> int:
    """A customer of somebody, with people, turnover, a score, an order, a requirement and a history."""
    own = number % CUSTOMERS < 12
    made = bulk.add(
        Customer, number=f"K{number:06}", unit_id=unit, currency="EUR", since=LONG_AGO, created_at=bulk.now,
        category="A" if own else "C", potential=50_000_00, **named(f"Klant {number:06}"),
    )
    bulk.add(Portfolio, customer_id=made, owner_id=who, partner_id=None, starts=LONG_AGO)
    bulk.add(Contact, customer_id=made, name=f"Contact {number}")
    bulk.add(Branch, customer_id=made, name=f"Filiaal {number}", kind="shop", place="Utrecht")
    for month in months(bulk.today):
        bulk.add(
            Turnover, customer_id=made, month=month, currency="EUR", revenue=1_000_00, margin=300_00, source="test",
            imported_at=bulk.now, product_group="Brood",
        )
    bulk.add(
        Satisfaction, customer_id=made, on=bulk.day(-30), score=800, scale=1000, source="test", imported_at=bulk.now
    )
    bulk.add(
        Order, customer_id=made, number=f"O{number}", ordered_on=bulk.day(-20), currency="EUR", amount=100_00,
        source="test", imported_at=bulk.now,
    )
    bulk.add(
        Requirement, customer_id=made, year=bulk.today.year, need=Need.OWN if own else Need.PORTFOLIO, seller_id=who,
        due=date(bulk.today.year, 1, 31), starts=date(bulk.today.year - 1, 10, 1),
    )
    history(bulk, "customer", made, who, "customer_changed")
    return made


def history(bulk: Bulk, kind: str, subject_id: int, who: int, code: str) -> None:
    """Events in the history of a thing."""
    for _number in range(EVENTS):
        bulk.add(
            Audit, code=code, kind=kind, subject_id=subject_id, actor_id=who, at=bulk.now,
            data={"date": bulk.today.isoformat()}, digest="",
        )


def plan(
    bulk: Bulk, unit: int, who: int, manager: int, about: int | None, body: content.Body, state: State
) -> int:
    """A plan in a state, with its listing, history and version; when in force with what was decided and counted."""
    year, approved = bulk.today.year, state is State.APPROVED
    title, stored = f"Plan {bulk.last.get(Document, 0):06}", content.dumps(body)
    submitted = None if state is State.DRAFT else 1
    made = bulk.add(
        Document, kind=Kind.PLAN, title=title, owner_id=who, unit_id=unit, locale="nl", created_at=bulk.now,
        in_force=1 if approved else None, last_number=submitted or 0, last_request=0,
    )
    listing(bulk, made, title)
    bulk.beside(
        Plan, document_id=made, kind=PlanKind.CUSTOMER if about else PlanKind.PORTFOLIO, year=year, customer_id=about,
        seller_id=who, currency="EUR", stage=Stage.IN_EXECUTION if approved else Stage.AT_WORK,
        starts=date(year, 1, 1), ends=date(year, 12, 31), approved_at=bulk.now if approved else None,
    )
    history(bulk, "plan", made, who, "plan_created")
    if submitted:
        bulk.add(
            Snapshot, document_id=made, number=1, shape=content.SHAPE, body=stored, digest=content.digest(stored),
            author_id=who, created_at=bulk.now,
        )
    if not approved:
        bulk.add(
            Draft, document_id=made, state=state, turn=Turn.APPROVER if submitted else Turn.OWNER, since=bulk.now,
            due=bulk.day(made % 30 - 5) if submitted else None, submitted=submitted, body=stored, changed_at=bulk.now,
            changed_by_id=who,
        )
        return made
    bulk.add(
        Decision, document_id=made, number=1, seat="approver", outcome=Outcome.APPROVE, person_id=manager, at=bulk.now
    )
    bulk.beside(PlanCustomer, document_id=made, customer_id=about, starts=date(year, 1, 1))
    bulk.add(
        Goal, document_id=made, part_key=body[1]["key"], customer_id=about, measure=Measure.REVENUE,
        business=Business.EXISTING, baseline=10_000_00, target=12_000_00, text="Meer brood verkopen",
    )
    bulk.add(
        Action, document_id=made, part_key=body[3]["key"], person_id=who, due=bulk.day(3), text="Proeverij houden"
    )
    return made


def visit(bulk: Bulk, who: int, manager: int, about: int, days: int) -> str:
    """A contact so many days from today; of those of before most have a report, and the manager read the oldest."""
    uid, reported = str(UUID(int=bulk.next_id(Visit))), days < -2
    made = bulk.add(
        Visit, uid=uid, customer_id=about, person_id=who, channel=Channel.VISIT, purpose="Assortiment bespreken",
        day=bulk.day(days), state=VisitState.HELD if reported else VisitState.PLANNED, created_at=bulk.now,
    )
    history(bulk, "visit", made, who, "visit_planned")
    if reported:
        bulk.beside(
            Report, visit_id=made, writer_id=who, said="Goed gesprek.", products=["Brood"], changed_at=bulk.now,
            written_at=bulk.now, sent_at=bulk.now + timedelta(seconds=days), sent_rev=1,
        )
        if days < -VISITS // 4:
            bulk.add(ReportReading, visit_id=made, reader_id=manager, read_at=bulk.now, rev=1)
    return uid


def follow_up(bulk: Bulk, kind: type[Promise | Complaint], who: int, about: int, number: int) -> str:
    """A promise or a complaint of somebody; one in two is done."""
    uid = str(UUID(int=bulk.next_id(kind)))
    own = {"explained_on": bulk.today, "moved": 0} if kind is Promise else {"kind": "delivery"}
    made = bulk.add(
        kind, uid=uid, what="Proefzending sturen", made_on=bulk.day(-9), due=bulk.day(number - 4), customer_id=about,
        visit_id=bulk.last[Visit], made_by_id=who, owner_id=who, done_on=bulk.today if number % 2 == 0 else None,
        created_at=bulk.now, **own,
    )
    history(bulk, kind.__tablename__, made, who, f"{kind.__tablename__}_made")
    return uid


def crowd(bulk: Bulk, about: int, who: int) -> None:
    """Hundreds of contacts, promises and people of one customer."""
    for number in range(CROWDED):
        bulk.add(Contact, customer_id=about, name=f"Iemand {number:04}")
        visit(bulk, who, who, about, number - CROWDED)
        follow_up(bulk, Promise, who, about, 1_000 + number)
