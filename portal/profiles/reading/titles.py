"""Names of roles, titles of documents, and lines about the document itself."""

import re

from portal.profiles.reading.headings import HEADINGS, Kind, find_heading, fold, split_label
from portal.profiles.reading.levels import LEVEL_WORDS
from portal.profiles.reading.lexing import sentence_case

_DOCUMENT_WORDS = sorted(
    (words for words, heading in HEADINGS.items() if heading.kind is Kind.DOCUMENT), key=len, reverse=True
)
_PLAIN_WORDS = {"roller", "stillinger", "functies", "rollen"}  # only a whole title, never the first word of one
_LEADING = re.compile(
    r"\s*(?P<kind>(?:\w+-\s(?:en|og)\s)?(?:"
    + "|".join(word for word in _DOCUMENT_WORDS if word not in _PLAIN_WORDS)
    + r"))\b(?P<rest>.*)",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"(?P<rest>.*\S)\s*[-–—:,(|]\s*(?P<kind>" + "|".join(_DOCUMENT_WORDS) + r")\W*", re.IGNORECASE)
_LINK = re.compile(
    r"^[\s:–—\-|]*(?:(?:voor|van|for|til)\s+)?(?:(?:de|het|een|en|ei|et)\s+)?(?:(?:functie|rol|stilling|rolle)n?\s+)?",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?:selger|sjef|leder|manager|direktør|directeur|direkteur|konsulent|rådgiver|booker|medarbeider"
    r"|medewerker|assistent"
    r"|koordinator|coördinator|coordinator|specialist|spesialist|adviseur|verkoper|verkoopster"
    r"|vertegenwoordiger"
    r"|representant|ansvarlig|leider|hoofd|chef|trainee|agent|consultant|executive|analist|analytiker|planner"
    r"|inkoper"
    r"|innkjøper|ingeniør|engineer|utvikler|operatør|tekniker|secretaris|secretaresse|beheerder|begeleider"
    r"|controller"
    r"|director|officer|partner|promotor|merchandiser|telefonist|receptionist|monteur|ambassadeur|strateeg"
    r"|strateg"
    r"|arbeider|fullmektig|seller|representative|supervisor|vert|demonstratør|prospekter|kam|sdr|bdr"
    r"|acquisiteur"
    r"|bestyrer|ambassadør|marketeer|markedsfører|trener|trainer|coach|opplærer|administrator|salgskraft)",
    re.IGNORECASE,
)
_BEFORE_ROLE = {"av", "til", "med", "van", "met", "aan", "om", "over", "ved", "fra", "door", "naar", "bij"}
_FACT = re.compile(
    r"(?:geplaatst|gepubliceerd|opgesteld|gewijzigd|laatst gewijzigd|vastgesteld|bijgewerkt|publisert"
    r"|sist endret|oppdatert|sist oppdatert"
    r"|utarbeidet|revidert|godkjent|skrevet|lagt ut|versie|versjon|datum|dato)\b(?=.*(?:\d|\bdoor\b|\bav\b))",
    re.IGNORECASE,
)
_MONTHS = {name: number for number, names in enumerate((
    "januari januar", "februari februar", "maart mars", "april", "mei mai", "juni", "juli", "augustus august",
    "september", "oktober", "november", "december desember"), 1) for name in names.split()}  # fmt: skip
_DATE = re.compile(r"\b(\d{1,2})\.?\s+(" + "|".join(_MONTHS) + r")\s+(\d{4})\b", re.IGNORECASE)
_DIGITS = re.compile(r"\b(\d{1,2})[-./](\d{1,2})[-./](\d{4})\b|\b(\d{4})-(\d{2})-(\d{2})\b")
_AUTHOR = re.compile(r"\b(?:door|av|by)\s+(?::\s*)?([A-ZÆØÅ][\w.'’-]*(?:\s+[\w.'’-]+){0,4})")
_LEVEL = rf"(?:{LEVEL_WORDS}|[A-F]|[IVX]{{1,4}}|\d)"
_LEVELS_BEHIND = re.compile(
    rf"\s*\((?:niveaus?\s|nivå(?:er)?\s)?\s*{_LEVEL}(?:\s*(?:[-–/,&+]|en|og|t/m|til)\s*{_LEVEL})+\)\s*$", re.IGNORECASE
)
_IMAGE = re.compile(
    r"\[?(?:!\[[^\]]*\]\([^)]*\)|[^\s/\\]+\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?|emf|wmf)"
    r"|(?=\S*[_\d-])\S*\d{2,4}x\d{2,4}\S*|(?:img|image|dsc|bilde|afbeelding|foto|screenshot"
    r"|skjermbilde)[_-]?\d+\S*)\]?",
    re.IGNORECASE,
)


def document_title(text: str) -> tuple[str, str] | None:
    """(words of the document type, the role's name or "") for "Functieprofiel: Verkoper"; None for other lines."""
    if len(text) > 120 or text.rstrip().endswith((".", ";")):
        return None
    whole = find_heading(text)
    if whole is not None and whole.kind is Kind.DOCUMENT:
        return text.strip(" :"), ""
    leading = _LEADING.fullmatch(text.strip())
    if leading and len(leading["rest"].split()) <= 9:
        rest = _unwrapped(_LINK.sub("", leading["rest"], count=1))
        return leading["kind"], rest
    trailing = _TRAILING.fullmatch(text.strip())
    return (trailing["kind"], trailing["rest"].strip(" :-–(")) if trailing else None


def _unwrapped(name: str) -> str:
    """A name without the marks around it; brackets behind it stay with it."""
    name = name.strip(' :-–"“”')
    return name if "(" in name[1:] and name.endswith(")") else name.strip("() ")


def labelled_title(text: str) -> str | None:
    """The name behind "Functienaam:" or "Stilling:"."""
    found = split_label(text)
    return found[2] if found and found[0].kind is Kind.TITLE and len(found[2].split()) <= 10 else None


def holds_many(text: str) -> bool:
    """Whether a title announces several profiles, such as "Stillingsbeskrivelser" or "Roller i salg"."""
    words = fold(text).split()
    plural = ("stillingsbeskrivelser", "functieprofielen", "functiebeschrijvingen", "functieomschrijvingen", "roller",
              "stillinger", "functies", "rollen", "rollebeskrivelser", "taakomschrijvingen", "funksjonsbeskrivelser",
              "stillingsprofiler", "rollene", "stillingene", "functiereeksen")  # fmt: skip
    return any(word in plural for word in words[:2])


def is_role(text: str) -> bool:
    """Whether a short line reads like a role: a word such as -selger or -manager, before any "van" or "av"."""
    words = re.findall(r"[\w’'-]+", text)
    if not 0 < len(words) <= 7:
        return False
    for word in words:
        if word.lower() in _BEFORE_ROLE:
            return False
        if _ROLE.search(word) and re.search(rf"{_ROLE.pattern}(?:s|en|in)?$", word, re.IGNORECASE):
            return True
    return False


def tidy_title(text: str) -> str:
    """A title in sentence case when it stood in capitals; its first letter large. Levels behind it in brackets, as in
    "(junior, medior, senior)", are no part of the name.
    """
    text = sentence_case(_LEVELS_BEHIND.sub("", text.strip(" :")))
    return text[:1].upper() + text[1:]


def document_fact(text: str) -> dict[str, str] | None:
    """What "Geplaatst op 3 mei 2024 door …" says: the text, and date (ISO) and author when they are there."""
    if len(text) > 160 or not _FACT.match(text.strip()):
        return None
    out = {"text": text}
    date = _DATE.search(text)
    digits = _DIGITS.search(text)
    if date:
        out["date"] = f"{date[3]}-{_MONTHS[date[2].lower()]:02d}-{int(date[1]):02d}"
    elif digits and digits[3]:
        out["date"] = f"{digits[3]}-{int(digits[2]):02d}-{int(digits[1]):02d}"
    elif digits:
        out["date"] = f"{digits[4]}-{digits[5]}-{digits[6]}"
    author = _AUTHOR.search(text)
    if author:
        out["author"] = author[1].strip(" .")
    return out


def is_image_name(text: str) -> bool:
    """Whether a line is only the left-over name of a picture."""
    text = text.strip()
    return 4 < len(text) <= 150 and bool(_IMAGE.fullmatch(text))
