"""House rules about the code itself."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import portal.app  # noqa: F401 - registers every table and sentence
from portal import config
from portal.coaching import criteria_words
from portal.core.audit import SENTENCES
from portal.core.db import db
from portal.core.notices import WORDINGS
from portal.duties import division_words
from portal.profiles.workflow import PROFILE
from portal.visits import followup_words
from tools import catalogue, draw_house

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "portal").rglob("*.py"))
RECORDED_AS = {"submit": "submitted", "withdraw": "withdrawn", "publish": "published", "discard": "draft_discarded"}
FLOORS = (
    "app", "demo", "home", "duties", "talks", "coaching", "plans", "visits", "customers", "profiles", "documents",
    "imports", "privacy", "people", "core", "config",
)


def package_of(module: str) -> str:
    return module.split(".")[1]


def test_only_one_place_commits() -> None:
    found = [
        str(file.relative_to(ROOT))
        for file in SOURCES
        if re.search(r"\.commit\(\)", file.read_text("utf8")) and file.name != "db.py"
    ]
    assert not found


def test_foreign_keys_point_down() -> None:
    home = {mapper.local_table.name: package_of(mapper.class_.__module__) for mapper in db.Model.registry.mappers}
    upwards = [
        f"{table.name}.{key.parent.name} -> {key.column.table.name}"
        for table in db.metadata.tables.values()
        for key in table.foreign_keys
        if FLOORS.index(home[table.name]) > FLOORS.index(home[key.column.table.name])
    ]
    assert not upwards


def calls(name: str) -> set[str]:
    """The first constant argument of every call of `name` (a function or an exception) in the portal."""
    found = set()
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text("utf8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called == name and isinstance(node.args[0].value, str):
                    found.add(node.args[0].value)
    return found


def test_every_refusal_has_a_sentence() -> None:
    raised = calls("Refused") | calls("TooLate")
    told = [file.parent.name for file in (ROOT / "portal").glob("*/history.py")]
    apart = {*followup_words.REFUSALS, *criteria_words.REFUSALS, *division_words.REFUSALS}
    known = {code for package in told for code in refusals_of(package)} | apart
    assert raised <= known, f"write a sentence for: {raised - known}"


def refusals_of(package: str) -> dict[str, str]:
    """The refusal sentences of a domain."""
    return getattr(import_module(f"portal.{package}.history"), "REFUSALS", {})


def test_every_recorded_code_has_a_sentence() -> None:
    assert calls("record") <= set(SENTENCES)


def test_every_notice_has_its_wording() -> None:
    assert WORDINGS
    assert all(one.subject and one.sentence and one.button for one in WORDINGS.values())


def test_a_sentence_in_an_f_string_is_in_the_catalogue() -> None:
    """Where sentences are found nobody looks into f-strings: such a one has to stand somewhere else too."""
    known = {catalogue.key_of(message) for message in catalogue.load("nb")}
    inside = {
        call.args[0].value
        for file in SOURCES
        for text in ast.walk(ast.parse(file.read_text("utf8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"_", "gettext"}
        and isinstance(call.args[0], ast.Constant)
    }
    assert inside <= known, f"take out of their f-strings: {inside - known}"


def test_every_state_can_be_reached_and_left() -> None:
    reached, waiting = {PROFILE.initial}, [PROFILE.initial]
    while waiting:
        for move in PROFILE.possible(waiting.pop()):
            if move.target is not None and move.target not in reached:
                reached.add(move.target)
                waiting.append(move.target)
    named = {state for move in PROFILE.moves for state in move.source}
    assert reached == named


def test_every_move_has_effects_on_history() -> None:
    for move in PROFILE.moves:
        assert f"profile_{RECORDED_AS.get(move.name, move.name)}" in SENTENCES


def test_every_setting_is_in_the_docs() -> None:
    written = (ROOT / "docs" / "settings.md").read_text("utf8")
    for setting in config.SETTINGS:
        assert f"| `{setting.name}` | {setting.default or '–'} | {setting.says} |" in written


def test_every_setting_is_read_somewhere() -> None:
    code = "\n".join(file.read_text("utf8") for file in SOURCES)
    for setting in config.SETTINGS:
        assert code.count(f'"{setting.name}"') > 1 or f'value["{setting.name}"]' in code, setting.name


def test_files_stay_short() -> None:
    counted = {str(file.relative_to(ROOT)): file.read_text("utf8").count("\n") for file in SOURCES}
    long = {name: lines for name, lines in counted.items() if lines > 400}
    assert not long, f"split these: {long}"


def test_the_picture_of_the_house_is_true() -> None:
    written = draw_house.PICTURE.read_text("utf8")
    assert written == draw_house.drawn(), "run: .venv/bin/python -m tools.draw_house"
