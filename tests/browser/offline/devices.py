"""Devices for the tests of working without a network: a browser that can be closed, a wire that can lose an answer."""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import BrowserContext, Error, Locator, Page, Playwright, expect
from sqlalchemy import delete
from werkzeug.serving import WSGIRequestHandler, make_server

from portal.core import assets, routes
from portal.core.db import write
from portal.people.models import WebSession
from portal.visits.models import Visit
from tests.cast import open_session
from tests.plugins.machine import chromium

FLAGS = [
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
TABLET = {"width": 1024, "height": 768}
WAIT = 120_000  # milliseconds: a machine that does much else is slow, and that is no fault
DAY = 86_400
expect.set_options(timeout=WAIT)
MOVED_ON = ("ERR_ABORTED", "interrupted")
NO_WORKER_YET = "ERR_INTERNET_DISCONNECTED"
LOADED_ANEW = ("destroyed", "navigat")
LONG = "Ærlig talt: “ja”, 12 % — høy/hoog 日本.\nTweede regel. " * 20


class Quiet(WSGIRequestHandler):
    """Answers without writing a log, and does not mind a connection that was cut."""

    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None:
        """Say nothing."""

    def connection_dropped(self, *_: Any) -> None:
        """It was us."""


class Wire:
    """Between the browsers and the portal: counts what is sent, and loses the answers it is told to lose."""

    def __init__(self, app: Any) -> None:
        self.app, self.lose, self.sent, self.is_closed = app, 0, [], False

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        if environ["REQUEST_METHOD"] != "PUT":
            return self.app(environ, start)
        if self.is_closed:  # the portal is being updated
            start("503 Service Unavailable", [("Content-Length", "0")])
            return []
        status: list[str] = []

        def begin(given: str, headers: Any, *rest: Any) -> Any:
            status.append(given)
            return start(given, headers, *rest)

        answer = self.app(environ, begin)
        self.sent.append((environ["PATH_INFO"], status[0][:3]))
        if self.lose and status[0].startswith("200"):  # stored, and the device never hears of it
            self.lose -= 1
            with suppress(OSError):
                environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            return []
        return answer


@contextmanager
def served(app: Flask) -> Iterator[tuple[str, Wire]]:
    """The portal on a port of its own, with its wire."""
    app.config["WTF_CSRF_ENABLED"] = True
    wire = Wire(app.wsgi_app)
    server = make_server("127.0.0.1", 0, wire, threaded=True, request_handler=Quiet)
    server.daemon_threads = True
    server.handle_error = lambda *_: None
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", wire
    finally:
        server.shutdown()
        server.server_close()


def new_build(folder: Path, number: int) -> None:
    """What an update of the portal does: other names for the scripts, and a worker that asks for those.

    The files of the build before are gone from the server.
    """
    target = folder / f"dist-{number}"
    shutil.copytree(assets.DIST, target, ignore=shutil.ignore_patterns("*.br", "*.gz"))
    manifest = json.loads((target / "manifest.json").read_text("utf8"))
    worker = (target / manifest["sw.js"]).read_text("utf8")
    for name in ("app.js", "offline.js"):
        old = manifest[name]
        text = (target / old).read_text("utf8") + f"\n// build {number}\n"
        stem = name.removesuffix(".js")
        manifest[name] = f"{stem}-{hashlib.sha256(text.encode()).hexdigest()[:10]}.js"
        (target / old).unlink()
        (target / manifest[name]).write_text(text, "utf8")
        worker = worker.replace(old, manifest[name])
    (target / manifest["sw.js"]).write_text(worker + f"\n// build {number}\n", "utf8")
    (target / "manifest.json").write_text(json.dumps(manifest), "utf8")
    assets.DIST = routes.DIST = target


def end_sessions(person_id: int) -> None:
    """What a long absence does to a sign-in."""
    with write() as session:
        session.execute(delete(WebSession).where(WebSession.person_id == person_id))


class Device:
    """A tablet: a browser profile that outlives the browser. `is_online` is its own network."""

    def __init__(self, playwright: Playwright, app: Flask, address: str, folder: Path, locale: str = "nl-NL") -> None:
        self.playwright, self.app, self.address, self.folder, self.locale = playwright, app, address, folder, locale
        self.is_online, self.faults = True, []
        self.form = ""  # id of the form that is written in, where a page holds several
        self.cookies: list[Any] = []
        self.is_cold = False  # opened anew, and no page since
        self.reloads = self.frozen = 0
        self.context: BrowserContext
        self.page: Page
        self.start()

    def start(self) -> None:
        """Open the browser; without a network when the device has none."""
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.folder), executable_path=chromium(), args=FLAGS, base_url=self.address, locale=self.locale,
            viewport=TABLET, has_touch=True, accept_downloads=True,
        )  # fmt: skip
        self.context.set_default_timeout(WAIT)
        self.context.set_offline(not self.is_online)
        if self.cookies:
            self.context.add_cookies(self.cookies)
        self.page = self.context.pages[0]
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def close(self) -> None:
        """Close the browser, as a battery does. Chromium writes cookies half a minute late: they are put back after."""
        self.cookies = self.context.cookies()
        self.context.close()

    def restart(self) -> None:
        """Close it and open it again."""
        self.close()
        self.start()
        self.is_cold = True

    def kill(self) -> None:
        """End a browser that answers nobody any more, as people do, and open it again."""
        self.frozen += 1
        with suppress(Error):
            self.cookies = self.context.cookies()
        subprocess.run(["pkill", "-9", "-f", str(self.folder)], check=False)
        with suppress(Error):
            self.context.close()
        for lock in self.folder.glob("Singleton*"):
            lock.unlink()
        self.start()
        self.is_cold = True

    def network(self, *, on: bool) -> None:
        """Cut the network of this device, or give it back."""
        self.is_online = on
        self.context.set_offline(not on)

    def enter(self, person_id: int) -> None:
        """Sign in."""
        serializer: Any = self.app.session_interface.get_signing_serializer(self.app)
        value = serializer.dumps({"_user_id": open_session(person_id), "_fresh": True})
        name = self.app.config["SESSION_COOKIE_NAME"]
        self.context.add_cookies(
            [{"name": name, "value": value, "url": self.address, "expires": int(time.time()) + DAY}]
        )

    def go(self, path: str) -> Page:
        """Open a page; gives it."""
        try:
            self.page.goto(path)
        except Error as error:
            if self.is_cold and NO_WORKER_YET in error.message:
                self.reloads += 1  # seldom, a browser that has just begun asks the network before the worker
            elif not any(words in error.message for words in MOVED_ON):
                raise
            self.page.goto(path)  # the page itself was just going somewhere, or its reader loads it again
        self.is_cold = False
        return self.page

    def kept(self, path: str) -> None:
        """Wait until the device keeps this page."""
        expect(self.page.locator(f'html[data-kept="{path}"]')).to_be_attached()

    def open_report(self, uid: str) -> Page:
        """Open the report of a contact and wait until its script is there."""
        self.go(f"/visits/{uid}/report")
        expect(self.page.locator("form[data-offline-ready]")).to_be_attached()
        return self.page

    @property
    def which(self) -> str:
        """The form that is written in, as a selector."""
        return f"form#{self.form}" if self.form else "form[data-outbox]"

    def find(self, control: str) -> Locator:
        """Something in that form."""
        return self.page.locator(self.which).first.locator(control)

    def write(self, name: str, text: str) -> None:
        """Type, and wait until it is on the device or further."""
        self.find(f"[name={name}]").fill(text)
        self.settled(name, text)

    def append(self, name: str, words: str, *, if_empty: bool = False) -> None:
        """Type behind what stands there at that very moment: what comes from elsewhere meanwhile is not typed over."""
        text = self.find(f"[name={name}]").evaluate(APPEND, [words, if_empty])
        if text is not None:
            self.settled(name, text)

    def settled(self, name: str, text: str) -> None:
        """Wait until the sealed draft holds this text."""
        self.until(HOLDS, [name, text, self.which])

    def choose(self, value: str, name: str = "reached") -> None:
        """Choose one of several; if nothing else is named, whether the purpose was reached."""
        control = f'[name="{name}"][value="{value}"]'
        if self.find(control).is_checked():
            return
        self.find(f"label:has({control})").click()
        self.settled(f"{name}={value}", "on")

    def press(self) -> None:
        """Press the button that hands the form in."""
        which = f"[form={self.form}]" if self.form else "[form]"
        self.page.locator(f'button{which}[name=finished][value="1"]').click()

    def state(self, *states: str) -> None:
        """Wait for a state of the form on this page."""
        place = f'[data-outbox-state="{self.form}"]' if self.form else "[data-outbox-state]"
        expect(self.page.locator(", ".join(f'{place}[data-state="{one}"]' for one in states))).to_be_visible()

    def raw(self) -> str:
        """Everything that this browser keeps for the portal, as text: stores, caches, both storages."""
        return self.ask(RAW)

    def unsent(self, person_id: int) -> int:
        """How many forms of a person the device still has to send."""
        return self.ask(COUNT, person_id)

    def drained(self, person_id: int) -> None:
        """Wait until nothing of this person is unsent."""
        self.until(f"async (person) => (await ({COUNT})(person)) === 0", person_id)

    def ask(self, script: str, arg: Any = None) -> Any:
        """What a function of the page answers; asked once more when the page is loaded anew meanwhile."""
        ends = time.monotonic() + WAIT / 1000
        while True:
            try:
                return self.page.evaluate(script, arg)
            except Error as error:
                if not any(words in error.message for words in LOADED_ANEW) or time.monotonic() > ends:
                    raise

    def until(self, script: str, arg: Any = None) -> None:
        """Wait until an asynchronous function of the page says true, also when the page is loaded anew meanwhile."""
        ends = 1000 * time.time() + WAIT
        if not self.ask(UNTIL % script, [arg, ends]):
            raise AssertionError(f"never true: {script} {arg}\n{self.page.url}\n{self.page.inner_text('body')}")


def prepared(tablet: Device, contact: Visit) -> None:
    """Opened once with a network: from then on the form is on the device."""
    tablet.open_report(contact.uid)
    tablet.kept(f"/visits/{contact.uid}/report")


def written_without_network(tablet: Device, contact: Visit, text: str = LONG) -> None:
    """A whole report, and the button pressed, with the network cut."""
    prepared(tablet, contact)
    tablet.network(on=False)
    tablet.open_report(contact.uid)
    tablet.choose("yes")
    tablet.write("said", text)
    tablet.press()
    tablet.state("ready")


ROWS = """(name) => new Promise((resolve) => {
  const asked = indexedDB.open("rayon-device");
  asked.onsuccess = () => {
    const db = asked.result;
    if (!db.objectStoreNames.contains(name)) { db.close(); return resolve([]); }
    const all = db.transaction(name).objectStore(name).getAll();
    all.onsuccess = () => { db.close(); resolve(all.result); };
  };
})"""
UNTIL = """async ([arg, ends]) => {
  do {
    if (await (%s)(arg)) return true;
    await new Promise((resolve) => setTimeout(resolve, 40));
  } while (Date.now() < ends);
  return false;
}"""
COUNT = f"async (person) => (await ({ROWS})('drafts')).filter((row) => row.person === person && row.unsent).length"
APPEND = """(field, [words, ifEmpty]) => {
  if (ifEmpty && field.value.trim()) return null;
  field.value = `${field.value} ${words}`.trim();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return field.value;
}"""
HOLDS = f"""async ([name, text, form]) => {{
  const [held] = await ({ROWS})("keys");
  const subject = document.querySelector(form)?.dataset.subject;
  const row = (await ({ROWS})("drafts")).find((row) => row.subject === subject && row.person === held?.person);
  if (!row) return false;
  const additionalData = new TextEncoder().encode(`draft/${{row.person}}/${{row.subject}}`);
  const how = {{ name: "AES-GCM", iv: row.box.iv, additionalData }};
  const data = await crypto.subtle.decrypt(how, held.key, row.box.data);
  return JSON.parse(new TextDecoder().decode(data)).values[name] === text;
}}"""
RAW = f"""async () => {{
  const text = (value) => JSON.stringify(value, (_, one) => {{
    if (one instanceof ArrayBuffer) return new TextDecoder("latin1").decode(one);
    if (ArrayBuffer.isView(one)) return new TextDecoder("latin1").decode(one);
    return one instanceof CryptoKey ? `key extractable ${{one.extractable}}` : one;
  }});
  const parts = [JSON.stringify({{ ...sessionStorage }}), JSON.stringify({{ ...localStorage }})];
  for (const name of ["keys", "drafts", "pages", "notes"]) parts.push(text(await ({ROWS})(name)));
  for (const name of await caches.keys()) {{
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {{
      const response = await cache.match(request);
      parts.push(request.url, request.url.includes("/static/") ? "" : await response.text());
    }}
  }}
  return parts.join("\\n");
}}"""
