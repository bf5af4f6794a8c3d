"""How Norwegian says how often, for whom and with what."""

from __future__ import annotations

import re

from portal.profiles.cadence_words import Language
from portal.profiles.cadence_words import parts as _parts
from portal.profiles.cadence_words import word_set as _set
from portal.profiles.cadence_words import words as _words
from portal.profiles.duty import SettledBy

# Pieces of the patterns below: a number, an ordinal, a unit, a day, the how-manieth, "each", a seller, whose.
NUMBER = r"(?:\d{1,3}|en|én|ei|et|ett|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|elleve|tolv|fjorten)"
ORDER = r"(?:\d{1,2}\.|annen|annet|andre|tredje|fjerde|sjette|tolvte|fjortende|eneste)"
UNIT = (
    r"(?P<unit>dag(?:en|er)?|uk(?:en|er|e|a)|måned(?:en|er|s)?|kvartal(?:et|er)?|tertial(?:et|er)?|halvår(?:et)?|halvt\s+år|halve\s+år|"
    r"år(?:et)?)\b"
)
A_DAY = r"(?:man|tirs|ons|tors|fre|lør|søn)dag"
NTH = r"(?:første|siste|andre|tredje|fjerde)"
EACH = r"(?:hver|hvert)"
SELLER = (
    r"(?:(?!uke|måned|kvartal|halvår|år|dag)\w+\s+)?"
    r"\w*(?:selger|medarbeider|teammedlem|teamleder|ansatt|rådgiver)"
    r"(?:en|ene|ne|er|e|met|mene|mer)?\b"
)
WHOSE = r"(?:(?:hver|hvert|enkelt|enkelte|alle|sine|sin|egne|de|den|en|av)\s+){0,4}"

# Numbers and ordinals in words.
NUMBERS = {
    "en": 1, "én": 1, "ei": 1, "et": 1, "ett": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "sju": 7,
    "syv": 7, "åtte": 8, "ni": 9, "ti": 10, "elleve": 11, "tolv": 12, "fjorten": 14, "annen": 2, "annet": 2,
    "andre": 2, "tredje": 3, "fjerde": 4, "sjette": 6, "tolvte": 12, "fjortende": 14, "annenhver": 2,
    "annethvert": 2,
    "eneste": 1,
}

# How the name of a unit begins: the unit. "uken" and "uker" both begin with "uk".
UNITS = {"dag": "day", "uk": "week", "måned": "month", "kvart": "quarter", "tertial": "tertial",
       "halv": "half_year", "år": "year"}

# Words that say it by themselves, without their endings: once in so many units.
STEMS = {
    "daglig": (1, "day"), "ukentlig": (1, "week"), "toukentlig": (2, "week"), "månedlig": (1, "month"),
    "månedsvis": (1, "month"), "tomånedlig": (2, "month"), "tremånedlig": (3, "month"),
    "bimånedlig": (2, "month"),
    "kvartalsvis": (1, "quarter"), "kvartalsmessig": (1, "quarter"), "kvartårlig": (1, "quarter"),
    "halvårlig": (1, "half_year"), "halvårsvis": (1, "half_year"), "årlig": (1, "year"),
    "toårlig": (2, "year"),
    "fjortendaglig": (14, "day"), "tertialvis": (1, "tertial"), "14daglig": (14, "day"),
}

# Of those: words that people read in two ways; the author is asked.
UNCLEAR = frozenset({"toukentlig", "bimånedlig"})

# Again and again, without saying how often.
VAGUE = _words(
    r"jevnlige?", r"regelmessige?", r"periodiske?", r"periodevis", r"fra\s+tid\s+til\s+annen",
    r"med\s+jevne\s+mellomrom", r"(?:noen|flere|et\s+par)\s+ganger(?:\s+(?:i|per|pr\.?)\s+\w+)?", r"hyppige?",
)

# A number between two, or one unit or another: too unsure to count.
RANGES = _words(
    rf"{NUMBER}\s*(?:-|–|til|eller|à)\s*(?:{NUMBER}|flere)\s*gang(?:er)?\s*(?:i|per|pr\.?|hver|hvert|om)?\s+"
    r"(?:dagen|uken|uka|uke|måneden|måned|kvartalet|kvartal|halvåret|halvår|året|år)",
    rf"{EACH}\s+(?:{NUMBER}|{ORDER})\s*(?:-|–|til|eller)\s*(?:{NUMBER}|{ORDER})\s*"
    r"(?:dag|uke|måned|kvartal|år)",
    rf"{NUMBER}\s*(?:-|–|til|eller)\s*{NUMBER}\s*(?:ukers|måneders)\s+mellomrom",
    rf"(?:per|pr\.?|{EACH})\s+{UNIT}\s*(?:/|eller|og(?:/eller)?)\s*(?:(?:per|pr\.?|{EACH})\s+)?"
    + UNIT.replace("<unit>", "<unit2>"),
)

# Several words that say how often, longest first: what one took, the next does not see.
PHRASES = (
    _words(
        rf"(?P<times>{NUMBER})\s+gang(?:er)?\s+(?:i|om|per|pr\.?|{EACH})\s+(?P<count>(?:{NUMBER}|{ORDER})\s+)?{UNIT}",
        rf"(?P<times2>{NUMBER})\s+gang(?:er)?\s+(?P<count2>annenhver|annethvert)\s+"
        + UNIT.replace("<unit>", "<unit2>"),
        rf"(?P<times3>{NUMBER}\s+gang(?:er)?)\s+(?P<stem>ukentlig|månedlig|årlig)",
    ),
    _words(
        rf"(?:en|én|1)\s+(?:halv\s+|hel\s+)?(?:dag|formiddag|ettermiddag)\s+(?:i|per|pr\.?|{EACH})\s+{UNIT}",
    ),
    _words(
        r"på\s+(?P<stem>ukentlig|månedlig|halvårlig|årlig)\s+basis",
        r"på\s+(?P<unit>uke|måned|kvartal)s?basis",
    ),
    _words(
        rf"(?P<more>{NTH}(?:\s*,\s*{NTH})*\s+(?:og|eller)\s+)?{NTH}\s+(?:{A_DAY}(?:en)?|virkedag(?:en)?|dag(?:en)?|uke[na]?)\s+i\s+"
        rf"(?:{EACH}\s+)?{UNIT}",
    ),
    _words(
        rf"{EACH}\s+(?P<count>(?:{NUMBER}|{ORDER})\s+)?{UNIT}",
        r"(?P<count2>annenhver|annethvert|annahver)\s+" + UNIT.replace("<unit>", "<unit2>"),
        rf"(?P<weekday>{EACH}\s+{A_DAY})",
        rf"(?P<otherday>(?:annenhver|hver\s+annen|hver\s+andre)\s+{A_DAY})",
    ),
    _words(rf"(?P<per>per|pr\.?)\s+(?P<count>{NUMBER}\s+)?{UNIT}"),
)

# One word that says how often; its `stem` stands in STEMS, `adjective` says that it describes what follows.
WORD = _words(
    r"(?P<stem>(?:to)?ukentlig|(?:to|tre|bi)?-?månedlig|månedsvis|kvartalsvis|kvartalsmessig|kvartårlig|"
    r"(?:halv|to)?årlig|halvårsvis|tertialvis|daglig(?!e?\s+(?:leder|ledelse|drift))|(?:fjorten|14)-?daglig)(?P<adjective>e)?"
)

# Nouns with an interval in front: a weekly report.
NAMED_THINGS = _words(
    r"(?P<unit>uke|måned|kvartal|halvår|år)s?-?(?:rapport(?:en|er|ene|ering(?:en)?)?|møte(?:t|r|ne)?|plan(?:en|er|ene)?|"
    r"samtale(?:n|r|ne)?|gjennomgang(?:en|er|ene)?|oversikt(?:en|er|ene)?|status(?:en)?|evaluering(?:en|er|ene)?|"
    r"oppsummering(?:en|er|ene)?|prognose(?:n|r|ne)?|presentasjon(?:en|er|ene)?|samling(?:en|er|ene)?)",
)

# A day of the week.
DAY = _words(r"(?P<day>man|tirs|ons|tors|fre|lør|søn)dag(?:en|er|ene)?")

# What follows is not to be done.
NEGATION = _words("ikke", "ingen", "aldri", "uten", "verken", "hverken", "unntatt")

# A floor or a ceiling is no rhythm.
AT_LEAST = _words(
    "minst", "minimum", "maks", "maksimalt", "maksimum", "høyst", "oftere", r"(?:mer|mindre|færre)\s+enn",
    "opptil",
)

# Only sometimes, or about so often.
PERHAPS = _words(
    r"ved\s+behov", r"om\s+(?:nødvendig|mulig|ønskelig)", r"hvis\s+(?:nødvendig|mulig)", "eventuelt", "helst",
    "omtrent", "cirka", "gjennomsnittlig", r"i\s+(?:gjennom)?snitt", "nesten", "ca", "normalt",
    "vanligvis", r"som\s+regel", "gjerne", r"på\s+(?:omgang|rundgang)", r"etter\s+tur", "vekselvis",
)

# Before a word in its short form: then it describes what follows.
ARTICLES = _set("en én et ett ei ingen felles intern skriftlig fast kort")

# May stand between a preposition and the word.
BESIDE = _set("de den det en et ei sine sin sitt egne faste alle disse")

# Words that begin a place, a time or a means.
PREPOSITIONS = _set("i på under til fra ved om etter før av som med for mellom gjennom innen rundt via")

# Words that begin a second noun.
JOINS = _set("og eller")

# Prepositions that only join the doing to what is done.
OF = frozenset()

# Verbs that carry something out: what they take is done, not spoken of.
CARRIES_OUT = _words(
    r"gjennomfører?", r"leder?", r"gjennomføring(?:en)?", r"avholder?", r"holder?", r"ha|har", r"fører?",
    r"ta|tar",
    r"lager?", r"utarbeider?", r"skriver?", r"sender?", r"leverer?", r"sørger?", r"arrangerer?",
    r"organiserer?",
    r"gi|gir", r"avlegger?", r"utfører?", r"foretar?|foreta",
)

# Nouns that are done.
DOINGS = _parts(
    r"plan(?:en|er|ene)?$", "samtale", "møte", "rapport", "gjennomgang", "oppfølging", "evaluering",
    "besøk", "analyse", "prognose",
    "planlegging", "oversikt", "status", "presentasjon", "coaching", "kontroll", "medlytt", "trening",
    "workshop",
    "kartlegging", "samling",
)

# Nouns that are had, counted or measured, not done.
THINGS = _parts(
    "resultat", "omsetning", r"salg(?:et|stall)?\b", r"\btall", "margin", r"\bmål\b", "antall", r"\btimer",
    "kostnad",
    "budsjett", r"\bordre", r"\bbesøk\b", "kunder", "inntekt",
)

# Whether a duty may end with its verb.
INFINITIVE_LAST = False

# In consultation with `whom`, and `also` with whom.
CONSULTED = re.compile(
    r"\b(?:i|etter)\s+(?:nært\s+|tett\s+)?(?:samråd|samsvar|drøfting|avstemming)\s+med\s+"
    r"(?:(?:den|det|de|sin|sine|en)\s+)?(?P<whom>\[[^\[\]\n]{1,120}\]|(?!(?:og|eller)\b)[^\W\d_]+)"
    r"(?:\s+og\s+(?:med\s+)?(?P<also>\[[^\[\]\n]{1,120}\]|[^\W\d_]+(?:en|et|ene)\b))?",
    re.IGNORECASE,
)

# For each seller apart.
EACH_SELLER = _words(
    rf"(?:per|pr\.?|hver|hvert|den\s+enkelte)\s+(?:(?:enkelt|av\s+(?:de|sine))\s+)?\[?\s*{SELLER}",
    r"(?:per|hver)\s+(?:enkelt\s+)?(?:salgsleder|salgssjef)",  # what those above them owe
)

# With a seller, or with all of them.
WITH_SELLER = _words(rf"(?:med|hos)\s+{WHOSE}\[?\s*{SELLER}")

# With so many of them, not with each.
SOME_SELLERS = _words(
    rf"(?:med|hos)\s+(?:{NUMBER}|én|ei|enkelte|noen|flere|et\s+par|et\s+utvalg|én\s+eller\s+flere)\s+"
    rf"(?:av\s+)?(?:(?:de|sine|egne|ulike)\s+){{0,2}}\[?\s*{SELLER}",
)

# One meeting for all.
MEETING = _parts(r"salgsmøte", r"avdelingsmøte", r"teammøte", r"\bmøter?\b", r"\bmøtet\b", "samling")

# For each customer.
CUSTOMER = _words(
    r"(?:per|pr\.?|hver|hvert|den\s+enkelte)\s+(?:(?:enkelt|egen)\s+)?\[?\s*(?:\w*kunde|portefølje|kundeportefølje)"
    r"(?:n|r|ne)?",
    r"for\s+(?:(?:alle|sine|egne|de|den|hver|enkelt|enkelte|tildelte|viktigste)\s+){0,3}\[?\s*"
    r"(?:\w*kunde(?:r|ne|n)?|\w*portefølje(?:n|r)?)",
)

# Which event of the portal settles it.
SETTLES = {
    SettledBy.RIDE_ALONG: _parts(
        "sambesøk", "samkjøring", "medkjøring", "følgebesøk", "medreise",
        r"\b(?:være|er|vært|bli|blir|blitt)\s+med\b[^.;]*besøk", r"\bmed\s+på\s+(?:kunde)?besøk", "samkjørt",
        "medkjørt", "medreist", r"\b(?:følger?|følges|fulgt)\b[^.;]*selger[^.;]*\bpå\s+(?:kunde)?besøk",
        r"\b(?:reise[rs]?|reist|kjøre[rs]?|kjørt)\b[^.;]*\b(?:sammen\s+med\b|med\s+(?:hver\s+|de\s+)?\[?selger)",
    ),
    SettledBy.LISTENING: _parts(
        "medlytt", r"\blytte[rst]?\b[^.;]*samtale", r"samtale[^.;]*\blytte[st]\b",
        r"\blytte[rst]?\s+(?:inn|med)\b",
    ),
    SettledBy.TALK: _parts(
        r"(?<!salgs)(?<!telefon)(?<!kunde)(?<!lønns)(?<!ansettelses)samtale", r"en[-\s]til[-\s]en", r"\b1:1\b",
    ),
    SettledBy.PLAN: _parts("kundeplan", "porteføljeplan", r"account\s?plan"),
}

# Talks that are progress talks.
PROGRESS = _parts(
    "fremdriftssamtale", "oppfølgingssamtale", "medarbeidersamtale", "utviklingssamtale", "coachingsamtale",
    "coachingssamtale",
)

# A talk about this is no progress talk.
PAY = _parts(r"\blønn", r"\bbonus", "godtgjørelse")

NORWEGIAN = Language(
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
