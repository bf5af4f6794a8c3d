"""Text files of every kind of hand and machine."""

import pytest

from portal.profiles.reading import as_json, read_bytes, read_pasted
from tests.profiles.reading.written import MATRIX, NORWEGIAN, REFERENCE, TASKS


def profiles(content):
    return as_json(read_bytes("a.txt", content))["profiles"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("text", [NORWEGIAN, TASKS.replace("•", "-"), MATRIX])
def test_encodings(encoding, text):
    reading = read_bytes("a.txt", text.encode(encoding))
    assert as_json(reading)["profiles"] == profiles(text.encode())
    noted = [note.values["encoding"] for note in reading.notes if note.code == "encoding"]
    assert bool(noted) == (
        (encoding != "utf-8-sig" and text.isascii() is False) or encoding.startswith("utf-16") or encoding == "utf-32"
    )


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\u2028"])
@pytest.mark.parametrize("text", [REFERENCE, MATRIX])
def test_line_endings(ending, text):
    assert profiles(text.replace("\n", ending).encode()) == profiles(text.encode())


@pytest.mark.parametrize("bullet", ["-", "–", "—", "*", "•", "·", "●", "▪", "o", "a)", "\uf0b7", "--", "+"])
def test_bullets(bullet):
    text = NORWEGIAN.replace("\n- ", f"\n{bullet} ")
    assert profiles(text.encode()) == profiles(NORWEGIAN.encode())


def test_spaces_that_do_not_break():
    assert profiles(REFERENCE.replace(" ", "\u00a0").encode()) == profiles(REFERENCE.encode())


def test_lines_are_numbered_as_in_the_file():
    reading = read_bytes("a.txt", REFERENCE.encode())
    assert [line.number for line in reading.lines] == list(range(1, len(REFERENCE.splitlines()) + 1))
    area = reading.profiles[0].result_areas[0]
    assert reading.lines[area.lines[0] - 1].text.endswith("Ontvangst en opslag")


def test_pasted_text():
    reading = read_pasted(MATRIX)
    assert as_json(reading)["profiles"] == profiles(MATRIX.encode())
