"""Other documents of the same families: other words, the same kinds of headings."""

import re

import pytest

from portal.profiles.reading import as_json, lost_words, read_bytes
from portal.profiles.reading.figures import read_figures
from tests.profiles.reading import written


def read(text, name="profile.txt"):
    reading = read_bytes(name, text.encode())
    assert lost_words(reading) == []
    return reading, as_json(reading)["profiles"]


def shape(profile):
    return [(area["title"], len(area["core_tasks"]), len(area["indicators"])) for area in profile["result_areas"]]


def test_reference_profile():
    reading, (profile,) = read(written.REFERENCE)
    assert profile["title"] == "Magazijnchef"
    assert shape(profile) == [("Ontvangst en opslag", 3, 2), ("Team aansturen", 2, 3), ("Voorraadbeheer", 1, 1)]
    assert [line.relation for line in reading.profiles[0].organisation] == ["manager_kind", "leads"]
    assert len(profile["working_conditions"]) == 2 and profile["figures"] == {"team": [4, 8]}


def test_reference_profile_without_its_tabs_is_guessed_and_says_so():
    """Pasting through a form that trims: the full stop between the lists tells where the second begins."""
    text = "\n".join(re.sub(r"\t+", " ", line).strip() for line in written.REFERENCE.splitlines())
    reading, (profile,) = read(text)
    assert shape(profile) == [("Ontvangst en opslag", 3, 2), ("Team aansturen", 2, 3), ("Voorraadbeheer", 1, 1)]
    assert {item.unsure for item in reading.profiles[0].result_areas[0].indicators} == {"columns_unclear"}


def test_task_description():
    reading, (profile,) = read(written.TASKS)
    assert profile["title"] == "Regioleider" and profile["purpose"].startswith("Het laten groeien")
    assert [line.relation for line in reading.profiles[0].organisation] == ["reports_to", "leads", "member_of"]
    assert profile["organisation"]["Legt verantwoording af aan"] == "de [commercieel directeur]."
    tasks = profile["result_areas"][0]["core_tasks"]
    assert len(tasks) == 5 and len(tasks[1]["children"]) == 2
    assert tasks[3].startswith("Het maandelijks bespreken") and tasks[4].endswith("Dit gebeurt elk kwartaal.")
    assert reading.profiles[0].placeholders == {
        "[raad van bestuur]": 1, "[commercieel directeur]": 2, "[vertegenwoordigers]": 2, "[verkoopoverleg]": 1,
        "[vertegenwoordiger]": 1,
    }  # fmt: skip


def test_matrix_in_text_form():
    _, (profile,) = read(written.MATRIX)
    assert profile["title"] == "Inkoper" and profile["levels"] == ["I", "II"]
    assert shape(profile) == [("Inkopen van goederen", 2, 0), ("Leveranciers beheren", 3, 0)]
    assert all(area["result"] for area in profile["result_areas"])
    assert [(row["title"], len(row["items"]["I"]), len(row["items"]["II"])) for row in profile["criteria"]] == [
        ("AARD VAN HET WERK", 2, 3), ("KENNIS", 2, 2), ("COMPETENTIES", 1, 2),
    ]  # fmt: skip


def test_matrix_with_rows_on_one_line():
    reading, (profile,) = read(written.ROWS)
    assert profile["levels"] == ["Junior", "Medior", "Senior", "Expert"]
    assert profile["criteria"][0]["items"]["Senior"] == ["zelfstandig, begeleidt anderen"]
    assert profile["criteria"][1]["items"]["Expert"] == ["hbo", "vakopleiding"]
    assert shape(profile) == [("Kerntaken", 2, 2)]
    assert [line.none for line in reading.profiles[0].organisation] == [False, True]


def test_norwegian_profile():
    reading, (profile,) = read(written.NORWEGIAN)
    assert reading.language == "nb" and profile["title"] == "Innkjøper"
    assert profile["context"].startswith("Innkjøperen") and profile["purpose"].startswith("Sikre")
    assert profile["organisation"] == {"Rapporterer til": "Innkjøpssjef", "Personalansvar": "Ingen"}
    assert shape(profile) == [("Leverandører", 2, 0), ("Vareutvalg", 2, 2)]
    assert {item.unsure for item in reading.profiles[0].result_areas[1].indicators} == {"indicator_area"}
    assert len(profile["working_conditions"]) == 1


def test_norwegian_roles_in_prose():
    reading, profiles = read(written.ROLES)
    assert [profile["title"] for profile in profiles] == ["Kundebehandler", "Teknisk rådgiver", "Kundesenterleder"]
    assert profiles[1]["figures"] == {"customers": [30, 40]}
    assert any(note.code == "image_name_dropped" for note in reading.notes)


def test_norwegian_roles_with_sections():
    _, profiles = read(written.SECTIONED_ROLES)
    assert [profile["title"] for profile in profiles] == ["Butikkselger", "Butikksjef"]
    assert [shape(profile)[0][1] for profile in profiles] == [2, 3]
    assert profiles[0]["organisation"] == {"Rapporterer til": "Butikksjef"}
    assert profiles[1]["figures"] == {"team": [6, 10]}


def test_areas_with_a_heading_each_and_broken_lines():
    _, (profile,) = read(written.WRAPPED)
    assert profile["title"] == "Marketingmedewerker"
    assert shape(profile) == [("Campagnes", 2, 2), ("Materiaal", 2, 1)]
    assert profile["result_areas"][0]["core_tasks"][0].endswith("met de externe bureaus")
    assert profile["result_areas"][0]["result"].startswith("Campagnes zijn")
    assert profile["criteria"] == [{"title": "Competenties", "items": {"": ["Creativiteit", "Samenwerken"]}}]
    assert "twee stagiairs." in profile["organisation"]["Geeft leiding aan"]


def test_numbered_sections():
    _, (profile,) = read(written.NUMBERED)
    assert profile["title"] == "Planner logistiek"
    assert shape(profile) == [("Planning", 2, 0), ("Overleg", 2, 2)]
    assert [row["title"] for row in profile["criteria"]] == ["Competenties"]
    assert profile["working_conditions"] == ["beeldschermwerk"]


def test_capitals_without_bullets():
    _, (profile,) = read(written.CAPITALS)
    assert profile["title"] == "Filiaalmanager"
    assert shape(profile) == [("Taken en verantwoordelijkheden", 3, 0), ("Bevoegdheden", 1, 0)]
    assert profile["figures"] == {"team": [12, 20]} and len(profile["criteria"][0]["items"][""]) == 2


def test_sub_points_inside_columns():
    _, (profile,) = read(written.SUB_POINTS)
    assert shape(profile) == [("Voortgang proces", 3, 2), ("Personeel", 2, 2), ("Veiligheid en hygiëne", 2, 2)]
    assert len(profile["result_areas"][0]["core_tasks"][1]["children"]) == 2
    assert len(profile["working_conditions"]) == 3


def test_roles_that_stand_close_together():
    _, profiles = read(written.CLOSE_ROLES)
    assert [profile["title"] for profile in profiles] == ["Butikkmedarbeider", "Assisterende butikksjef", "Butikksjef"]
    managers = [profile["organisation"]["Rapporterer til"] for profile in profiles]
    assert managers == ["Butikksjef", "Butikksjef", "Regionsjef"]
    assert [shape(profile)[0][1] for profile in profiles] == [2, 2, 2]


def test_numbers_that_count_duties():
    reading, (profile,) = read(written.LETTERED)
    assert shape(profile) == [("Taken en verantwoordelijkheden", 3, 0), ("Bevoegdheden", 1, 0)]
    assert [len(task["children"]) for task in profile["result_areas"][0]["core_tasks"][:2]] == [2, 2]
    assert [line.relation for line in reading.profiles[0].organisation] == ["reports_to", "member_of"]


def test_norwegian_areas_with_a_heading_each():
    reading, (profile,) = read(written.NB_AREAS)
    assert profile["title"] == "Salgskonsulent"
    assert shape(profile) == [("Salg", 2, 1), ("Kvalitet", 1, 1)]
    assert [(line.relation, line.none) for line in reading.profiles[0].organisation] == [
        ("reports_to", False), ("leads", True),
    ]  # fmt: skip


def test_plain_cells():
    _, (profile,) = read(written.PLAIN_CELLS)
    assert profile["levels"] == ["Junior", "Controller", "Senior"]
    assert [row["items"]["Controller"] for row in profile["criteria"]] == [["Analyses van afdelingen"], ["Hbo"]]
    assert profile["working_conditions"] == ["Beeldschermwerk."]


def test_levels_under_each_other():
    _, (profile,) = read(written.LEVELS_BELOW)
    assert profile["levels"] == ["A", "B"]
    assert [(row["title"], row["items"]) for row in profile["criteria"]] == [
        ("Kennis", {"A": ["mbo"], "B": ["hbo"]}),
        ("Zelfstandigheid", {"A": ["werkt onder begeleiding"], "B": ["werkt zelfstandig", "begeleidt anderen"]}),
    ]


def test_unknown_headings_wait_to_be_placed():
    reading, (profile,) = read(
        written.ROWS + "\nWat wij bieden\nEen goede pensioenregeling en een laptop van de zaak.\n"
    )
    assert profile["unplaced"] == ["Wat wij bieden", "Een goede pensioenregeling en een laptop van de zaak."]
    assert {item.unsure for item in reading.profiles[0].unplaced} == {"unknown_heading"}


@pytest.mark.parametrize(("text", "figures"), [
    ("Beheert tussen de 40 en 60 klanten.", {"customers": (40, 60)}),
    ("Beheert 5 tot 10 key accounts.", {"key_customers": (5, 10)}),
    ("Geeft leiding aan een team van zes verkopers.", {"team": (6, 6)}),
    ("Stuurt maximaal twaalf medewerkers aan.", {"team": (None, 12)}),
    ("Med eget budsjett tre til fem selgere, uten eget budsjett opptil 8 – 9 selgere.",
     {"team_with_own_budget": (3, 5), "team_without_own_budget": (8, 9)}),
    ("Zonder eigen budget 10 à 12 verkopers, met een eigen budget vier of vijf verkopers.",
     {"team_without_own_budget": (10, 12), "team_with_own_budget": (4, 5)}),
    ("Har ansvar for minst 100 kunder.", {"customers": (100, None)}),
    ("Bezoekt klanten en verwerkt 20 orders.", {}),
    ("Har kontakt med kunder og tre ganger i året med ledelsen.", {}),
    ("Klanten tevreden houden en 5 verkopers.", {}),
    ("Porteføljen består vanligvis av 60–80 kunder.", {"customers": (60, 80)}),
])  # fmt: skip
def test_figures(text, figures):
    assert {figure.name: (figure.min, figure.max) for figure in read_figures([(text, [1])])} == figures
