"""A reading as JSON: for the command line and other programs, and whole for the pipe from the child process."""

from dataclasses import asdict, fields, is_dataclass
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from portal.profiles.reading.model import Item, Reading, ReadProfile


def _task(item: Item) -> str | dict[str, Any]:
    return {"text": item.text, "children": [_task(child) for child in item.children]} if item.children else item.text


def _texts(items: list[Item]) -> list[str]:
    out = []
    for item in items:
        out += [item.text, *_texts(item.children)]
    return out


def _organisation(profile: ReadProfile) -> dict[str, str]:
    out: dict[str, str] = {}
    for line in profile.organisation:
        out[line.label] = f"{out[line.label]}\n{line.value}" if line.label in out else line.value
    return out


def _profile(profile: ReadProfile) -> dict[str, Any]:
    return {
        "title": profile.title,
        "levels": [level.code for level in profile.levels],
        "context": "\n".join(_texts(profile.context)),
        "purpose": "\n".join(_texts([*profile.definition, *profile.purpose])),
        "characteristics": "\n".join(_texts(profile.characteristics)),
        "organisation": _organisation(profile),
        "result_areas": [
            {
                "title": area.title,
                "result": "\n".join(_texts(area.result)),
                "core_tasks": [_task(item) for item in area.core_tasks],
                "indicators": _texts(area.indicators),
            }
            for area in profile.result_areas
        ],
        "criteria": [
            {"title": criterion.title, "items": {code: _texts(items) for code, items in criterion.items.items()}}
            for criterion in profile.criteria
        ],
        "working_conditions": _texts(profile.working_conditions),
        "placeholders": list(profile.placeholders),
        "figures": {figure.name: [figure.min, figure.max] for figure in profile.figures},
        "unplaced": _texts(profile.unplaced),
    }


def as_json(reading: Reading) -> dict[str, Any]:
    """The form that `flask profiles read` prints: language, profiles, notes."""
    notes = [{"code": note.code, **note.values, "lines": note.lines} for note in reading.notes]
    return {"language": reading.language, "profiles": [_profile(one) for one in reading.profiles], "notes": notes}


def pack(reading: Reading) -> dict[str, Any]:
    """Everything a reading holds, for the pipe."""
    return asdict(reading)


def unpack(data: dict[str, Any]) -> Reading:
    """The reading that `pack` took apart."""
    return _make(Reading, data)


_HINTS: dict[type, dict[str, Any]] = {}


def _make(kind: Any, data: Any) -> Any:
    if data is None:
        return None
    origin = get_origin(kind)
    if origin is list:
        inner = get_args(kind)[0]
        return [_make(inner, one) for one in data]
    if origin is dict:
        inner = get_args(kind)[1]
        return {key: _make(inner, one) for key, one in data.items()}
    if origin is UnionType or not is_dataclass(kind):
        return data
    hints = _HINTS.setdefault(kind, get_type_hints(kind))
    return kind(**{field.name: _make(hints[field.name], data[field.name]) for field in fields(kind)})
