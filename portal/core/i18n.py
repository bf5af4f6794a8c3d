"""Languages: which one a reader gets, and dates and numbers in it.

Interface sentences live in gettext catalogues with English as source; content lives in parts (documents.content).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from babel import Locale, dates, numbers
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain, force_locale, get_locale
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.core import clock

LOCALES = ("nl", "nb", "en")
NAMES = {"nl": "Nederlands", "nb": "Norsk bokmål", "en": "English"}
WORDS = {"nl": _l("Dutch"), "nb": _l("Norwegian"), "en": _l("English")}  # inside a sentence of the reader's
SHORT = {"nl": "NL", "nb": "NB", "en": "EN"}
REGION = {"nl": "nl_NL", "nb": "nb_NO", "en": "en_GB"}
COOKIE = "lang"
SKELETONS = {"day": "MMMEd", "day-month": "MMMd", "weekday": "Ed"}  # no year, in the order of the language
_NORWEGIAN = {"no", "nn", "nb"}


def known(tag: str | None) -> str | None:
    """The portal's locale for a language tag: `no`, `nn`, `nn-NO` and `nb-NO` mean `nb`; None when not offered."""
    base = (tag or "").replace("_", "-").split("-")[0].lower()
    if base in _NORWEGIAN:
        return "nb"
    return base if base in LOCALES else None


def choose() -> str:
    """The reader's language: the person's choice, else the one chosen on this browser, else the browser's own."""
    if not has_request_context():
        return "en"
    chosen = None if g.get("frameless") else getattr(current_user, "locale", None)  # a fault asks the database nothing
    if chosen or (chosen := known(request.cookies.get(COOKIE))):
        return chosen
    for tag, _quality in request.accept_languages:
        if found := known(tag):
            return found
    return "nl"


class CachedDomain(Domain):
    """Looks the catalogue up by the locale of the moment; Flask-Babel does it anew for each sentence."""

    def __init__(self, directories: list[str]) -> None:
        super().__init__(directories)
        self._held: dict[Any, Any] = {}

    def get_translations(self) -> Any:
        locale = get_locale()
        if locale not in self._held:
            self._held[locale] = super().get_translations()
        return self._held[locale]


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Speak another language for a while: mails go out in the receiver's."""
    with force_locale(locale):
        yield


def current() -> str:
    """The code of the language being spoken: nl, nb or en."""
    return str(get_locale() or "en").split("_")[0]


def _region() -> Locale:
    return Locale.parse(REGION[current()])


def format_date(value: date | datetime | None, style: str = "medium") -> str:
    """A calendar day as the reader writes it; style short, medium, long, full, or `day` (ma 23 nov, man. 23. nov.) and
    `day-month` (23 nov, 23. nov.) without the year, `weekday` (ma 23, man. 23.), or a pattern.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(clock.zone()).date()
    if style == "short":
        return value.strftime({"nl": "%d-%m-%Y", "nb": "%d.%m.%Y", "en": "%d/%m/%Y"}[current()])
    if style in SKELETONS:
        return dates.format_skeleton(SKELETONS[style], value, locale=_region())
    return dates.format_date(value, style, locale=_region())


def format_month(value: date | None) -> str:
    """The month of a day: januari 2026."""
    return "" if value is None else dates.format_skeleton("yMMMM", value, locale=_region())


def format_moment(value: datetime | None) -> str:
    """Day and time of a UTC moment in the organisation's zone."""
    if value is None:
        return ""
    local = value.astimezone(clock.zone())
    return f"{format_date(value)}, {local:%H:%M}"


def day_of(iso: str | None) -> date | None:
    """The day of a stored text, a day or a moment; None for none."""
    return date.fromisoformat(iso[:10]) if iso else None


def moment_of(iso: str | None) -> datetime | None:
    """The moment of a stored text; None for none."""
    return datetime.fromisoformat(iso) if iso else None


def format_number(value: float | None) -> str:
    """A number with the reader's marks: 1.234,5 or 1 234,5."""
    return "" if value is None else numbers.format_decimal(value, locale=_region())


def text_in(texts: dict[str, str] | None, locale: str | None = None) -> str:
    """The text of a `{locale: text}` value in the reader's language, else in whichever language it has."""
    texts = texts or {}
    return texts.get(locale or current()) or next((texts[code] for code in LOCALES if texts.get(code)), "")


def install_i18n(app: Flask) -> None:
    """Set up the catalogue, the choice of language and the filters of the templates."""
    domain = CachedDomain([app.config["BABEL_TRANSLATION_DIRECTORIES"]])
    babel = Babel(app, locale_selector=choose)
    babel.domain_instance = domain  # the extension takes only a name; pages look sentences up in its instance
    app.jinja_env.filters |= {
        "date": format_date,
        "datetime_": format_moment,
        "day_of": day_of,
        "moment_of": moment_of,
        "number": format_number,
        "text_in": text_in,
        "capfirst": lambda words: f"{words}"[:1].upper() + f"{words}"[1:],
    }
    app.jinja_env.globals |= {"language_names": NAMES, "language_words": WORDS, "language_short": SHORT}

    @app.context_processor
    def language() -> dict[str, Any]:
        if not hasattr(g, "locale_code"):
            g.locale_code = current()
        return {"locale": current()}
