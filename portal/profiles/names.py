"""Words for the codes of families, sectors and countries. Words of an organisation's own are shown as they are."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from portal.core.policy import N_
from portal.people.families import FAMILIES, code_for, family_name

__all__ = ["COUNTRIES", "FAMILIES", "SECTORS", "code_for", "country_name", "family_name", "sector_name"]

SECTORS = {
    "general": N_("All sectors"),
    "technical": N_("Technical"),
    "foodservice": N_("Food service"),
}
COUNTRIES = {"NL": _l("Netherlands"), "NO": _l("Norway")}


def sector_name(code: str) -> str:
    """The sector in the reader's language."""
    return gettext(SECTORS[code]) if code in SECTORS else code


def country_name(code: str | None) -> str:
    """The country in the reader's language; empty for a profile of all countries."""
    return str(COUNTRIES.get(code, code)) if code else ""


def beside(sector: str, country: str | None) -> str:
    """What stands beside a title to tell profiles of the same title apart: sector and country."""
    return " · ".join(word for word in (sector_name(sector), country_name(country)) if word)
