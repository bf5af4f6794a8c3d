"""The account plans of the demo organisation: real moves, each under a clock in the past, so that every state is there.

Plans of this year are carried out; plans of the year that is being planned travel. What lies in the future is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from portal.core import clock
from portal.core.db import write
from portal.customers import ownership
from portal.demo import customers
from portal.demo.company import Company
from portal.demo.customers import Made
from portal.demo.plan_story import MANAGERS, SATURDAY, Moves, PlanStory, PortfolioStory, at, told
from portal.demo.story import Moments, working
from portal.plans import jobs, targets
from portal.plans.models import Mandate, PlanKind, Step, TargetMeasure, TargetScope

# Hundredths of a percent and of a euro: what the levels of an account manager decide alone.
MANDATES = {
    "A": ([PlanKind.PORTFOLIO], 0, 0),
    "B": ([PlanKind.PORTFOLIO, PlanKind.CUSTOMER], 300, 1_500_00),
    "C": (list(PlanKind), 500, 5_000_00),
}


def mandates(company: Company) -> None:
    """What the levels of an account manager decide alone."""
    with write() as session:
        for code, (kinds, discount, budget) in MANDATES.items():
            session.add(
                Mandate(
                    level_id=company.levels["accountmanager", code],
                    kinds=kinds,
                    discount=discount,
                    budget=budget,
                    currency="EUR",
                    part_key="",
                    rev=1,
                )
            )


def written(story: PlanStory, day: date, copy_from: PlanStory | None = None, **work: Any) -> Moves:
    """Started and written over some days."""
    if copy_from is not None:
        return [(at(day), partial(story.start, copy_from)), (at(day, 10), story.write_targets)]
    return [
        (at(day), story.start),
        (at(day, 9, 40), story.write_words),
        (at(day + timedelta(days=1), 14), partial(story.write_goals, substantiated=work.pop("substantiated", True))),
        (at(day + timedelta(days=2), 11), partial(story.write_work, **work)),
    ]


def lived(story: PlanStory, day: date, *, rounds: int = 1, copy_from: PlanStory | None = None, **work: Any) -> Moves:
    """Written, judged in so many rounds, approved and carried out."""
    amended, second = work.pop("amended", False), work.pop("second", False)
    step = work.pop("step", Step.SOUND)
    moves = written(story, day, copy_from, **work)
    moves.append((at(day + timedelta(days=4), 15), partial(story.submit, story.words["note"] if rounds > 1 else "")))
    moment = day + timedelta(days=7)
    if rounds > 1:
        moves += [
            (at(moment, 13), story.ask),
            (at(moment + timedelta(days=3), 10), story.answer),
            (at(moment + timedelta(days=3), 16), story.submit),
        ]
        moment += timedelta(days=6)
    moves.append((at(moment, 12), partial(story.approve, step, comment=story.words["approve"] if rounds > 1 else "")))
    if second:
        moves.append((at(moment + timedelta(days=2), 9), story.second))
    first = date(story.year, 1, 1)
    moves += [
        (at(first + timedelta(days=given[1] + late)), partial(story.tick, place))
        for place, (given, late) in enumerate(zip(story.text["actions"], (-4, 9, 2), strict=False))
    ]
    if amended:
        june = date(story.year, 6, 8)
        moves += [
            (at(june), story.amend),
            (at(june, 11), story.submit),
            (at(june + timedelta(days=3), 10), partial(story.approve, Step.SOUND)),
        ]
    return moves


def stories(company: Company, made: Made) -> list[Moments]:
    """All plans of the demo, each with a story of its own."""
    today = clock.today()
    autumn = date(today.year - 1, 11, 17)

    def of(customer: str, year: int, **options: Any) -> PlanStory:
        return PlanStory(company, made, customer, year, **options)

    found: list[Moves] = []
    for place, customer in enumerate(_with_own_plan(made)):
        story = of(customer, today.year)
        day = autumn + timedelta(days=place % 19)
        if place % 6 == 0:
            before = of(customer, today.year - 1)
            found.append(
                [
                    *lived(before, autumn - timedelta(days=4)),
                    (at(date(today.year, 1, 8), 10), before.evaluate),
                    (at(date(today.year, 1, 12), 15), before.close),
                    *lived(story, date(today.year, 1, 13), copy_from=before),
                ]
            )
        else:
            found.append(
                lived(
                    story,
                    day,
                    rounds=2 if place % 3 == 1 else 1,
                    amended=place % 4 == 1,
                    discount=450 if story.seller == "sjoerd.veenstra" else None,
                    second=story.seller == "sjoerd.veenstra",
                    step=(Step.SOUND, Step.CONVINCING, Step.THIN, Step.SOUND)[place % 4],
                )
            )
        if customer in EVALUATED:
            found[-1].append((working(8), story.evaluate))
    found += [_portfolio(PortfolioStory(company, made, owner, today.year), autumn) for owner in _with_portfolio(made)]
    found += [
        *travelling(company, made),
        in_their_place(company, made),
        agreed(company),
        worked_together(company, made),
    ]
    return [clockwork(), *(told(moves) for moves in found)]


def _portfolio(story: PortfolioStory, day: date) -> Moves:
    return [
        (at(day + timedelta(days=9)), story.start),
        (at(day + timedelta(days=9), 13), story.write_lines),
        (at(day + timedelta(days=10), 9), story.submit),
        (at(day + timedelta(days=14), 11), story.approve),
    ]


def _with_own_plan(made: Made) -> Iterator[str]:
    """Customers of category A and B whose seller's level submits plans of their own; two are left without one."""
    for names in made.by_owner.values():
        for name in names:
            if made.given[name]["category"] in {"A", "B"} and name not in WITHOUT_PLAN:
                yield name


EVALUATED = {"Van Buuren Bouwservice", "Asker Ventilasjon"}  # early, and not closed yet
WITHOUT_PLAN = {"Friese Landbouwmechanisatie", "Betuwe Koeltechniek", "Kystmat Frøya"}


def _with_portfolio(made: Made) -> list[str]:
    return [owner for owner in made.by_owner if owner in {"seller.nl", "seller2.nl", "seller.no", "maja.kowalska"}]


def clockwork() -> Moments:
    """What the clock's jobs did: the new year began, the next one opened for planning, late turns were passed on."""
    today = clock.today()
    opened = date(customers.planning_year(today) - 1, 10, 1)
    moves: Moves = [(at(date(today.year, 1, 2), 5), jobs.execute), (at(opened, 5), jobs.refresh)]
    for days in range(30, 0, -1):
        day = today - timedelta(days=days)
        if day.isoweekday() < SATURDAY:
            moves += [(at(day, 5), jobs.remind), (at(day, 5, 5), jobs.escalate)]

    def run(job: Callable[[], int]) -> None:
        with write():
            job()

    return told([(moment, partial(run, job)) for moment, job in moves])


# What the line above set for the year: {seller: thousands}, and {unit: (who sets it, thousands)}.
TARGETS = {
    "seller.nl": 2_150,
    "seller2.nl": 720,
    "sjoerd.veenstra": 610,
    "kwame.mensah": 640,
    "rik.peeters": 560,
    "seller.no": 13_500,
    "keyaccount.no": 27_500,
    "thi.mai.nguyen": 4_200,
    "maja.kowalska": 7_900,
}
UNIT_TARGETS = {"nl-midden-team": ("director", 3_500), "no-oslo-team": ("director", 46_000)}


def agreed(company: Company) -> Moves:
    """The sales targets of this year, set in January and agreed with each seller; one changed in the spring."""
    year = clock.today().year
    day = date(year, 1, 14)

    def of(owner: str) -> dict[str, Any]:
        return next(one for one in customers.description()["portfolios"] if one["owner"] == owner)

    def put(who: str, scope: TargetScope, about: int, thousands: int, currency: str) -> None:
        targets.set_target(
            company.me(who),
            scope,
            about,
            year,
            measure=TargetMeasure.REVENUE,
            currency=currency,
            amount=thousands * 1000 * 100,
            agreed_with=about if scope is TargetScope.PERSON else None,
            agreed_on=clock.today(),
            note="",
        )

    def currency_of(code: str) -> str:
        return "NOK" if code.startswith("no-") else "EUR"

    moves: Moves = [
        (
            at(day, 10, place),
            partial(
                put,
                MANAGERS[of(owner)["unit"]],
                TargetScope.PERSON,
                company.people[owner],
                thousands,
                currency_of(of(owner)["unit"]),
            ),
        )
        for place, (owner, thousands) in enumerate(TARGETS.items())
    ]
    moves += [
        (at(day, 11, place), partial(put, who, TargetScope.UNIT, company.units[unit], thousands, currency_of(unit)))
        for place, (unit, (who, thousands)) in enumerate(UNIT_TARGETS.items())
    ]
    changed = partial(put, "manager.nl", TargetScope.PERSON, company.people["seller2.nl"], 690, "EUR")
    return [*moves, (at(date(year, 4, 9), 14), changed)]


def worked_together(company: Company, made: Made) -> Moves:
    """A colleague joins at one customer; a small one changes hands."""
    small = made.by_owner["seller.nl"][-1]
    return [
        (
            at(date(clock.today().year, 2, 17), 9, 30),
            lambda: ownership.add_contributor(
                company.me("seller.nl"), made.customers["Kromhout Klimaattechniek"], company.people["sjoerd.veenstra"]
            ),
        ),
        (
            at(date(clock.today().year, 9, 1), 9, 15),
            lambda: ownership.hand_over(
                company.me("manager.nl"),
                [made.customers[small]],
                owner=company.people["seller2.nl"],
                partner=company.people["priya.ramlal"],
                starts=clock.today(),
            ),
        ),
    ]


def travelling(company: Company, made: Made) -> list[Moves]:
    """Plans of the year that is being planned, in every state on the way."""
    year = customers.planning_year(clock.today())

    def of(customer: str, **options: Any) -> PlanStory:
        return PlanStory(company, made, customer, year, **options)

    def since(story: PlanStory, days_ago: int, *then: tuple[int, Callable[[], Any]], **work: Any) -> Moves:
        moves = written(story, working(days_ago + 4).date(), **work)
        return moves + [(working(days, 10 + place), move) for place, (days, move) in enumerate(then)]

    rossum, stad = of("Van Rossum Installatiegroep"), of("Stadsherstel Utrecht")
    kromhout, zorg = of("Kromhout Klimaattechniek"), of("Zorggroep Eemland")
    hofstede, vecht = of("Hofstede Machinebouw", growth=24), of("De Vechtstreek Onderhoud")
    gooise, flevo, rijn = of("Gooise Elektrogroep"), of("Flevo Staalbouw"), of("Rijnstroom Facilitair")
    noorder, brabant = of("Noorderzijl Scheepswerf"), of("Brabantse Horecagroep")
    limburg, akershus, verft = of("Limburgse Zorgkeukens"), of("Akershus Elektro"), of("Oslofjord Verft")
    nord, fjord, trond = of("Nordbygg Entreprenør"), of("Fjordkraft Industri"), of("Trøndersk Hotelldrift")
    yara = PortfolioStory(company, made, "seller2.nl", year)
    return [
        since(rossum, 9, (4, rossum.submit)),
        since(stad, 20, (15, stad.submit), (12, stad.ask)),
        since(kromhout, 22, (18, kromhout.submit), (15, kromhout.ask), (6, kromhout.answer), (5, kromhout.submit)),
        since(zorg, 6),
        since(hofstede, 8, (3, hofstede.submit), calendar=False, substantiated=False),
        since(vecht, 25, (20, vecht.submit), (17, vecht.approve)),
        since(gooise, 30, (28, gooise.submit)),
        since(flevo, 24, (19, flevo.submit), (16, flevo.reject)),
        since(rijn, 14, (9, rijn.submit), (6, partial(rijn.approve, Step.CONVINCING)), discount=450),
        since(noorder, 12, (6, noorder.submit), (5, partial(noorder.ask_advice, "lotte.dijkstra"))),
        since(brabant, 10, (7, brabant.submit)),
        since(limburg, 21, (16, limburg.submit), (13, limburg.approve)),
        since(
            akershus,
            11,
            (5, akershus.submit),
            (4, partial(akershus.ask_advice, "keyaccount.no")),
            (2, partial(akershus.advise, "keyaccount.no")),
        ),
        since(verft, 19, (14, verft.submit), (11, verft.ask), (8, partial(verft.answer, 1))),
        since(nord, 26, (21, nord.submit), (18, nord.ask), (9, nord.answer), (4, nord.submit)),
        since(fjord, 23, (18, fjord.submit), (14, partial(fjord.approve, Step.CONVINCING))),
        since(trond, 7),
        [
            (working(13), yara.start),
            (working(13, 11), yara.write_lines),
            (working(12), yara.submit),
        ],
    ]


def in_their_place(company: Company, made: Made) -> Moves:
    """A plan that the deputy of an absent manager decides on."""
    story = PlanStory(company, made, "Supermarkt Van Eck", customers.planning_year(clock.today()))
    days = [working(8), working(8, 11), working(7), working(6), working(5), working(2, 14)]
    return [
        (days[0], story.start),
        (days[1], story.write_words),
        (days[2], story.write_goals),
        (days[3], story.write_work),
        (days[4], story.submit),
        (days[5], partial(story.approve, Step.SOUND, "manager.nl")),
    ]
