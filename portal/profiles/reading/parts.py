"""A profile that was read, as the parts of a content body."""

from collections.abc import Callable
from typing import Any

from portal.profiles.reading.model import Area, Criterion, Item, ReadProfile

Part = dict[str, Any]


class _Body:
    def __init__(self, locale: str, new_key: Callable[[], str]) -> None:
        self.parts: list[Part] = []
        self._locale = locale
        self._new_key = new_key

    def add(self, kind: str, text: str, lines: list[int], inside: str = "", **data: Any) -> str:
        """Append a part and give its key."""
        key = self._new_key()
        self.parts.append({
            "key": key, "in": inside, "kind": kind, "text": {self._locale: text}, "rev": {self._locale: 1},
            "data": {**{name: value for name, value in data.items() if value is not None}, "lines": list(lines)},
        })  # fmt: skip
        return key

    def items(self, kind: str, items: list[Item], inside: str = "", below: str | None = None) -> None:
        """One part per item; sub-points are parts inside their item when `below` names their kind, else beside it."""
        for item in items:
            key = self.add(kind, item.text, item.lines, inside, unsure=item.unsure)
            if item.children:
                self.items(below or kind, _flat(item.children), key if below else inside)


def _flat(items: list[Item]) -> list[Item]:
    """Sub-points of sub-points stand after their parent: a body knows one level of them."""
    out = []
    for item in items:
        out += [Item(item.text, item.lines, item.unsure), *_flat(item.children)]
    return out


def to_parts(profile: ReadProfile, locale: str, new_key: Callable[[], str]) -> list[Part]:
    """The parts of a profile: its title first, what has no place yet last. `new_key` gives a fresh key per call; each
    part names the source lines it came from in data.lines and, when a person should look, the reason in data.unsure.
    """
    body = _Body(locale, new_key)
    if profile.title:
        body.add("title", profile.title, profile.title_lines)
    for kind in ("definition", "purpose", "context", "characteristics"):
        body.items(kind, getattr(profile, kind))
    for line in profile.organisation:
        label = {locale: line.label} if line.label else {}
        body.add("org", line.value, line.lines, relation=str(line.relation), label=label, none=line.none or None,
                 unsure=line.unsure)  # fmt: skip
    for area in profile.result_areas:
        _area(body, area)
    for level in profile.levels:
        body.add("level", level.label, level.lines, code=level.code)
    codes = [level.code for level in profile.levels]
    for criterion in profile.criteria:
        _criterion(body, criterion, codes)
    body.items("condition", profile.working_conditions)
    for figure in profile.figures:
        body.add(
            "figure", f"{figure.bound} {_range(figure.min, figure.max)}".strip(), figure.lines,
            name=figure.name, min=figure.min, max=figure.max,
        )
    body.items("unplaced", profile.unplaced)
    return body.parts


def _area(body: _Body, area: Area) -> None:
    key = body.add("area", area.title, area.lines, unsure=area.unsure)
    body.items("result", area.result, key)
    body.items("core_task", area.core_tasks, key, below="sub_task")
    body.items("indicator", area.indicators, key)


def _criterion(body: _Body, criterion: Criterion, codes: list[str]) -> None:
    """Text that every level shares stands once with all levels; text of a profile without levels names none."""
    key = body.add("criterion", criterion.title, criterion.lines)
    cells = {code: _flat(items) for code, items in criterion.items.items()}
    per_level = {code: cells.get(code, []) for code in codes} if codes else {}
    shared = _shared(per_level) if len(per_level) > 1 else set()
    placed: dict[str, Part] = {}
    for code, items in cells.items():
        for item in items:
            if item.text in placed and item.text in shared:
                known = placed[item.text]["data"]
                known["lines"] = sorted({*known["lines"], *item.lines})
                continue
            levels = codes if item.text in shared or code == "" else [code]
            body.add("cell", item.text, item.lines, key, levels=list(levels), unsure=item.unsure)
            placed[item.text] = body.parts[-1]


def _shared(cells: dict[str, list[Item]]) -> set[str]:
    texts = [{item.text for item in items} for items in cells.values()]
    return set.intersection(*texts)


def _range(low: int | None, high: int | None) -> str:
    """The figure as it is read: "4–8", "≥ 4", "≤ 14" or "6"."""
    if low is None:
        return f"≤ {high}"
    if high is None:
        return f"≥ {low}"
    return str(low) if low == high else f"{low}–{high}"
