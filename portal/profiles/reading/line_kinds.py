"""What a single line looks like: a section, the title of an area, a heading that no table knows."""

import re

from portal.profiles.reading.heading_words import Kind
from portal.profiles.reading.headings import find_heading
from portal.profiles.reading.model import Block, Para, Table

DUTIES = {Kind.AREAS, Kind.TASKS, Kind.INDICATORS, Kind.RESULT}
ENDS = (".", ";", ",", "!", "?")


PLAIN = (None, False, False)


def style_of(para: Para) -> tuple[int | None, bool, bool]:
    """How a line stands out: heading level of Word, bold, capitals. Lines of one kind look alike."""
    return para.heading, para.bold, para.text.isupper() and len(para.text) > 4


def is_section(para: Para) -> bool:
    heading = find_heading(para.text)
    return heading is not None and heading.kind not in {Kind.META, Kind.TITLE}


def is_titlelike(para: Para) -> bool:
    text = para.text
    return len(text.split()) <= 10 and len(text) <= 90 and not text.endswith(ENDS) and not text[0].islower()


def looks_like_heading(para: Para, follow: Block | None) -> bool:
    text = para.text
    if para.heading is not None and len(text) <= 120:
        return True
    if (
        para.number is not None
        or len(text.split()) > 8
        or text.endswith(ENDS)
        or not re.match(r"[\"“(]?[A-ZÆØÅÀ-Þ0-9]", text)
    ):
        return False
    if follow is None:
        return False
    if text.isupper() or para.bold or text.endswith(":"):
        return True
    return para.gap or para.cell or para.lines[:1] == [1] or (len(text.split()) <= 4 and _is_longer(follow))


def _is_longer(follow: Block) -> bool:
    return isinstance(follow, Table) or follow.bullet is not None or len(follow.text.split()) >= 8
