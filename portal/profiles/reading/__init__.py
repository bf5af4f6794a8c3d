"""Reading a function profile from a document: file or pasted text in, what was understood out. Stores nothing."""

from portal.profiles.reading.model import Note, Reading, ReadProfile, SourceLine
from portal.profiles.reading.parts import to_parts
from portal.profiles.reading.reader import read_bytes
from portal.profiles.reading.refusals import SENTENCES, Refusal, Refused
from portal.profiles.reading.safely import describe, read_pasted, read_safely
from portal.profiles.reading.walk import lost_words
from portal.profiles.reading.wire import as_json

__all__ = [
    "SENTENCES",
    "Note",
    "ReadProfile",
    "Reading",
    "Refusal",
    "Refused",
    "SourceLine",
    "as_json",
    "describe",
    "lost_words",
    "read_bytes",
    "read_pasted",
    "read_safely",
    "to_parts",
]
