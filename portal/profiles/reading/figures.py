"""Figures that a profile names in words: how many customers, how large a team."""

import re
from collections.abc import Iterable

from portal.profiles.reading.model import Figure

_NUMBERS = """nul null|0 een én ett et ei en één|1 twee to|2 drie tre|3 vier fire|4 vijf fem|5 zes seks|6
zeven syv sju|7 acht åtte|8 negen ni|9 tien ti|10 elf elleve|11 twaalf tolv|12 dertien tretten|13
veertien fjorten|14 vijftien femten|15 zestien seksten|16 zeventien sytten|17 achttien atten|18
negentien nitten|19 twintig tjue tyve|20 vijfentwintig tjuefem|25 dertig tretti tredve|30 veertig førti|40
vijftig femti|50 zestig seksti|60 zeventig sytti|70 tachtig åtti|80 negentig nitti|90
honderd hundre|100 tweehonderd tohundre|200"""
_NAMES = {
    "key_customers": r"nøkkelkunde\w*|key\s?-?(?:accounts?|klanten|kunder)|sleutelklanten|kernklanten|topklanten",
    "customers": r"kunder|klanten|kunde|klant|accounts|relaties|klantrelaties|kundeforhold|bedriftskunder|afnemers",
    "team": (
        r"selgere|verkopers|medewerkers|medarbeidere|ansatte|teammedlemmer|team-?medlemmer|teamleden|fte"
        r"|fte's|accountmanagers"
        r"|account managers|vertegenwoordigers|buitendienstmedewerkers|binnendienstmedewerkers|selger"
        r"|verkoper|personer|personen"
        r"|collega's|collega’s|kolleger|kollegaer|telefonselgere|møtebookere|teamledere|teamleiders|årsverk"
        r"|underordnede"
        r"|leidinggevenden|salgskonsulenter|konsulenter|adviseurs|rådgivere"
    ),
}
_UP_TO = r"(?:opptil|inntil|maks(?:imalt|imum)?|høyst|maximaal|hooguit|hoogstens|ten hoogste|max\.?|tot)"
_AT_LEAST = r"(?:minst|minimum|minimaal|ten minste|tenminste|minstens|meer dan|mer enn|over)"
_TEAM_CONTEXT = re.compile(
    r"\bteam|leiding|leder\b|håndter|personalansvar|aanstur|stuurt|ansvar for|gruppe|groep|avdeling|afdeling"
    r"|leidt|lede\b",
    re.IGNORECASE,
)
_WITH_BUDGET = re.compile(
    r"\b(?:med|met)\s+(?:et\s+|een\s+)?(?:egen?|eget|eigen)\s+\w*budsj?\w*|\bmet\s+(?:een\s+)?eigen\s+\w*budget",
    re.IGNORECASE,
)
_WITHOUT_BUDGET = re.compile(
    r"\b(?:uten|zonder)\s+(?:et\s+|een\s+)?(?:egen?|eget|eigen)\s+\w*budsj?\w*|\bzonder\s+(?:een\s+)?eigen\s+\w*budget",
    re.IGNORECASE,
)
LARGEST = 1_000_000


def _table() -> dict[str, int]:
    out: dict[str, int] = {}
    words: list[str] = []
    for piece in _NUMBERS.split():
        name, bar, number = piece.partition("|")
        words.append(name)
        if bar:
            out |= dict.fromkeys(words, int(number))
            words = []
    return out


WORDS = _table()
_NUMBER = r"(?:\d{1,3}(?:[.\s]\d{3})+|\d{1,6}|" + "|".join(sorted(WORDS, key=len, reverse=True)) + ")"
_NOUN = "|".join(f"(?P<{name}>{words})" for name, words in _NAMES.items())
_LINK = r"(?P<link>-|–|—|à|a|/|til|tot en met|tot|t/m|og|en|of|eller)"
_BETWEEN = (
    rf"(?:(?P<bound>{_UP_TO})\s+)?"
    rf"(?:(?P<between>mellom|tussen)\s+(?:de\s+)?)?(?P<low>{_NUMBER})\s*{_LINK}\s*(?P<high>{_NUMBER})"
)
_ONE = rf"(?:(?P<up>{_UP_TO})\s+)?(?:(?P<least>{_AT_LEAST})\s+)?(?P<one>{_NUMBER})"
_FIGURE = re.compile(
    rf"(?<![\w%€.,])(?:{_BETWEEN}|{_ONE})\s+(?:(?!(?:og|en|of|eller|met|med)\b)[\w-]+\s+){{0,2}}?(?:{_NOUN})(?!\w)",
    re.IGNORECASE,
)


def number_of(text: str) -> int | None:
    """The value of a number in figures or in Dutch or Norwegian words, None for another word."""
    text = text.strip().lower()
    digits = re.sub(r"[.\s]", "", text)
    return int(digits) if digits.isdecimal() else WORDS.get(text)


def read_figures(texts: Iterable[tuple[str, list[int]]]) -> list[Figure]:
    """The ranges in texts with their source lines, the first of each name; single numbers count when they are bounds
    ("opptil 14 selgere") or when the sentence is about a team.
    """
    out: dict[str, Figure] = {}
    for text, lines in texts:
        for found in _FIGURE.finditer(text):
            bounds = _bounds(found, text)
            name = next((name for name in _NAMES if found[name]), "")
            if bounds is None or not name:
                continue
            if name == "team":
                name = _team(text, found.start())
            out.setdefault(name, Figure(name, *bounds, list(lines), (found["bound"] or "").lower()))
    return list(out.values())


def _bounds(found: re.Match[str], text: str) -> tuple[int | None, int | None] | None:
    if found["low"]:
        low, high = number_of(found["low"]), number_of(found["high"])
        linked = found["link"].lower()
        if linked in {"og", "en"} and not found["between"]:
            return None
        return (low, high) if low is not None and high is not None and low <= high <= LARGEST else None
    number = number_of(found["one"])
    if number is None or number > LARGEST:
        return None
    if found["up"]:
        return None, number
    if found["least"]:
        return number, None
    digits = found["one"].strip().isdecimal() or number > 1
    return (number, number) if digits and found["team"] and _TEAM_CONTEXT.search(text) else None


def _team(text: str, place: int) -> str:
    """Whether the clause that leads to a team size speaks of a budget of the leader's own."""
    clause = re.split(r"[.;,]\s|\bmens\b|\bterwijl\b", text[:place])[-1]
    if _WITHOUT_BUDGET.search(clause):
        return "team_without_own_budget"
    if _WITH_BUDGET.search(clause):
        return "team_with_own_budget"
    return "team"
