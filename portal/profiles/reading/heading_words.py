"""The words under which profiles in Dutch and Norwegian keep their sections.

One heading per "|", written as `fold` leaves it: small letters without accents, "en" for "&" and for "og".
"""

from enum import StrEnum

from portal.profiles.reading.model import Relation


class Kind(StrEnum):
    """What a heading opens. ORG_LINE labels one line of the organisation, META a fact about the document."""

    TITLE = "title"
    DOCUMENT = "document"
    DEFINITION = "definition"
    PURPOSE = "purpose"
    CONTEXT = "context"
    CHARACTERISTICS = "characteristics"
    ORGANISATION = "organisation"
    ORG_LINE = "org_line"
    AREAS = "areas"
    RESULT = "result"
    TASKS = "tasks"
    INDICATORS = "indicators"
    CRITERIA = "criteria"
    CRITERION = "criterion"
    CONDITIONS = "conditions"
    META = "meta"


SECTION_WORDS: dict[Kind, str] = {
    Kind.TITLE: """
        functienaam | functietitel | functie | naam functie | naam van de functie | functiebenaming |
        referentiefunctie | rol | rolnaam | stillingstittel | stilling | tittel | rolle |
        stillingsbetegnelse | stillingens tittel | stillingsnavn | rollenavn""",
    Kind.DOCUMENT: """
        functieprofiel | functieprofielen | functiebeschrijving | functiebeschrijvingen |
        functieomschrijving | functieomschrijvingen | taakomschrijving | taakomschrijvingen | rolprofiel |
        rolbeschrijving | referentieprofiel | referentiefunctieprofiel | profielschets |
        stillingsbeskrivelse | stillingsbeskrivelser | stillingsinstruks | stillingsprofil |
        stillingsprofiler | stillingsomtale | funksjonsbeskrivelse | funksjonsbeskrivelser | functiereeks |
        functiereeksen | funksjonsprofil | rollebeskrivelse | rollebeskrivelser | oppgavebeskrivelse |
        arbeidsbeskrivelse | jobbeskrivelse | jobbprofil | referansestilling | roller | stillinger |
        functies | rollen | arbeidsinstruks |
        taak en functieomschrijving | functie en taakomschrijving | competentieprofiel | rolomschrijving |
        functie en competentieprofiel | functieblad | kompetanseprofil""",
    Kind.DEFINITION: """
        definitie | functiedefinitie | definitie van de functie | definisjon | definisjon av stillingen""",
    Kind.PURPOSE: """
        doel | doelstelling | functiedoel | hoofddoel | doel en resultaat | doelstelling van de functie |
        kern van de functie | doel van de rol | bestaansreden | reden van bestaan | missie | formal |
        hovedformal | formal med stillingen | stillingens formal | hensikt | hensikten | mal for stillingen
        | stillingens mal | stillingens hensikt | rollens formal | hovedmal | overordnet mal | opdracht |
        kernopdracht | toegevoegde waarde""",
    Kind.CONTEXT: """
        context | functiecontext | functie in context | situering | situatieschets | positionering |
        inleiding | achtergrond | omgeving | werkomgeving | over de functie | over de rol | functie inhoud |
        functieinhoud | omschrijving | samenvatting | korte omschrijving | functiesamenvatting | om
        stillingen | om rollen | om jobben | bakgrunn | kontekst | beskrivelse | innledning | kort om
        stillingen | sammendrag | beskrivelse av stillingen | stillingens innhold | arbeidssituasjon""",
    Kind.CHARACTERISTICS: """
        algemene kenmerken | kenmerken | functiekenmerken | algemeen | algemene beschrijving | algemene
        omschrijving | typering | functietypering | generelle kjennetegn | kjennetegn | generell beskrivelse
        | generelt | kjennetegn ved stillingen | karakteristikk | hovedtrekk""",
    Kind.ORGANISATION: """
        organisatie | plaats in de organisatie | plaats binnen de organisatie | positie in de organisatie |
        positie binnen de organisatie | organisatorische positie | organisatorische plaats |
        organisatorische context | hierarchische positie | hierarchie | plaats in organisatie |
        organisatieplaats | organisatiestructuur | positie | organisatorische inbedding | rapportagelijn |
        rapportagelijnen | relaties | organisasjon | organisatorisk plassering | plassering i organisasjonen
        | plass i organisasjonen | organisering | organisatorisk tilhorighet | stillingens plassering |
        rapportering | rapporteringslinjer | organisasjonsmessig plassering | organisatorisk tilknytning |
        organisatoriske forhold | samarbeidsrelasjoner""",
    Kind.AREAS: """
        resultaatgebieden | resultaatgebied | kernresultaatgebieden | kernresultaatgebied | kernresultaten |
        taakgebieden | verantwoordelijkheidsgebieden | aandachtsgebieden | functiegebieden | werkgebieden |
        taakvelden | resultatomrader | resultatomrade | ansvarsomrader | ansvarsomrade | ansvars en
        arbeidsomrader | hovedansvarsomrader | hovedomrader | arbeidsomrader | fokusomrader | oppgaveomrader
        | ansvarsfelt | nokkelomrader | krg | functieresultaatgebieden | hovedoppgaveomrader""",
    Kind.RESULT: """
        resultaat | kernactiviteit en resultaat | kernactiviteit | beoogd resultaat | gewenst resultaat | te
        behalen resultaat | eindresultaat | kernresultaat | resultatet | kjerneaktivitet en resultat |
        kjerneaktivitet | onsket resultat | forventet resultat | resultat | resultatbeskrivelse""",
    Kind.TASKS: """
        kerntaken | kerntaak | taken | taak | werkzaamheden | hoofdtaken | kernactiviteiten | activiteiten |
        processtappen | processtap | verantwoordelijkheden | verantwoordelijkheid | bevoegdheden |
        takenpakket | taakinhoud | hoofdwerkzaamheden | overige taken | belangrijkste taken | voornaamste
        taken | functietaken | uit te voeren werkzaamheden | subtaken | hoofdactiviteiten | wat ga je doen |
        wat je doet | arbeidsoppgaver | arbeidsoppgave | oppgaver | hovedoppgaver | hovedoppgave | ansvar |
        ansvar en oppgaver | kjerneoppgaver | prosesstrinn | aktiviteter | viktigste oppgaver | sentrale
        oppgaver | gjoremal | sentrale arbeidsoppgaver | hovedarbeidsoppgaver | viktigste arbeidsoppgaver |
        myndighet | fullmakter | hovedansvar | ovrige oppgaver | andre oppgaver | trinn | daglige oppgaver |
        dette skal du gjore | dette gjor du | hva du skal gjore | wat doe je | wat ga je doen | slik jobber
        du""",
    Kind.INDICATORS: """
        resultaatindicatoren | resultaatindicator | prestatie indicatoren | prestatieindicatoren | prestatie
        indicator | indicatoren | kpi | kpis | kritische prestatie indicatoren | meetpunten |
        resultaatcriteria | meetcriteria | beoordelingscriteria | succescriteria | prestatiecriteria |
        gewenste resultaten | beoogde resultaten | resultaten | resultaatafspraken | streefcijfers |
        maatstaven | resultatmal | resultatindikatorer | resultatindikator | kpi er | kpier | maltall |
        maleparametere | suksesskriterier | malekriterier | nokkeltall | resultatkrav | indikatorer |
        maleindikatorer | prestasjonsmal | malepunkter | resultater | forventede resultater |
        resultatkriterier | slik maler vi deg | dette males du pa | hoe wij je meten | waar word je op
        beoordeeld | hoe meten we succes | beoordeeld op | males pa | suksessmal""",
    Kind.CRITERIA: """
        indelingscriteria | niveaubepaling | niveauverschillen | niveauplaatsing | functieniveaubepaling |
        niveaucriteria | niveau indeling | niveauindeling | functieniveaus | niveaus | niveau |
        functiematrix | niveaumatrix | onderscheidende criteria | niveau onderscheidende kenmerken |
        niveauonderscheidende kenmerken | niveaubeschrijving | niveaubeschrijvingen | nok | indelingsmatrix
        | criteria | functiecriteria | nivaplassering | nivainndeling | nivaforskjeller | kriterier per niva
        | criteria per niveau | nivakriterier | nivaer | niva | kriterier | nivamatrise | kriterier for
        innplassering | innplasseringskriterier | nivabeskrivelse | nivabeskrivelser | stillingsnivaer""",
    Kind.CRITERION: """
        competenties | competentie | vaardigheden | kennis | functie eisen | functieeisen | opleiding |
        ervaring | opleidingsniveau | werkervaring | werk en denkniveau | kenniselementen |
        gedragscompetenties | kerncompetenties | profiel | eisen | kwalificaties | persoonlijkheid |
        kennisniveau | vereisten | wie ben jij | gevraagde competenties | kompetanse | kvalifikasjoner |
        attituder | kompetansekrav | personlige egenskaper | egenskaper | utdanning | erfaring | krav |
        kunnskap | kunnskaper | ferdigheter | utdanningsniva | onskede kvalifikasjoner | kvalifikasjonskrav
        | sprak | talen | personlig egnethet | krav til kompetanse | krav til stillingen | onsket kompetanse
        | gedrag | atferd | houding | aanvullende eisen | wat vragen wij | wat breng je mee | wie ben je |
        dette har du | hvem er du | vi ser etter | wat neem je mee | hva vi ser etter""",
    Kind.CONDITIONS: """
        bezwarende omstandigheden | werkomstandigheden | arbeidsomstandigheden | bezwarende
        werkomstandigheden | inconvenienten | fysieke belasting | bezwarende arbeidsomstandigheden |
        belastende omstandigheden | werkbelasting | bijzondere omstandigheden | risicos | saerlige
        belastninger | arbeidsforhold | belastninger | belastende arbeidsforhold | arbeidsbetingelser |
        saerskilte belastninger | arbeidsmiljo | saerlige arbeidsforhold | spesielle arbeidsforhold |
        belastende forhold | fysiske belastninger | saerlige forhold | arbeidsvilkar | helse en sikkerhet""",
    Kind.META: """
        datum | versie | auteur | opgesteld door | functiegroep | salarisschaal | functiefamilie |
        functiecode | code | schaal | salarisgroep | sector | cao | status | vastgesteld op | vastgesteld
        door | geldig vanaf | ingangsdatum | eigenaar | bedrijf | land | datum vaststelling | functieniveau
        | branche | bron | paragraaf | dato | versjon | utarbeidet av | stillingskode | lonnstrinn |
        lonnsgruppe | stillingsfamilie | gyldig fra | godkjent av | godkjent | sist endret | sist oppdatert
        | forfatter | eier | revidert | virksomhet | bransje | selskap | bedrift | revisjon | navn | naam |
        functiehouder | stillingsinnehaver | stillingsprosent | fte | uren per week | dienstverband |
        arbeidssted | standplaats | arbeidstid | functienummer | profielnummer | documentnummer | gjelder
        fra | gjelder fra dato | stillingsnummer | dokumentnummer | gewijzigd | laatst gewijzigd | gewijzigd
        door | laatst gewijzigd door | gepubliceerd | pagina | bestandsnaam | geldig tot | gyldig til |
        oppdatert | dokumenteier | proceseigenaar | sist revidert | laatst herzien | herzien | herzien op |
        revisiedatum | revisjonsdato | opgemaakt door | opgemaakt op | publicatiedatum | trefwoorden""",
}

LINE_WORDS: dict[Relation, str] = {
    Relation.REPORTS_TO: """
        direct leidinggevende | directe leidinggevende | leidinggevende | rapporteert aan | rapporteert
        rechtstreeks aan | rapporteert direct aan | verantwoording verschuldigd aan | verantwoording aan |
        legt verantwoording af aan | ressorteert onder | hierarchisch leidinggevende | ontvangt leiding van
        | ontvangt hierarchisch leiding van | krijgt leiding van | valt onder | verantwoordelijk aan |
        hierarchisch ondergeschikt aan | werkt onder leiding van | rapporterer til | rapporterer direkte til
        | naermeste leder | naermeste overordnede | overordnet | rapporterer til stilling | er underlagt |
        overordnet leder | direkte leder | linjeleder | direkte overordnet | ansvarlig overfor | svarer til
        | du rapporterer til | je rapporteert aan | jij rapporteert aan | rapportering til | aansturing door
        | wordt aangestuurd door | leidinggevende functie | sjef""",
    Relation.LEADS: """
        geeft leiding aan | geeft direct leiding aan | geeft hierarchisch leiding aan | leidinggeven |
        leiding geven aan | leiding geven | stuurt aan | leidinggevend aan | leidt | aantal medewerkers |
        aantal ondergeschikten | direct ondergeschikten | span of control | geeft leiding | leidinggevende
        verantwoordelijkheid | personalansvar | personalansvar for | leder for | lederansvar | underordnede
        | leder | har personalansvar for | leder direkte | antall medarbeidere | direkte underordnede |
        kontrollspenn | underordnet personale | har lederansvar for""",
    Relation.MEMBER_OF: """
        maakt deel uit van | onderdeel van | maakt onderdeel uit van | lid van | afdeling | team | afdeling
        of team | is lid van | neemt deel aan | organisatieonderdeel | organisatie eenheid | inngar i | del
        av | er en del av | medlem av | er medlem av | avdeling | tilhorer | tilhorer avdeling | enhet |
        organisasjonsenhet | deltar i | seksjon""",
    Relation.FUNCTIONAL: """
        functioneel leidinggevende | functioneel leiding | geeft functioneel leiding aan | functionele
        aansturing | geeft functionele aanwijzingen aan | ontvangt functioneel leiding van | functionele
        leiding | vakinhoudelijk leidinggevende | functioneel | faglig leder | fagansvar | faglig
        rapportering | rapporterer faglig til | funksjonell leder | faglig ansvar for | faglig underlagt |
        fagleder""",
    Relation.OTHER: """
        contacten | interne contacten | externe contacten | in en externe contacten | werkcontacten |
        vervangt | vervanging | plaatsvervanger | wordt vervangen door | werkt samen met | overlegt met |
        neemt deel aan overleg | communicatie | interne relaties | externe relaties | stedfortreder |
        stedfortreder for | samarbeider med | interne kontakter | eksterne kontakter | samarbeid |
        samarbeidspartnere | kontaktflater | kontaktflate | kontakter""",
}
