"""The door: which files are let in, and reading one in this process."""

from portal.profiles.reading.model import Reading
from portal.profiles.reading.refusals import MEGABYTE, SIZE_LIMIT, Refusal, Refused
from portal.profiles.reading.source import read_text
from portal.profiles.reading.understand import understand

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"{\\rtf", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf",
           b"<!DOCTYPE html", b"<html")  # fmt: skip
_LOCKED_MARK = "EncryptedPackage".encode("utf-16-le")


def suffix_of(name: str) -> str:
    """The ending of a file name in small letters, without the dot; "" when it has none."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    return base.rsplit(".", 1)[1].strip().lower() if "." in base else ""


def check(name: str, content: bytes) -> str:
    """The suffix of a file that may be read: txt or docx. Looks at size, name and first bytes only, and raises
    Refused: empty, too_large, old_word, macro, locked, unknown_type, mismatch.
    """
    if not content:
        raise Refused(Refusal.EMPTY)
    if len(content) > SIZE_LIMIT:
        raise Refused(Refusal.TOO_LARGE, limit=SIZE_LIMIT // MEGABYTE)
    suffix = suffix_of(name)
    if suffix in {"doc", "dot"}:
        raise Refused(Refusal.OLD_WORD)
    if suffix in {"docm", "dotm"}:
        raise Refused(Refusal.MACRO)
    if suffix not in {"txt", "text", "docx"}:
        raise Refused(Refusal.UNKNOWN_TYPE)
    if suffix == "docx":
        _check_word(content)
        return suffix
    if not content.strip():
        raise Refused(Refusal.EMPTY)
    if content.startswith((_OLD_OFFICE, _ZIP)) or content.lstrip().startswith(_BINARY):
        raise Refused(Refusal.MISMATCH)
    return "txt"


def _check_word(content: bytes) -> None:
    if content.startswith(_OLD_OFFICE):  # a protected .docx is such a container as well
        raise Refused(Refusal.LOCKED if _LOCKED_MARK in content else Refusal.OLD_WORD)
    if not content.startswith(_ZIP):
        damaged = content.startswith(_ZIP[:2]) or not content.strip(b"\x00")
        raise Refused(Refusal.UNREADABLE if damaged else Refusal.MISMATCH)


def read_bytes(name: str, content: bytes) -> Reading:
    """What a file says, read in this process; raises Refused. Files from people go through read_safely."""
    suffix = check(name, content)
    try:
        if suffix == "docx":
            from portal.profiles.reading.word import read_word  # noqa: PLC0415 - text files need no XML

            document = read_word(content)
        else:
            document = read_text(content)
        return understand(document)
    except (MemoryError, RecursionError) as error:
        raise Refused(Refusal.TOO_LONG) from error
