"""Lines about the place in the organisation: label, value, relation, and an explicit "none"."""

import re

from portal.profiles.reading.headings import HEADINGS, Heading, Kind, find_heading, split_label
from portal.profiles.reading.model import OrganisationLine, Para, Relation, Unsure

_NONE = re.compile(
    r"(?:niet van toepassing|n\.?v\.?t\.?|nvt|niemand|geen(?:\s+\w+){0,3}|nee|ingen(?:\s+\w+){0,3}|nei"
    r"|ikke aktuelt|ikke relevant"
    r"|ikke personalansvar|har ikke personalansvar|geen leiding|-|–|0)[\s.;]*",
    re.IGNORECASE,
)
_KIND = re.compile(r"\b(?:niet-?\s?)?vakinhoudelijk|\b(?:ikke-?\s?)?faglig leder", re.IGNORECASE)
# Phrases inside a sentence, longest first; single nouns ("team", "leder") are labels but never phrases.
_PHRASES = sorted(
    ((words, heading) for words, heading in HEADINGS.items()
     if heading.kind is Kind.ORG_LINE and len(words.split()) > 1 and heading.relation is not Relation.OTHER
     and not words.endswith(("leidinggevende", "leder", "overordnede", "medewerkers", "medarbeidere", "team"))),
    key=lambda pair: -len(pair[0]),
)  # fmt: skip
_FOLD = str.maketrans({"ø": "o", "å": "a", "ë": "e", "é": "e", "ï": "i", "è": "e"})
_NOBODY = re.compile(
    r"\b(?:(ikke|ingen|uten) personalansvar|geeft (?:zelf )?geen leiding|geen leidinggevende)\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÆØÅ])")


def is_none(value: str) -> bool:
    """Whether the text says that the line does not apply."""
    return bool(_NONE.fullmatch(value.strip()))


def relation_of(heading: Heading | None, label: str, value: str) -> Relation:
    """What a labelled line says; a manager described as (no) subject-matter expert is a kind, not a person."""
    relation = heading.relation if heading and heading.relation else None
    if relation is None:
        found = find_heading(label)
        relation = found.relation if found and found.relation else Relation.OTHER
    if relation in {Relation.REPORTS_TO, Relation.FUNCTIONAL} and _KIND.match(value.strip()):
        return Relation.MANAGER_KIND
    return relation


def labelled(label: str, value: str, lines: list[int], heading: Heading | None = None) -> OrganisationLine:
    """A line of which the document gives the label and the value."""
    label = label.strip(" :*-–")
    return OrganisationLine(label, value, relation_of(heading, label, value), is_none(value), lines)


def _phrases(text: str) -> list[tuple[int, int, Heading]]:
    """Where phrases such as "geeft leiding aan" stand: begin, end, heading; without overlap, in order."""
    folded = text.lower().translate(_FOLD).replace("æ", "ae")
    if len(folded) != len(text):
        folded = text.lower().translate(_FOLD)
    found: list[tuple[int, int, Heading]] = []
    for words, heading in _PHRASES:
        for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", folded):
            if all(match.end() <= begin or match.start() >= end for begin, end, _ in found):
                found.append((match.start(), match.end(), heading))
    found.sort(key=lambda entry: entry[0])
    # "Rapporterer til leder for …": the second phrase is the value of the first.
    return [entry for place, entry in enumerate(found) if not place or _apart(text[found[place - 1][1] : entry[0]])]


def _apart(between: str) -> bool:
    return len(between.split()) > 1 or any(mark in between for mark in ".;,")


def read_sentence(text: str, lines: list[int]) -> list[OrganisationLine]:
    """The lines that a sentence holds: one per phrase that it knows. A sentence without one keeps an empty label."""
    label = split_label(text)
    if label and label[0].kind is Kind.ORG_LINE:
        return [labelled(label[1], label[2], lines, label[0])]
    if not _phrases(text) and not _NOBODY.search(text):
        generic = re.match(r"\s*([^:.]{2,40}):\s*(\S.*)", text, re.DOTALL)
        if generic:
            return [labelled(generic[1], generic[2], lines)]
        return [OrganisationLine("", text, Relation.OTHER, is_none(text), lines, Unsure.RELATION_GUESSED)]
    out: list[OrganisationLine] = []
    for sentence in _SENTENCE.split(text):
        pieces = _nobody(sentence, lines) or _pieces(sentence, lines)
        if pieces or not out:
            out += pieces or [OrganisationLine("", sentence, Relation.OTHER, is_none(sentence), lines)]
        else:  # a sentence that explains the one before
            out[-1].value = f"{out[-1].value} {sentence}"
    if len(out) > 1:
        for line in out:
            line.unsure = Unsure.SPLIT_SENTENCE
    return out


def _nobody(text: str, lines: list[int]) -> list[OrganisationLine]:
    """A sentence that says that the role leads nobody."""
    found = _NOBODY.search(text)
    if not found or len(text.split()) > 12:
        return []
    label = "Personalansvar" if found[1] else "Geeft leiding aan"
    return [OrganisationLine(label, text, Relation.LEADS, none=True, lines=lines)]


def _pieces(text: str, lines: list[int]) -> list[OrganisationLine]:
    """One line per phrase of a single sentence."""
    found = _phrases(text)
    out = []
    begins = [0, *(_cut(text, begin) for begin, _, _ in found[1:]), len(text)]
    for index, (begin, end, heading) in enumerate(found):
        piece = text[begins[index] : begins[index + 1]].strip()
        before = text[begins[index] : begin].strip(" ,").lower()
        words = text[begin:end]
        # Words before the phrase belong to the value, or they would be lost.
        value = text[end : begins[index + 1]].strip(" :,") if before in {"", "en", "og", "samt"} else piece
        out.append(labelled(words[:1].upper() + words[1:], value or piece, lines, heading))
    return out


def _cut(text: str, begin: int) -> int:
    """Where the next line begins: a linking "en" or "og" before its phrase goes with it."""
    link = re.search(r"[\s,;]+(?:en|og|samt|,)?\s*$", text[:begin])
    return link.start() if link else begin


def opens_with_phrase(para: Para) -> bool:
    """Whether a short line outside any section begins with a phrase about the organisation."""
    if len(para.text.split()) > 14:
        return False
    found = _phrases(para.text)
    return bool(found) and len(para.text[: found[0][0]].split()) <= 2
