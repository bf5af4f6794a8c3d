"""Codes of this package in words."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.core import i18n
from portal.core.policy import N_
from portal.privacy.models import AgreedBy, Answer, Covers

COUNTRIES = {"NL": N_("Netherlands"), "NO": N_("Norway")}
COVERS = {Covers.COACHING: N_("Coaching and progress talks"), Covers.FIGURES: N_("Figures about persons")}
AGREED = {
    AgreedBy.CONSENT: N_("Consent of the works council"),
    AgreedBy.DISCUSSION: N_("Discussed with the tillitsvalgte"),
}
ANSWERS = {
    Answer.CORRECTED: N_("Put right"),
    Answer.PARTLY: N_("Partly put right"),
    Answer.DECLINED: N_("Not changed"),
}
USUAL = {"NL": AgreedBy.CONSENT, "NO": AgreedBy.DISCUSSION}


def country(code: str | None) -> str:
    """A country in words; its code for one without."""
    return _(COUNTRIES[code]) if code in COUNTRIES else code or ""


def covers(code: Covers) -> str:
    """What an agreement is about."""
    return _(COVERS[code])


def agreed(code: AgreedBy) -> str:
    """How it came about."""
    return _(AGREED[code])


def answer(code: Answer) -> str:
    """What became of a request."""
    return _(ANSWERS[code])


def in_each(sentence: str) -> dict[str, str]:
    """An interface sentence in each language, for the data of a notice."""
    made = {}
    for locale in i18n.LOCALES:
        with i18n.speaking(locale):
            made[locale] = _(sentence)
    return made
