"""From the demo's texts to the content of a draft, and the paths by which they name an item."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from portal.documents import content

DATA = ("relation", "label", "none", "levels", "code", "name", "min", "max", "duty", "measure")
LANGUAGES = ("nl", "nb")
Body = list[dict[str, Any]]


def data_of(given: dict[str, Any]) -> dict[str, Any]:
    """The data of a part, without what is not stated."""
    return {name: given[name] for name in DATA if name in given and given[name] is not False}


def with_part(body: Body, given: dict[str, Any], parent: str, source: str, *, twin: bool = True) -> Body:
    """The body with this item and what hangs below it, in its source language and, with `twin`, the other one."""
    body, key = content.add(
        body, given["kind"], parent, locale=source, text=given["text"][source], data=data_of(given), edit="text"
    )
    if twin:
        body = with_twin(body, key, given["text"], source)
    for below in given.get("parts", []):
        body = with_part(body, below, key, source, twin=twin)
    return body


def with_twin(body: Body, key: str, text: dict[str, str], source: str) -> Body:
    """The body with the other language of one item, made from the source as it is now."""
    part = content.get(body, key)
    other = next(locale for locale in LANGUAGES if locale != source)
    return content.write_text(
        body, key, other, text[other], base=part["rev"].get(other, 0), edit="twin", of=part["rev"][source]
    )


def starting_body(text: dict[str, Any]) -> Body:
    """Only the title, in both languages."""
    return with_part([], {"kind": "title", "text": text["title"]}, "", text["source"])


def whole_body(text: dict[str, Any], *, twin: bool = True) -> Body:
    """The first version, whole."""
    body = with_part([], {"kind": "title", "text": text["title"]}, "", text["source"], twin=twin)
    for given in text["parts"]:
        body = with_part(body, given, "", text["source"], twin=twin)
    return body


def key_at(body: Body, path: str) -> str:
    """The key of the item at a path such as `area:0/core_task:1`, counted among siblings of its kind from 0."""
    parent = ""
    for step in path.split("/"):
        kind, place = step.split(":")
        parent = content.children(body, parent, kind)[int(place)]["key"]
    return parent


def twins_of(text: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Each source text of the first version with its texts in both languages."""
    waiting = [{"text": text["title"]}, *text["parts"]]
    while waiting:
        given = waiting.pop(0)
        yield given["text"][text["source"]], given["text"]
        waiting[:0] = given.get("parts", [])


def as_source(text: dict[str, Any]) -> str:
    """The first version as a plain document in its source language, such as somebody would paste."""
    source, words = text["source"], HEADINGS[text["source"]]
    lines, said, areas = [text["title"][source], ""], "", count(1)
    for given in text["parts"]:
        heading = words.get(given["kind"], "")
        if heading and heading != said:
            lines += ["", heading]
            said = heading
        lines += _lines_of(given, source, words, areas)
    return "\n".join(lines) + "\n"


def _lines_of(given: dict[str, Any], source: str, words: dict[str, str], areas: Iterator[int]) -> list[str]:
    own = given["text"][source]
    if given["kind"] == "org":
        return [f"{given['label'][source]}: {own}"]
    if given["kind"] != "area":
        return [f"- {own}" if given["kind"] == "condition" else own]
    below = given.get("parts", [])
    lines = ["", f"{next(areas)}. {own}"]
    lines += [part["text"][source] for part in below if part["kind"] == "result"]
    for kind in ("core_task", "indicator"):
        found = [part["text"][source] for part in below if part["kind"] == kind]
        lines += [words[kind], *(f"- {one}" for one in found)] if found else []
    return lines


HEADINGS = {
    "nl": {
        "purpose": "Doel van de functie",
        "context": "Context",
        "characteristics": "Algemene kenmerken",
        "org": "Plaats in de organisatie",
        "area": "Resultaatgebieden",
        "core_task": "Kerntaken",
        "indicator": "Resultaatindicatoren",
        "condition": "Bezwarende omstandigheden",
    },
    "nb": {
        "purpose": "Stillingens formål",
        "context": "Om stillingen",
        "characteristics": "Generell beskrivelse",
        "org": "Organisatorisk plassering",
        "area": "Resultatområder",
        "core_task": "Hovedoppgaver",
        "indicator": "Resultatindikatorer",
        "condition": "Særlige belastninger",
    },
}
