"""An approved plan through its year: calendar, report, promise, figures, amendment, evaluation, next year's plan.

In Dutch and in Norwegian, and once on PostgreSQL: each signs in as themselves, mails are sent, received and followed.
How the plan came to its approver: test_plan_edit.py and test_decide_plan.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from portal.core.db import db, write
from portal.people.models import Person
from portal.plans.models import Plan, Stage
from tests.browser.conftest import PHONE, TABLET
from tests.browser.steps import Story, press, say
from tests.browser.test_plan_in_force import WORDS as PLAN
from tests.browser.test_plan_in_force import approve, ask_to_amend, close, conclude, copy, submit
from tests.browser.test_promises import OUTCOME, explain, keep
from tests.browser.test_promises import WORDS as PROMISE
from tests.browser.test_report import SAID, begun, buys_bread
from tests.browser.test_report import WORDS as REPORT
from tests.cast import Cast
from tests.plans import making
from tests.plugins.mailbox import Box, text_of
from tests.plugins.moving_clock import Days
from tests.visits.promising import department
from tests.visits.rfc import calendar_part, scheduled

pytestmark = pytest.mark.browser

YEAR = 2026
WHAT = "Voortaan om zeven uur leveren"
REVENUE = "Customer;Month;Product group;Revenue\n"


@pytest.fixture
def database(where: str) -> str:
    """PostgreSQL for the story that runs there."""
    return where


@pytest.mark.parametrize(("locale", "where"), [("nl", "sqlite"), ("nb", "postgresql")], ids=["nl", "nb-postgresql"])
def test_a_plan_is_carried_out_amended_evaluated_and_copied(
    app: Flask, cast: Cast, days: Days, box: Box, visit: Callable[..., Page], locale: str
) -> None:
    story = Story(app, days, box, locale, visit)
    days.go(date(YEAR, 1, 12))
    plan_id, jan = begin(story, cast)
    the_manager_approves_from_the_mail(story)
    contacts_stand_in_the_calendar(story)
    met = appointments_go_to_the_mailbox(story)
    assert figures(story, "seller") == {"visits-made": [], "promises-kept": [], "report-discipline": []}
    a_call_is_planned_and_held(story)
    the_report_is_written_on_a_phone(story, met, jan)
    the_promise_is_explained_and_kept(story, jan)
    the_figures_move(story)
    revenue_moves_the_goal(story, plan_id)
    the_agreement_is_amended(story, plan_id)
    the_year_ends(story, plan_id)


def begin(story: Story, cast: Cast) -> tuple[int, int]:
    """(a plan that lies with the manager, a colleague of logistics); everyone reads the language of the story."""
    customer_id = making.customer(cast, "Bakkerij Jansen")
    buys_bread(customer_id)
    _unit, (jan,) = department(cast, "Jan Magazijn")
    with write() as session:
        for person in session.query(Person):
            person.locale = story.locale
    plan_id, _number = making.submitted(cast, making.plan(cast, customer_id))
    return plan_id, jan


def the_manager_approves_from_the_mail(story: Story) -> None:
    approve(story.follow(story.mail("manager"), "manager", TABLET), PLAN[story.locale])


def contacts_stand_in_the_calendar(story: Story) -> None:
    """The seller reads of the approval in the mail, and finds a contact for each month."""
    page = story.follow(story.mail("seller"), "seller")
    page.get_by_role("link", name=say(story.locale, "Visits"), exact=True).first.click()
    page.get_by_role("link", name=say(story.locale, "List"), exact=True).click()
    expect(page.locator("li.visit", has_text="Bakkerij Jansen")).to_have_count(12)


def appointments_go_to_the_mailbox(story: Story) -> date:
    """The first contact gets a time and moves, the second gets one and is cancelled: each time the mailbox is told.

    Returns the day on which the first stands now.
    """
    page = story.visit("seller", "/me")
    calendars = page.locator("#calendars")
    calendars.get_by_role("checkbox").check()
    calendars.get_by_role("button", name=say(story.locale, "Save"), exact=True).click()
    expect(calendars.get_by_role("checkbox")).to_be_checked()

    first = arrange(story, page, 0, "10:00")
    assert taken(story) == ("REQUEST", 0, first, "1000")
    page.goto(f"/visits/?on={first}")
    moved = first + timedelta(days=7)
    touch(story, page, first, say(story.locale, "Move to %(day)s", day=story.day(moved, "day")))
    assert taken(story) == ("REQUEST", 1, moved, "1000")

    second = arrange(story, page, 1, "14:30")
    assert taken(story) == ("REQUEST", 0, second, "1430")
    page.goto(f"/visits/?on={second}")
    touch(story, page, second, say(story.locale, "Cancel: by the customer"))
    assert taken(story) == ("CANCEL", 1, second, "1430")
    return moved


def taken(story: Story) -> tuple[str, int, date, str]:
    """(method, sequence, day, time) of the one calendar message that came for the seller now."""
    (message,) = story.mails("seller")
    method, event = scheduled(calendar_part(message))
    day, at = event.one("DTSTART").value.split("T")
    return method, int(event.one("SEQUENCE").value), date.fromisoformat(day), at[:4]


def arrange(story: Story, page: Page, number: int, at: str) -> date:
    """One of the coming contacts gets a time; returns its day."""
    page.goto("/visits/?view=list")
    page.locator("li.visit .row-link").nth(number).click()
    page.get_by_role("link", name=say(story.locale, "Another day or time")).first.click()
    page.locator("[name=at]").fill(at)
    press(page, story.locale, "Save")
    expect(page.locator(".lead")).to_contain_text(at)
    return date.fromisoformat(page.locator("[data-contact-day]").get_attribute("data-contact-day"))


def touch(story: Story, page: Page, day: date, choice: str) -> None:
    """Two taps on the contact of a day."""
    row = page.locator(f"#d{day} li.visit")
    row.get_by_title(say(story.locale, "Move, cancel, change")).click()
    row.get_by_role("button", name=choice, exact=True).click()
    expect(page.get_by_role("button", name=say(story.locale, "Undo"))).to_be_visible()


def a_call_is_planned_and_held(story: Story) -> None:
    """One that no plan asked for; nobody writes its report."""
    call = date(YEAR, 1, 20)
    page = story.visit("seller", "/visits/")
    page.get_by_role("link", name=say(story.locale, "Plan a contact")).click()
    page.get_by_role("link", name="Bakkerij Jansen").click()
    page.get_by_label(say(story.locale, "Day"), exact=True).fill(story.day(call))
    page.get_by_role("radio", name=say(story.locale, "Phone")).check()
    press(page, story.locale, "Put in the calendar")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bakkerij Jansen")
    story.days.go(call)
    page = story.visit("seller", "/visits/")
    touch(story, page, call, say(story.locale, "It took place"))


def the_report_is_written_on_a_phone(story: Story, met: date, jan: int) -> None:
    """In the car after the visit, on a phone: an action of the plan is done, and logistics has something to keep."""
    words = REPORT[story.locale]
    story.days.go(met, time(11))
    page = story.visit("seller", "/", PHONE)
    page.locator("#contacts").get_by_role("link", name="Bakkerij Jansen").click()
    page.get_by_role("link", name=say(story.locale, "Write the report")).click()
    begun(page, words)
    page.get_by_role("radio", name=words["done"], exact=True).click()
    page.locator("summary", has_text=words["promise"]).first.click()
    page.locator("#promise-1-what").fill(WHAT)
    page.locator("#promise-1-owner").select_option(f"p{jan}")
    page.locator("#promise-1-due").fill(story.day(date(YEAR, 2, 2)))
    page.get_by_role("button", name=words["send"]).click()
    page.wait_for_url(re.compile(r"/visits/[0-9a-f-]+$"))
    expect(page.locator("#report")).to_contain_text(SAID)


def the_promise_is_explained_and_kept(story: Story, jan: int) -> None:
    words = PROMISE[story.locale]
    keeper = story.follow(story.mail("jan"), jan, PHONE)
    expect(keeper.locator("main")).to_contain_text(WHAT)
    keeper.goto("/")
    expect(keeper.locator("#waiting")).to_contain_text(WHAT)
    seller = story.visit("seller", "/visits/promises?whose=made")
    seller.get_by_role("link", name=WHAT).click()
    explain(seller, words)
    story.days.go(date(YEAR, 1, 30))
    keep(story.follow(story.mail("jan"), jan, PHONE), words)
    assert OUTCOME in text_of(story.mail("seller"))


def the_figures_move(story: Story) -> None:
    """3, 6 and 9, counted by hand: January was made and reported, February the customer cancelled, March was missed;
    nobody reported the call. The promise counts to who keeps it, and so to the company.
    """
    story.days.go(date(YEAR, 3, 2))
    assert figures(story, "seller") == {"visits-made": ["1", "1"], "promises-kept": [], "report-discipline": ["1", "2"]}
    story.days.go(date(YEAR, 4, 15))
    assert figures(story, "seller")["visits-made"] == ["1", "2"]
    assert figures(story, "director") == {
        "visits-made": ["1", "2"], "promises-kept": ["1", "1"], "report-discipline": ["1", "2"],
    }


def figures(story: Story, name: str) -> dict[str, list[str]]:
    """Of each figure how many of how many, as the page of key figures says it; nothing for nothing to count."""
    page = story.visit(name, "/")
    if (more := page.locator("nav summary.place")).count():  # who has many places has the last ones folded
        more.click()
    page.get_by_role("link", name=say(story.locale, "Key figures"), exact=True).first.click()
    page.locator("#figure-visits-made").wait_for()
    codes = ("visits-made", "promises-kept", "report-discipline")
    told = {code: page.locator(f"#figure-{code} .figure-value .muted").all_inner_texts() for code in codes}
    return {code: re.findall(r"\d+", " ".join(texts)) for code, texts in told.items()}


def revenue_moves_the_goal(story: Story, plan_id: int) -> None:
    """What the bookkeeping sold stands against the goal, on the plan and where plans are added up."""
    bring_revenue(story, {1: 1000, 2: 900, 3: 1100})
    page = story.visit("seller", f"/plans/{plan_id}/progress")
    expect(page.locator("#goals .against")).to_contain_text(story.euro(3000))
    expect(page.locator("#actions")).to_contain_text("Proeverij houden")
    expect(page.locator("#actions .tick[aria-pressed=true]")).to_have_count(1)
    page.goto("/reports/plans")
    expect(page.locator("#results-1")).to_contain_text(story.euro(3000))


def bring_revenue(story: Story, months: dict[int, int]) -> None:
    """The manager pastes the turnover of these months, in whole euros."""
    page = story.visit("manager", "/imports/new/turnover")
    rows = "".join(f"Bakkerij Jansen;{YEAR}-{month:02};Vers brood;{amount}\n" for month, amount in months.items())
    page.locator("[name=text]").fill(REVENUE + rows)
    press(page, story.locale, "Read the file")
    press(page, story.locale, "Check the rows")
    page.locator("form[action$='/apply'] button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say(story.locale, "Imported"))


def the_agreement_is_amended(story: Story, plan_id: int) -> None:
    """In June: the seller changes one section, the manager approves from the mail, the calendar follows."""
    words = PLAN[story.locale]
    story.days.go(date(YEAR, 6, 15))
    assert coming(story) == 7
    seller = story.visit("seller", f"/plans/{plan_id}/progress")
    ask_to_amend(seller, words, "De inkoper wil vaker bellen")
    seller.locator("#l-agreement a.part-text").click()
    form = seller.locator("#l-agreement form.part-form")
    form.locator("[name=per_year]").select_option("26")
    press(seller, story.locale, "Done")
    expect(form).to_have_count(0)
    submit(seller, words, plan_id)
    asked = story.mail("manager")
    assert "De inkoper wil vaker bellen" in text_of(asked)
    approve(story.follow(asked, "manager", TABLET), words)
    page = story.follow(story.mail("seller"), "seller")
    page.goto(f"/plans/{plan_id}/amendments")
    expect(page.locator("main")).to_contain_text(words["decided"])
    assert coming(story) == 14


def coming(story: Story) -> int:
    """How many contacts the calendar of the seller shows from today on."""
    page = story.visit("seller", "/visits/?view=list")
    page.locator("li.visit").first.wait_for()
    return page.locator("li.visit").count()


def the_year_ends(story: Story, plan_id: int) -> None:
    """What was sold is filled in already; evaluated, closed from the mail, copied with it beside the goal."""
    words = PLAN[story.locale]
    story.days.go(date(YEAR, 12, 30))
    bring_revenue(story, dict.fromkeys(range(4, 13), 1100))
    sold = story.euro(12_900)
    seller = story.visit("seller", f"/plans/{plan_id}/evaluate", PHONE)
    assert seller.get_by_label(words["achieved"]).input_value() == sold.strip("€\xa0 ")
    conclude(seller, words)
    expect(seller.locator("#goals")).to_contain_text(sold)
    assert story.mails("manager") == []
    story.days.go(date(YEAR, 12, 31))  # news comes with the digest of the next morning
    close(story.follow(story.mail("manager"), "manager"), words)
    seller = story.visit("seller", f"/plans/{plan_id}/evaluation")
    copy(seller, words)
    expect(seller.locator("#l-goal .last-year")).to_contain_text(
        say(story.locale, "achieved %(achieved)s", achieved=sold)
    )
    db.session.expire_all()
    assert {plan.year: plan.stage for plan in db.session.query(Plan)} == {
        YEAR: Stage.CLOSED, YEAR + 1: Stage.AT_WORK
    }
