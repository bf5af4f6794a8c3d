"""How Dutch says how often, for whom and with what."""

from __future__ import annotations

import re

from portal.profiles.cadence_words import Language
from portal.profiles.cadence_words import parts as _parts
from portal.profiles.cadence_words import word_set as _set
from portal.profiles.cadence_words import words as _words
from portal.profiles.duty import SettledBy


def dutch() -> Language:
    """The patterns of Dutch."""
    numbers = {
        "een": 1, "één": 1, "eén": 1, "eens": 1, "eenmaal": 1, "éénmaal": 1, "twee": 2, "tweemaal": 2, "drie": 3,
        "driemaal": 3,
        "vier": 4, "viermaal": 4, "vijf": 5, "zes": 6, "zesmaal": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10,
        "elf": 11, "twaalf": 12, "twaalfmaal": 12, "veertien": 14, "andere": 2, "tweede": 2, "derde": 3, "vierde": 4,
        "zesde": 6, "twaalfde": 12, "veertiende": 14,
    }
    number = r"(?:\d{1,3}|een|één|eén|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|veertien)"
    order = r"(?:andere|tweede|derde|vierde|zesde|twaalfde|veertiende|\d{1,2}(?:e|de|ste))"
    unit = r"(?P<unit>dag(?:en)?|week|weken|maand(?:en)?|kwarta(?:al|len)|half\s?jaar|halve\s+jaar|jaren|jaar)\b"
    day = r"(?:maan|dins|woens|donder|vrij|zater|zon)dag(?:ochtend|middag|avond)?"
    nth = r"(?:eerste|laatste|tweede|derde|vierde)"
    each = r"(?:elke|elk|iedere|ieder)"
    seller = (
        r"(?:(?!week|weken|maand|kwarta|jaar|dag)\w+\s+)?(?:verkoper|vertegenwoordiger|account\s?manager|medewerker|teamlid|teamleden|teamleider|"
        r"rayonmanager|\w+medewerker|\w+verkoper)s?\b"
    )
    whose = r"(?:(?:elke|elk|iedere|ieder|de|het|alle|al|zijn|haar|hun|een|eigen|individuele|van)\s+){0,4}"
    return Language(
        numbers=numbers,
        units={"dag": "day", "we": "week", "maand": "month", "kwart": "quarter", "hal": "half_year", "ja": "year"},
        stems={
            "dagelijks": (1, "day"), "wekelijks": (1, "week"), "tweewekelijks": (2, "week"), "driewekelijks": (3,
            "week"),
            "vierwekelijks": (4, "week"), "zeswekelijks": (6, "week"), "veertiendaags": (14, "day"),
            "14daags": (14, "day"), "maandelijks": (1, "month"), "tweemaandelijks": (2, "month"),
            "driemaandelijks": (3, "month"), "viermaandelijks": (4, "month"), "zesmaandelijks": (6, "month"),
            "kwartaalsgewijs": (1, "quarter"), "halfjaarlijks": (1, "half_year"), "jaarlijks": (1, "year"),
            "tweejaarlijks": (2, "year"), "driejaarlijks": (3, "year"), "2wekelijks": (2, "week"),
            "2maandelijks": (2, "month"), "3maandelijks": (3, "month"), "6maandelijks": (6, "month"),
            "halfmaandelijks": (1, "half_month"), "4wekelijks": (4, "week"), "bimaandelijks": (2, "month"),
        },
        unclear=frozenset({"tweewekelijks", "2wekelijks", "halfmaandelijks", "bimaandelijks"}),
        vague=_words(
            r"regelmatige?", r"geregelde?", r"periodieke?", r"met\s+(?:enige\s+)?regelmaat", r"op\s+gezette\s+tijden",
            r"van\s+tijd\s+tot\s+tijd", r"met\s+vaste\s+tussenpozen",
            r"(?:enkele|meerdere|een\s+paar)\s+(?:keer|keren|malen)"
            r"(?:\s+(?:per|in\s+de|in\s+het)\s+\w+)?", r"meermaals", r"frequente?",
        ),
        ranges=_words(
            rf"{number}\s*(?:-|–|à|a|tot|of|tot\s+en\s+met|t/m)\s*(?:{number}|meer(?:dere)?)\s*(?:keer|maal|malen|x)?"
            rf"\s*(?:per|in\s+de|in\s+het)\s+{number}?\s*(?:dagen|dag|weken|week|maanden|maand|kwartaal|half\s?jaar|jaar)",
            rf"(?:{each}|om\s+de|eens\s+per|eens\s+in\s+de)\s+{number}\s*(?:-|–|à|a|tot|of)\s*{number}\s*"
            r"(?:dagen|weken|maanden|kwartalen|jaar)",
            r"(?:een|één|eén|eens)\s+of\s+meer(?:dere)?\s*(?:keer|keren|malen|maal)?\s*per\s+\w+",
            rf"(?:per|{each})\s+{unit}\s*(?:/|of|en(?:/of)?|dan\s+wel)\s*(?:(?:per|{each})\s+)?"
            + unit.replace("<unit>", "<unit2>"),
        ),
        phrases=(
            _words(
                rf"(?P<times>{number})\s*(?:keer|keren|maal|malen|x|×)\s*(?:per|in\s+(?:de|het|een)|{each}|om\s+de)\s+"
                rf"(?P<count>{number}\s+)?{unit}",
                rf"(?P<times2>(?:een|één|eén|twee|drie|vier|zes|twaalf)maal|eens)\s+(?:per|in\s+(?:de|het|een)|{each}|om\s+de)"
                rf"\s+(?P<count2>{number}\s+)?{unit.replace('<unit>', '<unit2>')}",
                rf"(?P<times3>{number}\s*(?:keer|maal|x)|(?:een|één|eén|twee|drie|vier|zes|twaalf)maal|eens)\s+"
                r"(?P<stem>wekelijks|maandelijks|jaarlijks)",
            ),
            _words(
                rf"(?:een|één|eén|1)\s+(?:halve\s+|hele\s+)?(?:dag|dagdeel|ochtend|middag)\s+(?:per|in\s+de|{each})\s+{unit}",
            ),
            _words(
                r"op\s+(?P<stem>wekelijks|maandelijks|tweemaandelijks|halfjaarlijks|jaarlijks)e\s+basis",
                r"op\s+(?P<unit>week|maand|kwartaal)basis",
            ),
            _words(
                rf"(?P<more>{nth}(?:\s*,\s*{nth})*\s+(?:en|of)\s+)?(?:de\s+)?{nth}\s+(?:{day}|werkdag|dag|week)\s+(?:van|in)\s+(?:de|het|{each})\s+"
                rf"{unit}",
            ),
            _words(
                rf"{each}\s+(?P<count>{number}\s+|{order}\s+)?{unit}",
                rf"om\s+(?:de|het)\s+(?P<count2>{number}\s+)?{unit.replace('<unit>', '<skips>')}",
                r"om\s+de\s+andere\s+" + unit.replace("<unit>", "<skips2>"),
                rf"(?P<weekday>(?:{each}|op)\s+{day}(?:en)?)",
                rf"(?P<otherday>om\s+de\s+(?:andere\s+)?{day})",
            ),
            _words(rf"(?P<per>per)\s+(?P<count>{number}\s+)?{unit}"),
        ),
        word=_words(
            r"(?P<stem>(?:(?:twee|drie|vier|zes|bi|[2346])-?|half[-\s]?)?(?:weke|maande|jaar)lijks|"
            r"dagelijks(?!e?\s+(?:leiding|bestuur|gang))|(?:veertien|14)-?daags|"
            r"kwartaalsgewijs)(?P<adjective>e)?"
        ),
        named_things=_words(
            r"(?P<unit>week|maand|kwartaal|halfjaar|jaar)-?(?:rapport(?:en|ages?)?|verslag(?:en)?|plan(?:nen|ning(?:en)?)?|"
            r"gesprek(?:ken)?|overleg(?:gen)?|bespreking(?:en)?|vergadering(?:en)?|overzicht(?:en)?|evaluaties?|reviews?|"
            r"prognoses?|forecasts?|presentaties?|bijeenkomst(?:en)?|afsluiting(?:en)?|terugblik(?:ken)?)",
        ),
        day=_words(r"(?P<day>maan|dins|woens|donder|vrij|zater|zon)dag(?:en|s|ochtend|middag|avond)?"),
        negation=_words("niet", "geen", "nooit", "noch", "zonder", "behalve"),
        at_least=_words(
            "minimaal", "minstens", r"ten\s+minste", "tenminste", r"op\s+zijn\s+minst", "maximaal", "hoogstens",
            "hooguit",
            r"ten\s+hoogste", r"op\s+zijn\s+hoogst", r"(?:meer|minder)\s+dan", "vaker", "minimum", "maximum",
        ),
        perhaps=_words(
            r"(?:zo|indien|waar)\s+(?:nodig|mogelijk|gewenst)", "eventueel", r"bij\s+voorkeur", "ongeveer", "circa",
            "ca",
            r"in\s+principe", "gemiddeld", "bijna", "vrijwel", "liefst", "desgewenst", r"in\s+de\s+regel",
            "doorgaans", "meestal", r"om\s+en\s+om", r"om\s+beurten", "beurtelings", "afwisselend",
            r"(?:bij|op)\s+toerbeurt",
        ),
        articles=_set("een één geen 'n het zijn haar hun dit dat ons"),
        beside=_set("de het een zijn haar hun eigen vaste alle deze die zo'n"),
        prepositions=_set(
            "in tijdens voor uit op bij over naar door ter aan na vanuit met als onder tussen rond volgens via van"
        ),
        joins=_set("en of"),
        of=_set("van"),
        carries_out=_words(
            r"voer(?:en|t)?", r"leid(?:en|t)", r"voorzitten", r"uitvoer(?:en|t)?", r"houd(?:en|t)?",
            r"organiseer(?:t)?", "organiseren",
            r"verzorg(?:en|t)?",
            r"opstellen|stelt", r"opmaken|maken|maakt", r"schrijven|schrijft", r"afleggen|legt",
            r"inplannen|plannen|plant",
            r"zorg(?:en|t|dragen)?", r"verricht(?:en)?", r"hebben|heeft", r"doen|doet", r"afnemen|neemt",
            r"geven|geeft",
            r"leveren|levert|aanleveren", "indienen|dient", r"uitbrengen|brengt", r"sturen|stuurt|toezenden|zendt",
            r"verstrekken|verstrekt",
        ),
        doings=_parts(
            r"plan(?:nen)?$", "gesprek", "overleg", "bespreking", "evaluatie", "rapport", "verslag", "meeloop",
            "meereis", "bezoek",
            "review", "vergadering", "bijeenkomst", "presentatie", "coaching", "controle", "inventarisatie",
            "analyse",
            "prognose", "forecast", "planning", "terugkoppeling", "training", "sessie", "overzicht",
        ),
        things=_parts(
            "resulta", "omzet", "cijfer", "marge", "doelstelling", "aantal", r"\buren\b", "kosten", "budget", "order",
            r"bezoeken\b", "target", "klanten", "productie",
        ),
        infinitive_last=True,
        consulted=re.compile(
            r"\b(?:in\s+(?:nauw\s+)?overleg|na\s+(?:overleg|ruggespraak)|in\s+(?:samenspraak|afstemming)|in\s+afstemming)\s+"
            r"met(?:,)?\s+(?:(?:de|het|zijn|haar|een|alle)\s+)?"
            r"(?P<whom>\[[^\[\]\n]{1,120}\]|(?!(?:en|of)\b)[^\W\d_]+)"
            r"(?:\s+en\s+(?:met\s+)?(?:(?:de|het|zijn|haar|een|alle)\s+)?(?P<also>\[[^\[\]\n]{1,120}\]|"
            r"(?<=de\s)[^\W\d_]+|(?<=het\s)[^\W\d_]+|(?<=een\s)[^\W\d_]+))?",
            re.IGNORECASE,
        ),
        each_seller=_words(
            rf"(?:per|{each})\s+(?:(?:individuele|afzonderlijke|van\s+(?:de|zijn|haar))\s+)?\[?\s*{seller}",
            rf"(?:per|{each})\s+(?:verkoopmanager|hoofd\s+verkoop|verkoopleider)",  # what those above them owe
        ),
        with_seller=_words(rf"(?:met|bij)\s+{whose}\[?\s*{seller}"),
        some_sellers=_words(
            rf"(?:met|bij)\s+(?:{number}|enkele|sommige|enige|een\s+(?:paar|aantal|deel)|(?:een|één|eén)\s+of\s+meer(?:dere)?)\s+"
            rf"(?:van\s+)?(?:(?:de|zijn|haar|hun|eigen|verschillende)\s+){{0,2}}\[?\s*{seller}",
        ),
        meeting=_parts("vergader", r"bijeenkomst", "teamoverleg", "verkoopoverleg", "teammeeting"),
        customer=_words(
            rf"(?:per|{each})\s+(?:(?:eigen|toegewezen|individuele)\s+)?\[?\s*(?:klant|relatie|account|key\s?account|"
            r"portefeuille|kernklant)(?:en|s)?",
            r"voor\s+(?:(?:de|al|alle|zijn|haar|hun|eigen|toegewezen|belangrijkste)\s+){0,3}\[?\s*"
            r"(?:klant|klanten|relaties|accounts|portefeuille)",
        ),
        settles={
            SettledBy.RIDE_ALONG: _parts(
                r"\bmee(?:reiz|reis|rijd|re[ed]+|gereden|gereisd)",
                r"\bmee\s+(?:te\s+)?(?:reizen|rijden|gereden|gereisd)",
                r"\bmee(?:\s+te\s+|ge|\s+ge)?gaan\b[^.;]*\bbezoek", r"\bbezoek[^.;]*\bmee(?:\s+te\s+|ge|\s+ge)?gaan\b",
                r"\b(?:reist|reis|rijdt|rij|gaat)\b[^.;]*\bmee\b",
                r"\bmee\s+op\s+(?:klant)?bezoek", r"duobezoek", r"gezamenlijke?\s+(?:klant)?bezoek",
                r"begeleide?\s+(?:klant)?bezoek",
            ),
            SettledBy.LISTENING: _parts(
                r"\bmee\s?(?:te\s+|ge)?luister", r"\bluister(?:t|en)?\b[^.;]*\bmee\b",
                r"\bgeluisterd\b[^.;]*gesprek", r"gesprek[^.;]*\bgeluisterd\b",
            ),
            SettledBy.TALK: _parts(
                "voortgangsgesprek", "functioneringsgesprek", "beoordelingsgesprek", "coachingsgesprek",
                "coachgesprek",
                "ontwikkelgesprek", "ontwikkelingsgesprek",
                r"\b(?:(?:jaar|halfjaar|kwartaal|maand|week)-?)?gesprek(?:ken)?\b", "bilateraal",
                "een-op-eengesprek",
            ),
            SettledBy.PLAN: _parts(r"account\s?plan", "klantplan", "portefeuilleplan", "bewerkingsplan"),
        },
        progress=_parts(
            "voortgangsgesprek", "functioneringsgesprek", "beoordelingsgesprek", "coachingsgesprek", "coachgesprek",
            "ontwikkelgesprek", "ontwikkelingsgesprek",
        ),
        pay=_parts("salari", "beloning", r"\bloon", r"\bbonus", "verdien"),
    )
