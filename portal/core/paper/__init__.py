"""Documents on paper: plain JSON in the reader's language becomes a PDF. What people wrote is never markup (ADR 8).

A paper is {"lang", "region", "written", "written_region", "title", "kind", "owner", "version", "facts", "sections",
"foot", "page"}; a section {"title", "blocks"}, with "apart" on a page of its own. Blocks: text, note, facts, table,
goal, lines (room to write by hand), boxes (a row to tick: code, text, steps, lines, small print if any), choices (words
to tick: text, options), trend (scores of 1 to 5: days, series of label and values). `paper.typ` draws each.
"""

from portal.core.paper.setting import REGIONS, Busy, pdf, printable

__all__ = ["REGIONS", "Busy", "pdf", "printable"]
