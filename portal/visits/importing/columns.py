"""The columns that files about contacts, promises and complaints have, the words CRMs use for them, the refusals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from portal.core.policy import N_
from portal.customers.importing.columns import BRANCH, CUSTOMER
from portal.customers.importing.columns import PROBLEMS as OF_CUSTOMERS
from portal.imports.registry import Column, Type
from portal.visits.models import Channel, ComplaintKind, Reached, VisitState

LONGEST = 4_000  # characters of a text in a report
CHANNELS: dict[Any, tuple[str, ...]] = {
    Channel.VISIT: (N_("Visit"), "bezoek", "besøk", "afspraak", "op locatie", "face to face", "møte", "meeting"),
    Channel.PHONE: (N_("Phone"), "telefoon", "telefon", "bellen", "gesprek", "telefonisch", "samtale", "call", "ring"),
    Channel.VIDEO: (N_("Video"), "teams", "videogesprek", "videomøte", "online", "video call", "zoom"),
}
STATES: dict[Any, tuple[str, ...]] = {
    VisitState.PLANNED: (N_("Planned"), "gepland", "planlagt", "open", "ingepland", "åpen", "avtalt", "scheduled"),
    VisitState.HELD: (N_("Took place"), "gehouden", "afgerond", "uitgevoerd", "gedaan", "voltooid", "gjennomført",
                      "utført", "fullført", "held", "completed", "done", "closed"),
    VisitState.CANCELLED_BY_US: (N_("Cancelled by us"), "door ons afgezegd", "geannuleerd door ons", "avlyst av oss",
                                 "geannuleerd", "avlyst", "cancelled", "canceled"),
    VisitState.CANCELLED_BY_CUSTOMER: (N_("Cancelled by the customer"), "door de klant afgezegd", "avlyst av kunden",
                                       "geannuleerd door klant", "afgezegd door klant", "cancelled by customer"),
}  # fmt: skip
REACHED: dict[Any, tuple[str, ...]] = {
    Reached.YES: (N_("Yes"), N_("Reached"), "ja", "bereikt", "oppnådd", "geheel"),
    Reached.PARTLY: (N_("Partly"), N_("Partly reached"), "deels", "gedeeltelijk", "delvis"),
    Reached.NO: (N_("No"), N_("Not reached"), "nee", "nei", "niet", "ikke", "niet bereikt", "ikke oppnådd"),
}
COMPLAINTS: dict[Any, tuple[str, ...]] = {
    ComplaintKind.DELIVERY: (N_("Delivery"), "levering", "leveringen", "leveranse", "transport", "logistiek"),
    ComplaintKind.QUALITY: (N_("Quality of the goods"), "quality", "kwaliteit", "kvalitet", "product", "produkt"),
    ComplaintKind.PRICE: (N_("Price"), "prijs", "pris", "prijzen", "priser"),
    ComplaintKind.INVOICE: (N_("Invoice"), "factuur", "facturatie", "faktura", "fakturering"),
    ComplaintKind.SERVICE: (N_("Service"), "service", "bejegening", "bereikbaarheid", "kundeservice"),
    ComplaintKind.OTHER: (N_("Something else"), "overig", "anders", "annet", "øvrig", "other"),
}

OF = replace(CUSTOMER, key=False)
SITE = replace(BRANCH, hint=N_("The number or the name of the branch; empty: none."))
_IDS = ("id", "extern id", "externe id", "crm id", "ekstern id", "external id", "record id", "guid", "uuid")


def identity(*more: str) -> Column:
    """The column that tells one apart: what a second import finds it by."""
    return Column(
        "id", N_("External ID"), (*_IDS, *more), Type.CODE, required=True, key=True, longest=100,
        hint=N_("As the CRM has it: a second import finds it by this and never makes it twice."),
    )  # fmt: skip


def seller(name: str, *more: str, required: bool = False) -> Column:
    """The column with the colleague who has the contact, or who promised or noted it."""
    words = ("verkoper", "accountmanager", "vertegenwoordiger", "selger", "kundeansvarlig", "sales rep",
             "account manager", "seller")  # fmt: skip
    hint = N_("The e-mail address of a colleague; empty: the owner of the customer.")
    if required:
        hint = N_("The e-mail address of a colleague.")
    return Column("seller", name, (*words, *more), Type.EMAIL, required=required, fixed=True, hint=hint)


CONTACT = Column(
    "contact", N_("Contact"),
    ("contactpersoon", "contact", "contactnr", "kontakt", "kontaktperson", "kontaktnr", "contact person", "attendee"),
    Type.CODE, hint=N_("The number, the name or the e-mail address of a contact of this customer."),
)  # fmt: skip
VISITS = (
    identity("bezoeknr", "bezoeknummer", "afspraaknr", "besøksnr", "besøksnummer", "aktivitets id", "activity id"),
    OF, SITE, CONTACT, seller(N_("Seller"), "eigenaar", "medewerker", "eier", "owner", required=True),
    Column("channel", N_("Channel"), ("kanaal", "soort contact", "type", "soort", "kanal", "kontaktform",
                                      "type kontakt", "activity type"), Type.CHOICE, required=True, fixed=True,
           choices=CHANNELS),
    Column("day", N_("Date"), ("datum", "bezoekdatum", "dag", "startdatum", "dato", "besøksdato", "startdato", "day",
                               "start date"), Type.DATE, required=True),
    Column("at", N_("Time"), ("tijd", "tijdstip", "begintijd", "aanvang", "tid", "klokkeslett", "starttid", "start",
                              "start time"), Type.TIME, hint=N_("Empty: no appointment was made yet.")),
    Column("minutes", N_("Minutes"), ("minuten", "duur", "duur in minuten", "minutter", "varighet",
                                      "varighet i minutter", "duration"), Type.INTEGER, minimum=5, maximum=1440,
           hint=N_("How long it takes; empty: an hour.")),
    Column("purpose", N_("Purpose"), ("doel", "gespreksdoel", "onderwerp", "formål", "hensikt", "emne", "subject"),
           longest=500),
    Column("state", N_("State"), ("status", "tilstand", "stand"), Type.CHOICE, required=True, fixed=True,
           choices=STATES),
    Column("reason", N_("Reason for cancelling"), ("reden", "reden van afzeggen", "annuleringsreden", "årsak",
                                                   "avlysningsårsak", "cancellation reason"), longest=500),
    Column("reached", N_("Purpose reached"), ("doel bereikt", "bereikt", "formål nådd", "oppnådd"),
           Type.CHOICE, choices=REACHED,
           hint=N_("From here on the report; leave all of it empty when there is none.")),
    Column("said", N_("What was said"), ("besproken", "verslag", "gespreksverslag", "notitie", "wat is er gezegd",
                                         "referat", "notat", "rapport", "notes", "report", "description"),
           Type.LONG_TEXT, longest=LONGEST),
    Column("products", N_("Products raised"), ("producten", "productgroepen", "besproken producten", "produkter",
                                               "produktgrupper", "products"), longest=1_000,
           hint=N_("Product groups, with semicolons between them.")),
    Column("signal", N_("Market signal"), ("marktsignaal", "signaal", "markedssignal", "signal"), Type.LONG_TEXT,
           longest=LONGEST),
    Column("next_step", N_("Next step"), ("vervolgstap", "vervolg", "vervolgactie", "neste steg", "oppfølging",
                                          "follow up"), Type.LONG_TEXT, longest=LONGEST),
    Column("next_on", N_("Next step on"), ("vervolgdatum", "datum vervolg", "dato neste steg", "oppfølgingsdato",
                                           "follow up date"), Type.DATE),
    Column("reported_on", N_("Report written on"), ("verslagdatum", "datum verslag", "rapportdato", "referatdato",
                                                    "report date"), Type.DATE,
           hint=N_("The day on which the report was finished in the CRM. A report needs one.")),
)  # fmt: skip

_WHAT = ("omschrijving", "beschrijving", "beskrivelse", "description", "tekst", "text", "onderwerp", "emne")
_OWNER = Column(
    "owner", N_("Responsible"),
    ("eigenaar", "verantwoordelijke", "actiehouder", "afdeling", "eier", "ansvarlig", "owner",
     "department", "assigned to"),
    required=True, fixed=True, hint=N_("The e-mail address of a colleague, or the name of a department."),
)  # fmt: skip
_DUE = Column(
    "due", N_("Due"), ("uiterlijk", "uiterste datum", "deadline", "vervaldatum", "frist", "forfallsdato",
                       "due date"), Type.DATE, required=True,
)  # fmt: skip
_ENDS = (
    Column("done_on", N_("Done on"), ("gedaan op", "afgerond op", "opgelost op", "gereed", "utført", "ferdig", "løst",
                                      "done", "completed on", "solved on"), Type.DATE),
    Column("dropped_on", N_("Dropped on"), ("vervallen op", "ingetrokken op", "bortfalt", "frafalt", "withdrawn on"),
           Type.DATE, hint=N_("When it needed no keeping any more, with the reason under the outcome.")),
    Column("outcome", N_("Outcome"), ("uitkomst", "afloop", "resultaat", "oplossing", "utfall", "resultat", "løsning",
                                      "result", "resolution"), Type.LONG_TEXT, longest=LONGEST),
)  # fmt: skip
PROMISES = (
    identity("toezeggingsnr", "toezeggingnr", "løftenr", "promise id"), OF, SITE,
    Column("to_whom", N_("To whom"), ("aan wie", "contactpersoon", "contact", "til hvem", "kontakt", "kontaktperson"),
           hint=N_("A contact of this customer by number or name; else the name as it is.")),
    Column("what", N_("What was promised"), ("toezegging", "wat", "belofte", "løfte", "hva", "promise", *_WHAT),
           Type.LONG_TEXT, required=True, longest=LONGEST),
    seller(N_("Promised by"), "toegezegd door", "lovet av"),
    Column("made_on", N_("Promised on"), ("toegezegd op", "datum", "datum toezegging", "lovet", "dato", "gitt", "date"),
           Type.DATE, required=True),
    _OWNER, _DUE,
    Column("explained_on", N_("Explained on"), ("uitgelegd op", "overgedragen op", "forklart", "overlevert",
                                                "handed over on"), Type.DATE,
           hint=N_("The day on which the owner was told what it asks.")),
    *_ENDS,
)  # fmt: skip
COMPLAINED = (
    identity("klachtnr", "klachtnummer", "klagenr", "reklamasjonsnr", "case id", "ticket"), OF, SITE, CONTACT,
    Column("kind", N_("Kind"), ("soort", "soort klacht", "categorie", "type", "kategori", "category"), Type.CHOICE,
           required=True, fixed=True, choices=COMPLAINTS),
    Column("what", N_("Complaint"), ("klacht", "wat", "klage", "reklamasjon", "hva", "complaint", *_WHAT),
           Type.LONG_TEXT, required=True, longest=LONGEST),
    seller(N_("Noted by"), "genoteerd door", "notert av"),
    Column("made_on", N_("Received on"), ("ontvangen op", "datum", "klachtdatum", "mottatt", "dato", "date"),
           Type.DATE, required=True),
    _OWNER, _DUE, *_ENDS,
)  # fmt: skip

PROBLEMS = {
    **OF_CUSTOMERS,
    "no_contact": N_(
        "%(column)s: this customer has no contact “%(value)s”. Import the contacts first, or leave it empty."
    ),
    "alike_contacts": N_("%(column)s: several contacts are called “%(value)s”. Use the number of the contact."),
    "no_seller": N_("%(column)s: nobody with the address “%(value)s” works with this customer or in your part."),
    "seller_missing": N_("%(column)s is empty, and the customer has no owner."),
    "no_owner": N_("%(column)s: there is no colleague and no department “%(value)s”."),
    "owner_gone": N_("%(column)s: “%(value)s” cannot log in any more. Give it to somebody else."),
    "born_here": N_(
        "%(column)s: “%(value)s” was made in the portal and is kept there. An import from a CRM does not change it."
    ),
    "too_far_ahead": N_("%(column)s: “%(value)s” is more than %(years)s years ahead."),
    "still_to_come": N_("%(column)s: “%(value)s” is still to come."),
    "held_ahead": N_("%(column)s: “%(value)s” is still to come, so it cannot have taken place yet."),
    "no_reason": N_("%(column)s is filled in, but the contact was not cancelled."),
    "not_held": N_("%(column)s is filled in, but the contact did not take place: only then there is a report."),
    "has_report": N_("%(column)s: this contact has a report, so it took place."),
    "reached_missing": N_("%(column)s is empty, but the row has a report."),
    "report_day_missing": N_("%(column)s is empty: a report needs the day on which it was written."),
    "report_too_early": N_("%(column)s: “%(value)s” is before the contact itself."),
    "report_kept_here": N_(
        "%(column)s: the report of this contact was written in the portal. An import from a CRM does not change it."
    ),
    "before_made": N_("%(column)s: “%(value)s” is before the day on which it was made."),
    "two_ends": N_("%(column)s: it cannot be both done and dropped."),
    "outcome_missing": N_("%(column)s is empty: what was dropped needs a reason."),
}
