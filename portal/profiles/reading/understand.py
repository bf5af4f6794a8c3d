"""From a document to profiles: pictures' names and asides set apart, profiles split, each one built and checked."""

import re

from portal.profiles.reading.build import Builder
from portal.profiles.reading.build_tables import feed
from portal.profiles.reading.evidence import is_code, is_profile
from portal.profiles.reading.figures import read_figures
from portal.profiles.reading.headings import Kind
from portal.profiles.reading.language import READ, find_language
from portal.profiles.reading.layout import all_paras, lay_out
from portal.profiles.reading.lexing import squeeze
from portal.profiles.reading.line_kinds import is_titlelike
from portal.profiles.reading.model import (
    Block,
    Document,
    Item,
    Note,
    Para,
    RawLine,
    Reading,
    ReadProfile,
    Section,
    Table,
    Unsure,
)
from portal.profiles.reading.refusals import Refusal, Refused
from portal.profiles.reading.splitting import Segment, split_profiles
from portal.profiles.reading.titles import document_fact, document_title, holds_many, is_image_name, tidy_title
from portal.profiles.reading.walk import about_the_job, all_items, texts_of

_PLACEHOLDER = re.compile(r"\[(?!\s*[xX]?\s*\]|\d+\])[^\[\]\n]{1,120}\]")
WORDS_TO_TELL = 40  # a longer text without small words of a known language is in another one
_RULE = re.compile(r"([-=_*~#.–—])\1{2,}")  # a line drawn with signs
_PAGE = re.compile(r"(?:pagina|side|page|blz\.?)?\s*\d{1,3}(?:\s*(?:/|van|av|of)\s*\d{1,3})?", re.IGNORECASE)


def understand(document: Document) -> Reading:
    """What a document says. Raises Refused: no_text, other_language or not_a_profile."""
    text = "\n".join(line.text for line in document.lines)
    language = _language(text)
    notes = list(document.notes)
    blocks = _without_images(lay_out(_kept(document, notes)), notes)
    preface, segments = split_profiles(blocks)
    builders = [_build(segment) for segment in segments]
    reading = Reading(language, document.lines, [builder.profile for builder in builders], notes)
    _preface(reading, preface)
    sections: set[Kind] = set().union(*(builder.sections for builder in builders))
    titles = [profile.title for profile in reading.profiles]
    named = any(builder.named_document for builder in builders) or _names_itself(preface)
    if not is_profile(text, sections, titles, named=named):
        raise Refused(Refusal.NOT_A_PROFILE)
    _asides(reading, document)
    for builder, profile in zip(builders, reading.profiles, strict=True):
        reading.notes += builder.notes
        _settle(profile)
    _report(reading)
    return reading


def _language(text: str) -> str:
    """The language of a text worth understanding; raises Refused for one that cannot be a profile here."""
    if not re.search(r"\w", text):
        raise Refused(Refusal.NO_TEXT)
    words = len(re.findall(r"[^\W\d_]{2,}", text))
    if not words or is_code(text):
        raise Refused(Refusal.NOT_A_PROFILE)
    language = find_language(text)
    if language is None and words < WORDS_TO_TELL:
        raise Refused(Refusal.NOT_A_PROFILE)
    if language not in READ:
        raise Refused(Refusal.OTHER_LANGUAGE, language=language or "")
    return language


def _kept(document: Document, notes: list[Note]) -> list:
    """The blocks without the page numbers and drawn lines that a text file carries between its lines."""
    out = []
    for block in document.blocks:
        label = squeeze(block.text) if isinstance(block, RawLine) else ""
        if _RULE.fullmatch(label):
            continue
        if label and _PAGE.fullmatch(label) and not label.isdecimal():
            notes.append(Note("page_number_dropped", {"text": label}, [block.number]))
        else:
            out.append(block)
    return out


def _without_images(blocks: list[Block], notes: list[Note]) -> list[Block]:
    out: list[Block] = []
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    cell.paras = [para for para in cell.paras if not _dropped(para, notes)]
        if isinstance(block, Table) or not _dropped(block, notes):
            out.append(block)
    return out


def _dropped(para: Para, notes: list[Note]) -> bool:
    if not is_image_name(para.text):
        return False
    notes.append(Note("image_name_dropped", {"name": para.text}, list(para.lines)))
    return True


def _build(segment: Segment) -> Builder:
    builder = Builder()
    if segment.title is not None:
        named = document_title(segment.title.text)
        name = (named[1] if named else "") or _label_rest(segment.title.text)
        builder.naming.give(tidy_title(name), segment.title)
    feed(builder, segment.blocks)
    builder.finish()
    return builder


def _label_rest(text: str) -> str:
    from_label = text.partition(":")[2].strip()
    return from_label or text


def _names_itself(preface: list[Block]) -> bool:
    return any(isinstance(block, Para) and (document_title(block.text) or holds_many(block.text)) for block in preface)


def _preface(reading: Reading, preface: list[Block]) -> None:
    """What stands above the first of several profiles: its title gives structure, its text waits to be placed."""
    kept = []
    for block in preface:
        for para in all_paras([block]):
            fact = document_fact(para.text)
            item = Item(para.text, list(para.lines), Unsure.NO_PLACE)
            if fact:
                reading.notes.append(Note("document_fact", dict(fact), list(para.lines)))
            elif holds_many(para.text) or (para.bullet is None and is_titlelike(para)):
                reading.headings.append(Item(para.text, list(para.lines)))
            else:
                kept.append(item)
    if kept:
        reading.profiles[0].unplaced[:0] = kept
        reading.notes.append(Note("shared_introduction", {}, [number for item in kept for number in item.lines]))


def _asides(reading: Reading, document: Document) -> None:
    """Notes and text boxes wait to be placed; headers and footers are reported."""
    for kind, line in document.asides:
        text = squeeze(line.text)
        if kind in {"header", "footer"}:
            reading.notes.append(Note(f"{kind}_left_out", {"text": text}, [line.number]))
        else:
            reading.profiles[0].unplaced.append(Item(text, [line.number], Unsure.ASIDE))
            reading.notes.append(Note(f"{kind}_unplaced", {"text": text}, [line.number]))


def _settle(profile: ReadProfile) -> None:
    for text in texts_of(profile):
        for found in _PLACEHOLDER.findall(text):
            words = squeeze(found)
            profile.placeholders[words] = profile.placeholders.get(words, 0) + 1
    profile.figures = read_figures((item.text, item.lines) for item in about_the_job(profile))
    profile.not_stated = [section.value for section in Section if not _states(profile, section)]


def _states(profile: ReadProfile, section: Section) -> bool:
    areas = profile.result_areas
    says = {
        Section.TITLE: profile.title,
        Section.PURPOSE: profile.definition or profile.purpose,
        Section.RESULTS: any(area.result for area in areas),
        Section.CORE_TASKS: any(area.core_tasks for area in areas),
        Section.INDICATORS: any(area.indicators for area in areas),
    }
    return bool(says[section] if section in says else getattr(profile, section.value))


def _report(reading: Reading) -> None:
    """Notes that speak of the whole: several profiles, what is not stated, what the reader was unsure of."""
    if len(reading.profiles) > 1:
        titles = ", ".join(profile.title for profile in reading.profiles)
        reading.notes.append(Note("several_profiles", {"count": len(reading.profiles), "titles": titles}))
    for profile in reading.profiles:
        for section in profile.not_stated:
            reading.notes.append(Note("not_stated", {"section": section, "profile": profile.title}))
        for item in all_items(profile):
            if item.unsure:
                values: dict[str, str | int] = {"reason": str(item.unsure), "text": item.text, "profile": profile.title}
                reading.notes.append(Note("unsure", values, list(item.lines)))
