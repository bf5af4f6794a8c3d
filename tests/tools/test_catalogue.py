"""The catalogue tool, tried on a small project of its own."""

import json

import pytest

from tools import catalogue

CODE = """
greeting = _("Hello %(name)s")
parts = ngettext("%(num)s part", "%(num)s parts", 2)
state = N_("Saved")
"""
TEXTS = {
    "Hello %(name)s": {"nl": "Dag %(name)s", "nb": "Hei %(name)s"},
    "%(num)s part": {"nl": ["1 deel", "%(num)s delen"], "nb": ["1 del", "%(num)s deler"]},
    "Saved": {"nl": "Opgeslagen", "nb": "Lagret"},
    "On the page": {"nl": "Op de pagina", "nb": "På siden"},
}


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    """A project with four sentences, none of them translated."""
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    monkeypatch.setattr(catalogue, "TRANSLATIONS", tmp_path / "translations")
    (tmp_path / "portal" / "templates").mkdir(parents=True)
    (tmp_path / "portal" / "page.py").write_text(CODE)
    (tmp_path / "portal" / "templates" / "page.html").write_text("<p>{{ _('On the page') }}</p>")
    (tmp_path / "babel.cfg").write_text("[python: portal/**.py]\n[jinja2: portal/templates/**.html]\nsilent = false\n")
    return tmp_path


def test_a_filled_catalogue_is_complete_and_writing_it_again_changes_nothing(project):
    assert set(catalogue.missing("")["nl"]["untranslated"]) == set(TEXTS)
    assert catalogue.check()
    assert catalogue.fill(TEXTS) == []
    assert catalogue.check() == []
    before = catalogue.po_path("nb").read_bytes()
    catalogue.update()
    assert catalogue.po_path("nb").read_bytes() == before
    assert [path.name for path in catalogue.compile_all()] == ["messages.mo", "messages.mo"]
    assert catalogue.compile_all() == []


@pytest.mark.parametrize(
    ("key", "text", "complaint"),
    [
        ("Hello %(name)s", "Dag %(naam)s", "placeholders differ"),
        ("Hello %(name)s", "Dag", "placeholders differ"),
        ("%(num)s part", ["1 deel", "delen"], "placeholders differ"),
        ("%(num)s part", "1 deel", "list of two"),
        ("Saved", ["a", "b"], "not a list"),
        ("Saved", "", "empty"),
        ("Saved", "Opgeslagen ", "space"),
        ("Never said", "Nooit", "no such sentence"),
    ],
)
def test_a_translation_that_does_not_fit_is_refused(key, text, complaint):
    [problem] = catalogue.fill({key: {"nl": text}})
    assert complaint in problem


def test_a_sentence_that_leaves_and_comes_back_keeps_its_translation(project):
    catalogue.fill(TEXTS)
    (project / "portal" / "page.py").write_text("")
    catalogue.update()
    assert catalogue.missing("")["nl"]["obsolete"] == sorted(set(TEXTS) - {"On the page"})
    assert any("obsolete" in problem for problem in catalogue.check())
    (project / "portal" / "page.py").write_text(CODE)
    catalogue.update()
    assert catalogue.check() == []


def test_pruning_drops_what_the_code_no_longer_says(project):
    catalogue.fill(TEXTS)
    (project / "portal" / "page.py").write_text("")
    catalogue.update(keep_obsolete=False)
    assert catalogue.check() == []
    assert "Opgeslagen" not in catalogue.po_path("nl").read_text()


def test_missing_can_be_asked_for_one_folder_and_printed_to_fill_in():
    assert list(catalogue.fill_template("portal/templates")) == ["On the page"]
    assert json.loads(json.dumps(catalogue.fill_template("")))["%(num)s part"] == {"nl": ["", ""], "nb": ["", ""]}


def test_a_template_that_does_not_parse_is_an_error_not_a_template_without_sentences(project):
    (project / "portal" / "templates" / "page.html").write_text("{% if %}")
    with pytest.raises(Exception, match="Expected an expression"):
        catalogue.extract()
