"""What the styles and numbering of a Word document say about a paragraph: heading, list depth, ordered or not."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|kop|overskrift)\s*(\d)", re.IGNORECASE)
_LIST = re.compile(r"list (bullet|number)\s*(\d?)", re.IGNORECASE)
STYLE_CHAIN = 12


@dataclass(slots=True)
class Look:
    """`listed` is the list depth from 0; `heading` the outline level from 1 (the title is 0)."""

    heading: int | None = None
    listed: int | None = None
    ordered: bool = False
    bold: bool = False


def value(element: Element | None, path: str) -> str | None:
    """The w:val of a descendant, None when it is not there."""
    found = element.find(path) if element is not None else None
    return found.get(f"{W}val") if found is not None else None


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text) else None


def _is_on(element: Element | None, path: str) -> bool:
    found = element.find(path) if element is not None else None
    return found is not None and found.get(f"{W}val", "1") not in {"0", "false", "off"}


class Styles:
    """Looks up styles by id; unknown ids look like plain text."""

    def __init__(self, styles: Element | None, numbering: Element | None) -> None:
        self._styles = {}
        for style in styles.iter(f"{W}style") if styles is not None else ():
            self._styles[style.get(f"{W}styleId", "")] = style
        self._formats = _formats(numbering)

    def look(self, properties: Element | None) -> Look:
        """How a paragraph with these w:pPr looks: its own properties first, then its style and the styles below."""
        look = Look()
        self._lists(properties, look)
        style = self._styles.get(value(properties, f"{W}pStyle") or "")
        for _ in range(STYLE_CHAIN):
            if style is None:
                break
            self._from_style(style, look)
            style = self._styles.get(value(style, f"{W}basedOn") or "")
        level = _whole(value(properties, f"{W}outlineLvl"))
        if look.heading is None and level is not None and level < 9:
            look.heading = level + 1
        if look.listed == -1:  # the paragraph switches the list of its style off
            look.listed = None
        return look

    def _from_style(self, style: Element, look: Look) -> None:
        name = value(style, f"{W}name") or ""
        properties = style.find(f"{W}pPr")
        if look.listed is None:
            self._lists(properties, look)
        if look.heading is None:
            heading = _HEADING.fullmatch(name.strip())
            level = _whole(value(properties, f"{W}outlineLvl"))
            if heading:
                look.heading = int(heading[1])
            elif name.lower() == "title":
                look.heading = 0
            elif level is not None and level < 9:
                look.heading = level + 1
        listing = _LIST.fullmatch(name.strip())
        if listing and look.listed is None:
            look.listed = int(listing[2] or 1) - 1
            look.ordered = listing[1].lower() == "number"
        elif listing and listing[2] and look.listed == 0:
            look.listed = int(listing[2]) - 1
        look.bold = look.bold or _is_on(style, f"{W}rPr/{W}b")

    def _lists(self, properties: Element | None, look: Look) -> None:
        if properties is None or look.listed is not None:
            return
        found = properties.find(f"{W}numPr")
        if found is None:
            return
        number = value(found, f"{W}numId")
        if number == "0":
            look.listed = -1
            return
        depth = _whole(value(found, f"{W}ilvl")) or 0
        form = self._formats.get((number or "", depth), "bullet")
        if form == "none":
            return
        look.listed = depth
        look.ordered = form != "bullet"


def _formats(numbering: Element | None) -> dict[tuple[str, int], str]:
    """(numId, depth) to the number format, such as bullet or decimal."""
    abstract: dict[str, dict[int, str]] = {}
    out: dict[tuple[str, int], str] = {}
    if numbering is None:
        return out
    for definition in numbering.iter(f"{W}abstractNum"):
        levels = abstract.setdefault(definition.get(f"{W}abstractNumId", ""), {})
        for level in definition.iter(f"{W}lvl"):
            levels[_whole(level.get(f"{W}ilvl")) or 0] = value(level, f"{W}numFmt") or "bullet"
    for number in numbering.iter(f"{W}num"):
        for depth, form in abstract.get(value(number, f"{W}abstractNumId") or "", {}).items():
            out[(number.get(f"{W}numId", ""), depth)] = form
    return out
