"""Which story each profile of the demo has, so that every state can be seen."""

from __future__ import annotations

from datetime import date

from portal.core import clock
from portal.demo import company as organisation
from portal.demo import texts
from portal.demo.company import Company
from portal.demo.story import Moments, Story, working
from portal.profiles import reading, services, sources

HANDBOOK = {"nl": "Functiehandboek 2024", "nb": "Stillingshåndbok 2024"}


def stories(company: Company) -> list[Moments]:
    """All stories, and the moves of people between them."""
    nl, no = ("hr", "joost.terpstra"), ("hr.no", "amir.hosseini")

    def of(code: str, author: str, reviewers: list[str], publisher: str) -> Story:
        return Story(company, code, author, reviewers, publisher)

    return [
        two_versions(
            of("verkoper", "hr", ["manager.nl", "manager.no"], "director"), 340, 45, ("seller.nl", "seller.no")
        ),
        under_review(of("accountmanager", "hr", ["manager.nl", "nathalie.janssen"], nl[1]), 350, due=4),
        sent_back(of("verkoopmanager", "hr", ["director"], nl[1]), 320),
        approved(of("salgssjef", no[0], ["director"], no[1]), 300),
        two_versions(of("key-account-manager", no[0], ["manager.no"], no[1]), 310, 12, ("keyaccount.no",)),
        imported(of("accountmanager-retail-horeca", "hr", [], nl[1]), 9),
        under_review(of("teamleder-salg", no[0], ["manager.no"], no[1]), 290, due=-2),
        adopted(of("salgsdirektor", no[0], [], ""), 345, date(2024, 9, 1)),
        two_versions(of("telefonselger", no[0], ["bente.haugland"], no[1]), 280, 90, ("iselin.moe",)),
        adopted(of("motebooker", no[0], [], ""), 344, date(2025, 3, 1)),
        archived(of("stand-selger", no[1], [], ""), 343, date(2023, 6, 1)),
        left_behind(of("account-manager-portefolje", no[0], ["manager.no"], no[1]), 260),
        first_round(of("commercieel-medewerker-binnendienst", "joost.terpstra", ["manager.nl"], "hr"), 30),
        announced(company),
        *(moved(company, given) for given in organisation.description()["moves"]),
    ]


def announced(company: Company) -> Moments:
    """Who is absent says so beforehand, and names a deputy."""
    today = clock.today()
    yield working(9, 8)
    organisation.absences(company, today)


def moved(company: Company, given: dict) -> Moments:
    """Somebody moves to another team or level."""
    yield working((clock.today() - date.fromisoformat(given["starts"])).days + 6)
    organisation.move(company, given)


def first_version(story: Story, days_ago: int) -> Moments:
    """Written, reviewed once and published."""
    yield working(days_ago)
    story.found(texts.starting_body(story.text))
    yield from story.write_up(working(days_ago - 1))
    yield working(days_ago - 4, 14)
    story.submit()
    yield working(days_ago - 8, 10)
    yield from story.approve()
    yield working(days_ago - 11, 11)
    story.publish()
    yield from story.acknowledged()


def second_round(story: Story, days_ago: int) -> Moments:
    """A new version goes to review as it is; the reviewer asks for changes; they are made and answered."""
    requests = story.text.get("requests", [])
    yield working(days_ago)
    services.start_version(story.id, story.me(story.author))
    yield working(days_ago - 1)
    story.submit()
    yield working(days_ago - 4, 13)
    story.ask(requests, story.reviewers[0])
    yield from story.second_version(working(days_ago - 6))
    yield working(days_ago - 7, 15)
    story.answer(requests)


def two_versions(story: Story, days_ago: int, second: int, unread: tuple[str, ...]) -> Moments:
    """Two versions in force after each other; some holders still have to confirm the second."""
    yield from first_version(story, days_ago)
    yield from second_round(story, second + 14)
    yield working(second + 6)
    story.submit()
    yield working(second + 3, 10)
    yield from story.approve()
    yield working(second, 11)
    story.publish()
    yield from story.acknowledged(but=unread)


def under_review(story: Story, days_ago: int, due: int) -> Moments:
    """A second version lies with the reviewers."""
    yield from first_version(story, days_ago)
    yield working(12)
    services.start_version(story.id, story.me(story.author))
    yield from story.second_version(working(11))
    yield working(6, 15)
    story.submit(days=6 + due)


def sent_back(story: Story, days_ago: int) -> Moments:
    """The reviewer asked for changes; the author has not answered all of them."""
    yield from first_version(story, days_ago)
    yield working(10)
    services.start_version(story.id, story.me(story.author))
    yield working(9, 14)
    story.submit()
    yield working(3, 16)
    story.ask(story.text.get("requests", []), story.reviewers[0])
    yield working(2, 10)
    story.answer(story.text.get("requests", [])[:1])


def approved(story: Story, days_ago: int) -> Moments:
    """Changes asked, made, approved; the second pair of eyes has not published yet."""
    yield from first_version(story, days_ago)
    yield from second_round(story, 16)
    yield working(7)
    story.submit()
    yield working(4, 9)
    yield from story.approve()


def imported(story: Story, days_ago: int) -> Moments:
    """A document was pasted and waits to be put right; half of it is translated."""
    yield working(days_ago, 13)
    text, author = story.text, story.me(story.author)
    found = reading.read_pasted(texts.as_source(text))
    source = sources.keep(author, f"{text['title'][story.source]}.txt", found)
    wish = sources.Wish(0, str(story.company.roles[text["code"]]))
    facts = {"family": text["family"], "sector": text["sector"], "country": text["country"]}
    (story.id,) = sources.make_drafts(source, author, [wish], unit_id=story.unit, **facts)
    yield from story.translate(working(days_ago - 1), share=0.5)


def adopted(story: Story, days_ago: int, since: date) -> Moments:
    """In force already when the portal came: adopted with its own date and source."""
    yield working(days_ago, 15)
    story.found(texts.whole_body(story.text))
    yield working(days_ago - 1)
    services.adopt(story.id, story.me(story.author), valid_from=since, source=HANDBOOK[story.source])
    story.number = 1


def archived(story: Story, days_ago: int, since: date) -> Moments:
    """Adopted, and archived when the role went."""
    yield from adopted(story, days_ago, since)
    yield working(70)
    services.archive(story.id, story.me(story.author), archived=True)


def left_behind(story: Story, days_ago: int) -> Moments:
    """A draft whose translation was not brought up to date."""
    yield from first_version(story, days_ago)
    yield working(8)
    services.start_version(story.id, story.me(story.author))
    yield from story.second_version(working(7), twin=False)


def first_round(story: Story, days_ago: int) -> Moments:
    """A first version, asked about once and approved, to be published by the other HR person."""
    requests = story.text.get("requests", [])
    yield working(days_ago)
    story.found(texts.whole_body(story.text))
    yield working(days_ago - 3)
    story.submit()
    yield working(days_ago - 6, 16)
    story.ask(requests, story.reviewers[0])
    yield working(days_ago - 9, 10)
    story.answer(requests)
    yield working(days_ago - 10)
    story.submit()
    yield working(days_ago - 14, 9)
    yield from story.approve()
