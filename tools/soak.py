"""Random stories of two people on two tablets with a bad network; in the end each report is on the server, once, whole.

    python -m tools.soak            RUNS=200 stories, SEED=1 and on; each story has the number of its seed
    RUNS=1 SEED=17 python -m tools.soak     the seventeenth again

In a story people write, press the button, close and restart the browser, lose the network and get it back, lose
answers, sign out, sign in as somebody else, find their session ended and the portal updated. Then the network stays,
everybody signs in once more where they wrote, chooses where both places changed a field, and every word must be there.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from playwright.sync_api import Error, expect, sync_playwright
from sqlalchemy import select

from portal.core.db import db
from portal.people.views.device import SIGNED_OUT
from portal.visits.models import Report, Visit
from tests.browser.offline.devices import COUNT, Device, Wire, end_sessions, new_build, served
from tests.cast import Cast, populate
from tests.customers import making as customers
from tests.plugins.databases import build, make_portal, opened
from tests.visits import making

STEPS = 14
NOBODY = "#sign-in-form, #device-nobody:not([hidden])"
LED_ON = "async () => !location.pathname.endsWith('/report') || !!document.querySelector('.conflict')"
SETTLED = """async (path) => {
  const form = document.querySelector("form[data-offline-ready]");
  const state = document.querySelector("[data-outbox-state]")?.dataset.state;
  const goes = navigator.onLine && ["ready", "sending", "login"].includes(state);
  return location.pathname !== path || (form !== null && !form.inert && !goes);
}"""
TRIES = 3
ARRIVED = f"async (person) => !!document.querySelector('.conflict') || (await ({COUNT})(person)) === 0"
FIELDS = ("said", "next_step")
WEIGHTS = {
    "write": 10, "press": 3, "reopen": 3, "leave_page": 2, "restart": 2, "cut": 4, "restore": 4, "lose": 2, "born": 2,
    "sign_out": 2, "other_person": 2, "expire": 2, "update": 1,
}  # fmt: skip


@dataclass
class Paper:
    """What somebody wrote about one contact, over all devices."""

    person: int
    uid: str
    words: list[str] = field(default_factory=list)


@dataclass
class Tablet:
    """A device as the story knows it: who is signed in on it, and whose forms it keeps."""

    number: int
    device: Device
    person: int | None = None
    kept: set[tuple[int, str]] = field(default_factory=set)
    wrote: set[tuple[int, str]] = field(default_factory=set)


class Story:
    """One random sequence; `told` is what happened, to read when it goes wrong."""

    def __init__(self, seed: int, soak: Soak) -> None:
        self.seed, self.soak, self.told = seed, soak, []
        self.chance = random.Random(seed)  # noqa: S311 - a story, no secret
        self.papers = {
            person: Paper(person, making.visit(soak.cast, soak.customer[person], owner=name).uid)
            for name, person in soak.people.items()
        }
        self.born_here: list[Paper] = []
        self.written = 0

    def run(self) -> None:
        """Tell it, let everything arrive, check."""
        for tablet in self.soak.tablets:
            self.come(tablet, self.chance.choice(list(self.papers)))
        for _ in range(STEPS):
            tablet = self.chance.choice(self.soak.tablets)
            step = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            self.told.append(f"{tablet.number}: {step}")
            getattr(self, step)(tablet)
        self.drain()
        self.check()

    # What people and the world do

    def write(self, tablet: Tablet) -> None:
        """A few more words in a field of one's own report."""
        if self.open(tablet):
            self.type(tablet, self.papers[tablet.person], self.chance.choice(FIELDS))

    def press(self, tablet: Tablet) -> None:
        """This is the report."""
        if not self.open(tablet) or not self.papers[tablet.person].words:
            return
        self.type(tablet, self.papers[tablet.person], "said")
        tablet.device.choose("yes")
        tablet.device.press()

    def reopen(self, tablet: Tablet) -> None:
        """Open the report again."""
        self.leave_page(tablet)
        self.open(tablet)

    def leave_page(self, tablet: Tablet) -> None:
        """Close the page in the middle of whatever it does."""
        tablet.device.go("about:blank")

    def restart(self, tablet: Tablet) -> None:
        """Close the browser and open it again."""
        tablet.device.restart()

    def cut(self, tablet: Tablet) -> None:
        """Into the parking garage."""
        tablet.device.network(on=False)

    def restore(self, tablet: Tablet) -> None:
        """And out of it."""
        tablet.device.network(on=True)

    def lose(self, _tablet: Tablet) -> None:
        """The next answer to a sending gets lost."""
        self.soak.wire.lose += 1

    def born(self, tablet: Tablet) -> None:
        """A report of a contact that nobody planned, made on the device."""
        path, person = "/visits/report/new", tablet.person
        if person is None or (not tablet.device.is_online and (person, path) not in tablet.kept):
            return
        page = tablet.device.go(path)
        if "/login" in page.url:
            tablet.device.enter(person)
            page = tablet.device.go(path)
        expect(page.locator("form[data-offline-ready]")).to_be_attached()
        if tablet.device.is_online:
            tablet.device.kept(path)
            tablet.kept.add((person, path))
        subject = page.locator("form[data-outbox]").get_attribute("data-subject")
        paper = Paper(person, subject or "")
        page.locator("[name=customer_id]").select_option(str(self.soak.customer[person]))
        self.type(tablet, paper, "said")
        tablet.device.choose("partly")
        tablet.device.press()
        self.born_here.append(paper)

    def sign_out(self, tablet: Tablet) -> None:
        """Log out, also with something unsent."""
        if tablet.person is None:
            return
        page = tablet.device.go("/offline")
        expect(page.locator("html[data-listed]")).to_be_attached()
        button = page.locator("#device-out button")
        if not button.is_visible():  # its session ended before the device had a key
            return
        button.click()
        page.locator(f"dialog[open] [data-lock], {NOBODY}").first.wait_for()
        if page.locator("dialog[open] [data-lock]").is_visible():
            page.locator("dialog[open] [data-lock]").click()
        page.locator(NOBODY).first.wait_for()
        tablet.person = None

    def other_person(self, tablet: Tablet) -> None:
        """Somebody signs in, whether the one before signed out or not."""
        if tablet.device.is_online:
            self.come(tablet, self.chance.choice(list(self.papers)))

    def expire(self, _tablet: Tablet) -> None:
        """All sign-ins of one person end."""
        end_sessions(self.chance.choice(list(self.papers)))

    def update(self, tablet: Tablet) -> None:
        """The portal is updated; an open browser takes the new worker in."""
        self.soak.updates += 1
        new_build(self.soak.folder, self.soak.updates)
        if tablet.device.is_online:
            tablet.device.go("/login")

    # How they do it

    def come(self, tablet: Tablet, person: int) -> None:
        """Sign in with a network and open the own report, so that the device keeps it."""
        tablet.device.network(on=True)
        if any(cookie["name"] == SIGNED_OUT for cookie in tablet.device.context.cookies()):
            tablet.device.go("/login")  # a sign-out that waits is carried out first
        tablet.device.go("about:blank")  # what stood open is loaded anew for the next person: not in our way
        tablet.device.enter(person)
        tablet.person = person
        self.open(tablet)

    def open(self, tablet: Tablet) -> bool:
        """Open the report of whoever is signed in; False where that cannot be: nobody is, or the device lacks it."""
        if tablet.person is None:
            return False
        paper, device = self.papers[tablet.person], tablet.device
        path = f"/visits/{paper.uid}/report"
        if not device.is_online and (paper.person, paper.uid) not in tablet.kept:
            return False
        page = device.go(path)
        if "/login" in page.url:
            device.enter(tablet.person)
            page = device.go(path)
        for _ in range(TRIES):
            device.until(SETTLED, path)
            if page.url.endswith(path):
                break
            page = device.go(path)  # what was ready before went now, and the page with it to the contact
        if device.is_online and (paper.person, paper.uid) not in tablet.kept:
            device.kept(path)
            tablet.kept.add((paper.person, paper.uid))
        return True

    def type(self, tablet: Tablet, paper: Paper, name: str) -> None:
        """Add words that nobody else writes."""
        self.written += 1
        word = f"«{self.seed}.{self.written}-{self.chance.choice(('høy', 'één', '日本', '“ja”'))}»"
        control = tablet.device.page.locator(f"form[data-outbox] [name={name}]")
        tablet.device.write(name, f"{control.input_value()} {word}".strip())
        paper.words.append(word)
        tablet.wrote.add((paper.person, paper.uid))

    # The end

    def drain(self) -> None:
        """The network stays; everybody comes back to where they wrote, and sends."""
        self.soak.wire.lose = 0
        for tablet in self.soak.tablets:
            for person, _uid in sorted(tablet.wrote):
                self.come(tablet, person)
                self.arrive(tablet, person)
        for person, paper in self.papers.items():
            if paper.words:
                tablet = self.soak.tablets[0]
                self.come(tablet, person)
                tablet.device.choose("yes")
                tablet.device.press()
                tablet.device.until(LED_ON)  # to the page of the contact, once it was received; or to a choice
                self.arrive(tablet, person)
                tablet.device.until(LED_ON)
        for tablet in self.soak.tablets:
            tablet.kept.clear()
            tablet.wrote.clear()

    def arrive(self, tablet: Tablet, person: int) -> None:
        """Wait until nothing of this person is unsent here, choosing where it is asked."""
        device = tablet.device
        while True:
            device.ask("() => void dispatchEvent(new Event('online'))")
            device.until(ARRIVED, person)
            if not device.page.locator(".conflict").count():
                return
            self.soak.count["conflicts"] += 1
            for asked in device.page.locator(".conflict fieldset").all():
                area = asked.locator("textarea")
                if area.is_visible():
                    area.fill(f"{area.input_value()} {asked.locator('[data-theirs]').text_content()}")
            device.page.locator(".conflict [data-done]").click()
            expect(device.page.locator(".conflict")).to_have_count(0)

    def check(self) -> None:
        """Exactly one report per contact that was written about, with every word, and no word of anybody else."""
        db.session.rollback()
        papers = [*self.papers.values(), *self.born_here]
        everything = {word for paper in papers for word in paper.words}
        for paper in papers:
            found = db.session.scalars(
                select(Report).join(Visit, Visit.id == Report.visit_id).where(Visit.uid == paper.uid)
            ).all()
            if not paper.words:
                continue
            insist(len(found) == 1, f"{len(found)} reports of {paper.uid}")
            insist(found[0].sent_at is not None, f"the report of {paper.uid} was not sent")
            text = f"{found[0].said} {found[0].next_step}"
            lost = [word for word in paper.words if word not in text]
            insist(not lost, f"lost: {lost} in {text}")
            foreign = [word for word in everything - set(paper.words) if word in text]
            insist(not foreign, f"of somebody else: {foreign}")
            self.soak.count["reports"] += 1
            self.soak.count["words"] += len(paper.words)


def insist(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads like an assertion
    """Raise when a promise was broken."""
    if not holds:
        raise AssertionError(otherwise)


class Soak:
    """The portal, its people and their tablets."""

    def __init__(self, app: Flask, cast: Cast, wire: Wire, tablets: list[Tablet], folder: Path) -> None:
        self.app, self.cast, self.wire, self.tablets, self.folder = app, cast, wire, tablets, folder
        self.people = {"seller": cast.seller, "colleague": cast.colleague}
        self.customer = {
            person: customers.customer(f"Klant van {name}", cast.team, person) for name, person in self.people.items()
        }
        self.updates = 0
        self.count: Counter[str] = Counter()


def tell(soak: Soak, seed: int) -> str:
    """Run one story; empty, or what went wrong in it."""
    story = Story(seed, soak)
    try:
        story.run()
    except (AssertionError, Error) as error:
        pages = [tablet.device.page for tablet in soak.tablets]
        shown = "\n".join(f"--- {page.url}\n{page.inner_text('body')}" for page in pages)
        return f"{error}\n{' · '.join(story.told)}\n{shown}"
    faults = [fault for tablet in soak.tablets for fault in tablet.device.faults]
    return "\n".join(faults)


def main() -> None:
    """Tell the stories; exit 1 at the first that goes wrong, with the seed that repeats it."""
    runs, first = int(os.environ.get("RUNS", "200")), int(os.environ.get("SEED", "1"))
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folder = Path(scratch)
        app = make_portal(f"sqlite:///{folder / 'rayon.sqlite3'}", folder)
        build(app)
        with opened(app), served(app) as (address, wire):
            cast = populate()
            tablets = [Tablet(no, Device(playwright, app, address, folder / f"tablet-{no}")) for no in (1, 2)]
            soak = Soak(app, cast, wire, tablets, folder)
            for number, seed in enumerate(range(first, first + runs), 1):
                if wrong := tell(soak, seed):
                    sys.exit(f"soak: story {number} went wrong; repeat it with: make soak RUNS=1 SEED={seed}\n{wrong}")
                if number % 10 == 0:
                    spent = time.monotonic() - began
                    print(f"soak: {number} of {runs} stories, {dict(soak.count)}, {spent:.0f} s", flush=True)
            for tablet in tablets:
                tablet.device.close()
    seconds = time.monotonic() - began
    print(
        f"soak: {runs} stories from seed {first}, {soak.count['reports']} reports on the server once each, "
        f"{soak.count['words']} words all there, {soak.count['conflicts']} conflicts chosen, {soak.updates} updates, "
        f"{seconds:.0f} s"
    )


if __name__ == "__main__":
    main()
