"""A progress talk from both sides: prepared blind, one of them without a network, held, advised, decided, signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, write
from portal.core.i18n import format_date, speaking
from portal.core.receipts import Receipt
from portal.customers.models import Turnover
from portal.talks.models import Talk, TalkPaper, TalkSide, TalkState
from portal.talks.services import papers
from tests.browser.offline.devices import Device
from tests.browser.steps import say
from tests.cast import Cast
from tests.customers import making as customers
from tests.talks import making

pytestmark = pytest.mark.browser

LOCALES = pytest.mark.parametrize("locale", ["nl", "nb"])
TAGS = {"nl": "nl-NL", "nb": "nb-NO"}
MINE, THEIRS = "Het tweede kwartaal viel “tegen”; ærlig 日本.", "De marge is goed bewaakt."
AGREED, ADVICE = "Twee nieuwe klanten per maand", "Een training onderhandelen"
REMARK, RATHER, DECIDED = "Ik zie het anders: «ja».", "Liever meereizen.", "Alleen de eerste dag."
SUM = {"nl": ("1.234", "6.789"), "nb": ("1 234", "6 789")}
Made = Callable[..., Device]


@dataclass
class Pair:
    """The tablets of both, in one language, and the talk between them."""

    seller: Device
    manager: Device
    locale: str
    uid: str

    @property
    def path(self) -> str:
        return f"/talks/{self.uid}"

    def press(self, device: Device, sentence: str, **values: str) -> None:
        """Tap what says this."""
        device.page.get_by_role("button", name=say(self.locale, sentence, **values), exact=True).first.tap()

    def day(self, after: int, form: str = "short") -> str:
        """A day so far from today: as it is typed, or as a page says it."""
        with speaking(self.locale):
            return format_date(clock.today() + timedelta(days=after), form)


@pytest.fixture
def shop(app, cast: Cast) -> int:
    """A customer of the seller, for whom something was bought."""
    making.ready()
    customer = customers.customer("Bakker Bart", cast.team, cast.seller)
    buys(customer, "Vers brood", 1_234)
    return customer


@pytest.fixture
def pair(device: Made, cast: Cast, shop: int, locale: str) -> Pair:
    uid = making.plan(cast, days=0, locale=locale)
    return Pair(device(cast.seller, TAGS[locale]), device(cast.manager, TAGS[locale]), locale, uid)


def buys(customer: int, group: str, euros: int) -> None:
    """Turnover of the first month of the year that the talk is about."""
    month = date(clock.today().year if clock.today().month > 1 else clock.today().year - 1, 1, 1)
    with write() as session:
        session.add(
            Turnover(customer_id=customer, month=month, product_group=group, currency="EUR", revenue=euros * 100,
                     source="test", imported_at=clock.now())
        )  # fmt: skip


def online(tablet: Device) -> None:
    tablet.network(on=True)
    tablet.page.evaluate("dispatchEvent(new Event('online'))")


def open_form(tablet: Device, path: str, form: str) -> Page:
    """Open a form and wait until its script is there."""
    page = tablet.go(path)
    expect(page.locator(f"form#{form}[data-offline-ready]")).to_be_attached()
    return page


def prepared_without_network(pair: Pair) -> None:
    """The seller writes where there is none; the browser is closed and opened again before it is back."""
    tablet, path = pair.seller, f"{pair.path}/prepare"
    open_form(tablet, path, "talk")
    tablet.kept(path)
    tablet.network(on=False)
    open_form(tablet, path, "talk")
    tablet.write("note-results", MINE)
    tablet.press()
    tablet.state("ready")
    tablet.restart()
    open_form(tablet, path, "talk")
    expect(tablet.find("[name=note-results]")).to_have_value(MINE)


def prepared_blind(pair: Pair, cast: Cast) -> None:
    """The manager's draft is on the server when the seller's preparation arrives; neither sees the other's."""
    theirs, mine, path = pair.manager, pair.seller, f"{pair.path}/prepare"
    open_form(theirs, path, "talk")
    theirs.write("note-results", THEIRS)
    theirs.state("draftReceived")
    online(mine)
    expect(mine.page).to_have_url(f"{mine.address}{pair.path}")
    mine.drained(cast.seller)
    for address in (pair.path, path):
        assert THEIRS not in mine.go(address).content()
        assert MINE not in theirs.go(address).content()
    open_form(theirs, path, "talk")
    theirs.press()
    expect(theirs.page).to_have_url(f"{theirs.address}{pair.path}")


def are_side_by_side(page: Page) -> None:
    """What both wrote about the results stands in one row."""
    halves = page.locator("#block-results .halves > div")
    expect(halves).to_have_count(2)
    expect(halves.nth(0)).to_contain_text(MINE)
    expect(halves.nth(1)).to_contain_text(THEIRS)
    left, right = (one.bounding_box() for one in halves.all())
    assert left["y"] == right["y"]
    assert left["x"] < right["x"]


def held(pair: Pair) -> None:
    """The manager begins and writes the minutes, with an agreement and an advice."""
    tablet, page = pair.manager, pair.manager.page
    tablet.go(pair.path)
    pair.press(tablet, "Begin the talk")
    expect(page.locator("form#minutes[data-offline-ready]")).to_be_attached()
    are_side_by_side(page)
    tablet.choose("advice", "then")
    tablet.write("advice_text", ADVICE)
    tablet.write("agree-1-what", AGREED)
    tablet.write("agree-1-due", pair.day(30))
    pair.press(tablet, "Send to %(name)s to sign", name="Sanne Visser")
    expect(page).to_have_url(f"{tablet.address}{pair.path}")


def advised(pair: Pair, director: Device) -> None:
    """The seller reads the advice and remarks on it before it is sent; the director reads nothing else, and decides."""
    path = f"{pair.path}/advice"
    assert director.go(path).locator("body").inner_text().count(ADVICE) == 0
    page = pair.seller.go(path)
    expect(page.get_by_text(ADVICE).first).to_be_visible()
    page.locator("#remark").fill(RATHER)
    pair.press(pair.seller, "I have read it")
    expect(page.locator("#remark")).to_have_count(0)
    page = pair.manager.go(path)
    expect(page.get_by_text(RATHER).first).to_be_visible()
    pair.press(pair.manager, "Send to the director")
    expect(page.get_by_role("button", name=say(pair.locale, "Send to the director"))).to_have_count(0)
    page = director.go(path)
    expect(page.get_by_text(RATHER).first).to_be_visible()
    expect(page.get_by_text(MINE)).to_have_count(0)
    page.locator("label[for=decision-partly]").tap()
    page.locator("#text").fill(DECIDED)
    pair.press(director, "Decide")
    expect(page.get_by_text(DECIDED).first).to_be_visible()
    for reader in (director.page, pair.seller.go(path)):
        expect(reader.locator("#decision")).to_contain_text(pair.day(0, "long"))


def signed(pair: Pair) -> str:
    """The seller reads what is agreed by when, and signs with a remark; gives the page as the manager reads it then."""
    page = pair.seller.go(pair.path)
    agreed = page.locator("#block-agreements li")
    expect(agreed).to_contain_text(AGREED)
    expect(agreed).to_contain_text(pair.day(30, "medium"))
    page.locator("#remark").fill(REMARK)
    pair.press(pair.seller, "Sign as seen")
    expect(page.locator("#signed")).to_contain_text(REMARK)
    return pair.manager.go(pair.path).locator("main").inner_text()


@LOCALES
def test_a_talk_is_prepared_blind_held_advised_decided_signed_and_stays_as_it_was(
    pair: Pair, device: Made, cast: Cast, shop: int, locale: str
) -> None:
    prepared_without_network(pair)
    prepared_blind(pair, cast)
    are_side_by_side(pair.seller.go(pair.path))
    held(pair)
    advised(pair, device(cast.director, TAGS[locale]))
    as_signed = signed(pair)
    before, after = SUM[locale]
    assert before in plain(as_signed)
    buys(shop, "Gebak", 6_789 - 1_234)
    assert pair.manager.go(pair.path).locator("main").inner_text() == as_signed
    pair.uid = making.plan(cast, days=14, locale=locale)
    page = pair.seller.go(f"{pair.path}/prepare")
    expect(page.get_by_text(AGREED).first).to_be_visible()
    expect(page.get_by_text(DECIDED).first).to_be_visible()
    assert after in plain(page.locator("main").inner_text()), "the figures of a new talk move on"


@pytest.mark.parametrize("locale", ["nl"])
def test_the_minutes_are_written_without_a_network_and_arrive_once(pair: Pair, cast: Cast) -> None:
    making.send(cast, pair.uid, "seller", making.SELLER)
    making.send(cast, pair.uid, "manager", making.MANAGER)
    tablet, path = pair.manager, f"{pair.path}/minutes"
    tablet.go(pair.path)
    pair.press(tablet, "Begin the talk")
    tablet.kept(path)
    tablet.network(on=False)
    open_form(tablet, path, "minutes")
    tablet.choose("support", "then")
    tablet.write("measure-1-what", "Meereizen op dinsdag")
    tablet.write("measure-1-due", pair.day(14))
    tablet.write("agree-1-what", AGREED)
    tablet.write("agree-1-due", pair.day(30))
    tablet.write("remark-results", MINE)
    tablet.press()
    tablet.state("ready")
    tablet.restart()
    open_form(tablet, path, "minutes")
    expect(tablet.find("[name=remark-results]")).to_have_value(MINE)
    online(tablet)
    expect(tablet.page).to_have_url(f"{tablet.address}{pair.path}")
    tablet.drained(cast.manager)
    db.session.rollback()
    talk = db.session.scalars(select(Talk).where(Talk.uid == pair.uid)).one()
    paper = db.session.get(TalkPaper, (talk.id, TalkSide.MINUTES))
    assert (talk.state, paper.draft) == (TalkState.HELD, None)
    assert (paper.sent["remark-results"], paper.sent["measure-1-what"]) == (MINE, "Meereizen op dinsdag")
    taken = db.session.scalars(select(Receipt).where(Receipt.subject == pair.uid, Receipt.kind == "talk_minutes"))
    assert [one.answer["state"] for one in taken] == [papers.SENT]
    page = pair.seller.go(pair.path)
    for text in (MINE, AGREED, "Meereizen op dinsdag"):
        expect(page.get_by_text(text).first).to_be_visible()


def plain(text: str) -> str:
    """With ordinary spaces: amounts are written with others."""
    return " ".join(text.split())
