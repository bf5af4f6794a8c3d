"""Which lines name a result area."""

from collections.abc import Sequence

from portal.profiles.reading.duties import Duties
from portal.profiles.reading.headings import Kind, find_heading
from portal.profiles.reading.line_kinds import DUTIES, is_titlelike
from portal.profiles.reading.lookahead import all_titles, heads_area, is_matrix, next_in_row, repeats_duties
from portal.profiles.reading.model import Block, Para, Table
from portal.profiles.reading.titles import document_title

_NEVER_AREAS = {Kind.CRITERIA, Kind.CONDITIONS, Kind.ORGANISATION}


class AreaTitles:
    """Tells the titles of areas from sections and duties by what it met before and by the lines below."""

    def __init__(self, duties: Duties) -> None:
        self._duties = duties
        self._numbered = False  # the document numbers its sections
        self._last_number: str | None = None  # of the last titled area

    def section_met(self, kind: Kind, para: Para) -> None:
        """A heading of the profile came by."""
        self._numbered = self._numbered or (para.number is not None and kind not in DUTIES)

    def opened(self, para: Para) -> None:
        """This line named an area."""
        self._last_number = para.number

    def is_title(self, para: Para, section: Kind | None, ahead: Sequence[Block], *, named: bool) -> bool:
        """Whether a line names an area: numbered or styled below the duties and no duty itself, or above the heading of
        the area's tasks. `named` tells that the profile has a title, so that this line need not be it.
        """
        if document_title(para.text) is None and heads_area(para, ahead):
            return section in DUTIES or (named and find_heading(para.text) is None and repeats_duties(ahead))
        follow = ahead[0] if ahead else None
        if section not in DUTIES or not is_titlelike(para) or is_matrix(follow):
            return False
        if para.number is None:
            return para.heading is not None and find_heading(para.text) is None and section is not Kind.TASKS
        if self._is_other(para) or not self._counts_areas(para, ahead):
            return False
        if not isinstance(follow, Para):
            return isinstance(follow, Table)
        return follow.bullet is not None or follow.number is None or "." in follow.number

    def _is_other(self, para: Para) -> bool:
        """A numbered heading of another section."""
        heading = find_heading(para.text)
        apart = DUTIES | _NEVER_AREAS
        if self._duties.titled and next_in_row(self._last_number, para.number):
            apart -= {Kind.ORGANISATION}  # "3. Rapportering" after two areas
        return heading is not None and (self._numbered or heading.kind in apart)

    def _counts_areas(self, para: Para, ahead: Sequence[Block]) -> bool:
        number = para.number or ""
        if "." not in number:
            return all_titles(para, ahead)
        return not (self._duties.titled and number.split(".")[0] == self._last_number)
