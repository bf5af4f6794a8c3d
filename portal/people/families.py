"""Words for the codes of families of roles. Words of an organisation's own are shown as they are."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext

from portal.core.i18n import LOCALES, speaking
from portal.core.policy import N_

FAMILIES = {
    "sales": N_("Sales"),
    "account-management": N_("Account management"),
    "inside-sales": N_("Inside sales"),
    "sales-management": N_("Sales management"),
}


def family_name(code: str) -> str:
    """The family in the reader's language."""
    return gettext(FAMILIES[code]) if code in FAMILIES else code


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
