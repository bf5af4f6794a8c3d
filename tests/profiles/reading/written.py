# ruff: noqa: E501, W293 - the texts keep their own lines
"""Profiles in the shapes that organisations use, written for these tests."""

# A reference profile: columns begin with tabs, tasks beside indicators.
REFERENCE = """\
 \tFUNCTIEPROFIEL: MAGAZIJNCHEF

\tContext
De magazijnchef komt voor bij handelsbedrijven met een eigen opslag. Hij zorgt dat goederen op tijd binnenkomen en vertrekken.

\tOrganisatie
Direct leidinggevende\t:\tniet-vakinhoudelijk leidinggevende.
Geeft leiding aan\t:\t4 tot 8 medewerkers (hiërarchisch).

\tResultaatgebieden
\tKerntaken
\tResultaatindicatoren

\t1.\tOntvangst en opslag
\t-\tcontroleren van binnenkomende partijen op aantal en staat;
-\ttoewijzen van locaties;
-\tmelden van breuk aan de inkoper.
\t-\taantal verschillen bij ontvangst;
-\tbezetting van de locaties.

\t2.\tTeam aansturen
\t-\tverdelen van het werk over de ploegen;
-\tinwerken van nieuwe mensen.
\t-\tverzuim in de ploeg;
-\ttevredenheid van de ploeg;
-\tverloop.

\t3.\tVoorraadbeheer

\t-\ttellen van de voorraad volgens het telplan.
\t-\tjuistheid van de voorraad.

\tBezwarende omstandigheden

\t-\tTillen en sjouwen van dozen.
-\tTocht en kou bij open laaddeuren.
"""

# A task description: bullets, sub-points, fields in brackets, a duty glued to another.
TASKS = """\
Functieomschrijving regioleider
Opgesteld op 4 maart 2021 door Petra van Dam

Doel
 • Het laten groeien van de verkoop in de eigen regio binnen de kaders van de [raad van bestuur].

Plaats in de organisatie
 • Legt verantwoording af aan de [commercieel directeur].
 • Geeft leiding aan de [vertegenwoordigers] in de regio.
 • Is lid van het [verkoopoverleg].

Taken
 • Het opstellen van een regioplan voor het komende jaar.
 • Het begeleiden van de [vertegenwoordigers], waaronder:
  - het voeren van werkgesprekken;
  - het meegaan op klantbezoek.
 • Het bewaken van de marge per [vertegenwoordiger]. Het maandelijks bespreken van de cijfers met de [commercieel directeur].
 • Het uitwisselen van ervaringen met andere regio's. Dit gebeurt elk kwartaal.

Werkomstandigheden
 • Veel reizen met de auto.
"""

# A matrix with two levels in the text form, with an empty cell and a shared item.
MATRIX = """\
 \tFUNCTIENAAM: INKOPER

\tALGEMENE KENMERKEN

\tDe inkoper koopt goederen en diensten in voor de winkels en onderhoudt de contacten met leveranciers.

\tDOEL VAN DE FUNCTIE

\tHet zorgen voor het juiste aanbod tegen de beste voorwaarden.

\tRESULTAATGEBIEDEN \t

\tKERNACTIVITEIT & RESULTAAT
\tPROCESSTAPPEN

\t1. Inkopen van goederen

\tGoederen zijn ingekocht, zodanig dat de winkels altijd kunnen leveren.
\t· Vraagt offertes op en vergelijkt deze.
· Sluit contracten af met leveranciers.

\t2. Leveranciers beheren

\tDe prestaties van leveranciers zijn bekend en besproken.
\t· Beoordeelt leveranciers op prijs en kwaliteit.
· Voert evaluatiegesprekken.
· Zoekt nieuwe leveranciers.

INDELINGSCRITERIA
\t
\t
INKOPER  I
\t
INKOPER  II

\tAARD VAN HET WERK

\t· Koopt standaardartikelen in.
· Werkt volgens vaste afspraken.
\t· Koopt complexe artikelen in.
· Stelt zelf de inkoopstrategie op.
· Onderhandelt over jaarcontracten.

\tKENNIS
\t· Mbo werk- en denkniveau
· Kennis van het assortiment
\t· Hbo werk- en denkniveau
· Kennis van het assortiment

\tCOMPETENTIES
\t· Nauwkeurig
\t· Nauwkeurig
· Overtuigend
"""

# The same matrix idea as rows on one line, four levels.
ROWS = """\
Functieprofiel Adviseur binnendienst

Doel van de functie: Klanten telefonisch adviseren over het assortiment.

Rapporteert aan: teamleider binnendienst
Geeft leiding aan: n.v.t.

Kerntaken
- beantwoorden van vragen van klanten
- uitbrengen van offertes

KPI's
- aantal offertes per week
- score klantonderzoek

Niveaus
Criterium\tJunior\tMedior\tSenior\tExpert
Zelfstandigheid\tonder begeleiding\tzelfstandig\tzelfstandig, begeleidt anderen\tbepaalt de werkwijze
Kennis\tmbo\tmbo+\thbo\thbo; vakopleiding
"""

# A Norwegian profile with headings of its own kind.
NORWEGIAN = """\
Stillingsbeskrivelse: Innkjøper

Om stillingen
Innkjøperen sørger for at butikkene har riktige varer til riktig tid. Stillingen ligger i innkjøpsavdelingen.

Formål
Sikre et lønnsomt vareutvalg som kundene ønsker.

Rapporterer til: Innkjøpssjef
Personalansvar: Ingen

Ansvarsområder
1. Leverandører
- forhandle om priser og betingelser
- følge opp avtaler
2. Vareutvalg
- vurdere nye varer
- ta ut varer som ikke selger

Resultatmål
- bruttofortjeneste i prosent
- andel leveranser til avtalt tid

Særlige belastninger
- En del reising til leverandører i utlandet.
"""

# A Norwegian page with several roles in prose.
ROLES = """\
Roller i kundesenteret

IMG_2041.jpg

Kundebehandler

En kundebehandler svarer på henvendelser fra kunder på telefon og e-post. Laget har vanligvis fem til ni kundebehandlere og en leder.

Teknisk rådgiver

En teknisk rådgiver hjelper kunder som trenger mer enn et enkelt svar. Rådgiveren har mellom tretti og førti bedriftskunder i sin portefølje.

Kundesenterleder

Kundesenterlederen har ansvar for driften av senteret og for opplæring av alle som arbeider der. Stillingen rapporterer til administrerende direktør.
"""

# A Norwegian page with several roles that each have sections.
SECTIONED_ROLES = """\
Stillingsbeskrivelser

Butikkselger

Om stillingen
Butikkselgeren møter kundene i butikken og gir råd om produktene våre.

Arbeidsoppgaver
• betjene kunder og kasse
• fylle på varer

Rapporterer til
Butikksjef

Butikksjef

Om stillingen
Butikksjefen leder butikken og har ansvar for resultatet.

Arbeidsoppgaver
• sette opp vaktlister
• følge opp budsjettet
• ansette nye selgere

Personalansvar
Leder 6 til 10 selgere.
"""

# A profile without tabs: headings per area, hard-wrapped lines.
WRAPPED = """\
Functiebeschrijving
Functietitel: Marketingmedewerker
Afdeling: Marketing
Datum: 12-05-2022

Plaats in de organisatie
De marketingmedewerker rapporteert aan de marketingmanager en geeft
leiding aan twee stagiairs.

Doel van de functie
Het ondersteunen van de verkoop met campagnes en materiaal, zodat
klanten ons kennen en nieuwe klanten ons kunnen vinden op de
momenten waarop zij een keuze maken.

Resultaatgebied 1: Campagnes
Resultaat: Campagnes zijn op tijd en binnen budget uitgevoerd.
Taken:
* opstellen van een planning per kwartaal, in overleg met verkoop en
  met de externe bureaus
* inkopen van mediaruimte
Resultaatindicatoren:
* bereik per campagne
* kosten per contact

Resultaatgebied 2: Materiaal
Taken:
* schrijven van teksten
* beheren van de beeldbank
Resultaatindicatoren:
* doorlooptijd

Competenties
- Creativiteit
- Samenwerken
"""

# Numbered sections, areas numbered inside them.
NUMBERED = """\
Functieprofiel
Naam functie: Planner logistiek

1. Doel van de functie
Het plannen van ritten zodat klanten op tijd beleverd worden.

2. Plaats in de organisatie
Rapporteert aan: Hoofd logistiek
Geeft leiding aan: niemand

3. Resultaatgebieden
3.1 Planning
- maken van de dagplanning
- bijsturen bij vertraging
3.2 Overleg
- afstemmen met chauffeurs
- informeren van klanten

4. Prestatie-indicatoren
- percentage ritten op tijd
- kilometers per rit

5. Competenties
- stressbestendig
- klantgericht

6. Werkomstandigheden
- beeldschermwerk
"""

# Headings in capitals with a colon; sentences instead of bullets.
CAPITALS = """\
TAAKOMSCHRIJVING FILIAALMANAGER

DEFINITIE:
De filiaalmanager is verantwoordelijk voor de gang van zaken in het filiaal en voor de omzet.

PLAATS IN DE ORGANISATIE:
Rapporteert aan de regiomanager.
Geeft leiding aan 12 tot 20 medewerkers.

TAKEN EN VERANTWOORDELIJKHEDEN:
Opstellen van de personeelsplanning.
Bewaken van de voorraad en de kassa.
Voeren van functioneringsgesprekken met medewerkers.

BEVOEGDHEDEN:
Aannemen van personeel binnen de begroting.

FUNCTIE-EISEN:
Hbo werk- en denkniveau.
Drie jaar ervaring in de detailhandel.
"""

# A matrix of levels and plain cells without bullets, then another section.
PLAIN_CELLS = """\
	FUNCTIENAAM: CONTROLLER

	DOEL VAN DE FUNCTIE
	Het bewaken van de cijfers van de organisatie en het adviseren van leidinggevenden.

	NIVEAUMATRIX
	
	Junior controller
	Controller
	Senior controller

	COMPLEXITEIT
	Eenvoudige analyses
	Analyses van afdelingen
	Analyses van de hele organisatie

	OPLEIDING
	Mbo+
	Hbo
	Hbo+/wo

	BEZWARENDE OMSTANDIGHEDEN
	- Beeldschermwerk.
"""

# Levels one below the other instead of side by side.
LEVELS_BELOW = """\
Functieprofiel: Tekenaar

Doel van de functie
Het maken van tekeningen voor klanten en voor de eigen werkplaats.

Indelingscriteria

Niveau A
Kennis
- mbo
Zelfstandigheid
- werkt onder begeleiding

Niveau B
Kennis
- hbo
Zelfstandigheid
- werkt zelfstandig
- begeleidt anderen
"""

# Sub-points begin with a tab and a mark of their own, inside columns that tabs make.
SUB_POINTS = """\
	FUNCTIEPROFIEL: TEAMLEIDER LOGISTIEK

	Context
De teamleider komt voor in distributiecentra. Hij stuurt een ploeg aan en let op veiligheid.
De functie kent een dag- en een avonddienst.

	Organisatie
Direct leidinggevende	:	manager logistiek.
Geeft leiding aan	:	8 - 15 medewerkers (hiërarchisch) en uitzendkrachten (functioneel).

	Resultaatgebieden
	Kerntaken
	Resultaatindicatoren

	1.	Voortgang proces
	-	plannen en verdelen van werk;
-	bewaken van de voortgang, zo nodig:
	*	bijsturen van de bezetting;
	*	overleggen met andere ploegen;
-	oplossen van storingen.
	-	realisatie planning (in tijd en aantal);
-	storingstijd.

	2.	Personeel
	-	instrueren en coachen van medewerkers;
-	voeren van gesprekken.
	-	motivatie;
-	ziekteverzuim %.

	3.	Veiligheid en hygiëne
	-	toezien op naleving van voorschriften;
-	melden van ongevallen.
	-	aantal incidenten;
-	aantal overtredingen van voorschriften.

	Bezwarende omstandigheden

	-	Krachtsuitoefening bij het verplaatsen van lasten.
-	Hinder van lawaai, tocht en temperatuurverschillen.
-	Kans op letsel door rijdend materieel.
"""

# Roles without space between them; the same words are a value in one place and a name in another.
CLOSE_ROLES = """\
Våre roller i butikk

Butikkmedarbeider
Ansvarsområder
- Kundeservice
- Kasse
Rapporterer til: Butikksjef

Assisterende butikksjef
Ansvarsområder
- Vaktplaner
- Opplæring
Rapporterer til: Butikksjef
Personalansvar: Nei

Butikksjef
Ansvarsområder
- Resultat
- Personal
Rapporterer til: Regionsjef
Personalansvar: 8-12 medarbeidere
"""

# Numbers that count duties with lettered sub-points; one of them is a whole sentence.
LETTERED = """\
Taakomschrijving commercieel medewerker binnendienst
Versie 2.1, 14 juni 2019, opgesteld door M. de Groot

Functiedoel:
Het ondersteunen van de buitendienst zodat klanten snel en goed worden geholpen.

Positie in de organisatie:
De medewerker legt verantwoording af aan het [hoofd binnendienst] en maakt deel uit van de [afdeling verkoop].

Taken en verantwoordelijkheden:
1. Offertes
   a. opstellen van offertes op basis van aanvragen;
   b. nabellen van offertes binnen [aantal] dagen.
2. Orders
   a. invoeren van orders;
   b. bewaken van levertijden.
3. Informeren van de [buitendienst] over bijzonderheden bij klanten.

Bevoegdheden:
- verlenen van korting tot [percentage].

Competenties: klantgericht, nauwkeurig, stressbestendig

Werkomstandigheden: kantoorwerk met langdurig beeldschermgebruik.
"""

# Areas under a heading each; a sentence that names a leader by a word that is also a label.
NB_AREAS = """\
Salgskonsulent – stillingsbeskrivelse

Om stillingen:
Salgskonsulenten jobber i kundesenteret og selger tilleggstjenester til eksisterende kunder.

Organisatorisk plassering:
Rapporterer til leder for kundesenteret. Har ikke personalansvar.

Ansvarsområde: Salg
Oppgaver:
- ringe kunder
- registrere avtaler i CRM
Resultatmål:
- antall avtaler per uke

Ansvarsområde: Kvalitet
Oppgaver:
- delta på medlytt
Resultatmål:
- kvalitetsscore
"""
