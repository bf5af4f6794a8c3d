"""What the demo organisation agreed with its works council and its tillitsvalgte before it began with the portal."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from portal.demo.company import Company
from portal.privacy.models import AgreedBy, Covers
from portal.privacy.services import agreements
from portal.privacy.services.agreements import Agreed

AHEAD = timedelta(days=120)  # from the day on which the demo is loaded until the evaluation
PAPERS = {
    "NL": (AgreedBy.CONSENT, date(2025, 10, 21), "Ondernemingsraad Noordvang", "Instemmingsbesluit OR 2025-07"),
    "NO": (AgreedBy.DISCUSSION, date(2025, 10, 28), "Tillitsvalgte i Noordvang Norge", "Drøftingsprotokoll 2025-04"),
}
ABOUT = {
    ("NL", Covers.COACHING): "Meereizen, meeluisteren en voortgangsgesprekken. Geen cijfers, geen vergelijking.",
    ("NL", Covers.FIGURES): "Kengetallen over personen: zichtbaar voor de persoon zelf en de lijn omhoog.",
    ("NO", Covers.COACHING): "Sambesøk, medlytt og resultat- og utviklingssamtaler. Ingen karakterer, ingen rangering.",
    ("NO", Covers.FIGURES): "Nøkkeltall om personer: synlige for personen selv og linjen over.",
}


def agree(company: Company) -> None:
    """Record both papers of both countries, by the administrator."""
    admin, evaluate_on = company.me("admin"), datetime.now(UTC).date() + AHEAD
    for (country, covers), about in ABOUT.items():
        kind, agreed_on, party, document = PAPERS[country]
        agreements.record(admin, country, Agreed(covers, kind, agreed_on, party, document, about, evaluate_on))
