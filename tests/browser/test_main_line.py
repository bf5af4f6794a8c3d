"""One profile from a pasted document to a signed-off page, by HR, a line manager, a second HR person and a holder.

In Dutch and in Norwegian, without script, and once on PostgreSQL; with mails really sent and received.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from flask_babel import force_locale, ngettext
from playwright.sync_api import Page, expect

from portal.core import audit, mail, settings
from portal.core.db import db, write
from portal.demo.catcher import Keeper
from portal.documents.models import Document
from portal.people.models import Person
from tests.browser.conftest import PHONE, TABLET
from tests.browser.steps import press, say
from tests.cast import Cast
from tests.sealing import seal_all

TEXTS = {
    "nl": """Functieprofiel: Relatiebeheerder

Context
De relatiebeheerder werkt in een team dat vaste klanten van gereedschap voorziet.

Organisatie
Rapporteert aan: verkoopmanager

Resultaatgebieden

1. Klanten behouden
Kerntaken
- spreekt elke klant over wat er het afgelopen jaar beter kon;
- legt vast wat er beloofd is.
Resultaatindicatoren
- aandeel klanten dat blijft.
""",
    "nb": """Stillingsbeskrivelse: Kunderådgiver

Om stillingen
Kunderådgiveren jobber i et team som leverer verktøy til faste kunder.

Organisatorisk plassering
Rapporterer til: salgssjef

Resultatområder

1. Beholde kunder
Hovedoppgaver
- snakker med hver kunde om hva som kunne vært bedre det siste året;
- noterer hva kunden er lovet.
Resultatindikatorer
- andel kunder som blir.
""",
}
TASK = {"nl": "legt vast wat er beloofd is", "nb": "noterer hva kunden er lovet"}
BETTER = {"nl": "legt dezelfde dag vast wat er beloofd is", "nb": "noterer samme dag hva kunden er lovet"}
WISH = {"nl": "Zet erbij wanneer.", "nb": "Skriv når det skal skje."}
DONE = {"nl": "Dezelfde dag, staat er nu bij.", "nb": "Samme dag, det står der nå."}


@pytest.fixture
def database(way: str) -> str:
    """PostgreSQL for the story that runs there."""
    return "postgresql" if way == "postgresql" else "sqlite"


@pytest.fixture
def inbox(app: Flask, tmp_path: Path) -> Iterator[Callable[[str], list]]:
    """A real SMTP server; the function sends what waits and gives the mails to one person, oldest first."""
    folder = tmp_path / "caught"
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = Controller(Keeper(folder), hostname="127.0.0.1", port=port)
    server.start()
    app.config["MAIL_PORT"] = port

    def received(name: str) -> list:
        mail.send_waiting()
        messages = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in sorted(folder.iterdir())]
        return [message for message in messages if f"{name}@" in message["To"]]

    yield received
    server.stop()


def import_it(hr: Page, locale: str) -> int:
    """HR pastes the text, keeps the role of the sellers for it, and lands in the draft; returns the profile's id."""
    hr.fill("[name=text]", TEXTS[locale])
    press(hr, locale, "Read the document")
    expect(hr.locator("#pick-0, [name=pick]").first).to_be_attached()
    hr.select_option("[name=role-0]", label={"nl": "Verkoper", "nb": "Selger"}[locale])
    press(hr, locale, "Go on with this profile")
    hr.wait_for_url("**/edit")
    return int(hr.url.split("/")[-2])


def translate(hr: Page, profile: int, locale: str, script: bool) -> None:
    """Every item gets its twin text, one after the other."""
    other = "nb" if locale == "nl" else "nl"
    hr.goto(f"/profiles/{profile}/twin/{other}")
    for _ in range(20):
        missing = hr.locator(".twin-state[data-state=missing]")
        if not missing.count():
            return
        missing.first.locator("xpath=..").locator("a.part-text").click()
        box = hr.locator("form.part-form [name=text]").first
        box.fill(f"{other}: vertaald" if other == "nl" else f"{other}: oversatt")
        left = missing.count()
        hr.locator("form.part-form").get_by_role("button", name=say(locale, "Done"), exact=True).click()
        if script:
            expect(missing).to_have_count(left - 1)
        else:
            hr.goto(f"/profiles/{profile}/twin/{other}")
    raise AssertionError("translating never ended")


def submit(hr: Page, profile: int, locale: str, reviewer: int) -> None:
    hr.goto(f"/profiles/{profile}/submit")
    hr.locator(f"#who-{reviewer}").check()
    press(hr, locale, "Send to review")
    hr.wait_for_url(lambda url: not url.endswith("/submit"))


def change_the_task(hr: Page, profile: int, locale: str, script: bool) -> None:
    """HR changes the item that was asked about; with script it saves itself."""
    hr.goto(f"/profiles/{profile}/edit")
    hr.get_by_text(TASK[locale]).first.click()
    box = hr.locator("form.part-form [name=text]").first
    box.fill(BETTER[locale])
    if script:
        expect(hr.locator("form.part-form").get_by_text(say(locale, "Saved at {time}").split("{")[0])).to_be_visible()
    hr.locator("form.part-form").get_by_role("button", name=say(locale, "Done"), exact=True).click()
    expect(hr.locator(".part-text", has_text=BETTER[locale])).to_be_visible()


def ask_for_a_change(manager: Page, profile: int, locale: str, script: bool) -> None:
    """The manager opens what waits, asks for a change at one item and sends it back."""
    manager.locator("#waiting a.row-link").first.click()
    item = manager.locator("[id^=p-]", has_text=TASK[locale]).last
    item.locator("a.say-open").first.click()
    manager.locator("form [name=text]").first.fill(WISH[locale])
    press(manager, locale, "Request this change")
    expect(manager.get_by_text(WISH[locale]).first).to_be_visible()
    if not script:
        manager.goto(f"/profiles/{profile}/review")
    with force_locale(locale):
        button = ngettext("Request %(num)d change", "Request %(num)d changes", 1)
    manager.get_by_role("button", name=button, exact=True).click()
    expect(manager.locator("#panel")).to_contain_text(
        say(locale, "Changes are requested to version %(number)s", number=1)
    )


def answer_and_change(hr: Page, profile: int, locale: str, script: bool) -> None:
    """HR finds the request under Today, answers it, changes the text and says that the translation still holds."""
    hr.goto("/")
    hr.locator("#waiting a.row-link").first.click()
    expect(hr.get_by_text(WISH[locale]).first).to_be_visible()
    hr.locator("form.answer-form [name=text]").first.fill(DONE[locale])
    press(hr, locale, "Done here")
    change_the_task(hr, profile, locale, script)
    translate_again(hr, profile, locale, script)


def approve(manager: Page, locale: str) -> None:
    """The manager sees what changed since the last look, and the answer, and approves."""
    manager.goto("/")
    manager.locator("#waiting a.row-link").first.click()
    expect(manager.locator("ins").first).to_be_visible()
    expect(manager.get_by_text(DONE[locale]).first).to_be_visible()
    press(manager, locale, "Approve")
    approved = say(locale, "All reviewers approved version %(number)s", number=2)
    expect(manager.locator("#panel")).to_contain_text(approved)


def publish(hr: Page, second: Page, profile: int, locale: str) -> None:
    """Who submitted it cannot publish it; the second HR person can."""
    hr.goto(f"/profiles/{profile}/publish")
    expect(hr.get_by_role("button", name=say(locale, "Publish"), exact=True)).to_have_count(0)
    second.locator("#waiting a.row-link").first.click()
    press(second, locale, "Publish")
    second.wait_for_url(lambda url: not url.endswith("/publish"))


def confirm_reading(holder: Page, locale: str) -> None:
    """The holder reads the profile on a phone and confirms it; then nothing waits any more."""
    holder.locator("#waiting a.row-link").first.click()
    expect(holder.get_by_text(BETTER[locale]).first).to_be_visible()
    press(holder, locale, "I have read this")
    expect(holder.get_by_role("button", name=say(locale, "I have read this"))).to_have_count(0)
    holder.goto("/")
    expect(holder.locator("#waiting a.row-link")).to_have_count(0)


@pytest.mark.browser
@pytest.mark.parametrize(("locale", "way"), [("nl", "script"), ("nl", "plain"), ("nb", "postgresql")])
def test_a_document_becomes_a_signed_off_page(
    app: Flask, cast: Cast, visit: Callable[..., Page], inbox: Callable[[str], list], locale: str, way: str
) -> None:
    script = way != "plain"
    with write() as session:
        settings.change("needed_locales", ["nl", "nb"])
        for person in session.query(Person):
            person.locale = locale
    hr = visit("hr", "/profiles/import", locale=locale, script=script)
    profile = import_it(hr, locale)
    translate(hr, profile, locale, script)
    submit(hr, profile, locale, cast.manager)

    (asked,) = inbox("manager")
    assert f"/profiles/{profile}/review" in asked.get_body(("plain",)).get_content()
    assert asked["Content-Language"] == locale

    manager = visit("manager", "/", locale=locale, script=script, size=TABLET)
    ask_for_a_change(manager, profile, locale, script)
    told = inbox("hr")[-1]
    assert WISH[locale] in told.get_body(("plain",)).get_content(), "the request stands in the mail"

    answer_and_change(hr, profile, locale, script)
    submit(hr, profile, locale, cast.manager)
    approve(manager, locale)
    publish(hr, visit("hr2", "/", locale=locale, script=script), profile, locale)
    confirm_reading(visit("seller", "/", locale=locale, script=script, size=PHONE), locale)

    hr.goto(f"/profiles/{profile}/readers")
    expect(hr.locator("#main")).to_contain_text("Sanne Visser")
    assert db.session.get(Document, profile).in_force == 2
    seal_all()
    assert audit.verify()[1] == ""


def translate_again(hr: Page, profile: int, locale: str, script: bool) -> None:
    """The item that changed made its twin stale; HR says it still holds."""
    other = "nb" if locale == "nl" else "nl"
    hr.goto(f"/profiles/{profile}/twin/{other}")
    stale = hr.locator(".twin-state[data-state=stale]")
    expect(stale).to_have_count(1)
    stale.get_by_role("button").first.click()
    if not script:
        hr.goto(f"/profiles/{profile}/twin/{other}")
    expect(stale).to_have_count(0)
