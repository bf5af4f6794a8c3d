"""The columns that files about customers have, the words bookkeepings and CRMs use for them, and the refusals."""

from __future__ import annotations

from typing import Any

from portal.core.policy import N_
from portal.customers import words
from portal.customers.models import BranchKind, Complexity, ContactLevel, Currency, Reach, Segment
from portal.imports.registry import Column, Type


def _choices(said: dict[Any, str], more: dict[Any, tuple[str, ...]]) -> dict[Any, tuple[str, ...]]:
    """The words for each code: the portal's own first, which the pages show, then those of files."""
    return {code: (word, *more.get(code, ())) for code, word in said.items()}


SEGMENTS = _choices(words.SEGMENTS, {
    Segment.RETAIL: ("detailhandel", "winkel", "supermarkt", "varehandel", "detaljhandel", "butikk", "dagligvare"),
    Segment.HORECA: ("horeca", "hotels en restaurants", "hotel", "restaurant", "hoteller og restauranter", "servering",
                     "hotell og restaurant", "storhusholdning"),
    Segment.WHOLESALE: ("groothandel", "grossier", "engros", "grossist", "engroshandel"),
    Segment.INDUSTRY: ("industrie", "productie", "industri", "produksjon", "manufacturing"),
    Segment.CONSTRUCTION: ("bouw", "bouwnijverheid", "bygg", "bygg og anlegg", "byggebransjen"),
    Segment.HEALTHCARE: ("zorg", "gezondheidszorg", "helse", "helse og omsorg", "health"),
    Segment.EDUCATION: ("onderwijs", "utdanning", "skole", "undervisning"),
    Segment.PUBLIC: ("overheid", "publieke sector", "offentlig", "offentlig sektor", "government"),
    Segment.SERVICES: ("dienstverlening", "diensten", "zakelijke dienstverlening", "tjenester", "tjenesteyting"),
    Segment.AGRICULTURE: ("landbouw", "agrarisch", "agri", "landbruk", "jordbruk"),
    Segment.OTHER: ("overig", "ander segment", "anders", "annet", "annet segment", "other", "øvrig"),
})  # fmt: skip
REACHES = _choices(words.REACHES, {
    Reach.LOCAL: ("lokaal", "plaatselijk", "lokal", "lokalt"),
    Reach.REGIONAL: ("regionaal", "regionalt"),
    Reach.NATIONAL: ("nationaal", "landelijk", "nasjonal", "nasjonalt", "landsdekkende"),
    Reach.INTERNATIONAL: ("internationaal", "internasjonal", "internasjonalt"),
})  # fmt: skip
COMPLEXITIES = _choices(words.COMPLEXITIES, {
    Complexity.LOW: ("laag", "eenvoudig", "lav", "enkel", "enkelt"),
    Complexity.MEDIUM: ("midden", "gemiddeld", "middels", "middels kompleks", "matig"),
    Complexity.HIGH: ("hoog", "complex", "ingewikkeld", "høy", "kompleks", "komplisert"),
})  # fmt: skip
BRANCH_KINDS = _choices(words.BRANCHES, {
    BranchKind.DISTRIBUTION_CENTRE: ("distributiecentrum", "dc", "magazijn", "distribusjonssenter",
                                     "distribusjonssentral", "lager", "distribution center"),
    BranchKind.REGION: ("regio", "region", "rayon"),
    BranchKind.SHOP: ("winkel", "filiaal", "butikk", "store", "shop"),
    BranchKind.OFFICE: ("kantoor", "kontor", "hoofdkantoor", "hovedkontor"),
    BranchKind.PLANT: ("fabriek", "vestiging", "fabrikk", "anlegg", "factory"),
    BranchKind.OTHER: ("overig", "andere soort", "anders", "annet", "annen type", "other"),
})  # fmt: skip
LEVELS = _choices(words.LEVELS, {
    ContactLevel.STRATEGIC: ("strategisch", "directie", "strategisk", "ledelse"),
    ContactLevel.TACTICAL: ("tactisch", "management", "taktisk"),
    ContactLevel.OPERATIONAL: ("operationeel", "uitvoerend", "operativ", "operativt", "operasjonell", "operasjonelt"),
})  # fmt: skip
CURRENCIES: dict[Any, tuple[str, ...]] = {
    Currency.EUR: ("EUR", "euro", "€"), Currency.NOK: ("NOK", "kr", "norske kroner", "kroner"),
    Currency.SEK: ("SEK", "svenske kroner"), Currency.DKK: ("DKK", "danske kroner"),
    Currency.GBP: ("GBP", "pond", "pund", "£"), Currency.USD: ("USD", "dollar", "$"),
}  # fmt: skip

_NUMBERS = (
    "debiteurnr", "debiteurnummer", "debiteur", "deb nr", "klantnr", "klantnummer", "klant", "klantcode", "relatienr",
    "relatienummer", "relatiecode", "debiteurcode", "kundenr", "kundenummer", "kunde", "kunde nr", "kundekode",
    "customer number", "customer no", "customer id", "customer code", "customer", "account number", "debtor number",
)  # fmt: skip
NUMBER = Column(
    "number", N_("Customer number"), _NUMBERS, Type.CODE, longest=60,
    hint=N_("As the bookkeeping or the CRM has it: a second import finds the customer by it. Without one, by name."),
)  # fmt: skip
CUSTOMER = Column(
    "customer", N_("Customer number"), _NUMBERS, Type.CODE, required=True, key=True, longest=200,
    hint=N_("The number of the customer; for a customer without a number, its name."),
)  # fmt: skip
BRANCH = Column(
    "branch", N_("Branch"),
    ("filiaal", "filiaalnr", "vestiging", "vestigingsnr", "afleveradres", "afleveradresnr", "locatie", "kostenplaats",
     "avdeling", "avdelingsnr", "filial", "filialnr", "lokasjon", "leveringssted", "branch number", "site"),
    Type.CODE, longest=200, hint=N_("The number or the name of the branch; empty: the customer as a whole."),
)  # fmt: skip
CURRENCY = Column(
    "currency", N_("Currency"), ("valuta", "munteenheid", "muntsoort", "munt", "valutakode", "valutacode"), Type.CHOICE,
    choices=CURRENCIES, fixed=True,
    hint=N_("Empty: the currency of the customer. Amounts in different currencies are never added up."),
)  # fmt: skip
GROUP = Column(
    "product_group", N_("Product group"),
    ("artikelgroep", "productgroep", "assortimentsgroep", "groep", "hoofdgroep", "varegruppe", "produktgruppe",
     "artikkelgruppe", "item group", "article group"),
)  # fmt: skip
ENDED = Column(
    "ended_on", N_("Last day"),
    ("einddatum", "t/m", "tot en met", "vervallen per", "sluttdato", "til og med", "utgår", "end date"), Type.DATE,
)  # fmt: skip

PROBLEMS = {
    "no_customer": N_(
        "%(column)s: there is no customer “%(value)s” that you keep. Import the customers first, or check the number."
    ),
    "two_customers": N_("%(column)s: several customers are called “%(value)s”. Use the number of the customer."),
    "no_branch": N_(
        "%(column)s: this customer has no branch “%(value)s”. Import the branches first, or leave it empty."
    ),
    "two_branches": N_("%(column)s: several branches are called “%(value)s”. Use the number of the branch."),
    "two_contacts": N_("%(column)s: several contacts are called “%(value)s”. Give them a number."),
    "not_yours": N_("%(column)s: “%(value)s” is in use already for something that you do not keep."),
    "in_the_future": N_("%(column)s: “%(value)s” is still to come; figures are about what was."),
    "too_early": N_("%(column)s: “%(value)s” is before 1950."),
    "too_far": N_("%(column)s: “%(value)s” is more than five years ahead."),
    "ends_first": N_("%(column)s: the last day lies before the first."),
    "score_above": N_("%(column)s: “%(value)s” is above the highest score, %(scale)s."),
    "unit_unknown": N_("%(column)s: you keep no unit “%(value)s”."),
    "units_alike": N_("%(column)s: several units are called “%(value)s”. Give them different names first."),
    "unit_missing": N_("%(column)s is empty. A new customer needs a team, or an owner who works in one."),
    "person_unknown": N_("%(column)s: nobody whom you may give customers has the address “%(value)s”."),
    "not_yours_to_give": N_(
        "%(column)s: “%(value)s” cannot get this customer from you. Whoever leads its owner can hand it over."
    ),
    "person_away": N_("%(column)s: “%(value)s” cannot log in or holds no position today."),
    "own_partner": N_("%(column)s: the owner cannot be the partner too."),
    "partner_alone": N_("%(column)s: a customer without an owner has no partner."),
    "hand_over_agreed": N_("%(column)s: another hand-over of this customer is agreed already. Call that off first."),
    "full": N_("This customer has %(most)s of these already, which is the most."),
}
