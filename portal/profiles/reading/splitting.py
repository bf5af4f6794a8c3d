"""One document may hold several profiles: where each begins."""

import re
from dataclasses import dataclass, field

from portal.profiles.reading.headings import Kind, find_heading, fold, split_label
from portal.profiles.reading.model import Block, Para
from portal.profiles.reading.titles import document_fact, document_title, holds_many, is_role, labelled_title

_INSIDE = {Kind.AREAS, Kind.TASKS, Kind.INDICATORS, Kind.RESULT, Kind.CRITERIA, Kind.CRITERION, Kind.ORGANISATION,
           Kind.CONDITIONS, Kind.ORG_LINE}  # fmt: skip
PROSE_WORDS = 8


@dataclass(slots=True)
class Segment:
    """The blocks of one profile; `title` is the line that names it, None when the profile finds its own."""

    title: Para | None
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class _Candidate:
    place: int
    para: Para
    strong: bool
    prose: bool


def split_profiles(blocks: list[Block]) -> tuple[list[Block], list[Segment]]:
    """(blocks before the first profile, one segment per profile); a single segment when there is one profile."""
    candidates = _candidates(blocks)
    strong = [candidate for candidate in candidates if candidate.strong]
    many = any(isinstance(block, Para) and holds_many(block.text) for block in blocks[:3])
    if len(strong) < 2 and not (many and len(candidates) > 1):
        return [], [Segment(None, blocks)]
    starts = strong
    if many or not _has_sections(blocks):
        starts = [candidate for candidate in candidates if candidate.strong or candidate.prose]
    if len(starts) > 1 and starts[0].place == 0 and (holds_many(starts[0].para.text) or not starts[0].strong):
        starts = starts[1:]
    level = min((start.para.heading for start in starts if start.para.heading is not None), default=None)
    starts = [start for start in starts if start.para.heading in {None, level} or level is None]
    if len(starts) < 2:
        return [], [Segment(None, blocks)]
    ends = [*(start.place for start in starts[1:]), len(blocks)]
    segments = [Segment(start.para, blocks[start.place + 1 : end]) for start, end in zip(starts, ends, strict=True)]
    return blocks[: starts[0].place], segments


def _has_sections(blocks: list[Block]) -> bool:
    return any(isinstance(block, Para) and _section(block) in _INDEPENDENT for block in blocks)


_INDEPENDENT = {Kind.PURPOSE, Kind.CONTEXT, Kind.AREAS, Kind.TASKS, Kind.INDICATORS, Kind.ORGANISATION, Kind.DEFINITION,
                Kind.CHARACTERISTICS, Kind.CONDITIONS, Kind.CRITERION}  # fmt: skip


def _section(para: Para) -> Kind | None:
    if para.bullet is not None:
        return None
    heading = find_heading(para.text)
    if heading is None:
        labelled = split_label(para.text)
        heading = labelled[0] if labelled else None
    return heading.kind if heading else None


def _candidates(blocks: list[Block]) -> list[_Candidate]:
    """Lines that may name a profile; what lies between two of them must hold some content."""
    out: list[_Candidate] = []
    section: Kind | None = None
    content = True
    for place, block in enumerate(blocks):
        if not isinstance(block, Para):
            content = True
            continue
        kind = _section(block)
        named = document_title(block.text) if block.bullet is None else None
        title = labelled_title(block.text) if block.bullet is None else None
        strong = bool((named and named[1]) or title)
        if strong or _may_name(blocks, place, section, kind):
            if out and not content and not out[-1].strong and is_role(block.text):
                out.pop()  # the title of the page stood above the first role
                content = True
            if content and not _same(out, title or (named[1] if named else "") or block.text):
                follow = blocks[place + 1] if place + 1 < len(blocks) else None
                mentions = isinstance(follow, Para) and _mentions(block.text, follow.text)
                strong = strong or is_role(block.text) or mentions
                if section not in _INSIDE or _may_leave(block, follow, mentions, strong):
                    prose = isinstance(follow, Para) and len(follow.text.split()) >= PROSE_WORDS
                    out.append(_Candidate(place, block, strong, prose))
                    section, content = None, place == 0 and holds_many(block.text)
            continue
        if kind is not None and kind not in {Kind.META, Kind.TITLE, Kind.DOCUMENT}:
            section, content = kind, True
        content = content or block.bullet is not None or len(block.text.split()) >= PROSE_WORDS
    return out


def _same(out: list[_Candidate], title: str) -> bool:
    """The same name again is a running title, not another profile."""
    if not out:
        return False
    named = document_title(out[-1].para.text)
    before = labelled_title(out[-1].para.text) or (named[1] if named else "") or out[-1].para.text
    return fold(before) == fold(title)


def _may_name(blocks: list[Block], place: int, section: Kind | None, kind: Kind | None) -> bool:
    para = blocks[place]
    assert isinstance(para, Para)  # noqa: S101 - the caller looked
    text = para.text
    plain = para.bullet is None and kind is None and (para.number is None or section is None)
    if not plain or len(text) > 70 or len(text.split()) > 7 or text.endswith((".", ";", ",", ":", "?", "!")):
        return False
    if not re.search(r"[^\W\d_]{3}", text) or document_fact(text) or text[0].islower():
        return False
    before = blocks[place - 1] if place else None
    label = find_heading(before.text) if isinstance(before, Para) and para.heading is None else None
    if label is not None and label.kind in {Kind.ORG_LINE, Kind.TITLE, Kind.META}:
        return False  # the value below a label
    apart = place == 0 or para.gap or para.heading is not None or para.cell or para.bold
    return apart and place + 1 < len(blocks)


def _may_leave(para: Para, follow: Block | None, mentions: bool, strong: bool) -> bool:  # noqa: FBT001
    """Inside a section a line names the next profile only when what follows opens one."""
    if document_title(para.text) or labelled_title(para.text):
        return True
    if not strong or not isinstance(follow, Para):
        return False
    opens = _section(follow) in {Kind.CONTEXT, Kind.PURPOSE, Kind.CHARACTERISTICS, Kind.DEFINITION, Kind.ORGANISATION,
                                 Kind.ORG_LINE, Kind.TASKS, Kind.AREAS}  # fmt: skip
    return is_role(para.text) and (mentions or opens)


def _mentions(title: str, prose: str) -> bool:
    """Whether the text below speaks of the name above it: its words, or the stem of its last word."""
    if len(prose.split()) < PROSE_WORDS:
        return False
    opening = prose[:220].lower()
    words = re.findall(r"[^\W\d_]{3,}", title.lower())
    if not words:
        return False
    return title.lower() in opening or all(word[: max(4, len(word) - 2)] in opening for word in words)
