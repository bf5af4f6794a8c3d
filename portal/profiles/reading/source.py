"""From bytes to numbered lines of text. Tabs and spaces at the start stay: they carry the layout."""

import re

from portal.profiles.reading.model import Document, Note, RawLine, SourceLine
from portal.profiles.reading.refusals import Refusal, Refused

CHARACTER_LIMIT = 400_000  # about 130 pages; the longest known profile has 9,000 characters
LINE_LIMIT = 12_000
BINARY_SHARE = 0.02
_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decode(content: bytes) -> tuple[str, str]:
    """Text and the name of the encoding found. Raises Refused(unreadable) for bytes that are no text."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strict(content, encoding), encoding.removesuffix("-sig")
    encoding = _without_mark(content)
    text = _strict(content, encoding)
    controls = sum(text.count(chr(code)) for code in range(32) if code not in (9, 10, 11, 12, 13))
    if controls > BINARY_SHARE * len(text):
        raise Refused(Refusal.UNREADABLE)
    return text, encoding


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(Refusal.UNREADABLE) from error


def _without_mark(content: bytes) -> str:
    """UTF-16 shows itself by zero bytes at every second place; what is no UTF-8 is taken as Windows-1252."""
    sample = content[:4000]
    if len(sample) >= 4 and not len(content) % 2:
        half = len(sample) // 2
        if sample[1::2].count(0) > half * 0.6:
            return "utf-16-le"
        if sample[0::2].count(0) > half * 0.6:
            return "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        # Five byte values have no character in Windows-1252; files that hold them still carry readable text.
        return "cp1252" if not set(content) & {0x81, 0x8D, 0x8F, 0x90, 0x9D} else "latin-1"
    return "utf-8"


def clean(text: str) -> str:
    """A line as it is shown: no control characters, odd spaces as spaces, tabs kept."""
    text = text.translate(_CLEAN)
    return text.rstrip(" \t") if text.strip() else ""


_CLEAN = {code: None for code in range(32) if code != 9}
_CLEAN |= dict.fromkeys((0x7F, 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_CLEAN |= dict.fromkeys((0xA0, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F), " ")
_CLEAN |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def read_text(content: bytes) -> Document:
    """The lines of a text file. Raises Refused: no_text, too_long or unreadable."""
    text, encoding = decode(content)
    if len(text) > CHARACTER_LIMIT:
        raise Refused(Refusal.TOO_LONG)
    texts = _BREAK.split(text)
    if len(texts) > LINE_LIMIT:
        raise Refused(Refusal.TOO_LONG)
    raw = [text.translate(_CLEAN) for text in texts]
    if not any(line.strip() for line in raw):
        raise Refused(Refusal.NO_TEXT)
    while not raw[-1].strip():
        raw.pop()
    lines = [SourceLine(number, clean(text)) for number, text in enumerate(raw, 1)]
    notes = [] if encoding == "utf-8" else [Note("encoding", {"encoding": encoding})]
    # A lone tab is an empty cell and must reach the layout, so blocks keep what clean() drops.
    blocks = [RawLine(number, text, soft=True) for number, text in enumerate(raw, 1)]
    return Document(lines, blocks, [], notes)
