"""The demo organisation's texts and people: complete in both languages, consistent, and nobody else's sentences."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "portal" / "demo"
DOCUMENTS = ROOT.parent / "shared" / "documents"
TEXTS = sorted((DEMO / "texts").glob("*.json"))
COMPANY = json.loads((DEMO / "company.json").read_text(encoding="utf-8"))

CHILDREN = {
    "area": {"result", "core_task", "indicator"},
    "core_task": {"sub_task"},
    "criterion": {"cell"},
}
PROSE = {"definition", "purpose", "context", "characteristics"}
TOP = PROSE | {"org", "area", "level", "criterion", "condition", "figure"}
RELATIONS = {"reports_to", "manager_kind", "leads", "member_of", "functional", "other"}
FIGURES = {"customers", "team_with_own_budget", "team_without_own_budget", "team"}
FAMILIES = {"sales", "account-management", "sales-management", "inside-sales"}
SECTORS = {"technical", "foodservice", "media", "general"}
GENDERED = {
    "nl": re.compile(r"\b(hij|zijn|hem|haar)\b", re.IGNORECASE),
    "nb": re.compile(r"\b(han|ham|hans|hun|hennes)\b", re.IGNORECASE),
}
EDUCATION = re.compile(r"[\w+/]*(mbo|hbo)[\w+/]*", re.IGNORECASE)
SIGN_INS = {
    "admin", "hr", "hr.no", "director", "manager.nl", "manager.no", "seller.nl", "seller2.nl", "seller.no",
    "keyaccount.no",
}  # fmt: skip


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def walk(parts):
    for part in parts:
        yield part
        yield from walk(part.get("parts", []))


def texts(value):
    """Every {"nl", "nb"} pair anywhere in a JSON value."""
    if isinstance(value, dict):
        if "nl" in value or "nb" in value:
            yield value
        else:
            for item in value.values():
                yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def resolve(parts, path):
    """The part at "area:0/core_task:1": the number counts siblings of that kind. LookupError when there is none."""
    part = None
    for step in path.split("/"):
        kind, number = step.split(":")
        part = [p for p in parts if p["kind"] == kind][int(number)]
        parts = part.get("parts", [])
    return part


def removed(role):
    return {change["remove"] for change in role["second_version"] if "remove" in change}


@pytest.fixture(params=TEXTS, ids=lambda path: path.stem)
def role(request):
    return load(request.param)


def test_about_twelve_roles_are_described():
    assert len(TEXTS) >= 12
    assert sum(bool(load(path)["second_version"]) for path in TEXTS) >= len(TEXTS) // 2


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_head_of_the_role_is_known(path):
    role = load(path)
    assert role["code"] == path.stem
    assert role["family"] in FAMILIES
    assert role["sector"] in SECTORS
    assert role["country"] in {"NL", "NO", None}
    assert role["source"] in {"nl", "nb"}
    assert role["review_months"] > 0


def test_every_text_stands_in_both_languages(role):
    pairs = list(texts(role))
    assert pairs
    for pair in pairs:
        assert set(pair) == {"nl", "nb"}
        assert all(text.strip() == text and text for text in pair.values()), pair


def test_parts_nest_as_a_profile_does(role):
    assert {part["kind"] for part in role["parts"]} <= TOP
    for part in walk(role["parts"]):
        assert {child["kind"] for child in part.get("parts", [])} <= CHILDREN.get(part["kind"], set())


def test_areas_have_a_result_tasks_and_indicators(role):
    areas = [part for part in role["parts"] if part["kind"] == "area"]
    assert 3 <= len(areas) <= 5
    for area in areas:
        kinds = [part["kind"] for part in area["parts"]]
        assert kinds.count("result") == 1, area["text"]
        assert 2 <= kinds.count("core_task") <= 6, area["text"]
        assert 2 <= kinds.count("indicator") <= 5, area["text"]


def test_organisation_and_figures_are_typed(role):
    for part in role["parts"]:
        if part["kind"] == "org":
            assert part["relation"] in RELATIONS
            assert set(part["label"]) == {"nl", "nb"}
            assert isinstance(part["none"], bool)
        if part["kind"] == "figure":
            assert part["name"] in FIGURES
            assert 0 < part["min"] < part["max"]
            assert all(str(part["max"]) in text for text in part["text"].values())


def test_every_criterion_says_something_at_every_level(role):
    levels = role.get("levels", [])
    assert [part["code"] for part in role["parts"] if part["kind"] == "level"] == levels
    for row in (part for part in role["parts"] if part["kind"] == "criterion"):
        assert {level for cell in row["parts"] for level in cell["levels"]} == set(levels)


def test_paths_resolve_in_either_version(role):
    for change in role["second_version"]:
        resolve(role["parts"], change.get("path") or change.get("remove") or change["add_to"])
        if "add_to" in change:
            assert change["kind"] in CHILDREN[resolve(role["parts"], change["add_to"])["kind"]]
    for path in removed(role):
        # Only the last of its kind is removed, so that a path means the same part before and after.
        up, step = path.rsplit("/", 1)
        kind, number = step.split(":")
        siblings = [part for part in resolve(role["parts"], up)["parts"] if part["kind"] == kind]
        assert int(number) == len(siblings) - 1, path


def test_remarks_are_about_parts_that_stay(role):
    changed = {change["path"] for change in role["second_version"] if "path" in change}
    for remark in role["requests"] + role["comments"]:
        resolve(role["parts"], remark["path"])
        assert remark["path"] not in removed(role)
    assert 1 <= len(role["requests"]) <= 3
    for request in role["requests"]:
        assert request["answer"]["kind"] in {"done", "not_done"}
        if role["second_version"]:
            assert (request["answer"]["kind"] == "done") == (request["path"] in changed), request["path"]


def test_second_version_rewords(role):
    for change in role["second_version"]:
        if "path" in change:
            before = resolve(role["parts"], change["path"])["text"]
            assert all(before[locale] != change["text"][locale] for locale in ("nl", "nb")), change["path"]


def test_wording_is_gender_neutral(role):
    for pair in texts(role):
        for locale, pattern in GENDERED.items():
            assert not pattern.search(pair[locale]), pair[locale]


def test_placeholders_are_bound_and_equal_in_both_languages(role):
    bound = {"nl": {}, "nb": {}}
    for number, entry in enumerate(COMPANY["placeholders"]):
        for locale, tokens in bound.items():
            tokens.update({form: number for form in entry[locale].values() if form})
    for pair in texts(role):
        found = {
            locale: sorted(tokens[token] for token in re.findall(r"\[(.+?)\]", pair[locale]))
            for locale, tokens in bound.items()
        }
        assert found["nl"] == found["nb"], pair


def test_education_codes_stay_untranslated():
    role = load(DEMO / "texts" / "accountmanager.json")
    codes = [part["text"] for part in walk(role["parts"]) if EDUCATION.fullmatch(part["text"]["nl"])]
    assert codes
    assert all(text["nl"] == text["nb"] for text in codes)


def test_verkoopmanager_names_every_cadence():
    role = load(DEMO / "texts" / "verkoopmanager.json")
    first = " ".join(part["text"]["nl"] for part in walk(role["parts"])).lower()
    for change in role["second_version"]:
        if "path" in change:
            resolve(role["parts"], change["path"])["text"] = change["text"]
    second = " ".join(part["text"]["nl"] for part in walk(role["parts"])).lower()
    for word in ("wekelijks", "maandelijks", "tweemaandelijks", "per kwartaal", "jaarlijks"):
        assert re.search(rf"\b{word}\b", first), word
        assert re.search(rf"\b{word}\b", second), word


def positions():
    """Email → current position: where each started, then the moves."""
    now = {person["email"]: dict(person) for person in COMPANY["people"]}
    for move in COMPANY["moves"]:
        assert move["starts"] > now[move["email"]]["starts"]
        now[move["email"]].update(move)
    return now


def test_units_form_one_tree():
    codes = [unit["code"] for unit in COMPANY["units"]]
    assert len(codes) == len(set(codes))
    order = ["company", "country", "sector", "region", "team"]
    seen = {}
    for unit in COMPANY["units"]:
        if unit["parent"] is None:
            assert unit["kind"] == "company"
        else:
            parent = seen[unit["parent"]]
            assert order.index(unit["kind"]) == order.index(parent["kind"]) + 1
            assert parent["country"] in {None, unit["country"]}
        seen[unit["code"]] = unit


def test_people_sit_in_known_units_and_roles():
    units = {unit["code"] for unit in COMPANY["units"]}
    levels = {path.stem: load(path).get("levels") for path in TEXTS}
    levels.update({entry["code"]: None for entry in COMPANY["roles"]})
    emails = [person["email"] for person in COMPANY["people"]]
    assert set(emails) >= SIGN_INS
    assert len(emails) == len(set(emails))
    assert all(re.fullmatch(r"[a-z0-9.]+", email) for email in emails)
    for person in [*COMPANY["people"], *COMPANY["moves"]]:
        assert person["unit"] in units
        assert person["level"] in (levels[person["role"]] or [None])
        assert set(person.get("leads", [])) <= units
        assert {grant["unit"] for grant in person.get("grants", [])} <= units
    assert set(levels) == {person["role"] for person in positions().values()}


def test_every_team_has_one_lead_and_four_to_six_people():
    now = positions().values()
    for unit in COMPANY["units"]:
        if unit["kind"] == "team":
            members = [person for person in now if person["unit"] == unit["code"]]
            leads = [person for person in now if unit["code"] in person["leads"]]
            assert 4 <= len(members) <= 6, unit["code"]
            assert len(leads) == 1, unit["code"]
            assert leads[0] in members


def test_four_eyes_are_possible_in_both_countries():
    for country in ("nl", "no"):
        holders = [p for p in COMPANY["people"] if {"kind": "hr", "unit": country} in p["grants"]]
        assert len(holders) >= 2


def test_lines_bodies_and_absences_name_known_people():
    emails = {person["email"] for person in COMPANY["people"]}
    for line in COMPANY["functional"]:
        assert {line["person"], line["adviser"]} <= emails
        assert line["person"] != line["adviser"]
    for body in COMPANY["bodies"]:
        assert body["members"]
        assert set(body["members"]) <= emails
    for absence in COMPANY["absences"]:
        assert {absence["person"], absence["deputy"]} <= emails
        assert absence["starts_in"] < absence["ends_in"]
    bodies = {body["code"] for body in COMPANY["bodies"]}
    roles = {path.stem for path in TEXTS}
    for entry in COMPANY["placeholders"]:
        assert entry["bind"]["code"] in (bodies if entry["bind"]["kind"] == "body" else roles)
    for edge in COMPANY["career"]:
        assert {edge["from"], edge["to"]} <= roles


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings(item)


def words(text):
    return re.findall(r"\w+", text.casefold())


def runs(text, length=8):
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="the source documents are not beside this repository")
def test_no_eight_words_in_a_row_come_from_the_source_documents():
    theirs = set().union(*(runs(path.read_text(encoding="utf-8")) for path in DOCUMENTS.glob("*.txt")))
    assert theirs
    for path in [*TEXTS, DEMO / "company.json"]:
        for text in strings(load(path)):
            assert not runs(text) & theirs, (path.name, text)
