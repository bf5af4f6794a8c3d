"""The documents that organisations handed over: exactly their structure. Skipped where they are not at hand."""

from pathlib import Path

import pytest

from portal.profiles.reading import as_json, lost_words, read_bytes

DOCUMENTS = Path(__file__).resolve().parents[4] / "shared" / "documents"
pytestmark = pytest.mark.shared
BOTH = ("txt", "docx")


def read(name):
    return read_bytes(name, (DOCUMENTS / name).read_bytes())


def areas(profile):
    return [(area["title"], len(area["core_tasks"]), len(area["indicators"])) for area in profile["result_areas"]]


@pytest.mark.parametrize("name", sorted(path.name for path in DOCUMENTS.glob("*") if path.suffix in {".txt", ".docx"}))
def test_no_line_is_lost(name):
    assert lost_words(read(name)) == []


@pytest.mark.parametrize("stem", ["taakomschrijving-verkoopmanager.nl", "functieprofiel-verkoper.nl",
                                  "functie-accountmanager-abc.nl"])  # fmt: skip
def test_word_and_text_give_the_same_structure(stem):
    text, word = (as_json(read(f"{stem}.{suffix}")) for suffix in BOTH)
    assert text["language"] == word["language"] == "nl"
    assert text["profiles"] == word["profiles"]


@pytest.mark.parametrize("suffix", BOTH)
def test_verkoopmanager(suffix):
    reading = read(f"taakomschrijving-verkoopmanager.nl.{suffix}")
    (profile,) = as_json(reading)["profiles"]
    assert profile["title"] == "Verkoopmanager"
    assert profile["purpose"].startswith("Het behalen") and profile["context"] == profile["characteristics"] == ""
    assert [line.relation for line in reading.profiles[0].organisation] == ["reports_to", "leads", "member_of"]
    assert areas(profile) == [("Werkzaamheden", 19, 0)]
    tasks = profile["result_areas"][0]["core_tasks"]
    assert [len(task["children"]) for task in tasks if isinstance(task, dict)] == [3]
    assert tasks[-1].startswith("Het wekelijks rapporteren")
    assert [item.unsure for item in reading.profiles[0].result_areas[0].core_tasks[-2:]] == ["split_sentence"] * 2
    assert len(profile["placeholders"]) == 7
    assert sum(reading.profiles[0].placeholders.values()) == 23
    assert reading.profiles[0].placeholders["[directie]"] == 7
    (fact,) = [note for note in reading.notes if note.code == "document_fact"]
    assert fact.values["date"] == "2017-01-23" and fact.lines == [2]
    assert profile["criteria"] == profile["working_conditions"] == profile["unplaced"] == profile["levels"] == []
    assert {"indicators", "levels", "criteria", "working_conditions", "context"} <= set(reading.profiles[0].not_stated)


@pytest.mark.parametrize("suffix", BOTH)
def test_verkoper(suffix):
    reading = read(f"functieprofiel-verkoper.nl.{suffix}")
    (profile,) = as_json(reading)["profiles"]
    assert profile["title"] == "Verkoper"
    assert profile["context"] and profile["purpose"] == ""
    assert list(profile["organisation"]) == ["Direct leidinggevende", "Geeft leiding aan"]
    manager, leads = reading.profiles[0].organisation
    assert (manager.relation, manager.none) == ("manager_kind", False)
    assert (leads.relation, leads.none) == ("leads", True)
    assert [counts[1:] for counts in areas(profile)] == [(3, 4), (5, 6), (4, 3), (2, 2)]
    assert len(profile["working_conditions"]) == 1 and profile["unplaced"] == [] and profile["placeholders"] == []


def test_account_manager_for_butchers():
    (profile,) = as_json(read("functieprofiel-accountmanager-vlees.nl.txt"))["profiles"]
    assert profile["title"] == "Accountmanager"
    assert [counts[1:] for counts in areas(profile)] == [(5, 5), (6, 5), (5, 5), (2, 3)]
    assert profile["organisation"]["Direct leidinggevende"].startswith("vakinhoudelijk")
    assert len(profile["working_conditions"]) == 1 and profile["unplaced"] == []


@pytest.mark.parametrize("suffix", BOTH)
def test_account_manager_levels(suffix):
    reading = read(f"functie-accountmanager-abc.nl.{suffix}")
    (profile,) = as_json(reading)["profiles"]
    assert profile["title"] == "Accountmanager" and profile["levels"] == ["A", "B", "C"]
    assert profile["characteristics"] and profile["purpose"] and profile["context"] == ""
    assert len(reading.profiles[0].characteristics) == 2
    assert [counts[1:] for counts in areas(profile)] == [(9, 0), (5, 0), (3, 0)]
    assert all(area["result"] for area in profile["result_areas"])
    counts = {
        criterion["title"]: [len(criterion["items"][level]) for level in "ABC"] for criterion in profile["criteria"]
    }
    assert counts == {
        "AARD VAN DE WERKZAAMHEDEN": [8, 7, 9],
        "INVLOED / IMPACT": [2, 3, 3],
        "NETWERK": [1, 1, 2],
        "WERK- EN DENKNIVEAU EN KENNISELEMENTEN": [6, 6, 6],
        "COMPETENTIES / VAARDIGHEDEN": [4, 4, 5],
    }
    educations = [criterion["items"] for criterion in profile["criteria"] if criterion["title"].startswith("WERK-")]
    assert [educations[0][level][0].split()[0] for level in "ABC"] == ["Mbo+/hbo", "Hbo/hbo+", "Hbo+/wo"]
    assert profile["unplaced"] == []


def test_eight_norwegian_roles():
    reading = read("stillingsbeskrivelser-salg.nb.txt")
    data = as_json(reading)
    assert data["language"] == "nb"
    assert [profile["title"] for profile in data["profiles"]] == [
        "Telefonselger", "Møtebooker", "Stand-selger", "Account Manager", "Key Account Manager", "Teamleder",
        "Salgssjef", "Salgsdirektør",
    ]  # fmt: skip
    for profile in data["profiles"]:
        assert profile["context"] and profile["purpose"] == profile["characteristics"] == ""
        assert profile["result_areas"] == profile["criteria"] == profile["unplaced"] == []
    assert [profile["figures"] for profile in data["profiles"]] == [
        {"team": [4, 8]}, {}, {}, {"customers": [20, 200]}, {"key_customers": [1, 10]},
        {"team_with_own_budget": [4, 8], "team_without_own_budget": [12, 14]}, {}, {},
    ]  # fmt: skip
    (dropped,) = [note for note in reading.notes if note.code == "image_name_dropped"]
    assert dropped.values["name"].startswith("20_17_") and dropped.lines == [3]
    assert [note.values["count"] for note in reading.notes if note.code == "several_profiles"] == [8]


def test_every_text_knows_its_source_line():
    reading = read("functieprofiel-verkoper.nl.txt")
    lines = {line.number: line.text for line in reading.lines}
    for area in reading.profiles[0].result_areas:
        for item in area.core_tasks + area.indicators:
            assert item.text in lines[item.lines[0]]
