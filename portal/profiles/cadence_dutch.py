"""How Dutch says how often, for whom and with what."""

from __future__ import annotations

import re

from portal.profiles.cadence_words import Language
from portal.profiles.cadence_words import parts as _parts
from portal.profiles.cadence_words import word_set as _set
from portal.profiles.cadence_words import words as _words
from portal.profiles.duty import SettledBy

# Pieces of the patterns below: a number, an ordinal, a unit, a day, the how-manieth, "each", a seller, whose.
NUMBER = r"(?:\d{1,3}|een|één|eén|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|veertien)"
ORDER = r"(?:andere|tweede|derde|vierde|zesde|twaalfde|veertiende|\d{1,2}(?:e|de|ste))"
UNIT = r"(?P<unit>dag(?:en)?|week|weken|maand(?:en)?|kwarta(?:al|len)|half\s?jaar|halve\s+jaar|jaren|jaar)\b"
A_DAY = r"(?:maan|dins|woens|donder|vrij|zater|zon)dag(?:ochtend|middag|avond)?"
NTH = r"(?:eerste|laatste|tweede|derde|vierde)"
EACH = r"(?:elke|elk|iedere|ieder)"
SELLER = (
    r"(?:(?!week|weken|maand|kwarta|jaar|dag)\w+\s+)?(?:verkoper|vertegenwoordiger|account\s?manager|medewerker|teamlid|teamleden|teamleider|"
    r"rayonmanager|\w+medewerker|\w+verkoper)s?\b"
)
WHOSE = r"(?:(?:elke|elk|iedere|ieder|de|het|alle|al|zijn|haar|hun|een|eigen|individuele|van)\s+){0,4}"

# Numbers and ordinals in words.
NUMBERS = {
    "een": 1, "één": 1, "eén": 1, "eens": 1, "eenmaal": 1, "éénmaal": 1, "twee": 2, "tweemaal": 2, "drie": 3,
    "driemaal": 3,
    "vier": 4, "viermaal": 4, "vijf": 5, "zes": 6, "zesmaal": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10,
    "elf": 11, "twaalf": 12, "twaalfmaal": 12, "veertien": 14, "andere": 2, "tweede": 2, "derde": 3, "vierde": 4,
    "zesde": 6, "twaalfde": 12, "veertiende": 14,
}

# How the name of a unit begins: the unit. "weken" and "week" both begin with "we".
UNITS = {"dag": "day", "we": "week", "maand": "month", "kwart": "quarter", "hal": "half_year", "ja": "year"}

# Words that say it by themselves, without their endings: once in so many units.
STEMS = {
    "dagelijks": (1, "day"), "wekelijks": (1, "week"), "tweewekelijks": (2, "week"),
    "driewekelijks": (3, "week"), "vierwekelijks": (4, "week"), "zeswekelijks": (6, "week"),
    "veertiendaags": (14, "day"),
    "14daags": (14, "day"), "maandelijks": (1, "month"), "tweemaandelijks": (2, "month"),
    "driemaandelijks": (3, "month"), "viermaandelijks": (4, "month"), "zesmaandelijks": (6, "month"),
    "kwartaalsgewijs": (1, "quarter"), "halfjaarlijks": (1, "half_year"), "jaarlijks": (1, "year"),
    "tweejaarlijks": (2, "year"), "driejaarlijks": (3, "year"), "2wekelijks": (2, "week"),
    "2maandelijks": (2, "month"), "3maandelijks": (3, "month"), "6maandelijks": (6, "month"),
    "halfmaandelijks": (1, "half_month"), "4wekelijks": (4, "week"), "bimaandelijks": (2, "month"),
}

# Of those: words that people read in two ways; the author is asked.
UNCLEAR = frozenset({"tweewekelijks", "2wekelijks", "halfmaandelijks", "bimaandelijks"})

# Again and again, without saying how often.
VAGUE = _words(
    r"regelmatige?", r"geregelde?", r"periodieke?", r"met\s+(?:enige\s+)?regelmaat", r"op\s+gezette\s+tijden",
    r"van\s+tijd\s+tot\s+tijd", r"met\s+vaste\s+tussenpozen",
    r"(?:enkele|meerdere|een\s+paar)\s+(?:keer|keren|malen)"
    r"(?:\s+(?:per|in\s+de|in\s+het)\s+\w+)?", r"meermaals", r"frequente?",
)

# A number between two, or one unit or another: too unsure to count.
RANGES = _words(
    rf"{NUMBER}\s*(?:-|–|à|a|tot|of|tot\s+en\s+met|t/m)\s*(?:{NUMBER}|meer(?:dere)?)\s*(?:keer|maal|malen|x)?"
    rf"\s*(?:per|in\s+de|in\s+het)\s+{NUMBER}?\s*(?:dagen|dag|weken|week|maanden|maand|kwartaal|half\s?jaar|jaar)",
    rf"(?:{EACH}|om\s+de|eens\s+per|eens\s+in\s+de)\s+{NUMBER}\s*(?:-|–|à|a|tot|of)\s*{NUMBER}\s*"
    r"(?:dagen|weken|maanden|kwartalen|jaar)",
    r"(?:een|één|eén|eens)\s+of\s+meer(?:dere)?\s*(?:keer|keren|malen|maal)?\s*per\s+\w+",
    rf"(?:per|{EACH})\s+{UNIT}\s*(?:/|of|en(?:/of)?|dan\s+wel)\s*(?:(?:per|{EACH})\s+)?"
    + UNIT.replace("<unit>", "<unit2>"),
)

# Several words that say how often, longest first: what one took, the next does not see.
PHRASES = (
    _words(
        rf"(?P<times>{NUMBER})\s*(?:keer|keren|maal|malen|x|×)\s*(?:per|in\s+(?:de|het|een)|{EACH}|om\s+de)\s+"
        rf"(?P<count>{NUMBER}\s+)?{UNIT}",
        rf"(?P<times2>(?:een|één|eén|twee|drie|vier|zes|twaalf)maal|eens)\s+(?:per|in\s+(?:de|het|een)|{EACH}|om\s+de)"
        rf"\s+(?P<count2>{NUMBER}\s+)?{UNIT.replace('<unit>', '<unit2>')}",
        rf"(?P<times3>{NUMBER}\s*(?:keer|maal|x)|(?:een|één|eén|twee|drie|vier|zes|twaalf)maal|eens)\s+"
        r"(?P<stem>wekelijks|maandelijks|jaarlijks)",
    ),
    _words(
        rf"(?:een|één|eén|1)\s+(?:halve\s+|hele\s+)?(?:dag|dagdeel|ochtend|middag)\s+(?:per|in\s+de|{EACH})\s+{UNIT}",
    ),
    _words(
        r"op\s+(?P<stem>wekelijks|maandelijks|tweemaandelijks|halfjaarlijks|jaarlijks)e\s+basis",
        r"op\s+(?P<unit>week|maand|kwartaal)basis",
    ),
    _words(
        rf"(?P<more>{NTH}(?:\s*,\s*{NTH})*\s+(?:en|of)\s+)?(?:de\s+)?{NTH}\s+(?:{A_DAY}|werkdag|dag|week)\s+(?:van|in)\s+(?:de|het|{EACH})\s+"
        rf"{UNIT}",
    ),
    _words(
        rf"{EACH}\s+(?P<count>{NUMBER}\s+|{ORDER}\s+)?{UNIT}",
        rf"om\s+(?:de|het)\s+(?P<count2>{NUMBER}\s+)?{UNIT.replace('<unit>', '<skips>')}",
        r"om\s+de\s+andere\s+" + UNIT.replace("<unit>", "<skips2>"),
        rf"(?P<weekday>(?:{EACH}|op)\s+{A_DAY}(?:en)?)",
        rf"(?P<otherday>om\s+de\s+(?:andere\s+)?{A_DAY})",
    ),
    _words(rf"(?P<per>per)\s+(?P<count>{NUMBER}\s+)?{UNIT}"),
)

# One word that says how often; its `stem` stands in STEMS, `adjective` says that it describes what follows.
WORD = _words(
    r"(?P<stem>(?:(?:twee|drie|vier|zes|bi|[2346])-?|half[-\s]?)?(?:weke|maande|jaar)lijks|"
    r"dagelijks(?!e?\s+(?:leiding|bestuur|gang))|(?:veertien|14)-?daags|"
    r"kwartaalsgewijs)(?P<adjective>e)?"
)

# Nouns with an interval in front: a weekly report.
NAMED_THINGS = _words(
    r"(?P<unit>week|maand|kwartaal|halfjaar|jaar)-?(?:rapport(?:en|ages?)?|verslag(?:en)?|plan(?:nen|ning(?:en)?)?|"
    r"gesprek(?:ken)?|overleg(?:gen)?|bespreking(?:en)?|vergadering(?:en)?|overzicht(?:en)?|evaluaties?|reviews?|"
    r"prognoses?|forecasts?|presentaties?|bijeenkomst(?:en)?|afsluiting(?:en)?|terugblik(?:ken)?)",
)

# A day of the week.
DAY = _words(r"(?P<day>maan|dins|woens|donder|vrij|zater|zon)dag(?:en|s|ochtend|middag|avond)?")

# What follows is not to be done.
NEGATION = _words("niet", "geen", "nooit", "noch", "zonder", "behalve")

# A floor or a ceiling is no rhythm.
AT_LEAST = _words(
    "minimaal", "minstens", r"ten\s+minste", "tenminste", r"op\s+zijn\s+minst", "maximaal", "hoogstens",
    "hooguit",
    r"ten\s+hoogste", r"op\s+zijn\s+hoogst", r"(?:meer|minder)\s+dan", "vaker", "minimum", "maximum",
)

# Only sometimes, or about so often.
PERHAPS = _words(
    r"(?:zo|indien|waar)\s+(?:nodig|mogelijk|gewenst)", "eventueel", r"bij\s+voorkeur", "ongeveer", "circa",
    "ca",
    r"in\s+principe", "gemiddeld", "bijna", "vrijwel", "liefst", "desgewenst", r"in\s+de\s+regel",
    "doorgaans", "meestal", r"om\s+en\s+om", r"om\s+beurten", "beurtelings", "afwisselend",
    r"(?:bij|op)\s+toerbeurt",
)

# Before a word in its short form: then it describes what follows.
ARTICLES = _set("een één geen 'n het zijn haar hun dit dat ons")

# May stand between a preposition and the word.
BESIDE = _set("de het een zijn haar hun eigen vaste alle deze die zo'n")

# Words that begin a place, a time or a means.
PREPOSITIONS = _set(
    "in tijdens voor uit op bij over naar door ter aan na vanuit met als onder tussen rond volgens via van"
)

# Words that begin a second noun.
JOINS = _set("en of")

# Prepositions that only join the doing to what is done.
OF = _set("van")

# Verbs that carry something out: what they take is done, not spoken of.
CARRIES_OUT = _words(
    r"voer(?:en|t)?", r"leid(?:en|t)", r"voorzitten", r"uitvoer(?:en|t)?", r"houd(?:en|t)?",
    r"organiseer(?:t)?", "organiseren",
    r"verzorg(?:en|t)?",
    r"opstellen|stelt", r"opmaken|maken|maakt", r"schrijven|schrijft", r"afleggen|legt",
    r"inplannen|plannen|plant",
    r"zorg(?:en|t|dragen)?", r"verricht(?:en)?", r"hebben|heeft", r"doen|doet", r"afnemen|neemt",
    r"geven|geeft",
    r"leveren|levert|aanleveren", "indienen|dient", r"uitbrengen|brengt", r"sturen|stuurt|toezenden|zendt",
    r"verstrekken|verstrekt",
)

# Nouns that are done.
DOINGS = _parts(
    r"plan(?:nen)?$", "gesprek", "overleg", "bespreking", "evaluatie", "rapport", "verslag", "meeloop",
    "meereis", "bezoek",
    "review", "vergadering", "bijeenkomst", "presentatie", "coaching", "controle", "inventarisatie",
    "analyse",
    "prognose", "forecast", "planning", "terugkoppeling", "training", "sessie", "overzicht",
)

# Nouns that are had, counted or measured, not done.
THINGS = _parts(
    "resulta", "omzet", "cijfer", "marge", "doelstelling", "aantal", r"\buren\b", "kosten", "budget", "order",
    r"bezoeken\b", "target", "klanten", "productie",
)

# Whether a duty may end with its verb.
INFINITIVE_LAST = True

# In consultation with `whom`, and `also` with whom.
CONSULTED = re.compile(
    r"\b(?:in\s+(?:nauw\s+)?overleg|na\s+(?:overleg|ruggespraak)|in\s+(?:samenspraak|afstemming)|in\s+afstemming)\s+"
    r"met(?:,)?\s+(?:(?:de|het|zijn|haar|een|alle)\s+)?"
    r"(?P<whom>\[[^\[\]\n]{1,120}\]|(?!(?:en|of)\b)[^\W\d_]+)"
    r"(?:\s+en\s+(?:met\s+)?(?:(?:de|het|zijn|haar|een|alle)\s+)?(?P<also>\[[^\[\]\n]{1,120}\]|"
    r"(?<=de\s)[^\W\d_]+|(?<=het\s)[^\W\d_]+|(?<=een\s)[^\W\d_]+))?",
    re.IGNORECASE,
)

# For each seller apart.
EACH_SELLER = _words(
    rf"(?:per|{EACH})\s+(?:(?:individuele|afzonderlijke|van\s+(?:de|zijn|haar))\s+)?\[?\s*{SELLER}",
    rf"(?:per|{EACH})\s+(?:verkoopmanager|hoofd\s+verkoop|verkoopleider)",  # what those above them owe
)

# With a seller, or with all of them.
WITH_SELLER = _words(rf"(?:met|bij)\s+{WHOSE}\[?\s*{SELLER}")

# With so many of them, not with each.
SOME_SELLERS = _words(
    rf"(?:met|bij)\s+(?:{NUMBER}|enkele|sommige|enige|een\s+(?:paar|aantal|deel)|(?:een|één|eén)\s+of\s+meer(?:dere)?)\s+"
    rf"(?:van\s+)?(?:(?:de|zijn|haar|hun|eigen|verschillende)\s+){{0,2}}\[?\s*{SELLER}",
)

# One meeting for all.
MEETING = _parts("vergader", r"bijeenkomst", "teamoverleg", "verkoopoverleg", "teammeeting")

# For each customer.
CUSTOMER = _words(
    rf"(?:per|{EACH})\s+(?:(?:eigen|toegewezen|individuele)\s+)?\[?\s*(?:klant|relatie|account|key\s?account|"
    r"portefeuille|kernklant)(?:en|s)?",
    r"voor\s+(?:(?:de|al|alle|zijn|haar|hun|eigen|toegewezen|belangrijkste)\s+){0,3}\[?\s*"
    r"(?:klant|klanten|relaties|accounts|portefeuille)",
)

# Which event of the portal settles it.
SETTLES = {
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
}

# Talks that are progress talks.
PROGRESS = _parts(
    "voortgangsgesprek", "functioneringsgesprek", "beoordelingsgesprek", "coachingsgesprek", "coachgesprek",
    "ontwikkelgesprek", "ontwikkelingsgesprek",
)

# A talk about this is no progress talk.
PAY = _parts("salari", "beloning", r"\bloon", r"\bbonus", "verdien")

DUTCH = Language(
    numbers=NUMBERS,
    units=UNITS,
    stems=STEMS,
    unclear=UNCLEAR,
    vague=VAGUE,
    ranges=RANGES,
    phrases=PHRASES,
    word=WORD,
    named_things=NAMED_THINGS,
    day=DAY,
    negation=NEGATION,
    at_least=AT_LEAST,
    perhaps=PERHAPS,
    articles=ARTICLES,
    beside=BESIDE,
    prepositions=PREPOSITIONS,
    joins=JOINS,
    of=OF,
    carries_out=CARRIES_OUT,
    doings=DOINGS,
    things=THINGS,
    infinitive_last=INFINITIVE_LAST,
    consulted=CONSULTED,
    each_seller=EACH_SELLER,
    with_seller=WITH_SELLER,
    some_sellers=SOME_SELLERS,
    meeting=MEETING,
    customer=CUSTOMER,
    settles=SETTLES,
    progress=PROGRESS,
    pay=PAY,
)
