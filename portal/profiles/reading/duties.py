"""Result areas under construction: titles, result sentences, tasks with sub-points, indicators."""

import re

from portal.profiles.reading.model import Area, Item, Para, ReadProfile, Unsure

_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÆØÅ])")
_DUTCH_DUTY = re.compile(r"Het\s*(?:\([\w\s]+\)\s*)?(?:,.{3,120}?,?\s+|(?:\w+\s+){0,2})(?:\w+en)\b")
_NORWEGIAN_DUTY = re.compile(r"Å\s+\w+")
_PARTS = re.compile(r"\s*;\s+|\s+[•·●]\s+")
_RESULT = re.compile(
    r"\b(?:zodanig dat|opdat|zodat|slik at|dusdanig dat|er sikret|is gerealiseerd|zijn gerealiseerd)\b", re.IGNORECASE
)


def split_duties(text: str) -> list[str]:
    """A duty with a second one glued to it, as two: both begin with "Het" and an infinitive, or with "Å" and a verb."""
    sentences = _SENTENCE.split(text)
    if len(sentences) == 1:
        return sentences
    for begins in (_DUTCH_DUTY, _NORWEGIAN_DUTY):
        if not re.match(begins.pattern.split(r"\s")[0] + r"\b", text):
            continue
        out = [sentences[0]]
        for sentence in sentences[1:]:
            if begins.match(sentence):
                out.append(sentence)
            else:
                out[-1] = f"{out[-1]} {sentence}"
        return out
    return [text]


def split_measures(text: str) -> list[str]:
    """Short measures that one line separates by semicolons or commas; a comma in brackets separates none."""
    pieces = [piece for piece in _PARTS.split(text) if piece.strip()]
    if len(pieces) > 1:
        return pieces
    pieces = re.split(r",\s+(?![^()]*\))", text.strip())
    return pieces if all(0 < len(piece.split()) <= 6 for piece in pieces) else [text]


def list_items(paras: list[Para]) -> list[Item]:
    """The items of a cell; one paragraph that separates them by semicolons is several."""
    if len(paras) == 1 and paras[0].bullet is None and len(pieces := _PARTS.split(paras[0].text)) > 1:
        return [Item(piece, list(paras[0].lines), Unsure.SPLIT_LIST) for piece in pieces if piece.strip()]
    out: list[Item] = []
    for para in paras:
        item = Item(para.text, list(para.lines))
        if para.bullet and out:
            out[-1].children.append(item)
        else:
            out.append(item)
    return out


class Duties:
    """Collects the areas of one profile. An area that a heading such as "Taken" stands for gets its title."""

    def __init__(self, profile: ReadProfile) -> None:
        self._profile = profile
        self._prose: list[tuple[Area, Item]] = []
        self._from_list: set[int] = set()
        self._listed: set[int] = set()  # areas whose indicators came as a list below them
        self.titled = False  # whether the document names its areas
        self.area: Area | None = None
        self.in_lines = False  # the last task stood on a line of its own, without a mark
        self._below_number = False  # the last task carried a number: bullets are its sub-points

    def open(self, title: str, lines: list[int], *, listed: bool = False) -> Area:
        """A new area. `listed` means that its title is the heading of a list, which may turn out to hold areas."""
        self.area = Area(title.strip(), list(lines))
        self._below_number = self.in_lines = False
        self._profile.result_areas.append(self.area)
        if listed:
            self._from_list.add(id(self.area))
        else:
            self.titled = True
        return self.area

    def current(self) -> Area:
        """The open area; one without a title when there is none."""
        return self.area or self.open("", [], listed=True)

    @property
    def filled(self) -> bool:
        area = self.area
        return area is not None and bool(area.core_tasks or area.indicators)

    def add_task(self, para: Para, unsure: str | None = None) -> None:
        """A task, or a sub-point of the last task when its depth says so."""
        area = self.current()
        self.in_lines = para.bullet is None
        depth = (para.bullet or 0) + (para.bullet is not None and self._below_number)
        if para.bullet is None:
            self._below_number = para.number is not None or para.text.endswith(":")
        if depth and area.core_tasks:
            area.core_tasks[-1].children.append(Item(para.text, list(para.lines), unsure))
            return
        pieces = split_duties(para.text)
        reason = Unsure.SPLIT_SENTENCE if len(pieces) > 1 else unsure
        area.core_tasks += [Item(piece, list(para.lines), reason) for piece in pieces]

    def add_tasks(self, items: list[Item], unsure: str | None = None) -> None:
        area = self.current()
        for item in items:
            pieces = [item.text] if item.children else split_duties(item.text)
            reason = Unsure.SPLIT_SENTENCE if len(pieces) > 1 else item.unsure or unsure
            area.core_tasks += [Item(piece, list(item.lines), reason) for piece in pieces]
            area.core_tasks[-1].children = item.children

    def add_indicator(self, para: Para) -> None:
        area = self.area
        if area is None or not (area.core_tasks or area.result or area.title):
            area = self._last_with_tasks() or self.current()
        self._listed.add(id(area))
        reason = Unsure.INDICATOR_AREA if area.indicators == [] and not area.core_tasks and not area.title else None
        if para.bullet and area.indicators:
            area.indicators[-1].children.append(Item(para.text, list(para.lines)))
            return
        area.indicators.append(Item(para.text, list(para.lines), reason))

    def add_measures(self, para: Para) -> None:
        """The indicators that one line names."""
        pieces = split_measures(para.text)
        for piece in pieces:
            self.add_indicator(Para(piece, para.lines))
        area = self.area
        if area is not None and len(pieces) > 1:
            for item in area.indicators[-len(pieces) :]:
                item.unsure = item.unsure or Unsure.SPLIT_LIST

    def _last_with_tasks(self) -> Area | None:
        return next((area for area in reversed(self._profile.result_areas) if area.core_tasks), None)

    def add_prose(self, para: Para) -> None:
        """A sentence below the title of an area: what follows decides whether it is the result or a task."""
        area = self.current()
        item = Item(para.text, list(para.lines))
        if area.core_tasks and not _RESULT.search(para.text):
            self.add_task(para)
        else:
            self._prose.append((area, item))

    def _doubt_indicators(self) -> None:
        """One list of indicators below several areas hangs on the last area, but may speak of all of them."""
        areas = self._profile.result_areas
        holders = [area for area in areas if area.indicators]
        if len(holders) == 1 and id(holders[0]) in self._listed and sum(bool(area.core_tasks) for area in areas) > 1:
            for item in holders[0].indicators:
                item.unsure = item.unsure or Unsure.INDICATOR_AREA

    def settle(self) -> None:
        """Prose above a list is the result of its area; without a list it is what the area asks. Empty frames go."""
        for area, item in self._prose:
            if area.core_tasks or area.indicators or _RESULT.search(item.text):
                area.result.append(item)
            else:
                item.unsure = Unsure.DUTY_OR_RESULT
        left = [(area, item) for area, item in self._prose if item.unsure == Unsure.DUTY_OR_RESULT]
        for area, item in left:
            area.core_tasks.append(item)
        self._doubt_indicators()
        kept = []
        for area in self._profile.result_areas:
            if area.core_tasks or area.indicators or area.result or id(area) not in self._from_list:
                kept.append(area)
            elif area.title:
                self._profile.headings.append(Item(area.title, area.lines))
        self._profile.result_areas = kept
