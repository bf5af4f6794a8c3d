"""Is this text a function profile at all? What speaks for it, what against."""

import re

from portal.profiles.reading.headings import Kind
from portal.profiles.reading.titles import is_role

_ROLE_WORDS = re.compile(
    r"\b(?:functie\w*|functiehouder|functionaris|leidinggevende\w*|verantwoordelijk\w*|medewerker\w*"
    r"|verkoper\w*|accountmanag\w*"
    r"|verkoop\w*|klant\w*|kerntaken|bevoegd\w*|rapporteer\w*|competenties?|stilling\w*|ansvar\w*"
    r"|medarbeider\w*|selger\w*|salg\w*"
    r"|kunde\w*|rapporter\w*|personalansvar|arbeidsoppgave\w*|kompetanse\w*|budsjett\w*|leder\w*"
    r"|doelstelling\w*|resulta\w*"
    r"|taak|taken|oppgave\w*|team\w*|rolle\w*)\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:factuur\w*|faktura\w*|btw|mva|iban|kid-nummer|ordernummer|subtotaal|te betalen|å betale"
    r"|betalingstermijn|forfallsdato"
    r"|ingrediënten|ingredienser|hoofdstuk\s+\w+|kapittel\s+\w+|notulen|aanwezigen?:|referat|def \w+\("
    r"|function \w+\(|import \w+|return|#include"
    r"|public class|const \w+ =|select \* from|handleliste|boodschappen\w*|eetlepels?|theelepels?|spiseskje\w*"
    r"|artikel \d+|arbeidsovereenkomst|arbeidsavtale|huurovereenkomst|verzekering\w*|beste \w+,|geachte"
    r"|kjære \w+|vennlig hilsen"
    r"|met vriendelijke groet|totaalbedrag|totalt å betale|curriculum vitae|geboortedatum|fødselsdato)(?!\w)",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"[{}=<>]\s*$|\w\([^ ]*\);\s*$|=\s*\S+;\s*$"
    r"|^\s*(?:def|class|import|from|return|if|for|#include|var|let|const)\b[^.]*[:;({]?\s*$",
    re.MULTILINE,
)
_WEAK = {
    Kind.CONTEXT,
    Kind.META,
    Kind.TITLE,
    Kind.RESULT,
    Kind.ORG_LINE,
    Kind.CHARACTERISTICS,
    Kind.CRITERION,
    Kind.DOCUMENT,
}
_DUTIES = {Kind.AREAS, Kind.TASKS, Kind.INDICATORS}


def is_code(text: str) -> bool:
    """Whether most lines read like a program."""
    lines = [line for line in text.splitlines() if line.strip()]
    return len(_CODE.findall(text)) > 0.3 * max(len(lines), 1)


def is_profile(text: str, sections: set[Kind], titles: list[str], *, named: bool) -> bool:
    """Whether headings, titles and words together speak of a role. `named` means that the document calls itself a
    profile; `titles` are the names found for the roles.
    """
    words = max(len(text.split()), 1)
    against = len(_AGAINST.findall(text))
    roles = sum(is_role(title) for title in titles)
    spoken = len({found.lower() for found in _ROLE_WORDS.findall(text)})
    density = len(_ROLE_WORDS.findall(text)) / words
    if words < 8:
        return False
    strong = len(sections - _WEAK)
    points = 2 * strong + len(sections & (_WEAK - {Kind.DOCUMENT})) + 3 * named + 2 * min(roles, 2)
    points += 2 * bool(sections & _DUTIES)
    points += (spoken >= 3) + (spoken >= 6) + (density > 0.02) + (density > 0.05)
    points -= 2 * min(against, 4)
    speaks = spoken >= 2 or named
    return speaks and points >= 6 and (named or roles > 0 or strong > 0)
