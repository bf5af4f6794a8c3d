"""Takes the pictures of the README and the docs from a demo of its own: `make pictures`.

Starts a fresh demo on a free port in a temporary folder, signs in as the people named below and writes
docs/pictures/NAME.png. Needs Chromium (CHROMIUM names another one).
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SHOTS = (  # name, person, language, address (or the name of a plan that waits), viewport
    ("today", "manager.nl", "nl-NL", "/", (1280, 800)),
    ("visits", "seller.nl", "nl-NL", "/visits/", (1280, 900)),
    ("review", "manager.nl", "nl-NL", "Kromhout Klimaattechniek", (1280, 900)),
)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def demo() -> Iterator[str]:
    """The address of a running demo that goes away afterwards."""
    folder, port = tempfile.mkdtemp(prefix="rayon-pictures-"), free_port()
    env = os.environ | {
        "RAYON_MODE": "demo", "PORT": str(port), "DATABASE_URL": f"sqlite:///{folder}/rayon.sqlite3",
        "MAIL_PORT": str(free_port()), "DEMO_MAIL_DIR": f"{folder}/mail", "SECRET_KEY": "pictures-" * 5,
    }  # fmt: skip
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    for command in (["db", "upgrade"], ["demo", "load"]):
        subprocess.run([*flask, *command], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    running = subprocess.Popen([*flask, "portal", "serve"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):  # two minutes: a busy machine starts slowly
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(15)
        shutil.rmtree(folder, ignore_errors=True)


def take(browser: Browser, base: str, shot: tuple[str, str, str, str, tuple[int, int]]) -> None:
    """One picture, as one person in one language."""
    name, person, language, address, (width, height) = shot
    context = browser.new_context(locale=language, viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto(f"{base}/login")
    page.fill("[name=email]", f"{person}@rayon.example")
    page.fill("[name=password]", "demo-rayon")
    page.locator("form", has=page.locator("[name=email]")).locator("button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/login" not in url)
    if address.startswith("/"):
        page.goto(base + address)
    else:  # the plan of this name, from the list of what waits
        page.goto(f"{base}/plans/to-decide")
        page.get_by_role("link", name=address).first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=str(PICTURES / f"{name}.png"))
    context.close()


def main() -> None:
    """Take them all."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chromium:
        sys.exit("Chromium is missing; install it with: apt-get install chromium")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo() as base, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        for shot in SHOTS:
            take(browser, base, shot)
        browser.close()


if __name__ == "__main__":
    main()
