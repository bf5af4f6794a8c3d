"""One profile from its blocks: a walk over paragraphs and tables that knows which section it is in."""

from portal.profiles.reading.area_titles import AreaTitles
from portal.profiles.reading.criteria import Criteria
from portal.profiles.reading.duties import Duties
from portal.profiles.reading.headings import Heading, Kind, find_heading, split_label
from portal.profiles.reading.lexing import sentence_case
from portal.profiles.reading.line_kinds import (
    DUTIES,
    ENDS,
    PLAIN,
    is_section,
    is_titlelike,
    looks_like_heading,
    style_of,
)
from portal.profiles.reading.lookahead import is_matrix
from portal.profiles.reading.model import Block, Item, Note, Para, ReadProfile, Relation, Unsure
from portal.profiles.reading.naming import DOCUMENT_RANK, LABEL_RANK, LINE_RANK, ROLE_RANK, Naming
from portal.profiles.reading.organisation import labelled, opens_with_phrase, read_sentence
from portal.profiles.reading.titles import document_fact, document_title, is_role, labelled_title

_TEXTS = {Kind.DEFINITION: "definition", Kind.PURPOSE: "purpose", Kind.CONTEXT: "context",
          Kind.CHARACTERISTICS: "characteristics", Kind.CONDITIONS: "working_conditions"}  # fmt: skip
CRITERIA = {Kind.CRITERIA, Kind.CRITERION}


class Builder:
    """Feed it blocks in order, then take `profile` and `notes`. `sections` tells which headings it met."""

    def __init__(self) -> None:
        self.profile = ReadProfile()
        self.notes: list[Note] = []
        self.sections: set[Kind] = set()
        self.naming = Naming(self.profile)
        self.duties = Duties(self.profile)
        self.areas = AreaTitles(self.duties)
        self.section: Kind | None = None
        self.criteria = Criteria(self.profile)
        self._style = PLAIN  # of the last heading
        self.unknown = False  # below a heading that no table knows
        self._label: tuple[Heading, Para] | None = None  # a label whose value stands below it
        self.named_document = False
        self.ahead: list[Block] = []  # the blocks below the one at hand

    # Headings

    def para(self, para: Para, follow: Block | None = None) -> None:
        """Take a paragraph: as heading, as label with value, or as content of the section."""
        if para.bullet is None and self._as_heading(para, follow):
            return
        if para.bullet is not None and self.section in {None, Kind.ORGANISATION, Kind.CONTEXT}:
            found = split_label(para.text)
            if found and found[0].kind in {Kind.ORG_LINE, Kind.META, Kind.TITLE}:
                self._labelled(found, para)
                return
        self.content(para)

    def _as_heading(self, para: Para, follow: Block | None) -> bool:
        if self._label is not None and para.heading is None and not is_section(para):
            return False  # the value below its label
        if self.areas.is_title(para, self.section, self.ahead, named=self.naming.rank > 0):
            self._open_area(para)
            return True
        if self._as_title(para):
            return True
        return self._as_known(para) or self._takes_level(para) or self._unknown(para, follow)

    def _as_known(self, para: Para) -> bool:
        """A heading or label that the tables know, a fact about the document, a line of the organisation."""
        heading = find_heading(para.text)
        found = split_label(para.text)
        fact = document_fact(para.text) if self.section not in DUTIES else None
        if heading is not None:
            self.areas.section_met(heading.kind, para)
            self.open(heading, para)
        elif found is not None and not (
            self.section in DUTIES and found[0].kind in {Kind.META, Kind.CRITERION} and not para.gap
        ):
            self._labelled(found, para)
        elif fact is not None:
            self.notes.append(Note("document_fact", dict(fact), list(para.lines)))
        elif self.section in {None, Kind.ORGANISATION} and para.number is None and self._speaks_of_place(para):
            self._organisation(para)
        else:
            return False
        return True

    def _speaks_of_place(self, para: Para) -> bool:
        """Whether a line tells the place in the organisation; a sentence in the prose of one role among several is text
        like the rest of it.
        """
        prose = self.naming.among and self.section is None and para.text.endswith(".")
        return not prose and opens_with_phrase(para)

    def _as_title(self, para: Para) -> bool:
        label = labelled_title(para.text)
        if label and self.section is None:
            return self.title(label, para, LABEL_RANK)
        named = document_title(para.text)
        if named is None or (self.section is not None and not named[1]):
            return False
        self.named_document = True
        if named[1]:
            return self.title(named[1], para, DOCUMENT_RANK)
        if self.naming.rank:  # "Functiebeschrijving" below the title heads the description
            self.section = Kind.CONTEXT
        self.structural(para)
        return True

    def title(self, text: str, para: Para, rank: int) -> bool:
        """Offer a title; True, as the line is dealt with whether it names the profile or not."""
        self.naming.take(text, para, rank)
        return True

    def structural(self, para: Para) -> None:
        """A line that only gave structure."""
        self.profile.headings.append(Item(para.text, list(para.lines)))

    def unplaced(self, para: Para, reason: Unsure) -> None:
        self.profile.unplaced.append(Item(para.text, list(para.lines), reason))

    def open(self, heading: Heading, para: Para) -> None:
        """Begin the section of a heading."""
        kind = heading.kind
        self._style = style_of(para)
        self.sections.add(kind)
        self.close_label()
        self.unknown = False
        if kind in {Kind.ORG_LINE, Kind.TITLE, Kind.META}:
            self._label = (heading, para)
            if kind is Kind.ORG_LINE:
                self.section = Kind.ORGANISATION
            return
        among_levels = bool(self.criteria.level) and self.section in CRITERIA
        if kind is Kind.CRITERION:
            self.criteria.open(para)
        elif kind in {Kind.TASKS, Kind.AREAS}:
            self._open_duties(kind, para)
        else:
            self.structural(para)
        if not (kind is Kind.CRITERION and among_levels):
            self.section, self.criteria.level = kind, ""

    def _open_duties(self, kind: Kind, para: Para) -> None:
        area = self.duties.area
        inside = self.section in DUTIES and self.duties.titled and area is not None
        if kind is Kind.TASKS and inside and area is not None and not area.core_tasks:
            self.structural(para)
            return
        self.duties.open(sentence_case(para.text.strip(" :")), para.lines, listed=True)
        self.duties.titled = False

    def _labelled(self, found: tuple[Heading, str, str], para: Para) -> None:
        """Open what the label of "Doel: …" says, and give it the rest of the line."""
        heading, label, rest = found
        self.sections.add(heading.kind)
        value = Para(rest, para.lines, number=para.number)
        if heading.kind is Kind.META:
            self.notes.append(Note("document_fact", {"label": label, "value": rest}, list(para.lines)))
        elif heading.kind is Kind.TITLE:
            self.title(rest, para, LABEL_RANK)
        elif heading.kind is Kind.ORG_LINE:
            self.profile.organisation.append(labelled(label, rest, list(para.lines), heading))
            if self.section is None or self.section in _TEXTS:
                self.section = Kind.ORGANISATION
        elif heading.kind is Kind.AREAS and len(rest.split()) <= 10 and not rest.endswith(ENDS):
            self.structural(Para(label, para.lines))
            self._open_area(value)
        else:
            self.open(heading, Para(label, para.lines))
            if heading.kind is Kind.INDICATORS:
                self.duties.add_measures(value)
            else:
                self.content(value)

    # Areas

    def _open_area(self, para: Para) -> None:
        self.areas.opened(para)
        self.duties.open(sentence_case(para.text), para.lines)
        self.section = Kind.AREAS
        self.unknown = False

    # Lines without a known heading

    def _takes_level(self, para: Para) -> bool:
        return self.section in CRITERIA and self.criteria.take_level(para)

    def _unknown(self, para: Para, follow: Block | None) -> bool:
        if self.section is not None and is_matrix(follow) and is_titlelike(para):
            self.open(Heading(Kind.CRITERIA, para.text), para)
            return True
        if not looks_like_heading(para, follow):
            return False
        if self.section is None and not self.unknown:
            role = is_role(para.text)
            if not self.naming.rank or (role and self.naming.rank == LINE_RANK):
                return self.title(para.text, para, ROLE_RANK if role else LINE_RANK)
        return self._unknown_in_section(para, follow)

    def _unknown_in_section(self, para: Para, follow: Block | None) -> bool:
        below_list = isinstance(follow, Para) and follow.bullet is not None
        if self.section in CRITERIA:
            self.criteria.open(para)
            return True
        if self.section is Kind.AREAS or (self.section in DUTIES and below_list):
            self._open_area(para)
            return True
        if self.section is Kind.TASKS and (style_of(para) == PLAIN or style_of(para) != self._style):
            return False
        self.unknown = True
        self.unplaced(para, Unsure.UNKNOWN_HEADING)
        return True

    # Content

    def content(self, para: Para) -> None:
        """Text of the section that is open."""
        if self._label is not None:
            self._value(para)
        elif self.unknown:
            self.unplaced(para, Unsure.UNKNOWN_HEADING)
        elif self.section in DUTIES:
            self._duty(para)
        elif self.section is Kind.ORGANISATION:
            self._organisation(para)
        elif self.section in CRITERIA:
            between = self.section is Kind.CRITERIA
            if not (self.criteria.take_named(para) or self.criteria.add(para, between=between)):
                self.unplaced(para, Unsure.NO_PLACE)
        elif self.section in _TEXTS:
            getattr(self.profile, _TEXTS[self.section]).append(Item(para.text, list(para.lines)))
        elif para.bullet is not None or para.number is not None:
            self.duties.add_task(para, Unsure.DUTY_GUESSED)
        else:
            self.profile.context.append(Item(para.text, list(para.lines)))

    def _value(self, para: Para) -> None:
        """The text below a label is its value; a list below it holds several."""
        heading, label = self._label or (None, para)
        if heading is not None and heading.kind is Kind.TITLE:
            self.structural(label)
            self.title(para.text, para, LABEL_RANK)
        elif heading is not None and heading.kind is Kind.META:
            value = {"label": label.text.strip(" :"), "value": para.text}
            self.notes.append(Note("document_fact", value, [*label.lines, *para.lines]))
        else:
            line = labelled(label.text, para.text, [*label.lines, *para.lines], heading)
            self.profile.organisation.append(line)
        if para.bullet is None:
            self._label = None

    def close_label(self) -> None:
        """A label that nothing followed."""
        if self._label is not None:
            self.structural(self._label[1])
            self._label = None

    def _duty(self, para: Para) -> None:
        if self._introduces(para):
            self.structural(para)  # "De taken zijn:" says nothing of its own
        elif self.section is Kind.INDICATORS:
            self.duties.add_indicator(para)
        elif self.section is Kind.RESULT:
            self.duties.current().result.append(Item(para.text, list(para.lines)))
        elif para.bullet is None and para.number is None and self.duties.titled:
            self.duties.add_prose(para)
        else:
            self.duties.add_task(para)

    def _introduces(self, para: Para) -> bool:
        """Whether a line ends with a colon before the first items of a list, or among items that stand in a list."""
        if para.bullet is not None or para.number is not None or not para.text.endswith(":"):
            return False
        return len(para.text.split()) <= 15 and not (self.section is Kind.TASKS and self.duties.in_lines)

    def _organisation(self, para: Para) -> None:
        self.sections.add(Kind.ORG_LINE)
        if para.bullet and self.profile.organisation:
            last = self.profile.organisation[-1]
            last.value, last.lines = f"{last.value} {para.text}", [*last.lines, *para.lines]
            return
        self.profile.organisation += read_sentence(para.text, list(para.lines))

    def finish(self) -> ReadProfile:
        """The profile; what hung in the air is settled."""
        self.close_label()
        self.duties.settle()
        self.criteria.settle()
        if any(line.relation != Relation.OTHER for line in self.profile.organisation):
            self.sections.add(Kind.ORG_LINE)
        return self.profile
