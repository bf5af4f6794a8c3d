"""Files from people are read by a child process that cannot harm the one that asked."""

import json
import resource
import sys
from pathlib import Path

import pytest

from portal.profiles.reading import Refused, describe, read_bytes, read_safely, safely
from tests.profiles.reading.word_files import repacked, save, small_profile, with_body
from tests.profiles.reading.written import MATRIX, REFERENCE, SECTIONED_ROLES

MEGABYTE = 1024 * 1024
CALLS_OF_A_REFUSAL = 500_000  # quadratic work on 10,000 controls would be far beyond


def refusal(name, content, **options):
    with pytest.raises(Refused) as refused:
        read_safely(name, content, **options)
    return refused.value


@pytest.mark.parametrize("text", [REFERENCE, MATRIX, SECTIONED_ROLES])
def test_the_child_tells_everything(text):
    assert read_safely("a.txt", text.encode()) == read_bytes("a.txt", text.encode())


def test_a_word_document_through_the_child():
    content = save(small_profile())
    assert read_safely("Profiel monteur.docx", content) == read_bytes("Profiel monteur.docx", content)


def crowded(rows: int, columns: int) -> bytes:
    row = f"<w:tr>{'<w:tc><w:p><w:r><w:t>taak van de verkoper</w:t></w:r></w:p></w:tc>' * columns}</w:tr>"
    return with_body(f"<w:tbl>{row * rows}</w:tbl>")


@pytest.mark.parametrize(
    "content",
    [
        crowded(300, 300),
        crowded(1, 100_000),
        with_body("<w:sdt><w:sdtContent>" * 10_000 + "</w:sdtContent></w:sdt>" * 10_000),
        with_body("<w:tbl><w:tr><w:tc>" * 400 + "</w:tc></w:tr></w:tbl>" * 400),
    ],
    ids=["many cells", "too many bytes", "deep controls", "deep tables"],
)
def test_a_document_made_to_tire_the_reader_costs_little(content):
    """Work is counted in calls: a clock would measure the machine."""
    calls = 0

    def count(_frame, _event, _argument):
        nonlocal calls
        calls += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        with pytest.raises(Refused) as caught:
            read_bytes("zwaar.docx", content)
    finally:
        sys.setprofile(before)
    assert caught.value.code in {"too_long", "bomb"}
    assert calls < CALLS_OF_A_REFUSAL


def test_refusals_come_through_with_their_values():
    refused = refusal("a.txt", b"The seller is responsible for all of the customers and reports to the manager. " * 9)
    assert (refused.code, refused.values) == ("other_language", {"language": "en"})


def test_fifty_megabytes_are_refused_at_once_and_leave_no_trace():
    content = b"x" * (50 * MEGABYTE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal("groot.docx", content).values == {"limit": 10}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 2_000  # kilobytes


def test_a_bomb_costs_the_asking_process_nothing():
    def huge(parts):
        parts["word/document.xml"] = parts["word/document.xml"].replace(
            b"<w:body>", b"<w:body>" + b"<w:p/>" * 1_300_000
        )

    content = repacked(save(small_profile()), huge)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal("bom.docx", content).code in {"bomb", "too_long"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8_000


def test_a_document_that_needs_more_memory_than_there_is():
    """Just below the size limit of a part: a tree of a million elements does not fit the child."""

    def dense(parts):
        parts["word/document.xml"] = parts["word/document.xml"].replace(
            b"<w:body>", b"<w:body>" + b"<w:p a='1'/>" * 650_000
        )

    content = repacked(save(small_profile()), dense)
    assert refusal("dicht.docx", content).code in {"bomb", "too_long"}


def test_a_child_that_hangs_is_ended():
    assert refusal("a.txt", REFERENCE.encode(), timeout=0.001).code == "too_long"


@pytest.mark.parametrize("code", [
    "while True: pass",
    "bytearray(400 * 1024 * 1024)",
    "open('/tmp/written-by-the-child', 'wb').write(b'x' * 10)",
    "import sys; sys.exit(3)",
])  # fmt: skip
def test_the_child_is_held_to_its_limits(code, monkeypatch):
    """The same limits around other work: processor time, memory and files end in a refusal, on their own account."""
    work = f"from portal.profiles.reading import child; child.limit()\n{code}"
    original = safely.subprocess.run
    monkeypatch.setattr(safely.subprocess, "run", lambda args, **rest: original([args[0], "-c", work], **rest))
    assert refusal("a.txt", REFERENCE.encode(), timeout=120).code in {"too_long", "unreadable"}


def test_the_child_knows_no_secrets(monkeypatch):
    monkeypatch.setenv("RAYON_SECRET_KEY", "x")
    assert "RAYON_SECRET_KEY" not in safely.child.environment()


def test_describe_prints_json_or_one_sentence(tmp_path: Path):
    profile = tmp_path / "inkoper.txt"
    profile.write_text(MATRIX, encoding="utf-8")
    status, text = describe(profile)
    data = json.loads(text)
    assert status == 0 and set(data) == {"language", "profiles", "notes"}
    assert set(data["profiles"][0]) == {
        "title", "levels", "context", "purpose", "characteristics", "organisation", "result_areas", "criteria",
        "working_conditions", "placeholders", "figures", "unplaced",
    }  # fmt: skip
    profile.with_suffix(".doc").write_bytes(b"x")
    status, text = describe(str(profile.with_suffix(".doc")))
    assert status == 1 and text.endswith("save it as .docx.") and "\n" not in text
    status, text = describe(tmp_path / "none.txt")
    assert status == 1 and text.count(".") >= 1
