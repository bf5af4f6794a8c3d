"""`make soak`: tell the stories, print how many forms arrived, exit 1 at the first story that goes wrong."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from tests.browser.offline.devices import Device, served
from tests.cast import populate
from tests.plugins.databases import build, make_portal, opened
from tests.talks import making
from tools.soak.coaching import OwnRatings, RideAlongs
from tools.soak.passing import PassedRatings
from tools.soak.reports import Reports
from tools.soak.story import Story
from tools.soak.talks import Minutes, Preparations
from tools.soak.world import Tablet, World

KINDS = (Reports, RideAlongs, OwnRatings, Preparations, PassedRatings, Minutes)
EVERY = 10  # stories, then it says how far it is


@contextmanager
def world(names: list[str]) -> Iterator[World]:
    """A portal of its own with its people, and two tablets; with forms of these kinds, or of all."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folder = Path(scratch)
        app = make_portal(f"sqlite:///{folder / 'rayon.sqlite3'}", folder)
        build(app)
        with opened(app), served(app) as (address, wire):
            cast = populate()
            making.ready()
            kinds = [kind(cast) for kind in KINDS if not names or kind.name in names]
            tablets = [Tablet(no, Device(playwright, app, address, folder / f"tablet-{no}")) for no in (1, 2)]
            yield World(wire, kinds, tablets, folder)
            for tablet in tablets:
                tablet.device.close()


def tell(of: World, seed: int) -> str:
    """Run one story; empty, or what went wrong in it."""
    story = Story(seed, of)
    try:
        story.run()
    except (AssertionError, Error) as error:
        return "\n".join([str(error), " · ".join(story.told), *map(shown, of.tablets)])
    return "\n".join(fault for tablet in of.tablets for fault in tablet.device.faults)


def shown(tablet: Tablet) -> str:
    """What stands on the screen of this tablet."""
    page = tablet.device.page
    with suppress(Error):
        return f"--- {tablet.number}: {page.url}\n{page.inner_text('body')}"
    return f"--- {tablet.number}: {page.url} shows nothing"


def main() -> None:
    """Tell them."""
    runs, first = int(os.environ.get("RUNS", "200")), int(os.environ.get("SEED", "1"))
    began = time.monotonic()
    with world(os.environ.get("KINDS", "").split()) as of:
        for number, seed in enumerate(range(first, first + runs), 1):
            if wrong := tell(of, seed):
                sys.exit(f"soak: story {number} went wrong; repeat it with: make soak RUNS=1 SEED={seed}\n{wrong}")
            if number % EVERY == 0:
                print(f"soak: {number} of {runs}, {dict(of.count)}, {time.monotonic() - began:.0f} s", flush=True)
        forms = " and ".join(f"{of.count[kind.name]} {kind.name}" for kind in of.kinds)
        count, updates, devices = of.count, of.updates, [tablet.device for tablet in of.tablets]
        reloads, killed = (sum(getattr(device, name) for device in devices) for name in ("reloads", "frozen"))
    print(
        f"soak: {runs} stories from seed {first}, {forms} on the server once each, {count['words']} words all there, "
        f"{count['conflicts']} conflicts chosen, {updates} updates, {reloads} reloads, "
        f"{killed} browsers killed, {time.monotonic() - began:.0f} s"
    )


if __name__ == "__main__":
    main()
