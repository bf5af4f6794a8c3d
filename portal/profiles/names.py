"""Words for the codes of families, sectors and countries. Words of an organisation's own are shown as they are."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from flask_babel import lazy_gettext as _l

from portal.core.i18n import LOCALES, speaking
from portal.core.policy import N_

FAMILIES = {
    "sales": N_("Sales"),
    "account-management": N_("Account management"),
    "inside-sales": N_("Inside sales"),
    "sales-management": N_("Sales management"),
}
SECTORS = {
    "general": N_("All sectors"),
    "technical": N_("Technical"),
    "foodservice": N_("Food service"),
}
COUNTRIES = {"NL": _l("Netherlands"), "NO": _l("Norway")}


def family_name(code: str) -> str:
    """The family in the reader's language."""
    return gettext(FAMILIES[code]) if code in FAMILIES else code


def sector_name(code: str) -> str:
    """The sector in the reader's language."""
    return gettext(SECTORS[code]) if code in SECTORS else code


def country_name(code: str | None) -> str:
    """The country in the reader's language; empty for a profile of all countries."""
    return str(COUNTRIES.get(code, code)) if code else ""


def beside(sector: str, country: str | None) -> str:
    """What stands beside a title to tell profiles of the same title apart: sector and country."""
    return " · ".join(word for word in (sector_name(sector), country_name(country)) if word)


def code_for(typed: str, known: dict[str, str]) -> str:
    """The code that a typed word stands for in any language of the portal, else the words themselves."""
    typed = " ".join((typed or "").split())
    for code, sentence in known.items():
        words = {code, sentence}
        for locale in LOCALES:
            with speaking(locale):
                words.add(str(lazy_gettext(sentence)))
        if typed.casefold() in {word.casefold() for word in words}:
            return code
    return typed
