"""How Norwegian says how often, for whom and with what."""

from __future__ import annotations

import re

from portal.profiles.cadence_words import Language
from portal.profiles.cadence_words import parts as _parts
from portal.profiles.cadence_words import word_set as _set
from portal.profiles.cadence_words import words as _words
from portal.profiles.duty import SettledBy


def norwegian() -> Language:
    """The patterns of Norwegian."""
    numbers = {
        "en": 1, "én": 1, "ei": 1, "et": 1, "ett": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "sju": 7,
        "syv": 7, "åtte": 8, "ni": 9, "ti": 10, "elleve": 11, "tolv": 12, "fjorten": 14, "annen": 2, "annet": 2,
        "andre": 2, "tredje": 3, "fjerde": 4, "sjette": 6, "tolvte": 12, "fjortende": 14, "annenhver": 2,
        "annethvert": 2,
        "eneste": 1,
    }
    number = r"(?:\d{1,3}|en|én|ei|et|ett|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|elleve|tolv|fjorten)"
    order = r"(?:\d{1,2}\.|annen|annet|andre|tredje|fjerde|sjette|tolvte|fjortende|eneste)"
    unit = (
        r"(?P<unit>dag(?:en|er)?|uk(?:en|er|e|a)|måned(?:en|er|s)?|kvartal(?:et|er)?|tertial(?:et|er)?|halvår(?:et)?|halvt\s+år|halve\s+år|"
        r"år(?:et)?)\b"
    )
    day = r"(?:man|tirs|ons|tors|fre|lør|søn)dag"
    nth = r"(?:første|siste|andre|tredje|fjerde)"
    every = r"(?:hver|hvert)"
    seller = (
        r"(?:(?!uke|måned|kvartal|halvår|år|dag)\w+\s+)?\w*(?:selger|medarbeider|teammedlem|teamleder|ansatt|rådgiver)(?:en|ene|ne|er|e|met|mene|mer)?\b"
    )
    whose = r"(?:(?:hver|hvert|enkelt|enkelte|alle|sine|sin|egne|de|den|en|av)\s+){0,4}"
    return Language(
        numbers=numbers,
        units={"dag": "day", "uk": "week", "måned": "month", "kvart": "quarter", "tertial": "tertial",
               "halv": "half_year", "år": "year"},
        stems={
            "daglig": (1, "day"), "ukentlig": (1, "week"), "toukentlig": (2, "week"), "månedlig": (1, "month"),
            "månedsvis": (1, "month"), "tomånedlig": (2, "month"), "tremånedlig": (3, "month"),
            "bimånedlig": (2, "month"),
            "kvartalsvis": (1, "quarter"), "kvartalsmessig": (1, "quarter"), "kvartårlig": (1, "quarter"),
            "halvårlig": (1, "half_year"), "halvårsvis": (1, "half_year"), "årlig": (1, "year"),
            "toårlig": (2, "year"),
            "fjortendaglig": (14, "day"), "tertialvis": (1, "tertial"), "14daglig": (14, "day"),
        },
        unclear=frozenset({"toukentlig", "bimånedlig"}),
        vague=_words(
            r"jevnlige?", r"regelmessige?", r"periodiske?", r"periodevis", r"fra\s+tid\s+til\s+annen",
            r"med\s+jevne\s+mellomrom", r"(?:noen|flere|et\s+par)\s+ganger(?:\s+(?:i|per|pr\.?)\s+\w+)?", r"hyppige?",
        ),
        ranges=_words(
            rf"{number}\s*(?:-|–|til|eller|à)\s*(?:{number}|flere)\s*gang(?:er)?\s*(?:i|per|pr\.?|hver|hvert|om)?\s+"
            r"(?:dagen|uken|uka|uke|måneden|måned|kvartalet|kvartal|halvåret|halvår|året|år)",
            rf"{every}\s+(?:{number}|{order})\s*(?:-|–|til|eller)\s*(?:{number}|{order})\s*"
            r"(?:dag|uke|måned|kvartal|år)",
            rf"{number}\s*(?:-|–|til|eller)\s*{number}\s*(?:ukers|måneders)\s+mellomrom",
            rf"(?:per|pr\.?|{every})\s+{unit}\s*(?:/|eller|og(?:/eller)?)\s*(?:(?:per|pr\.?|{every})\s+)?"
            + unit.replace("<unit>", "<unit2>"),
        ),
        phrases=(
            _words(
                rf"(?P<times>{number})\s+gang(?:er)?\s+(?:i|om|per|pr\.?|{every})\s+(?P<count>(?:{number}|{order})\s+)?{unit}",
                rf"(?P<times2>{number})\s+gang(?:er)?\s+(?P<count2>annenhver|annethvert)\s+"
                + unit.replace("<unit>", "<unit2>"),
                rf"(?P<times3>{number}\s+gang(?:er)?)\s+(?P<stem>ukentlig|månedlig|årlig)",
            ),
            _words(
                rf"(?:en|én|1)\s+(?:halv\s+|hel\s+)?(?:dag|formiddag|ettermiddag)\s+(?:i|per|pr\.?|{every})\s+{unit}",
            ),
            _words(
                r"på\s+(?P<stem>ukentlig|månedlig|halvårlig|årlig)\s+basis",
                r"på\s+(?P<unit>uke|måned|kvartal)s?basis",
            ),
            _words(
                rf"(?P<more>{nth}(?:\s*,\s*{nth})*\s+(?:og|eller)\s+)?{nth}\s+(?:{day}(?:en)?|virkedag(?:en)?|dag(?:en)?|uke[na]?)\s+i\s+"
                rf"(?:{every}\s+)?{unit}",
            ),
            _words(
                rf"{every}\s+(?P<count>(?:{number}|{order})\s+)?{unit}",
                r"(?P<count2>annenhver|annethvert|annahver)\s+" + unit.replace("<unit>", "<unit2>"),
                rf"(?P<weekday>{every}\s+{day})",
                rf"(?P<otherday>(?:annenhver|hver\s+annen|hver\s+andre)\s+{day})",
            ),
            _words(rf"(?P<per>per|pr\.?)\s+(?P<count>{number}\s+)?{unit}"),
        ),
        word=_words(
            r"(?P<stem>(?:to)?ukentlig|(?:to|tre|bi)?-?månedlig|månedsvis|kvartalsvis|kvartalsmessig|kvartårlig|"
            r"(?:halv|to)?årlig|halvårsvis|tertialvis|daglig(?!e?\s+(?:leder|ledelse|drift))|(?:fjorten|14)-?daglig)(?P<adjective>e)?"
        ),
        named_things=_words(
            r"(?P<unit>uke|måned|kvartal|halvår|år)s?-?(?:rapport(?:en|er|ene|ering(?:en)?)?|møte(?:t|r|ne)?|plan(?:en|er|ene)?|"
            r"samtale(?:n|r|ne)?|gjennomgang(?:en|er|ene)?|oversikt(?:en|er|ene)?|status(?:en)?|evaluering(?:en|er|ene)?|"
            r"oppsummering(?:en|er|ene)?|prognose(?:n|r|ne)?|presentasjon(?:en|er|ene)?|samling(?:en|er|ene)?)",
        ),
        day=_words(r"(?P<day>man|tirs|ons|tors|fre|lør|søn)dag(?:en|er|ene)?"),
        negation=_words("ikke", "ingen", "aldri", "uten", "verken", "hverken", "unntatt"),
        at_least=_words(
            "minst", "minimum", "maks", "maksimalt", "maksimum", "høyst", "oftere", r"(?:mer|mindre|færre)\s+enn",
            "opptil",
        ),
        perhaps=_words(
            r"ved\s+behov", r"om\s+(?:nødvendig|mulig|ønskelig)", r"hvis\s+(?:nødvendig|mulig)", "eventuelt", "helst",
            "omtrent", "cirka", "gjennomsnittlig", r"i\s+(?:gjennom)?snitt", "nesten", "ca", "normalt",
            "vanligvis", r"som\s+regel", "gjerne", r"på\s+(?:omgang|rundgang)", r"etter\s+tur", "vekselvis",
        ),
        articles=_set("en én et ett ei ingen felles intern skriftlig fast kort"),
        beside=_set("de den det en et ei sine sin sitt egne faste alle disse"),
        prepositions=_set("i på under til fra ved om etter før av som med for mellom gjennom innen rundt via"),
        joins=_set("og eller"),
        of=frozenset(),
        carries_out=_words(
            r"gjennomfører?", r"leder?", r"gjennomføring(?:en)?", r"avholder?", r"holder?", r"ha|har", r"fører?",
            r"ta|tar",
            r"lager?", r"utarbeider?", r"skriver?", r"sender?", r"leverer?", r"sørger?", r"arrangerer?",
            r"organiserer?",
            r"gi|gir", r"avlegger?", r"utfører?", r"foretar?|foreta",
        ),
        doings=_parts(
            r"plan(?:en|er|ene)?$", "samtale", "møte", "rapport", "gjennomgang", "oppfølging", "evaluering",
            "besøk", "analyse", "prognose",
            "planlegging", "oversikt", "status", "presentasjon", "coaching", "kontroll", "medlytt", "trening",
            "workshop",
            "kartlegging", "samling",
        ),
        things=_parts(
            "resultat", "omsetning", r"salg(?:et|stall)?\b", r"\btall", "margin", r"\bmål\b", "antall", r"\btimer",
            "kostnad",
            "budsjett", r"\bordre", r"\bbesøk\b", "kunder", "inntekt",
        ),
        infinitive_last=False,
        consulted=re.compile(
            r"\b(?:i|etter)\s+(?:nært\s+|tett\s+)?(?:samråd|samsvar|drøfting|avstemming)\s+med\s+"
            r"(?:(?:den|det|de|sin|sine|en)\s+)?(?P<whom>\[[^\[\]\n]{1,120}\]|(?!(?:og|eller)\b)[^\W\d_]+)"
            r"(?:\s+og\s+(?:med\s+)?(?P<also>\[[^\[\]\n]{1,120}\]|[^\W\d_]+(?:en|et|ene)\b))?",
            re.IGNORECASE,
        ),
        each_seller=_words(
            rf"(?:per|pr\.?|hver|hvert|den\s+enkelte)\s+(?:(?:enkelt|av\s+(?:de|sine))\s+)?\[?\s*{seller}",
            r"(?:per|hver)\s+(?:enkelt\s+)?(?:salgsleder|salgssjef)",  # what those above them owe
        ),
        with_seller=_words(rf"(?:med|hos)\s+{whose}\[?\s*{seller}"),
        some_sellers=_words(
            rf"(?:med|hos)\s+(?:{number}|én|ei|enkelte|noen|flere|et\s+par|et\s+utvalg|én\s+eller\s+flere)\s+"
            rf"(?:av\s+)?(?:(?:de|sine|egne|ulike)\s+){{0,2}}\[?\s*{seller}",
        ),
        meeting=_parts(r"salgsmøte", r"avdelingsmøte", r"teammøte", r"\bmøter?\b", r"\bmøtet\b", "samling"),
        customer=_words(
            r"(?:per|pr\.?|hver|hvert|den\s+enkelte)\s+(?:(?:enkelt|egen)\s+)?\[?\s*(?:\w*kunde|portefølje|kundeportefølje)"
            r"(?:n|r|ne)?",
            r"for\s+(?:(?:alle|sine|egne|de|den|hver|enkelt|enkelte|tildelte|viktigste)\s+){0,3}\[?\s*"
            r"(?:\w*kunde(?:r|ne|n)?|\w*portefølje(?:n|r)?)",
        ),
        settles={
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
        },
        progress=_parts(
            "fremdriftssamtale", "oppfølgingssamtale", "medarbeidersamtale", "utviklingssamtale", "coachingsamtale",
            "coachingssamtale",
        ),
        pay=_parts(r"\blønn", r"\bbonus", "godtgjørelse"),
    )
