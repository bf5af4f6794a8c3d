"""Fixtures of the browser tests: the portal on a port of its own, and Chromium signed in as a member of the cast."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.cast import Cast, open_session
from tests.plugins.machine import chromium, insist

FLAGS = [
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]
LANGUAGE_TAGS = {"nl": "nl-NL", "nb": "nb-NO", "en": "en-GB"}
DESKTOP, TABLET, PHONE = (1440, 900), (1024, 768), (390, 844)
WAIT = 30_000  # milliseconds; two cores may be busy with other tests

# How a story runs: in both languages with script, and once without; what differs there is the script, not the words.
RUNS = [pytest.param("nl", True, id="nl"), pytest.param("nb", True, id="nb"), pytest.param("nl", False, id="plain")]

expect.set_options(timeout=WAIT)


class Quiet(WSGIRequestHandler):
    """Answers without writing a log."""

    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def database() -> str:
    """Browser tests run on SQLite; a story that runs on PostgreSQL too overrides this in its own file."""
    return "sqlite"


class Counted:
    """The portal, which knows how many requests it is answering."""

    def __init__(self, app: Flask) -> None:
        self.app, self.busy, self.turn = app, 0, threading.Condition()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self._add(1)
        try:
            return self.app(environ, start_response)
        finally:
            self._add(-1)

    def _add(self, number: int) -> None:
        with self.turn:
            self.busy += number
            self.turn.notify_all()

    def wait(self) -> None:
        """Until nothing is being answered: what a test leaves running would write in the database of the next."""
        with self.turn:
            assert self.turn.wait_for(lambda: not self.busy, timeout=WAIT / 1000), "a request never ended"


@pytest.fixture
def address(app: Flask, cast: Cast) -> Iterator[str]:
    """Where the portal of this test answers, with the cast in it and with its guard against forged forms on."""
    app.config["WTF_CSRF_ENABLED"] = True
    counted = Counted(app)
    server = make_server("127.0.0.1", 0, counted, threaded=True, request_handler=Quiet)
    server.daemon_threads = True  # a browser keeps its connections open
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)
    counted.wait()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    insist("browser")
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for the session; each visit gets a profile of its own in it."""
    started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
    yield started
    started.close()


def cookie_of(app: Flask, person_id: int) -> str:
    """The session cookie of a person who just signed in."""
    serializer = app.session_interface.get_signing_serializer(app)
    assert serializer is not None
    return serializer.dumps({"_user_id": open_session(person_id), "_fresh": True})


@pytest.fixture
def visit(app: Flask, cast: Cast, address: str, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page as a member of the cast: `visit("hr", "/profiles/1/edit", locale="nb", size=PHONE, script=False)`.

    Somebody whom the test adds is named by id.
    A fault in a script or against the content policy in any visit fails the test when it ends.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # What the server refused (401, 409, 422) is listed as a failed resource; the tests look at those themselves.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(message.text)

    def enter(name: str | int | None, path: str, *, locale: str = "nl", size: tuple[int, int] = DESKTOP,
              script: bool = True, **options: Any) -> Page:
        context = browser.new_context(
            base_url=address, locale=LANGUAGE_TAGS[locale], viewport={"width": size[0], "height": size[1]},
            java_script_enabled=script, **options,
        )
        contexts.append(context)
        context.set_default_timeout(WAIT)
        if name:
            cookie = app.config["SESSION_COOKIE_NAME"]
            person_id = name if isinstance(name, int) else getattr(cast, name)
            context.add_cookies([{"name": cookie, "value": cookie_of(app, person_id), "url": address}])
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(path)
        return page

    yield enter
    for context in contexts:
        context.close()
    assert not faults, faults
