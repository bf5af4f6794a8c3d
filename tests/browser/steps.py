"""What stories in the browser share: words of the interface, and mails that lead to their pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage

from flask import Flask
from flask_babel import force_locale, gettext
from playwright.sync_api import Page

from portal.core import worker
from portal.core.i18n import format_date, speaking
from portal.core.numbers import format_amount
from tests.browser.conftest import DESKTOP
from tests.plugins.mailbox import Box, text_of
from tests.plugins.moving_clock import Days


def say(locale: str, sentence: str, **values: object) -> str:
    """A sentence of the interface in this language."""
    with force_locale(locale):
        return gettext(sentence, **values)


def press(page: Page, locale: str, sentence: str) -> None:
    """Press the first button that says this."""
    page.get_by_role("button", name=say(locale, sentence), exact=True).first.click()


def way_in(app: Flask, message: EmailMessage) -> str:
    """The address of the page that a mail leads to, as a browser of these tests opens it."""
    return re.search(rf"{re.escape(app.config['BASE_URL'])}(/\S*)", text_of(message))[1]


@dataclass
class Story:
    """A story in one language in which several people see the portal, and get mail from it."""

    app: Flask
    days: Days
    box: Box
    locale: str
    enter: Callable[..., Page]

    def visit(self, name: str | int, path: str, size: tuple[int, int] = DESKTOP) -> Page:
        """A page as somebody in a browser of today."""
        page = self.enter(name, path, locale=self.locale, size=size)
        page.context.clock.set_fixed_time(self.days.moment)
        return page

    def mails(self, name: str) -> list[EmailMessage]:
        """What came for somebody since the last look, after the portal's round of work."""
        before = len(self.box.to(name))
        worker.round_of_work()
        return self.box.to(name)[before:]

    def mail(self, name: str) -> EmailMessage:
        """The one mail that came for somebody now, in their language."""
        (message,) = self.mails(name)
        assert message["Content-Language"] == self.locale
        return message

    def follow(self, message: EmailMessage, name: str | int, size: tuple[int, int] = DESKTOP) -> Page:
        """The page to which a mail leads."""
        return self.visit(name, way_in(self.app, message), size)

    def day(self, day: date, form: str = "short") -> str:
        """A day in words."""
        with speaking(self.locale):
            return format_date(day, form)

    def euro(self, amount: int) -> str:
        """An amount of whole euros in words."""
        with speaking(self.locale):
            return format_amount(amount * 100, "EUR", 0)
