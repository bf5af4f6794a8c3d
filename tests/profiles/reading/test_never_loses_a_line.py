"""Whatever a document looks like: each word of each line ends up somewhere, or the document is refused."""

import random
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.profiles.reading import Refused, as_json, lost_words, read_bytes, to_parts
from portal.profiles.reading.headings import HEADINGS
from portal.profiles.reading.layout import lay_out
from portal.profiles.reading.model import Document, RawCell, RawLine, RawTable, SourceLine
from portal.profiles.reading.understand import understand
from tests.profiles.reading import written

FAMILIES = Path(__file__).parent / "families"
TEXTS = [text for name, text in vars(written).items() if name.isupper()]
TEXTS += [path.read_text("utf-8") for path in sorted(FAMILIES.glob("*.txt"))]
WORDS = sorted(HEADINGS)
BITS = [
    *("\t", "- ", "• ", "1. ", "1.1 ", "a) ", "  - ", "\t\t", "  ", ":", ";", ".", "o ", "->", "A", "B", "12"),
    "[raad]",
    *("Niveau 2", "Junior", "Selger", "n.v.t.", "IMG_1.png", "B: zelfstandig", "Niveau C: hoog"),
    "• een. • twee",
    "tussen 4 en 8 klanten",
    "Het bewaken van kosten. Het voeren van overleg.",
    "Rapporteert aan X en geeft leiding aan Y",
    "Versie 3 van 2 mei 2020",
]
CALM = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _insert(rng, lines, at):
    lines.insert(at, rng.choice([rng.choice(WORDS).capitalize(), "", rng.choice(lines)]))


def _prefix(rng, lines, at):
    lines[at] = rng.choice(BITS) + lines[at]


def _append(rng, lines, at):
    lines[at] += rng.choice(BITS)


def _move(rng, lines, at):
    lines.insert(rng.randrange(len(lines)), lines.pop(at))


def _join(rng, lines, at):
    if at + 1 < len(lines):
        lines[at] += " " + lines.pop(at + 1)


def _cut(rng, lines, at):
    place = rng.randrange(len(lines[at]) + 1)
    lines[at : at + 1] = [lines[at][:place], lines[at][place:]]


def _case(rng, lines, at):
    lines[at] = lines[at].upper() if rng.random() < 0.5 else lines[at].strip()


def _separate(rng, lines, at):
    words = lines[at].split(" ")
    lines[at] = rng.choice(["\t", ": ", " - ", "; "]).join([" ".join(words[:2]), " ".join(words[2:])])


CHANGES = [_insert, _prefix, _append, _move, _join, _cut, _case, _separate]


def spoil(text, seed, steps):
    """The text with lines moved, joined, cut, indented, doubled, or exchanged for headings and odd bits."""
    rng = random.Random(seed)
    lines = text.split("\n")
    for _ in range(steps):
        rng.choice(CHANGES)(rng, lines, rng.randrange(len(lines)))
    return "\n".join(lines)


@CALM
@given(text=st.sampled_from(TEXTS), seed=st.integers(0, 10**9), steps=st.integers(0, 25))
def test_spoiled_documents(text, seed, steps):
    text = spoil(text, seed, steps)
    try:
        reading = read_bytes("a.txt", text.encode())
    except Refused:
        return
    assert lost_words(reading) == []
    numbers = {line.number for line in reading.lines}
    keys = iter(range(10**6))
    for profile in reading.profiles:
        for part in to_parts(profile, reading.language, lambda: f"{next(keys):08x}"):
            assert set(part["data"]["lines"]) <= numbers
    as_json(reading)


def test_a_cell_beyond_the_header_of_a_turned_matrix():
    text = (
        "Functie: Verkoper\n\nDoel\nVerkopen van de producten aan klanten van het bedrijf.\n\nNiveaus\n"
        "Niveau\tKennis\nI\tmbo\tleert het vak\nII\thbo\nIII\two\tleidt anderen op\n"
    )
    reading = read_bytes("a.txt", text.encode())
    assert [level.code for level in reading.profiles[0].levels] == ["I", "II", "III"]
    assert lost_words(reading) == []


@CALM
@given(lines=st.lists(st.one_of(
    st.sampled_from(WORDS).map(str.capitalize), st.sampled_from(BITS),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60),
    st.tuples(st.sampled_from(BITS), st.sampled_from(WORDS)).map("".join)), max_size=40))  # fmt: skip
def test_any_text(lines):
    text = "Functieprofiel: Verkoper\n\nContext\nDe verkoper bezoekt de klanten van het bedrijf.\n\n" + "\n".join(lines)
    try:
        reading = read_bytes("a.txt", text.encode())
    except Refused:
        return
    assert lost_words(reading) == []


@st.composite
def tables(draw):
    """A Word body of lines and tables with headings and odd bits in any cell."""
    numbers = iter(range(6, 10**6))
    source = []

    def line():
        text = draw(st.one_of(st.sampled_from(WORDS).map(str.capitalize), st.sampled_from(BITS).map(str.strip),
                              st.sampled_from(["maken van plannen", "stiptheid", "2. Ritten plannen"])))  # fmt: skip
        raw = RawLine(next(numbers), text, draw(st.sampled_from([None, None, 0, 1])))
        source.append(SourceLine(raw.number, text))
        return raw

    blocks = []
    for _ in range(draw(st.integers(1, 4))):
        if draw(st.booleans()):
            blocks.append(line())
        rows = [
            [
                RawCell(column, [line() for _ in range(draw(st.integers(0, 3)))])
                for column in range(draw(st.integers(1, 4)))
            ]
            for _ in range(draw(st.integers(1, 5)))
        ]
        blocks.append(RawTable(rows))
    return source, blocks


@CALM
@given(drawn=tables())
def test_any_tables(drawn):
    source, blocks = drawn
    head = [
        "Functieprofiel: Verkoper",
        "Context",
        "De verkoper bezoekt de klanten van het bedrijf.",
        "Taken",
        "- bellen",
    ]
    lines = [SourceLine(number, text) for number, text in enumerate(head, 1)] + source
    raw = [RawLine(number, text) for number, text in enumerate(head, 1)]
    assert lay_out(raw)
    try:
        reading = understand(Document(lines, [*raw, *blocks]))
    except Refused:
        return
    assert lost_words(reading) == []
