"""What is not read is refused with one reason, and the reason tells what to do."""

import io
import zipfile
import zlib

import pytest

from portal.profiles.reading import SENTENCES, Refusal, Refused, read_bytes
from tests.profiles.reading.other_texts import NOT_PROFILES, OTHER_LANGUAGES
from tests.profiles.reading.word_files import repacked, save, small_profile
from tests.profiles.reading.written import TASKS

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def refusal(name, content):
    with pytest.raises(Refused) as refused:
        read_bytes(name, content)
    return refused.value.code


def test_every_code_has_one_sentence():
    assert set(SENTENCES) == set(Refusal)
    for code in Refusal:
        sentence = Refused(code, limit=10).sentence
        assert sentence.endswith(".") and sentence[0].isupper() and "%" not in sentence


@pytest.mark.parametrize(("name", "content", "code"), [
    ("a.txt", b"", "empty"),
    ("a.txt", b" \r\n\t\r\n", "empty"),
    ("a.docx", b"", "empty"),
    ("a.txt", b"x" * (10 * 1024 * 1024 + 1), "too_large"),
    ("a.doc", OLD, "old_word"),
    ("A.DOC", TASKS.encode(), "old_word"),
    ("a.docx", OLD, "old_word"),
    ("a.docx", OLD + "EncryptedPackage".encode("utf-16-le"), "locked"),
    ("a.pdf", b"%PDF-1.7 x", "unknown_type"),
    ("a.odt", b"PK\x03\x04", "unknown_type"),
    ("a.xlsx", b"PK\x03\x04", "unknown_type"),
    ("profile", TASKS.encode(), "unknown_type"),
    ("a.docx.exe", b"MZ", "unknown_type"),
    ("a.docm", b"PK\x03\x04", "macro"),
    ("a.docx", TASKS.encode(), "mismatch"),
    ("a.docx", b"%PDF-1.7 x", "mismatch"),
    ("a.txt", b"%PDF-1.7 x", "mismatch"),
    ("a.txt", b"{\\rtf1 hallo}", "mismatch"),
    ("a.txt", OLD, "mismatch"),
    ("a.txt", b"PK\x03\x04 x", "mismatch"),
    ("a.docx", b"PK\x03\x04 broken", "unreadable"),
    ("a.docx", b"\x00" * 900, "unreadable"),
    ("a.txt", bytes(range(32)) * 40, "unreadable"),
    ("a.txt", b"\xff\xfe\x00\xd8\x00\xd8a\x00", "unreadable"),
    ("a.txt", b"- \n . ! \n", "no_text"),
    ("a.txt", b"de verkoper " * 40_000, "too_long"),
    ("a.txt", b"x\n" * 13_000, "too_long"),
])  # fmt: skip
def test_files_that_are_refused(name, content, code):
    assert refusal(name, content) == code


@pytest.mark.parametrize("name", NOT_PROFILES)
def test_other_texts_are_no_profiles(name):
    assert refusal("a.txt", NOT_PROFILES[name].encode()) == "not_a_profile"


@pytest.mark.parametrize("name", OTHER_LANGUAGES)
def test_other_languages_are_told_apart(name):
    with pytest.raises(Refused) as refused:
        read_bytes("a.txt", OTHER_LANGUAGES[name].encode())
    assert refused.value.code == "other_language"
    assert refused.value.values["language"] == name[:2]


def spoiled(change):
    return repacked(save(small_profile()), change)


def test_macros_are_refused_wherever_they_hide():
    def hidden(parts):
        parts["word/vbaProject.bin"] = OLD

    def by_type(parts):
        name = "[Content_Types].xml"
        parts[name] = parts[name].replace(
            b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"vnd.ms-word.document.macroEnabled.main+xml",
        )

    assert refusal("a.docx", spoiled(hidden)) == refusal("a.docx", spoiled(by_type)) == "macro"


@pytest.mark.parametrize("attack", [
    b'<!DOCTYPE a [<!ENTITY b "c">]>',
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    b'<!DOCTYPE a SYSTEM "file:///etc/passwd">',
    b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]>',
])  # fmt: skip
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "[Content_Types].xml"])
def test_entities_are_never_expanded(attack, part):
    def insert(parts):
        head, _, rest = parts[part].partition(b"?>")
        parts[part] = head + b"?>" + attack + rest

    assert refusal("a.docx", spoiled(insert)) == "unreadable"


def test_damaged_documents():
    def cut(parts):
        parts["word/document.xml"] = parts["word/document.xml"][:-200]

    def gone(parts):
        del parts["word/document.xml"]

    whole = save(small_profile())
    flipped = bytearray(whole)
    start = whole.index(b"word/document.xml") + 60
    flipped[start : start + 40] = b"\xff" * 40
    assert refusal("a.docx", spoiled(cut)) == "unreadable"
    assert refusal("a.docx", spoiled(gone)) == "mismatch"
    assert refusal("a.docx", whole[: len(whole) // 2]) == "unreadable"
    assert refusal("a.docx", bytes(flipped)) in {"unreadable", "bomb"}


def test_a_spreadsheet_that_calls_itself_a_document():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(
            "[Content_Types].xml", "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
        )
        file.writestr("xl/workbook.xml", "<workbook/>")
    assert refusal("a.docx", out.getvalue()) == "mismatch"


def test_a_scan_has_no_text():
    from docx import Document

    document = Document()
    document.add_paragraph()
    assert refusal("scan.docx", save(document)) == "no_text"


def test_bombs():
    def huge(parts):
        parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:body>", b"<w:body>" + b" " * 60_000_000)

    def picture(parts):
        parts["word/media/image1.png"] = b"\x00" * 90_000_000

    def many(parts):
        parts.update({f"word/x{number}.xml": b"<x/>" for number in range(2_100)})

    for change in (huge, picture, many):
        assert refusal("a.docx", spoiled(change)) == "bomb"


def test_a_bomb_that_lies_about_its_size():
    """The directory claims a few bytes for a part that unpacks to 30 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    big = b"<w:document>" + b" " * 30_000_000
    packed = packer.compress(big) + packer.flush()

    def insert(parts):
        parts["word/document.xml"] = b"HERE" * 50

    content = spoiled(insert)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        entry = file.getinfo("word/document.xml")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, big if name == entry.filename else source.read(name))
    lying = out.getvalue()
    for size in (len(big).to_bytes(4, "little"),):
        lying = lying.replace(size, (5_000).to_bytes(4, "little"))
    assert len(packed) < 100_000
    assert refusal("a.docx", lying) == "bomb"


def test_parts_that_overlap():
    """One packed stream that the directory lists many times."""
    whole = save(small_profile())
    end = whole.rindex(b"PK\x05\x06")
    start = int.from_bytes(whole[end + 16 : end + 20], "little")
    directory = whole[start:end]
    count = int.from_bytes(whole[end + 10 : end + 12], "little")
    times = 60
    tail = bytearray(whole[end:])
    tail[8:10] = tail[10:12] = (count * times).to_bytes(2, "little")
    tail[12:16] = (len(directory) * times).to_bytes(4, "little")
    assert refusal("a.docx", whole[:start] + directory * times + bytes(tail)) == "bomb"
