"""Documents as other companies write them, with what each of them says written down by hand.

Nobody's importer reads everything; what is missed must be little, what is invented less, and no line may be lost.
"""

import json
from pathlib import Path

import pytest

from portal.profiles import sources
from portal.profiles.reading import Reading, as_json, lost_words, read_bytes, to_parts
from tests.profiles.reading.families.score import score
from tests.profiles.reading.families.written_word import as_docx

FAMILIES = Path(__file__).parent / "families"
WRITTEN = sorted(path.with_name(path.name.removesuffix(".json")) for path in FAMILIES.glob("*.json"))
ENCODINGS = {"cp1252", "utf16"}
ENOUGH = 0.9


def read(document: Path) -> Reading:
    """What the importer makes of a document: `.word` is built as Word, the ending before `.txt` names its encoding."""
    word = document.with_name(f"{document.name}.word")
    if word.exists():
        return read_bytes(f"{document.name}.docx", as_docx(word.read_text("utf-8")))
    plain = document.with_name(f"{document.name}.txt")
    ending = document.suffix.removeprefix(".")
    return read_bytes(plain.name, plain.read_text("utf-8").encode(ending if ending in ENCODINGS else "utf-8"))


def named(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("document", WRITTEN, ids=named)
def test_facts_stand_in_their_place(document):
    expected = json.loads(document.with_name(f"{document.name}.json").read_text("utf-8"))
    found = score(expected, as_json(read(document)))
    assert found.strict >= ENOUGH, (found.missed, found.invented)


@pytest.mark.parametrize("document", WRITTEN, ids=named)
def test_no_line_is_lost_and_a_draft_can_be_made(document):
    reading = read(document)
    assert lost_words(reading) == []
    for profile in reading.profiles:
        keys = iter(range(10**6))
        parts = to_parts(profile, reading.language, lambda keys=keys: f"{next(keys):08x}")
        body = sources.settled(parts, reading.language)
        said = {" ".join(part["text"][reading.language].split()) for part in body}
        assert all(" ".join(part["text"][reading.language].split()) in said for part in parts)


def test_both_languages_have_their_share():
    locales = [next(end for end in path.name.split(".") if end in {"nl", "nb"}) for path in WRITTEN]
    assert min(locales.count("nl"), locales.count("nb")) >= 8
