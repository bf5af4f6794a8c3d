"""One story: what people and the world do in random order, how everything arrives in the end, and what must hold."""

from __future__ import annotations

import random
from collections.abc import Callable

from playwright.sync_api import TimeoutError, expect  # noqa: A004 - the driver's own

from portal.core.db import db
from portal.people.views.device import SIGNED_OUT
from tests.browser.offline.devices import ROWS, Device, end_sessions
from tools.soak import passing
from tools.soak.kinds import Paper, check, insist
from tools.soak.world import Tablet, World

STEPS = 14
TRIES = 3
WEIGHTS = {
    "write": 10, "press": 3, "reopen": 3, "leave_page": 2, "restart": 2, "cut": 4, "restore": 4, "lose": 2, "blank": 2,
    "pass_over": 2, "sign_out": 2, "other_person": 2, "expire": 2, "update": 1,
}  # fmt: skip
NOBODY = "#sign-in-form, #device-nobody:not([hidden])"
SIGN_OF_LIFE = "() => void dispatchEvent(new Event('online'))"
STATE = """async () => {
  const form = document.querySelector("form[data-outbox]");
  const places = [...document.querySelectorAll("[data-outbox-state]")];
  const of = (id) => places.find((one) => one.dataset.outboxState === id);
  return (of(form?.id) ?? of(""))?.dataset.state ?? "";
}"""
# A finished form that the server has leaves for another page by itself; whoever writes waits until that is over.
SETTLED = f"""async ([path, isOnline]) => {{
  const form = document.querySelector("form[data-outbox]");
  const state = await ({STATE})();
  const goes = state === "sending" || (isOnline && ["ready", "login"].includes(state));
  return location.pathname !== path || (!!form && "offlineReady" in form.dataset && !form.inert && !goes);
}}"""
LED_ON = "async (path) => location.pathname !== path || !!document.querySelector('.conflict')"
UNSENT = f"""async ([person, subject]) =>
  (await ({ROWS})("drafts")).some((row) => row.person === person && row.subject === subject && row.unsent)"""
STANDS = f"""async (which) => !!document.querySelector(".conflict") || !(await ({UNSENT})(which))"""


class Story:
    """One random sequence; `told` is what happened, to read when it goes wrong."""

    def __init__(self, seed: int, world: World) -> None:
        self.seed, self.world, self.told = seed, world, []
        self.chance = random.Random(seed)  # noqa: S311 - a story, no secret
        self.papers = [Paper(kind, person, kind.begin(person)) for kind in world.kinds for person in kind.writers]
        self.written = 0

    def run(self) -> None:
        """Tell it, let everything arrive, check."""
        for tablet in self.world.tablets:
            self.come(tablet, self.chance.choice(self.world.people))
        for _ in range(STEPS):
            tablet = self.chance.choice(self.world.tablets)
            step = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            self.told.append(f"{tablet.number}: {step}")
            self.bear(tablet, getattr(self, step), tablet)
        self.drain()
        db.session.rollback()
        for paper in check(self.papers):
            self.world.count[paper.kind.name] += 1
            self.world.count["words"] += len(paper.words)

    def bear(self, tablet: Tablet, does: Callable[..., object], *about: object) -> bool:
        """Do it; False where the browser answered nobody any more and was killed: what it keeps must outlive that."""
        try:
            does(*about)
        except TimeoutError:
            self.told.append(f"{tablet.number}: killed")
            tablet.device.kill()
            return False
        return True

    # What people and the world do

    def write(self, tablet: Tablet) -> None:
        """A few more words in a field of one of one's own forms."""
        if (paper := self.one_of(tablet)) and self.open(tablet, paper):
            self.type(tablet, paper, self.chance.choice(paper.kind.fields))

    def press(self, tablet: Tablet) -> None:
        """This is it."""
        if not (paper := self.one_of(tablet)) or not self.open(tablet, paper) or not paper.words:
            return
        self.type(tablet, paper, paper.kind.fields[0])
        self.finish(tablet, paper)

    def reopen(self, tablet: Tablet) -> None:
        """Open a form again."""
        self.leave_page(tablet)
        if paper := self.one_of(tablet):
            self.open(tablet, paper)

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
        self.world.wire.lose += 1

    def blank(self, tablet: Tablet) -> None:
        """A form that begins on the device, written and finished in one go."""
        kinds = [kind for kind in self.world.kinds if kind.blank and tablet.person in kind.writers]
        if not kinds or not self.go(tablet, (kind := self.chance.choice(kinds)).blank):
            return
        subject = tablet.device.page.locator("form[data-outbox]").first.get_attribute("data-subject") or ""
        paper = Paper(kind, tablet.person, subject, is_blank=True)
        self.papers.append(paper)
        kind.fill_blank(tablet.device, paper.person)
        self.type(tablet, paper, kind.fields[0])
        self.finish(tablet, paper)

    def pass_over(self, tablet: Tablet) -> None:
        """The tablet goes out of hand, somebody else writes on it whatever happens, and gives it back."""
        left = [paper for paper in self.papers if paper.kind.passes and not paper.words]
        if not left:
            return
        paper = self.chance.choice(left)
        if tablet.person != paper.person and tablet.device.is_online:
            self.come(tablet, paper.person)
        if tablet.person != paper.person or not self.open(tablet, paper):
            return
        device, secret = tablet.device, paper.kind.of_coach(paper.uid)
        if passing.pass_over(device, secret):
            for name in paper.kind.fields:
                paper.kind.finish(device)
                self.type(tablet, paper, name)
                passing.stir(device, paper.path, self.chance)
                passing.covered(device, secret)
            passing.give_back(device, paper.words)

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
            self.come(tablet, self.chance.choice(self.world.people))

    def expire(self, _tablet: Tablet) -> None:
        """All sign-ins of one person end."""
        end_sessions(self.chance.choice(self.world.people))

    def update(self, tablet: Tablet) -> None:
        """The portal is updated; an open browser takes the new worker in."""
        self.world.update()
        if tablet.device.is_online:
            tablet.device.go("/login")

    # How they do it

    def come(self, tablet: Tablet, person: int) -> None:
        """Sign in with a network and open one's own forms, so that the device keeps them."""
        tablet.device.network(on=True)
        if any(cookie["name"] == SIGNED_OUT for cookie in tablet.device.context.cookies()):
            tablet.device.go("/login")  # a sign-out that waits is carried out first
        tablet.device.go("about:blank")  # what stood open is loaded anew for the next person: not in our way
        tablet.device.enter(person)
        tablet.person = person
        for paper in self.of(person):
            self.open(tablet, paper)

    def of(self, person: int | None) -> list[Paper]:
        """The forms that somebody had from the beginning."""
        return [paper for paper in self.papers if paper.person == person and not paper.is_blank]

    def one_of(self, tablet: Tablet) -> Paper | None:
        """One of the forms of whoever is signed in; None where nobody is."""
        own = [paper for paper in self.of(tablet.person) if not paper.kind.passes]
        return self.chance.choice(own) if own else None

    def open(self, tablet: Tablet, paper: Paper) -> bool:
        """Open this form; False where the device lacks it."""
        return self.go(tablet, paper.path)

    def go(self, tablet: Tablet, path: str) -> bool:
        """Open the page of a form and wait until it stands still; False where it is not to be had."""
        person, device = tablet.person, tablet.device
        if person is None or not tablet.can_open(person, path):
            return False
        page = device.go(path)
        if "/login" in page.url:
            device.enter(person)
            page = device.go(path)
        if passing.is_passed(device):  # the browser was killed while somebody else had it
            passing.give_back(device)
            page = device.go(path)
        for _ in range(TRIES):
            device.until(SETTLED, [path, device.is_online])
            if page.url.split("#")[0].endswith(path):
                tablet.keep(person, path)
                return True
            page = device.go(path)  # what was ready before went now, and the page with it to where it is read
        return False

    def type(self, tablet: Tablet, paper: Paper, name: str) -> None:
        """Add words that nobody else writes."""
        self.written += 1
        word = f"«{self.seed}.{self.written}-{self.chance.choice(('høy', 'één', '日本', '“ja”'))}»"
        tablet.device.append(name, word)
        paper.words.append(word)
        if paper not in tablet.wrote:
            tablet.wrote.append(paper)

    def finish(self, tablet: Tablet, paper: Paper) -> None:
        """Choose what may not lack, and press the button; what waits for a network needs no second press."""
        paper.kind.finish(tablet.device)
        if tablet.device.is_online or tablet.device.ask(STATE) != "ready":
            tablet.device.press()

    # The end

    def drain(self) -> None:
        """The network stays; everybody comes back to where they wrote, and sends."""
        self.world.wire.lose = 0
        for tablet in self.world.tablets:
            for person in sorted({paper.person for paper in tablet.wrote}):
                while not self.bear(tablet, self.send_all, tablet, person):
                    pass
        while not self.bear(self.world.tablets[0], self.hand_in, self.world.tablets[0]):
            pass
        for tablet in self.world.tablets:
            tablet.kept.clear()
            tablet.wrote.clear()

    def send_all(self, tablet: Tablet, person: int) -> None:
        """One person comes back to this tablet and sends what they wrote on it."""
        self.come(tablet, person)
        for paper in tablet.wrote:
            if paper.person == person:
                self.arrive(tablet, paper)

    def hand_in(self, tablet: Tablet) -> None:
        """Everybody presses the button of everything they wrote, on one tablet."""
        for person in self.world.people:
            papers = [paper for paper in self.of(person) if paper.words and not paper.kind.passes]
            if papers:
                self.come(tablet, person)
            for paper in papers:
                insist(self.open(tablet, paper), f"{paper.path} does not open")
                self.finish(tablet, paper)
                tablet.device.until(LED_ON, paper.path)  # to where it is read, once it was received; or to a choice
                self.arrive(tablet, paper)
                tablet.device.until(LED_ON, paper.path)

    def arrive(self, tablet: Tablet, paper: Paper) -> None:
        """Wait until this form is not unsent here, choosing where it is asked."""
        device, which = tablet.device, paper.on_device
        if device.ask(UNSENT, which) and not paper.is_blank:
            self.open(tablet, paper)  # where something is asked, if it is
        while True:
            device.ask(SIGN_OF_LIFE)
            device.until(STANDS, which)
            if not device.ask(UNSENT, which):
                return
            self.choose(device)
            self.world.count["conflicts"] += 1

    def choose(self, device: Device) -> None:
        """Keep what both wrote, where both wrote in one field."""
        panel = device.page.locator(".conflict")
        for asked in panel.locator("fieldset").all():
            area = asked.locator("textarea")
            if area.is_visible():
                area.fill(f"{area.input_value()} {asked.locator('[data-theirs]').text_content()}")
        panel.evaluate("(panel) => (panel.dataset.chosen = '')")  # another may follow at once
        panel.locator("[data-done]").click()
        expect(device.page.locator(".conflict[data-chosen]")).to_have_count(0)
