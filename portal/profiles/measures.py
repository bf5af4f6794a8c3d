"""How the result indicators of a profile are known here (spec 1, 8): what its author said, and what the words suggest.

A pure value over a body, and the figures that domains registered; the numbers themselves stay with core.figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask_babel import gettext

from portal.core.figures import FIGURES, Figure, ScopeKind
from portal.documents.content import Body, Part, children
from portal.profiles.duty import MEASURE_WORDS, Measure

COUNTED = (Measure.COMPUTED, Measure.IMPORTED)
ABOUT_PEOPLE = {ScopeKind.PERSON, ScopeKind.TEAM}

# Words of an indicator (nl, nb) and the figure that counts what they name; the first that fits holds. "" is judged.
WORDS = (
    ("", r"haalbaarheid|realistisk"),
    ("substantiation", r"onderbouwing|begrunnelse|realiteitsgehalte"),
    ("", r"\boordeel|kwaliteit\b|\binzicht|bruikbaar|\bvurdering|kvalitet|\binnsikt|\bsyn på|egner seg"),
    ("draft_versions", r"concept(en|versies?)|\butkast|kladversie"),
    ("amendments", r"\bbijstelling|endring(er)? av (godkjent )?plan|planendring"),
    ("approved_plans", r"plan\w*\b.*\bgoedgekeurd|goedgekeurde?\b.*plan|plan\w*\b.*\bgodkjen|godkjen\w*\b.*plan"),
    ("ride_along_coverage", r"meereis|meerijd|sambesøk|medreise"),
    ("talk_coverage", r"voortgangsgesprek|oppfølgingssamtale|utviklingssamtale"),
    ("report_discipline", r"bezoekverslag|bezoekrapport|bezoeken met een verslag|besøksrapport|besøk med rapport"),
    ("visits_made", r"(gepland|afgelegd|uitgevoerd)\w*\s+bezoek|bezoek\w*.*(afgelegd|uitgevoerd)|contactfrequentie"),
    ("visits_made", r"\b(planlagte|gjennomførte)\s+besøk|\bbesøk.*gjennomført|kontaktfrekvens"),
    ("promises_kept", r"toezegging|\bbelofte|\blovet|\bløfte"),
    ("satisfaction", r"klanttevredenheid|kundetilfreds"),
    ("up_selling", r"\bup-?\s?selling|\bmersalg|\boppsalg"),
    ("cross_selling", r"\bcross-?\s?selling|\bkryss-?s?alg"),
    ("customer_share", r"aandeel .*inkoop|andel av .*innkjøp"),
    ("churn", r"klant\w*\b.*(vertrok|vertrek|verloop)|(verloop|vertrek)\w*\b.*klant|kunder?\b.*slutte?t?|kundefrafall"),
    ("revenue", r"^\W*(\w+\s)?(omzet|omsetning)"),
    ("new_customers", r"nieuwe (key accounts|klanten|afnemers)|nye (nøkkel)?kunder"),
    ("margin_share", r"margepercentage|marge in procent|\bmargin i prosent|\bmarginprosent"),
    ("margin", r"\bmarge|\bmargin"),
)  # fmt: skip


@dataclass(frozen=True)
class Coverage:
    """How many indicators are known in which way, and the result areas where tasks and indicators do not meet."""

    counts: Mapping[str, int]  # by Measure, and "" for those of whom nobody said it yet
    duties_alone: tuple[Part, ...]  # areas with tasks and no indicator
    indicators_alone: tuple[Part, ...]  # areas with indicators and no task

    @property
    def total(self) -> int:
        """How many indicators the profile has."""
        return sum(self.counts.values())

    @property
    def is_needed(self) -> bool:
        """Whether there is something to tell."""
        return bool(self.total or self.duties_alone)


def coverage(body: Body) -> Coverage:
    """The coverage line of a version."""
    kinds = [kind_of(part) or "" for part in body if part["kind"] == "indicator"]
    tasks, indicators = ({part["in"] for part in body if part["kind"] == kind} for kind in ("core_task", "indicator"))
    areas = children(body, "", "area")
    return Coverage(
        {kind: kinds.count(kind) for kind in (*Measure, "")},
        tuple(area for area in areas if area["key"] in tasks - indicators),
        tuple(area for area in areas if area["key"] in indicators - tasks),
    )


def kind_of(part: Part) -> Measure | None:
    """How an indicator is known here; None when nobody said it."""
    measure = part["data"].get("measure")
    return Measure(measure["kind"]) if measure else None


def figure_of(part: Part) -> Figure | None:
    """The figure that an indicator is bound to; None for what people judge, and for a figure that is no more."""
    return FIGURES.get(part["data"].get("measure", {}).get("figure", ""))


def bound(body: Iterable[Part]) -> dict[str, Figure]:
    """The indicators that a figure counts, by the key of their part, in the order of the profile."""
    found = ((part["key"], figure_of(part)) for part in body if part["kind"] == "indicator")
    return {key: figure for key, figure in found if figure}


def figures_for(kind: Measure) -> list[Figure]:
    """The figures about a person or a team that an indicator of this kind can be bound to."""
    return [figure for figure in FIGURES.values() if _kind(figure) is kind and ABOUT_PEOPLE & set(figure.scopes)]


def _kind(figure: Figure) -> Measure:
    return Measure.IMPORTED if figure.imported else Measure.COMPUTED


def measure_of(figure: Figure) -> dict[str, Any]:
    """The `measure` of an indicator that this figure counts."""
    return {"kind": _kind(figure).value, "figure": figure.code}


def in_words(measure: Mapping[str, Any]) -> str:
    """A measure in the language being spoken: "Computed by the portal: Approved plans"."""
    kind = gettext(MEASURE_WORDS[Measure(measure["kind"])])
    if "figure" not in measure:
        return kind
    figure = FIGURES.get(measure["figure"])
    name = gettext(figure.name) if figure else gettext("A figure that the portal no longer has")
    return f"{kind}: {name}"


def said(measure: Mapping[str, Any] | None) -> str:
    """A measure as one word for a form: the kind, and the figure behind a colon."""
    return ":".join(measure[name] for name in ("kind", "figure") if name in measure) if measure else ""


def figure_in(word: str) -> Figure | None:
    """The figure that such a word names."""
    return FIGURES.get(word.partition(":")[2])


def meant(word: str) -> dict[str, Any] | None:
    """The measure that such a word says; None for none. Raises ValueError for what cannot be chosen."""
    if not word:
        return None
    kind, _colon, code = word.partition(":")
    measure = Measure(kind)
    if measure not in COUNTED and not code:
        return {"kind": kind}
    if code not in {figure.code for figure in figures_for(measure)}:
        raise ValueError(word)
    return {"kind": kind, "figure": code}


def guess(part: Part) -> dict[str, Any] | None:
    """What the words of an indicator suggest, for its author to confirm; None where nobody said nothing, or said it."""
    if part["kind"] != "indicator" or "measure" in part["data"]:
        return None
    return next((found for text in part["text"].values() if (found := guess_of(text))), None)


def guess_of(text: str) -> dict[str, Any] | None:
    """The measure that a Dutch or Norwegian text suggests."""
    words = text.casefold()
    for code, pattern in _patterns():
        if pattern.search(words):
            known = FIGURES.get(code)
            return {"kind": Measure.JUDGED.value} if not code else measure_of(known) if known else None
    return None


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(code, re.compile(pattern)) for code, pattern in WORDS]
