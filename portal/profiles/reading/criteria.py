"""Criteria under construction: their titles, and items per level."""

import re

from portal.profiles.reading.headings import fold
from portal.profiles.reading.levels import level_of_line, level_prefix
from portal.profiles.reading.lexing import sentence_case
from portal.profiles.reading.model import Criterion, Item, Level, Para, ReadProfile

_NAMED = re.compile(r"([A-ZÆØÅ][^:.;]{1,40}):\s+(\S.*)", re.DOTALL)
LABEL_WORDS = 4


class Criteria:
    """Collects the criteria of one profile. `level` is the level that the text is speaking of, "" for all."""

    def __init__(self, profile: ReadProfile) -> None:
        self._profile = profile
        self._current: Criterion | None = None
        self.level = ""

    def _codes(self) -> set[str]:
        return {level.code for level in self._profile.levels}

    def open(self, para: Para) -> None:
        """A criterion by its title; when levels come one after another the same criterion comes back."""
        title = para.text.strip(" :")
        for known in self._profile.criteria:
            if fold(known.title) == fold(title):
                self._current = known
                self._profile.headings.append(Item(para.text, list(para.lines)))
                return
        self._current = Criterion(title, list(para.lines))
        self._profile.criteria.append(self._current)

    def close(self) -> None:
        """What follows belongs to no criterion until one is named."""
        self._current = None
        self.level = ""

    def take_level(self, para: Para) -> bool:
        """Whether the line only names a level, as "Niveau B" does: what follows is for this level."""
        code = level_of_line(para.text, self._profile.levels)
        if code is None:
            return False
        if code in self._codes():
            self._profile.headings.append(Item(para.text, list(para.lines)))
        else:
            self._profile.levels.append(Level(code, sentence_case(para.text.strip(" :")), list(para.lines)))
        self.level = code
        return True

    def take_named(self, para: Para) -> bool:
        """Whether, below the name of a level, "Zelfstandigheid: …" named a criterion and what this level asks."""
        found = _NAMED.match(para.text) if self.level else None
        if not found or len(found[1].split()) > LABEL_WORDS:
            return False
        self.open(Para(found[1], para.lines))
        return self.add(Para(found[2], para.lines), between=False)

    def add(self, para: Para, *, between: bool) -> bool:
        """Take an item; False when no criterion is open. `between` means that the text stands among levels, where
        "B: zelfstandig" may name a level that was not announced.
        """
        if self._current is None:
            return False
        code, text = self._prefixed(para, between=between)
        items = self._current.items.setdefault(code, [])
        item = Item(text, list(para.lines))
        if para.bullet and items:
            items[-1].children.append(item)
        else:
            items.append(item)
        return True

    def _prefixed(self, para: Para, *, between: bool) -> tuple[str, str]:
        found = level_prefix(para.text, self._profile.levels)
        if found is None or (found[0] not in self._codes() and (self._profile.levels or not between)):
            return self.level, para.text
        if found[0] not in self._codes():
            self._profile.levels.append(Level(found[0], found[0], list(para.lines)))
        self._profile.headings.append(Item(para.text[: len(para.text) - len(found[1])], list(para.lines)))
        return found

    def settle(self) -> None:
        """In a profile with levels, text that names none holds for all of them."""
        codes = [level.code for level in self._profile.levels]
        for criterion in self._profile.criteria:
            if not codes or "" not in criterion.items:
                continue
            shared = criterion.items.pop("")
            criterion.items = {code: [*shared, *criterion.items.get(code, [])] for code in codes}
