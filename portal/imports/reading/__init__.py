"""Reading tables from people: text with separators (CSV) and workbooks (XLSX), in a child process with limits."""

from portal.imports.reading.refusals import SENTENCES, Refusal, Refused
from portal.imports.reading.safely import Read, reading

__all__ = ["SENTENCES", "Read", "Refusal", "Refused", "reading"]
