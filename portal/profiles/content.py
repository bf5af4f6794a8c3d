"""What a function profile may hold (spec 1, "A profile holds"), and the edits that touch several of its parts."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from portal.documents.content import (
    DATA,
    LOCALES,
    Body,
    Kind,
    Schema,
    Stale,
    children,
    exchanged,
    get,
    remove,
    write_data,
)
from portal.profiles.duty import duty_fault, measure_fault

RELATIONS = ("reports_to", "manager_kind", "leads", "member_of", "functional", "other")
FIGURES = ("customers", "key_customers", "team", "team_with_own_budget", "team_without_own_budget")

DataCheck = Callable[[Mapping[str, Any]], str | None]


def _checked(*names: str, rule: DataCheck | None = None) -> DataCheck:
    """A check of data that may hold these fields, the source lines and the importer's doubt, and keeps the rule."""
    known = {*names, "lines", "unsure"}

    def check(data: Mapping[str, Any]) -> str | None:
        if not data.keys() <= known:
            return "data"
        if "lines" in data and not _whole_numbers(data["lines"], least=1):
            return "lines"
        if "unsure" in data and not _short(data["unsure"]):
            return "unsure"
        return rule(data) if rule else None

    return check


def _whole_numbers(numbers: object, least: int) -> bool:
    return isinstance(numbers, list) and all(type(number) is int and number >= least for number in numbers)


def _short(text: object, longest: int = 60) -> bool:
    return isinstance(text, str) and 0 < len(text) <= longest


def _org(data: Mapping[str, Any]) -> str | None:
    """`label`: how the document itself calls the line, per locale; `none`: it says "not applicable"."""
    label = data.get("label", {})
    if data.get("relation") not in RELATIONS:
        return "relation"
    if not isinstance(label, dict) or not label.keys() <= set(LOCALES):
        return "label"
    if not all(_short(text, 200) for text in label.values()):
        return "label"
    return None if data.get("none", True) is True else "none"


def _level(data: Mapping[str, Any]) -> str | None:
    return None if _short(data.get("code"), 12) else "level"


def _cell(data: Mapping[str, Any]) -> str | None:
    """`levels`: the codes it speaks of; none for a text of a profile without levels, which holds for all."""
    levels = data.get("levels")
    if not isinstance(levels, list) or not all(_short(code, 12) for code in levels):
        return "level"
    return None if len(set(levels)) == len(levels) else "level"


def _figure(data: Mapping[str, Any]) -> str | None:
    if data.get("name") not in FIGURES:
        return "figure"
    bounds = [data[name] for name in ("min", "max") if name in data]
    if not bounds or not _whole_numbers(bounds, least=0) or bounds != sorted(bounds):
        return "range"
    return None


def _levels_agree(body: Body) -> tuple[str, str] | None:
    """Level codes are unique, and a cell speaks only of levels that the profile has."""
    codes: set[str] = set()
    for level in children(body, "", "level"):
        if level["data"]["code"] in codes:
            return "double_level", level["key"]
        codes.add(level["data"]["code"])
    for part in body:
        if part["kind"] == "cell" and not codes.issuperset(part["data"]["levels"]):
            return "level", part["key"]
    return None


def _duty(data: Mapping[str, Any]) -> str | None:
    """`duty`: what the duty asks again and again, and of whom (`portal.profiles.duty`)."""
    return duty_fault(data["duty"]) if "duty" in data else None


def _measure(data: Mapping[str, Any]) -> str | None:
    """`measure`: how the indicator is known here (`portal.profiles.duty`)."""
    return measure_fault(data["measure"]) if "measure" in data else None


TOP = frozenset({""})
AREA = frozenset({"area"})
PLAIN = _checked()

# In reading order. Titles and labels are one line; unplaced text can be a whole page of the source.
PROFILE = Schema(
    "profile",
    (
        Kind("title", TOP, once=True, check=PLAIN, max_length=200),
        Kind("definition", TOP, check=PLAIN),
        Kind("purpose", TOP, check=PLAIN),
        Kind("context", TOP, check=PLAIN),
        Kind("characteristics", TOP, check=PLAIN),
        Kind("org", TOP, check=_checked("relation", "label", "none", rule=_org)),
        Kind("area", TOP, check=PLAIN, max_length=1_000),
        Kind("result", AREA, check=PLAIN),
        Kind("core_task", AREA, check=_checked("duty", rule=_duty)),
        Kind("sub_task", frozenset({"core_task"}), check=_checked("duty", rule=_duty)),
        Kind("indicator", AREA, check=_checked("measure", rule=_measure)),
        Kind("level", TOP, check=_checked("code", rule=_level), max_length=200),
        Kind("criterion", TOP, check=PLAIN, max_length=1_000),
        Kind("cell", frozenset({"criterion"}), check=_checked("levels", rule=_cell)),
        Kind("condition", TOP, check=PLAIN),
        Kind("figure", TOP, check=_checked("name", "min", "max", rule=_figure), max_length=1_000),
        Kind("unplaced", TOP, check=PLAIN),
    ),
    whole=_levels_agree,
)

# What readers of a published profile never see.
HIDDEN = frozenset({"unplaced"})


def levels(body: Body) -> list[str]:
    """The level codes in the profile's order, lowest first as the author put them."""
    return [level["data"]["code"] for level in children(body, "", "level")]


def matrix(body: Body) -> list[tuple[dict[str, Any], dict[str, Body]]]:
    """The criteria as rows: (criterion, {level code: its items in order}). A shared item stands under each level."""
    codes = levels(body)
    return [
        (
            criterion,
            {
                code: [cell for cell in children(body, criterion["key"], "cell") if speaks_of(cell, code)]
                for code in codes
            },
        )
        for criterion in children(body, "", "criterion")
    ]


def shared(cell: Mapping[str, Any], codes: Collection[str]) -> bool:
    """Whether one text speaks for all levels of the profile."""
    return len(codes) > 1 and all(speaks_of(cell, code) for code in codes)


def speaks_of(cell: Mapping[str, Any], code: str) -> bool:
    """Whether a text holds for a level; one that names no level holds for each."""
    return not cell["data"]["levels"] or code in cell["data"]["levels"]


def drop_level(body: Body, key: str, *, seen: str | None = None, edit: str = "") -> Body:
    """Remove a level; texts it shared stay with the other levels, texts of its own go with it. Raises Stale, Gone.

    `seen`: the `level_stamp` of what the person saw.
    """
    code = get(body, key)["data"]["code"]
    if seen is not None and seen != level_stamp(body, key):
        raise Stale(key)
    for cell in [part for part in body if part["kind"] == "cell" and code in part["data"]["levels"]]:
        rest = [other for other in cell["data"]["levels"] if other != code]
        if rest:
            number = cell["rev"].get(DATA, 0)
            body = write_data(body, cell["key"], {"levels": rest}, base=number, edit=edit)
        else:
            body = remove(body, cell["key"])
    return remove(body, key)


def level_stamp(body: Body, key: str) -> str:
    """A mark of the level and of all texts that would go with it. Raises Gone."""
    level = get(body, key)
    own = [part for part in body if part["kind"] == "cell" and part["data"]["levels"] == [level["data"]["code"]]]
    return "-".join(f"{part['key']}.{sum(part['rev'].values())}" for part in (level, *own))


def rename_level(body: Body, key: str, code: str, *, base: int, edit: str) -> Body:
    """Give a level another code, in the matrix too. `base`: the number of its data. Raises Stale, Gone."""
    old = get(body, key)["data"]["code"]
    if code == old:
        return body
    body = write_data(body, key, {"code": code}, base=base, edit=edit)
    for cell in [part for part in body if part["kind"] == "cell" and old in part["data"]["levels"]]:
        codes = [code if other == old else other for other in cell["data"]["levels"]]
        rev = {**cell["rev"], DATA: cell["rev"].get(DATA, 0) + 1}
        body = exchanged(body, {**cell, "rev": rev, "data": {**cell["data"], "levels": codes}})
    return body
