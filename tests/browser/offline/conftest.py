"""Fixtures of working without a network: tablets, the wire between them and the portal, one contact to report about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Playwright

from portal.visits.models import Visit
from tests.browser.offline.devices import Device, Wire, served
from tests.cast import Cast
from tests.customers import making as customers
from tests.visits import making


@pytest.fixture
def wired(app: Flask, cast: Cast) -> Iterator[tuple[str, Wire]]:
    with served(app) as running:
        yield running


@pytest.fixture
def device(
    app: Flask, wired: tuple[str, Wire], playwright: Playwright, tmp_path: Path
) -> Iterator[Callable[..., Device]]:
    """A tablet of its own, signed in as one of the cast: `device(cast.seller)`."""
    made: list[Device] = []

    def make(person: int | None = None, locale: str = "nl-NL") -> Device:
        made.append(Device(playwright, app, wired[0], tmp_path / f"device-{len(made)}", locale))
        if person:
            made[-1].enter(person)
        return made[-1]

    yield make
    for one in made:
        one.close()
    assert not [fault for one in made for fault in one.faults]


@pytest.fixture
def contact(cast: Cast) -> Visit:
    """A contact of the seller, today."""
    return making.visit(cast, customers.customer("Bakker Bart", cast.team, cast.seller), purpose="Assortiment")
