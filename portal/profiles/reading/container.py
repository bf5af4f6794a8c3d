"""The zip around a Word document, opened without trusting what it says about itself."""

import io
import re
import zipfile
import zlib
from copy import copy

from portal.profiles.reading.refusals import MEGABYTE, Refusal, Refused

PART_COUNT = 2_000
UNPACKED_LIMIT = 100 * MEGABYTE  # what the container may claim in all, pictures included
READ_LIMIT = 24 * MEGABYTE  # what is unpacked here in all: text, styles, notes; pictures are never opened
PART_LIMIT = 8 * MEGABYTE
RATIO_LIMIT = 150
_MACRO_PART = re.compile(r"vba(project|data)|macrosheets", re.IGNORECASE)
_DTD = re.compile(rb"<!\s*(doctype|entity)", re.IGNORECASE)


class Container:
    """The parts of a .docx by name. Raises Refused: bomb, macro, too_long, unreadable."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            self._entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise Refused(Refusal.UNREADABLE) from error
        self._read = 0
        self._check(len(content))
        self._by_name = {entry.filename: entry for entry in self._entries}
        self.names = list(self._by_name)

    def _check(self, size: int) -> None:
        if len(self._entries) > PART_COUNT:
            raise Refused(Refusal.BOMB)
        claimed = sum(entry.file_size for entry in self._entries)
        packed = sum(entry.compress_size for entry in self._entries)
        # More packed bytes than the file holds: parts overlap, as in a bomb without nesting.
        if claimed > UNPACKED_LIMIT or packed > size:
            raise Refused(Refusal.BOMB)
        for entry in self._entries:
            if entry.file_size > MEGABYTE and entry.file_size > RATIO_LIMIT * max(entry.compress_size, 1):
                raise Refused(Refusal.BOMB)
            if entry.flag_bits & 0x1:
                raise Refused(Refusal.LOCKED)
            if _MACRO_PART.search(entry.filename):
                raise Refused(Refusal.MACRO)

    def read(self, name: str) -> bytes | None:
        """The bytes of a part, None when there is none. Unpacks in steps and stops at the limits: the size that
        the container claims is compared with what comes out.
        """
        entry = self._by_name.get(name)
        if entry is None:
            return None
        if entry.file_size > PART_LIMIT:  # it packs like text, so it may be a book
            raise Refused(Refusal.TOO_LONG)
        honest = copy(entry)
        honest.file_size = PART_LIMIT + 1  # read on past the claim, so that a lying size shows
        out = bytearray()
        try:
            with self._zip.open(honest) as stream:
                while chunk := stream.read(64 * 1024):
                    out += chunk
                    if len(out) > PART_LIMIT or self._read + len(out) > READ_LIMIT:
                        raise Refused(Refusal.BOMB)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise Refused(Refusal.BOMB if len(out) > entry.file_size else Refusal.UNREADABLE) from error
        if len(out) > entry.file_size:
            raise Refused(Refusal.BOMB)
        if len(out) < entry.file_size:
            raise Refused(Refusal.UNREADABLE)
        self._read += len(out)
        return bytes(out)

    def xml(self, name: str) -> bytes | None:
        """An XML part. Raises Refused(unreadable) when it declares a document type or entities."""
        content = self.read(name)
        if content is None:
            return None
        if _DTD.search(content) or _DTD.search(content.replace(b"\x00", b"")):
            raise Refused(Refusal.UNREADABLE)
        return content
