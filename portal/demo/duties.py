"""Half a year of duties in the demo organisation: opened week by week, with notes, one waiver and a rhythm."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import exists, select

from portal.core import clock
from portal.core.db import db, write
from portal.demo.company import Company
from portal.demo.plan_story import Moves, at, told
from portal.demo.story import Moments
from portal.duties import jobs, settling
from portal.duties.models import Duty, DutyNote, Obligation, Standing
from portal.duties.services import notes, rhythms, waivers
from portal.duties.services.rhythms import For
from portal.people.me import load
from portal.profiles.duty import Every, SettledBy

WEEKS = 30
A_WEEK = timedelta(days=7)
MONDAY, FRIDAY = 1, 5
KEEN = 0.85  # of what is settled by a note is written down in the week it is due
SAID = {
    "NL": {
        Every.WEEK: (
            "Weekrapport gestuurd: twee meereisdagen, één plan goedgekeurd, aandacht nodig voor de marge op koeling.",
            "Weekrapport gestuurd: rustige week, alle bezoeken gedaan. Volgende week gesprekken met het hele team.",
            "Weekrapport gestuurd: achterstand bij twee klanten besproken, maatregelen staan in de plannen.",
        ),
        Every.MONTH: (
            "Overzicht van de maand besproken met de directie; voor de achterblijvende klantgroep ligt een voorstel.",
        ),
        Every.QUARTER: ("Marktinformatie ingebracht in de verkoopstaf: drie nieuwe aanbieders in het noorden.",),
    },
    "NO": {
        Every.WEEK: (
            "Ukerapport sendt: prognosen holder, to sambesøk gjennomført, en plan til godkjenning.",
            "Ukerapport sendt: rolig uke, alle besøk gjennomført. Avvik i dagligvare er tatt opp med teamet.",
        ),
        Every.MONTH: ("Månedens tall gjennomgått med ledelsen.",),
        Every.QUARTER: ("Forutsetningene i strategien er gjennomgått og holder fortsatt.",),
    },
}
WAIVED = "Deze maand zijn er vooral klantdagen op kantoor; volgende maand rijden we twee dagen samen."


def stories(company: Company) -> list[Moments]:
    """The clock of each week, what is noted at its end, and what people decided meanwhile."""
    today = datetime.now(UTC).date()
    monday = today - timedelta(days=today.isoweekday() - MONDAY)
    made: Moves = []
    for ago in range(WEEKS, -1, -1):
        week = monday - ago * A_WEEK
        made.append((at(week, 6), _open))
        made.append((at(week + timedelta(days=FRIDAY - MONDAY), 14), lambda week=week: _note(week)))
    made.append((at(monday - 3 * A_WEEK, 8), lambda: _waive(company)))
    made.append((at(monday - 20 * A_WEEK, 8), lambda: _rhythm(company)))
    return [told(made)]


def _open() -> None:
    with write():
        jobs.open_duties()


def _note(week: date) -> None:
    """Most of what is due in the week is written down; some weeks are missed, as weeks are."""
    ends = week + timedelta(days=6)
    due = db.session.execute(
        select(Obligation.id, Obligation.owner_id, Obligation.country, Duty.every, Obligation.ends)
        .join(Duty, Duty.id == Obligation.duty_id)
        .where(
            Obligation.by == SettledBy.NOTE, Obligation.standing == Standing.OWED, Obligation.due >= week,
            Obligation.due <= ends, ~exists().where(DutyNote.obligation_id == Obligation.id),
        )
        .order_by(Obligation.id)
    ).all()
    for obligation_id, owner_id, country, every, last in due:
        chance = random.Random(f"{week} {obligation_id}")  # noqa: S311 - a demo that is the same each time
        said = SAID.get(country or "NL", SAID["NL"]).get(every)
        if said and chance.random() < KEEN:
            done_on = min(week + timedelta(days=FRIDAY - MONDAY), last, datetime.now(UTC).date())
            notes.write_note(load(owner_id), obligation_id, 0, done_on=done_on, text=chance.choice(said))


def _waive(company: Company) -> None:
    """A Dutch manager, rather that of the sign-ins, says why one ride-along of this month is not needed."""
    manager_id = company.me("manager.nl").id
    found = db.session.execute(
        select(Obligation.id, Obligation.owner_id, Obligation.rev)
        .where(
            Obligation.country == "NL", Obligation.by == SettledBy.RIDE_ALONG, Obligation.standing == Standing.OWED,
            ~settling.is_done(), Obligation.asks_until >= clock.today(),
        )
        .order_by((Obligation.owner_id == manager_id).desc(), Obligation.starts.desc(), Obligation.id)
        .limit(1)
    ).one_or_none()  # fmt: skip
    if found is not None:
        waivers.waive(load(found.owner_id), found.id, found.rev, WAIVED)


def _rhythm(company: Company) -> None:
    """The talks of the Norwegian team come back each month."""
    rhythms.set_rhythm(
        company.me("manager.no"), SettledBy.TALK, Every.MONTH, For(unit_id=company.units["no-oslo-team"]),
        reason="Korte samtaler hver måned fungerer bedre hos oss.",
    )
