# ruff: noqa: E501 - the texts keep their own lines
"""Texts that are no profile in Dutch or Norwegian, written for these tests: text, and the refusal it must get."""

NOT_PROFILES = {
    "shopping_nl": """Boodschappen

- melk
- brood
- kaas
- appels voor de kinderen
- koffie en thee
- wasmiddel
""",
    "shopping_nb": """Handleliste

- melk
- brød
- ost til kvelden
- epler
- kaffe og te
- vaskepulver
""",
    "novel_nl": """Hoofdstuk een

Het regende al dagen toen Marieke de deur van het oude huis achter zich dichttrok. De straat lag er verlaten bij en ergens
blafte een hond. Ze dacht aan haar moeder, aan de zomer waarin alles nog heel was, en aan de brief die ze nooit had
verstuurd. Op de hoek van de straat bleef ze staan. Het licht in de keuken brandde nog.

Hoofdstuk twee

Toen ze de volgende ochtend wakker werd, was de rivier buiten haar oevers getreden. Niemand in het dorp had zoiets ooit
gezien. De oude veerman zat op zijn bank en rookte zwijgend een pijp.
""",
    "novel_nb": """Kapittel en

Det hadde snødd hele natten da Ingrid åpnet døren. Fjorden lå stille og svart nedenfor gården, og langt borte hørte hun en
båt. Hun tenkte på broren sin, som hadde reist uten å si farvel, og på alt det han ikke hadde fortalt. I kjøkkenet sto
kaffen og ble kald. Hun tok på seg de store støvlene og gikk ned mot sjøen, slik hun hadde gjort hver morgen siden den
høsten da faren døde.
""",
    "invoice_nl": """FACTUUR

Factuurnummer: 2024-118
Datum: 3 mei 2024
Aan: Bakkerij Jansen B.V.

Omschrijving\tAantal\tPrijs\tBedrag
Bloem 25 kg\t10\t14,50\t145,00
Gist\t4\t3,20\t12,80

Subtotaal\t\t\t157,80
BTW 9%\t\t\t14,20
Totaal te betalen\t\t\t172,00

Gelieve het bedrag binnen 30 dagen over te maken op IBAN NL00 BANK 0123 4567 89.
""",
    "invoice_nb": """FAKTURA

Fakturanummer: 5501
Kunde: Fjell og Fjord AS
Forfallsdato: 12.06.2024

Beskrivelse\tAntall\tPris\tSum
Rådgivning\t6\t1200\t7200

MVA 25 %\t\t\t1800
Å betale\t\t\t9000

KID-nummer 00551234. Vennligst betal til konto 1234 56 78901 innen forfall.
""",
    "source_code": """import os

def read(path):
    with open(path) as stream:
        return stream.read()

class Reader:
    def __init__(self, name):
        self.name = name

    def lines(self):
        for line in read(self.name).split("\\n"):
            if line:
                yield line

if __name__ == "__main__":
    print(list(Reader("een.txt").lines()))
""",
    "minutes_nl": """Notulen van het werkoverleg van dinsdag

Aanwezig: Piet, Marja, Fatima en Joost
Afwezig: Karel met bericht

1. Opening
Piet opent de vergadering om tien uur en heet iedereen welkom.

2. Verslag van de vorige keer
Het verslag wordt zonder wijzigingen vastgesteld.

3. Rondvraag
Marja vraagt of de koelkast in de kantine gerepareerd kan worden. Joost zoekt dit uit.
""",
    "recipe_nl": """Appeltaart

Ingrediënten
- 300 gram bloem
- 200 gram boter
- 1 kilo appels
- 2 eetlepels kaneel

Bereiding
1. Verwarm de oven voor op 175 graden.
2. Kneed de bloem met de boter tot een deeg.
3. Schil de appels en snijd ze in blokjes.
4. Bak de taart in een uur goudbruin.
""",
    "letter_nl": """Beste mevrouw De Vries,

Hartelijk dank voor uw brief van vorige week. Wij hebben uw klacht over de levering met onze vervoerder besproken en
sturen u vandaag een nieuw pakket. Wij hopen dat u daarmee geholpen bent.

Met vriendelijke groet,
Jan Bakker
""",
    "news_nb": """Regjeringen la i dag fram sitt forslag til statsbudsjett for neste år. Forslaget innebærer en økning i bevilgningene til
jernbanen, og det settes av mer penger til vedlikehold av veiene i nord. Opposisjonen reagerte kraftig og mente at
forslaget ikke tar klimaet på alvor. Saken skal behandles i Stortinget senere i høst, og det er ventet lange debatter.
""",
    "words_nl": "verkoper",
    "digits": "\n".join(f"{n};{n * 7};{n * n}" for n in range(200)),
}

OTHER_LANGUAGES = {
    "sv": """Befattningsbeskrivning: Säljare

Om tjänsten
Säljaren arbetar med att hitta nya kunder och att ta hand om de kunder som redan finns. Rollen är viktig för företaget.

Arbetsuppgifter
- besöka kunder och presentera våra produkter
- skriva offerter och följa upp dem
- rapportera till säljchefen varje vecka

Ansvar
Säljaren ansvarar för försäljningen i sitt distrikt och för att målen nås. Tjänsten rapporterar till försäljningschefen.
""",
    "sv_prose": """Kundansvarig

En kundansvarig har hand om ett antal större kunder och ser till att de är nöjda. Arbetet består av möten, uppföljning
och försäljning av nya lösningar. Den kundansvarige rapporterar till försäljningschefen och samarbetar med kollegor.
""",
    "da": """Stillingsbeskrivelse: Sælger

Om stillingen
Sælgeren arbejder med at finde nye kunder og udvikle samarbejdet med de kunder, som virksomheden allerede har.

Arbejdsopgaver
- besøge kunder og præsentere vores produkter
- udarbejde tilbud og følge op på dem
- rapportere til salgschefen hver uge

Ansvar
Sælgeren har ansvar for salget i sit distrikt og for at målene bliver nået. Du får mulighed for uddannelse og udvikling.
""",
    "en": """Job description: Sales Representative

Purpose
The sales representative is responsible for finding new customers and for keeping the customers we already have.

Duties
- visit customers and present our products
- write quotes and follow up on them
- report to the sales manager every week

Reports to: Sales Manager
""",
    "de": """Stellenbeschreibung: Vertriebsmitarbeiter

Ziel der Stelle
Der Vertriebsmitarbeiter gewinnt neue Kunden und betreut die Kunden, die das Unternehmen bereits hat.

Aufgaben
- Besuche bei Kunden und Vorstellung der Produkte
- Erstellen von Angeboten und deren Nachverfolgung
- Bericht an die Vertriebsleitung in jeder Woche

Die Stelle ist der Leitung des Vertriebs unterstellt und hat keine Mitarbeiter.
""",
    "fr": """Fiche de poste : commercial

Le commercial est responsable de la vente des produits de la société. Il cherche de nouveaux clients et il suit les clients
qui sont dans son secteur. Il prépare les offres, les présente et assure le suivi avec les équipes de la logistique.
""",
}
