"""The title of one profile under construction: which of the lines that may name it does."""

from portal.profiles.reading.headings import fold
from portal.profiles.reading.model import Item, Para, ReadProfile, Unsure
from portal.profiles.reading.titles import tidy_title

LABEL_RANK, DOCUMENT_RANK, ROLE_RANK, LINE_RANK = 4, 3, 2, 1


class Naming:
    """Keeps the best title of a profile so far; `rank` tells how sure it is, 0 for none. `among` tells that the
    document gave the name to one profile of several.
    """

    def __init__(self, profile: ReadProfile) -> None:
        self._profile = profile
        self.rank = 0
        self.among = False

    def take(self, text: str, para: Para, rank: int) -> None:
        """Take a title when nothing better is known; the line of a title that gives way stays as text."""
        known = self._profile.title
        if rank <= self.rank:
            if fold(text) == fold(known):
                self._structural(para.text, para.lines)
            else:
                self._profile.unplaced.append(Item(para.text, list(para.lines), Unsure.NO_PLACE))
            return
        if self.rank and fold(known) in fold(text):
            self._structural(known, self._profile.title_lines)
        elif self.rank:
            self._profile.unplaced.append(Item(known, self._profile.title_lines, Unsure.NO_PLACE))
        self._profile.title, self._profile.title_lines = tidy_title(text), list(para.lines)
        self.rank = rank
        if para.text != text:
            self._structural(para.text, para.lines)

    def give(self, title: str, para: Para) -> None:
        """The title that the document gave to this profile among several."""
        self._profile.title, self._profile.title_lines = title, list(para.lines)
        self.rank, self.among = DOCUMENT_RANK, True
        self._structural(para.text, para.lines)

    def _structural(self, text: str, lines: list[int]) -> None:
        self._profile.headings.append(Item(text, list(lines)))
