"""How often a text asks something, of whom, settled by what: one table of sentences in Dutch and Norwegian."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.profiles.cadence import consulted, recognise
from portal.profiles.duty import Every, Per, SettledBy, duty_fault

W, W2, M, M2, Q, H, Y = Every
ONCE, SELLER, CUSTOMER = Per
RIDE, LISTEN, TALK, PLAN, NOTE = SettledBy

SURE = [
    # Dutch: words of their own
    ("nl", "Rapporteert wekelijks aan de directie.", W, ONCE, NOTE),
    ("nl", "Wekelijks de agenda van de buitendienst nalopen.", W, ONCE, NOTE),
    ("nl", "MAANDELIJKS een prognose inleveren.", M, ONCE, NOTE),
    ("nl", "Tweemaandelijks het prijsbeleid toetsen.", M2, ONCE, NOTE),
    ("nl", "Driemaandelijks de voorraad nalopen.", Q, ONCE, NOTE),
    ("nl", "Halfjaarlijks de routes herzien.", H, ONCE, NOTE),
    ("nl", "Jaarlijks een verkoopplan schrijven.", Y, ONCE, NOTE),
    ("nl", "Veertiendaags de offertes doornemen.", W2, ONCE, NOTE),
    ("nl", "Zesmaandelijks de prijzen nalopen.", H, ONCE, NOTE),
    ("nl", "Kijkt per kwartaal vooruit.", Q, ONCE, NOTE),
    ("nl", "Overlegt per maand met marketing.", M, ONCE, NOTE),
    ("nl", "Stemt per week de planning af.", W, ONCE, NOTE),
    ("nl", "Doet per half jaar een voorstel.", H, ONCE, NOTE),
    ("nl", "Half jaarlijks de routes herzien.", H, ONCE, NOTE),
    ("nl", "Rapporteert op maandelijkse basis.", M, ONCE, NOTE),
    ("nl", "Rapporteert op kwartaalbasis.", Q, ONCE, NOTE),
    # Dutch: each, every other, once in
    ("nl", "Belt elke week met de binnendienst.", W, ONCE, NOTE),
    ("nl", "Iedere maand de agenda vaststellen.", M, ONCE, NOTE),
    ("nl", "Aan het eind van elk kwartaal de cijfers toelichten.", Q, ONCE, NOTE),
    ("nl", "Ieder jaar het beleid herzien.", Y, ONCE, NOTE),
    ("nl", "Elke twee weken de agenda nalopen.", W2, ONCE, NOTE),
    ("nl", "Elke twee maanden de agenda nalopen.", M2, ONCE, NOTE),
    ("nl", "Elke 3 maanden de agenda nalopen.", Q, ONCE, NOTE),
    ("nl", "Elke tweede week de agenda nalopen.", W2, ONCE, NOTE),
    ("nl", "Iedere 14 dagen de agenda nalopen.", W2, ONCE, NOTE),
    ("nl", "Elke maandag de week openen.", W, ONCE, NOTE),
    ("nl", "Op de eerste vrijdag van de maand terugblikken.", M, ONCE, NOTE),
    ("nl", "Iedere vrijdagmiddag de week afsluiten.", W, ONCE, NOTE),
    ("nl", "Elke maand verkopers trainen.", M, ONCE, NOTE),
    ("nl", "Eens per veertien dagen de lijst bijwerken.", W2, ONCE, NOTE),
    ("nl", "Om de 2 weken de lijst bijwerken.", W2, ONCE, NOTE),
    ("nl", "Om de week een teamdag voorbereiden.", W2, ONCE, NOTE),
    ("nl", "Om de maand een teamdag voorbereiden.", M2, ONCE, NOTE),
    ("nl", "Om de drie maanden een teamdag voorbereiden.", Q, ONCE, NOTE),
    ("nl", "Om de andere week bellen.", W2, ONCE, NOTE),
    ("nl", "Eens per maand de lijst bijwerken.", M, ONCE, NOTE),
    ("nl", "Eens in de twee maanden de lijst bijwerken.", M2, ONCE, NOTE),
    ("nl", "Eens in de drie maanden de lijst bijwerken.", Q, ONCE, NOTE),
    ("nl", "Één keer per week de lijst bijwerken.", W, ONCE, NOTE),
    ("nl", "Een keer in het jaar de lijst bijwerken.", Y, ONCE, NOTE),
    ("nl", "Twee keer per jaar de lijst bijwerken.", H, ONCE, NOTE),
    ("nl", "Vier keer per jaar de lijst bijwerken.", Q, ONCE, NOTE),
    ("nl", "6 keer per jaar de lijst bijwerken.", M2, ONCE, NOTE),
    ("nl", "Twaalf maal per jaar de lijst bijwerken.", M, ONCE, NOTE),
    ("nl", "Tweemaal per jaar de lijst bijwerken.", H, ONCE, NOTE),
    ("nl", "2x per jaar de lijst bijwerken.", H, ONCE, NOTE),
    ("nl", "Tweemaal jaarlijks de lijst bijwerken.", H, ONCE, NOTE),
    ("nl", "Eenmaal per kwartaal de lijst bijwerken.", Q, ONCE, NOTE),
    # Dutch: for whom, and what settles it
    ("nl", "Reist maandelijks mee met elke verkoper.", M, SELLER, RIDE),
    ("nl", "Het maandelijks meereizen met de [verkopers], om te zien hoe het gaat.", M, SELLER, RIDE),
    ("nl", "Per kwartaal meerijden met de verkopers.", Q, SELLER, RIDE),
    ("nl", "Gaat iedere maand met iedere verkoper mee op bezoek.", M, SELLER, RIDE),
    ("nl", "Maandelijks meeluisteren bij elke medewerker.", M, SELLER, LISTEN),
    ("nl", "Het wekelijks meeluisteren met gesprekken van het team.", W, SELLER, LISTEN),
    ("nl", "Het voeren van tweemaandelijkse voortgangsgesprekken met de [verkopers].", M2, SELLER, TALK),
    ("nl", "Tweemaandelijkse voortgangsgesprekken voeren met de verkopers.", M2, SELLER, TALK),
    ("nl", "Voert elk kwartaal een gesprek per verkoper.", Q, SELLER, TALK),
    ("nl", "Voert een maandelijks gesprek met zijn verkopers.", M, SELLER, TALK),
    ("nl", "Houdt een maandelijks voortgangsgesprek.", M, SELLER, TALK),
    ("nl", "Jaarlijks accountplannen opstellen voor de eigen klanten.", Y, CUSTOMER, PLAN),
    ("nl", "Jaarlijkse accountplannen opstellen voor zijn klanten.", Y, CUSTOMER, PLAN),
    ("nl", "Het maandelijkse voortgangsgesprek met elke verkoper.", M, SELLER, TALK),
    ("nl", "Leidt de maandelijkse verkoopvergadering.", M, ONCE, NOTE),
    ("nl", "Reist een dag per maand mee met elke verkoper.", M, SELLER, RIDE),
    ("nl", "Heeft maandelijks een gesprek met elke verkoopmanager.", M, SELLER, TALK),
    ("nl", "Stelt jaarlijks per klant een accountplan op.", Y, CUSTOMER, PLAN),
    ("nl", "Schrijft ieder jaar een portefeuilleplan.", Y, CUSTOMER, PLAN),
    ("nl", "Maandelijks per verkoper de pijplijn nalopen.", M, SELLER, NOTE),
    ("nl", "Stelt elk jaar met de [verkoper] doelen vast.", Y, SELLER, NOTE),
    ("nl", "Vergadert maandelijks met de verkopers.", M, ONCE, NOTE),
    ("nl", "Eens in het kwartaal wordt met iedere verkoper meegereden.", Q, SELLER, RIDE),
    ("nl", "Er wordt elke maand met de verkopers meegereisd.", M, SELLER, RIDE),
    ("nl", "Om maandelijks met elke verkoper mee te rijden.", M, SELLER, RIDE),
    ("nl", "Elke week wordt bij iedere medewerker meegeluisterd.", W, SELLER, LISTEN),
    ("nl", "Bij alle medewerkers wordt maandelijks naar gesprekken geluisterd.", M, SELLER, LISTEN),
    ("nl", "Voert elk kwartaal een gesprek over de beloning met elke verkoper.", Q, SELLER, NOTE),
    # Dutch: the adjective is what is done
    ("nl", "Stelt een wekelijks rapport op voor de directie.", W, ONCE, NOTE),
    ("nl", "Opstellen van de maandelijkse rapportage.", M, ONCE, NOTE),
    ("nl", "Maandelijkse gesprekken met de verkopers.", M, SELLER, TALK),
    ("nl", "Zorgt voor een kwartaalsgewijs overzicht.", Q, ONCE, NOTE),
    ("nl", "Stelt maandelijks de maandrapportage op.", M, ONCE, NOTE),
    # Dutch: several clauses
    ("nl", "Kent de markt, bewaakt de marge en reist maandelijks mee met de verkopers; stuurt bij.", M, SELLER, RIDE),
    ("nl",
    "Volgt, in overleg met de [verkopers], de lijn. Het wekelijks rapporteren aan de [directie].", W, ONCE, NOTE),
    ("nl", "Maandelijkse resultaten maandelijks bespreken.", M, ONCE, NOTE),
    # Norwegian: words of their own
    ("nb", "Rapporterer ukentlig til direktøren.", W, ONCE, NOTE),
    ("nb", "Månedlig gå gjennom pipeline.", M, ONCE, NOTE),
    ("nb", "Følger opp avtaler MÅNEDLIG.", M, ONCE, NOTE),
    ("nb", "Reviderer prisene årlig.", Y, ONCE, NOTE),
    ("nb", "Halvårlig rydde i registeret.", H, ONCE, NOTE),
    ("nb", "Kvartalsvis legge fram tall for ledelsen.", Q, ONCE, NOTE),
    ("nb", "Avstemmer listen tomånedlig.", M2, ONCE, NOTE),
    ("nb", "Rapporterer på månedlig basis.", M, ONCE, NOTE),
    ("nb", "Rapporterer på kvartalsbasis.", Q, ONCE, NOTE),
    ("nb", "Månedlig oppfølging av hver selger.", M, SELLER, NOTE),
    ("nb", "Lede ukentlige salgsmøter.", W, ONCE, NOTE),
    # Norwegian: each, every other, so many times
    ("nb", "Ringer kontoret hver uke.", W, ONCE, NOTE),
    ("nb", "Setter agendaen hver måned.", M, ONCE, NOTE),
    ("nb", "Hvert kvartal legge fram status.", Q, ONCE, NOTE),
    ("nb", "Hvert halvår legge fram status.", H, ONCE, NOTE),
    ("nb", "Hvert år legge fram budsjettet.", Y, ONCE, NOTE),
    ("nb", "Annenhver uke går laget gjennom tilbudene.", W2, ONCE, NOTE),
    ("nb", "Annenhver måned går laget gjennom tilbudene.", M2, ONCE, NOTE),
    ("nb", "Hver annen uke går laget gjennom tilbudene.", W2, ONCE, NOTE),
    ("nb", "Hver 14. dag går laget gjennom tilbudene.", W2, ONCE, NOTE),
    ("nb", "Hver andre måned går laget gjennom tilbudene.", M2, ONCE, NOTE),
    ("nb", "Hver tredje måned går laget gjennom tilbudene.", Q, ONCE, NOTE),
    ("nb", "Hver 6. måned går laget gjennom tilbudene.", H, ONCE, NOTE),
    ("nb", "Hver mandag åpner lederen uken.", W, ONCE, NOTE),
    ("nb", "Første fredag i måneden ser laget tilbake.", M, ONCE, NOTE),
    ("nb", "En gang i uken sjekkes listen.", W, ONCE, NOTE),
    ("nb", "Én gang i uka sjekkes listen.", W, ONCE, NOTE),
    ("nb", "En gang i måneden sjekkes listen.", M, ONCE, NOTE),
    ("nb", "En gang per kvartal sjekkes listen.", Q, ONCE, NOTE),
    ("nb", "En gang pr. måned sjekkes listen.", M, ONCE, NOTE),
    ("nb", "En gang i året sjekkes listen.", Y, ONCE, NOTE),
    ("nb", "En gang annenhver måned sjekkes listen.", M2, ONCE, NOTE),
    ("nb", "To ganger i året sjekkes listen.", H, ONCE, NOTE),
    ("nb", "Fire ganger i året sjekkes listen.", Q, ONCE, NOTE),
    ("nb", "6 ganger per år sjekkes listen.", M2, ONCE, NOTE),
    ("nb", "Tolv ganger i året sjekkes listen.", M, ONCE, NOTE),
    ("nb", "To ganger årlig sjekkes listen.", H, ONCE, NOTE),
    ("nb", "Sjekker listen per måned.", M, ONCE, NOTE),
    # Norwegian: for whom, and what settles it
    ("nb", "Månedlig sambesøk med hver selger.", M, SELLER, RIDE),
    ("nb", "Være med selgerne på kundebesøk hvert kvartal.", Q, SELLER, RIDE),
    ("nb", "Er med selgeren på sambesøk en halv dag i måneden.", M, SELLER, RIDE),
    ("nb", "Har månedlig samtale med hver salgssjef.", M, SELLER, TALK),
    ("nb", "Hver uke med lange reiser med overnatting.", W, ONCE, NOTE),
    ("nb", "Gjennomføre medlytt hver måned.", M, SELLER, LISTEN),
    ("nb", "Lytte til salgssamtaler ukentlig.", W, SELLER, LISTEN),
    ("nb", "Holde oppfølgingssamtale med hver selger annenhver måned.", M2, SELLER, TALK),
    ("nb", "Gjennomføre månedlige samtaler med selgerne.", M, SELLER, TALK),
    ("nb", "Månedlige oppfølgingssamtaler.", M, SELLER, TALK),
    ("nb", "Ha en månedlig samtale med [selger].", M, SELLER, TALK),
    ("nb", "Lage årlig kundeplan for egne kunder.", Y, CUSTOMER, PLAN),
    ("nb", "Utarbeide en kundeplan for hver kunde hvert år.", Y, CUSTOMER, PLAN),
    ("nb", "Sette mål per selger hvert år.", Y, SELLER, NOTE),
    ("nb", "Salgsmøte med selgerne hver uke.", W, ONCE, NOTE),
    ("nb", "Hvert kvartal skal det være reist sammen med hver selger.", Q, SELLER, RIDE),
    ("nb", "Har vært med selgerne på kundebesøk hver måned.", M, SELLER, RIDE),
    ("nb", "Det lyttes til samtaler hver uke.", W, SELLER, LISTEN),
    ("nb", "Har lyttet til salgssamtaler ukentlig.", W, SELLER, LISTEN),
    ("nb", "Årlig lønnssamtale med hver ansatt.", Y, SELLER, NOTE),
    ("nb", "Holder årlig medarbeidersamtale om lønn med hver ansatt.", Y, SELLER, NOTE),
    # Norwegian: the adjective is what is done
    ("nb", "Utarbeide en ukentlig rapport til direktøren.", W, ONCE, NOTE),
    ("nb", "Sende månedlige rapporter.", M, ONCE, NOTE),
    ("nb", "Sørge for kvartalsvise gjennomganger.", Q, ONCE, NOTE),
    ("nb", "Skriver ukerapport hver fredag.", W, ONCE, NOTE),
    # Norwegian: several clauses
    ("nb", "Kjenner markedet, følger marginen og drar på sambesøk hver måned; gir råd.", M, SELLER, RIDE),
    ("nb", "Planlegger i samråd med [selgerne]. Rapporterer ukentlig til [ledelsen].", W, ONCE, NOTE),
]

NOT_SURE = [
    ("nl", "Wekelijks bellen en maandelijks bezoeken.", "several"),
    ("nl", "De maandelijkse resultaten wekelijks bespreken.", "several"),
    ("nl", "Maandelijks, of ten minste per kwartaal, bijpraten.", "several"),
    ("nl", "De maandelijkse resultaten bespreken.", "describes"),
    ("nl", "Het verstrekken van maandelijkse cijfers en overzichten.", "describes"),
    ("nl", "Brengt informatie in tijdens de maandelijkse vergaderingen.", "describes"),
    ("nl", "Maandelijkse gesprekken voorbereiden.", "describes"),
    ("nl", "Het voorbereiden van maandelijkse gesprekken.", "describes"),
    ("nl", "De omzet per kwartaal kennen.", "describes"),
    ("nl", "Reist niet maandelijks mee met de verkopers.", "negated"),
    ("nl", "Voert geen maandelijkse gesprekken.", "negated"),
    ("nl", "Niet, zoals eerder, maandelijks rapporteren.", "negated"),
    ("nl", "Tweewekelijks overleggen.", "ambiguous"),
    ("nl", "Het voeren van tweewekelijkse gesprekken met de verkopers.", "ambiguous"),
    ("nl", "Minimaal maandelijks meereizen met de verkopers.", "at_least"),
    ("nl", "Ten minste twee keer per jaar bezoeken.", "at_least"),
    ("nl", "Maximaal eens per maand meereizen.", "at_least"),
    ("nl", "Ongeveer eens per maand meereizen.", "perhaps"),
    ("nl", "Zo nodig wekelijks bijsturen.", "perhaps"),
    ("nl", "Regelmatig overleggen met de binnendienst.", "no_cadence"),
    ("nl", "Voert periodieke gesprekken.", "no_cadence"),
    ("nl", "Een paar keer per jaar meereizen.", "no_cadence"),
    ("nl", "Eén tot twee keer per maand meereizen.", "range"),
    ("nl", "2-3 keer per jaar meereizen.", "range"),
    ("nl", "Elke 4 tot 6 weken meereizen.", "range"),
    ("nl", "Een of meer keer per jaar meereizen.", "range"),
    ("nl", "Drie keer per jaar meereizen.", "no_such"),
    ("nl", "Dagelijks de mail lezen.", "no_such"),
    ("nl", "Voert twee maandelijkse gesprekken.", "ambiguous"),
    ("nl", "Gemiddeld eens per maand meereizen.", "perhaps"),
    ("nl", "Meer dan eens per maand meereizen.", "at_least"),
    ("nb", "Hvert tertial legge fram status.", "no_such"),
    ("nb", "I snitt en gang i måneden på sambesøk.", "perhaps"),
    ("nl", "Vierwekelijks meereizen.", "no_such"),
    ("nl", "Om het jaar herzien.", "no_such"),
    ("nl", "Twee keer per maand meereizen.", "no_such"),
    ("nl", "Bezoekt 8 klanten per week.", "amount"),
    ("nl", "Per maand 12 bezoeken afleggen.", "amount"),
    ("nl", "Per kwartaal elke klant bezoeken.", "only_plans"),
    ("nl", "Per kwartaal een accountplan per klant bijwerken.", "plan_yearly"),
    ("nl", "Bespreekt per maand met de verkopers de cijfers per klant.", "whom"),
    ("nl", "Elke dinsdag en donderdag bellen.", "amount"),
    ("nl", "Elke maandag, woensdag en vrijdag de lijst nalopen.", "amount"),
    ("nl", "Op maandag de week openen en op vrijdag afsluiten.", "amount"),
    ("nl", "Op de eerste en derde maandag van de maand terugblikken.", "amount"),
    ("nl", "Rijdt elke maand met twee verkopers mee.", "amount"),
    ("nl", "Reist elke maand met één van de verkopers mee.", "amount"),
    ("nl", "Elke maand met een verkoper meereizen.", "amount"),
    ("nl", "Kijkt per week / maand vooruit.", "range"),
    ("nl", "Kijkt elke week en maand vooruit.", "range"),
    ("nl", "Om en om wekelijks de telefoon aannemen.", "perhaps"),
    ("nl", "Ieder kwartaal, of vaker indien nodig, een gesprek met elke verkoper.", "at_least"),
    ("nl", "Zo mogelijk, maandelijks meereizen.", "perhaps"),
    ("nl", "Verzorgt de weekrapportage aan de directie.", "thing"),
    ("nl", "Stelt maandrapportages op.", "thing"),
    ("nl", "Maakt kwartaalplannen.", "thing"),
    ("nl", "Voert jaargesprekken met klanten.", "thing"),
    ("nl", "Houdt een kwartaalgesprek met elke verkoper.", "thing"),
    ("nl", "Stelt weekrapporten op en bespreekt ze maandelijks.", "several"),
    ("nb", "Hver mandag og torsdag ringe kundene.", "amount"),
    ("nb", "Hver mandag, onsdag og fredag ringe kundene.", "amount"),
    ("nb", "Første og tredje fredag i måneden ser laget tilbake.", "amount"),
    ("nb", "Reiser hver måned sammen med to selgere.", "amount"),
    ("nb", "Månedlig sambesøk med én av selgerne.", "amount"),
    ("nb", "Ser framover per uke/måned.", "range"),
    ("nb", "Hvert kvartal, eller oftere ved behov, en samtale med hver selger.", "at_least"),
    ("nb", "Svarer ukentlig etter tur på telefonen.", "perhaps"),
    ("nb", "Skriver ukesrapport til direktøren.", "thing"),
    ("nb", "Skriver ukerapporter.", "thing"),
    ("nb", "Tar del i månedsmøtet.", "thing"),
    ("nb", "Ringe ukentlig og besøke månedlig.", "several"),
    ("nb", "Gå gjennom de månedlige tallene ukentlig.", "several"),
    ("nb", "Gå gjennom de månedlige resultatene.", "describes"),
    ("nb", "Delta i de månedlige møtene.", "describes"),
    ("nb", "Forberede de månedlige samtalene.", "describes"),
    ("nb", "Kjenne månedlig omsetning.", "describes"),
    ("nb", "Reiser ikke månedlig med selgerne.", "negated"),
    ("nb", "Holder ingen månedlige samtaler.", "negated"),
    ("nb", "Minst én gang i måneden på sambesøk.", "at_least"),
    ("nb", "Maksimalt en gang i måneden på sambesøk.", "at_least"),
    ("nb", "Ved behov ukentlig på sambesøk.", "perhaps"),
    ("nb", "Følger jevnlig opp selgerne.", "no_cadence"),
    ("nb", "Holder regelmessige samtaler.", "no_cadence"),
    ("nb", "Noen ganger i året på sambesøk.", "no_cadence"),
    ("nb", "En til to ganger i måneden på sambesøk.", "range"),
    ("nb", "2–3 ganger i året på sambesøk.", "range"),
    ("nb", "Hver 4.–6. uke på sambesøk.", "range"),
    ("nb", "Hver fjerde uke på sambesøk.", "no_such"),
    ("nb", "Tre ganger i året på sambesøk.", "no_such"),
    ("nb", "Daglig lese post.", "no_such"),
    ("nb", "Toukentlig sambesøk.", "ambiguous"),
    ("nb", "Ringer 40 kunder per uke.", "amount"),
    ("nb", "Besøke hver kunde hvert kvartal.", "only_plans"),
    ("nb", "Oppdatere kundeplan per kunde hvert kvartal.", "plan_yearly"),
]

NOTHING = [
    ("nl", "Kent de klanten en hun weekenden."), ("nl", "Werkt op jaarbasis samen met de binnendienst."),
    ("nl", "Per direct inzetbaar."), ("nl", "Elke verkoper kent de regels."), ("nl", "Is om de tuin te leiden."),
    ("nl", "Heeft de dagelijkse leiding."), ("nb", "Rapporterer til daglig leder."),
    ("nb", "Kjenner hver kunde godt."), ("nb", "Har årene på sin side."), ("nb", "Bruker tid per kunde fornuftig."),
    ("nl", ""), ("en", "Reports every month."),
]


@pytest.mark.parametrize(("locale", "text", "every", "per", "by"), SURE)
def test_the_words_are_understood(locale: str, text: str, every: Every, per: Per, by: SettledBy) -> None:
    found = recognise(text, locale)
    assert (found.every, found.per, found.by, found.reasons) == (every, per, by, ())
    assert found.sure
    assert all(word in text for word in found.words)
    assert duty_fault({"every": found.every, "per": found.per, "by": found.by}) is None


@pytest.mark.parametrize(("locale", "text", "reason"), NOT_SURE)
def test_a_doubt_is_said_and_nothing_is_chosen(locale: str, text: str, reason: str) -> None:
    found = recognise(text, locale)
    assert reason in found.reasons
    assert (found.every, found.sure) == (None, False)
    assert found.words


@pytest.mark.parametrize(("locale", "text"), NOTHING)
def test_other_words_say_nothing(locale: str, text: str) -> None:
    assert not recognise(text, locale)


@pytest.mark.parametrize(
    ("locale", "text", "whom"),
    [
        ("nl", "Stelt, in overleg met de [verkopers], na ruggespraak met de [directie], doelen.",
         ["[verkopers]", "[directie]"]),
        ("nl", "Verdeelt het werk in overleg met het verkoopteam.", ["verkoopteam"]),
        ("nl", "Stelt in overleg met en na goedkeuring van marketing de prijs vast.", []),
        ("nl", "Stelt in overleg met de verkoopleider en de directie de prijs vast.", ["verkoopleider", "directie"]),
        ("nb", "Setter mål i samråd med salgssjefen og direktøren.", ["salgssjefen", "direktøren"]),
        ("nb", "Setter mål i samråd med salgssjefen og følger dem opp.", ["salgssjefen"]),
        ("nb", "Setter mål i samråd med [ledelsen].", ["[ledelsen]"]),
        ("nb", "Setter mål etter samråd med salgssjefen.", ["salgssjefen"]),
        ("nl", "Werkt met de [verkopers].", []), ("en", "In consultation with [management].", []),
    ],
)  # fmt: skip
def test_whom_the_text_consults_is_proposed(locale: str, text: str, whom: list[str]) -> None:
    assert consulted(text, locale) == whom


CLAUSES = {
    "nl": [
        ("wekelijks rapporteren", W), ("maandelijks meereizen met de verkopers", M),
        ("elke twee maanden bijpraten", M2),
        ("per kwartaal vooruitkijken", Q), ("twee keer per jaar terugblikken", H),
        ("jaarlijks een plan schrijven", Y),
        ("de maandelijkse cijfers lezen", M), ("niet wekelijks bellen", W), ("om de week plannen", W2),
        ("klanten helpen", None), ("regelmatig overleggen", None), ("tweewekelijks kijken", None),
    ],
    "nb": [
        ("rapportere ukentlig", W), ("dra på sambesøk månedlig", M), ("snakke med hver selger annenhver måned", M2),
        ("se framover hvert kvartal", Q), ("se tilbake to ganger i året", H), ("skrive en plan årlig", Y),
        ("lese de månedlige tallene", M), ("ikke ringe ukentlig", W), ("planlegge annenhver uke", W2),
        ("hjelpe kunder", None), ("snakke jevnlig sammen", None),
    ],
}


@given(st.sampled_from(["nl", "nb"]), st.data())
def test_two_different_cadences_are_never_sure(locale: str, data: st.DataObject) -> None:
    clauses = data.draw(st.lists(st.sampled_from(CLAUSES[locale]), min_size=1, max_size=6))
    joins = st.sampled_from([", ", "; ", ". ", " en ", " og ", " – ", "\n", " ("])
    text = "".join(words + data.draw(joins) for words, _every in clauses)
    found = recognise(text, locale)
    said = {every for _words, every in clauses if every}
    if len(said) > 1:
        assert not found.sure
        assert "several" in found.reasons
    assert found.sure == (found.every is not None)
    assert found.sure or not found.words or found.reasons


@given(st.text(), st.sampled_from(["nl", "nb", "en"]))
def test_no_text_is_too_odd(text: str, locale: str) -> None:
    found = recognise(text + " maandelijks " + text + " hver måned", locale)
    assert found.sure == (found.every is not None)
    consulted(text, locale)


DOCUMENT = Path(__file__).parents[3] / "shared/documents/taakomschrijving-verkoopmanager.nl.txt"


@pytest.mark.skipif(not DOCUMENT.exists(), reason="the real profile is not here")
def test_the_real_sales_manager_is_understood() -> None:
    found = [recognise(line, "nl") for line in DOCUMENT.read_text().splitlines()]
    sure = [(one.every, one.per, one.by) for one in found if one.sure]
    assert sure == [(M, SELLER, RIDE), (M2, SELLER, TALK), (W, ONCE, NOTE)]
    doubts = [one.reasons for one in found if one and not one.sure]
    assert doubts == [("describes",), ("describes",)]
