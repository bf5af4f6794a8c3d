"""A clock that a test moves, also for the portal that answers a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask import Flask

from portal.core import clock


class Days:
    """The clock of the portal, and of the test, at a moment that the story moves."""

    def __init__(self, app: Flask, held: ExitStack) -> None:
        self.answer, self.held = app.wsgi_app, held
        self.moment = clock.now()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        with clock.at(self.moment):  # each request has a thread of its own
            return self.answer(environ, start_response)

    def go(self, day: date, at: time = time(9)) -> None:
        """On to a day."""
        self.moment = datetime.combine(day, at, UTC)
        self.held.close()
        self.held.enter_context(clock.at(self.moment))


@pytest.fixture
def days(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Days]:
    """The clock of a test that takes longer than a day, or begins on a certain one: `days.go(date(2026, 1, 12))`."""
    with ExitStack() as held:
        made = Days(app, held)
        monkeypatch.setattr(app, "wsgi_app", made)
        yield made
