"""What comes back in a task: confirmed with one tap, changed in a form, undone, told before it is in force."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.core import clock
from portal.core.i18n import speaking
from portal.documents import content, drafts
from portal.documents.models import Outcome
from portal.profiles import duty_words, services
from portal.profiles.content import PROFILE
from portal.profiles.duty import A_YEAR, ABOUT, Every, Per
from tests.cast import Cast
from tests.pages import Page
from tests.profiles.edited import KEYS, body, make, part
from tests.profiles.rounds import Round
from tests.profiles.test_editing import PARTIAL, address, hidden, text_form
from tests.queries import counted

Browse = Callable[..., Page]
SignIn = Callable[[int], FlaskClient]
RIDE = {"every": "month", "per": "seller", "by": "ride_along"}


def rewritten(cast: Cast, profile: int, name: str, text: str) -> None:
    """The text of a task as HR wrote it."""

    def change(found: content.Body) -> content.Body:
        base = content.get(found, KEYS[name])["rev"]["nl"]
        return content.write_text(found, KEYS[name], "nl", text, base=base, edit="x")

    drafts.edit(profile, PROFILE, cast.me("hr"), "x", change)


@pytest.fixture
def profile(cast: Cast) -> int:
    """A draft with a sure, a doubtful and a consulting task."""
    made = make(cast)
    rewritten(cast, made, "first", "Reist maandelijks mee met de [verkopers].")
    rewritten(cast, made, "second", "Bespreekt de maandelijkse resultaten.")
    rewritten(cast, made, "third", "Verdeelt het werk in overleg met de [directie].")
    return made


def seen(profile: int, name: str, answer: str) -> dict[str, str]:
    """What the button below a task posts."""
    rev = part(profile, name)["rev"]
    return {"seen": f"{answer}:{rev['nl']}:{rev.get('data', 0)}", "locale": "nl"}


def duty(profile: int, name: str) -> Any:
    """The duty as stored, without the mark of the words that were answered."""
    found = part(profile, name)["data"].get("duty")
    return {name: value for name, value in found.items() if name != "words"} if found else found


def form_of(profile: int, name: str, **more: Any) -> dict[str, Any]:
    """What the form of a duty posts."""
    return {"data_base": part(profile, name)["rev"].get("data", 0), "edit": "form-1", "locale": "nl",
    "every": "month",
            "work": "seller:ride_along", **more}


def chosen(html: str) -> list[str]:
    """What is chosen in the first two lists of a form."""
    lists = re.findall(r"<select.*?</select>", html, re.DOTALL)
    return re.findall(r'<option selected value="([^"]*)"', "".join(lists))[:2]


@pytest.mark.parametrize(
    ("locale", "cadence", "count"),
    [("nl", "Elke maand, per verkoper", "Dit levert 12 terugkerende taken per jaar per verkoper op."),
     ("nb", "Hver måned, per selger", "Dette gir 12 faste oppgaver i året per selger.")],
)  # fmt: skip
def test_a_task_says_what_its_words_mean(
    cast: Cast, profile: int, browse: Browse, locale: str, cadence: str, count: str
) -> None:
    page = browse(cast.hr, f"/profiles/{profile}/edit", locale=locale)
    assert cadence in page.text
    assert count in page.text
    assert "“maandelijkse”" in page.text
    assert "[directie]" in page.text


def test_one_tap_confirms_and_undo_takes_it_back(cast: Cast, profile: int, sign_in: SignIn) -> None:
    client = sign_in(cast.hr)
    answer = client.post(address(profile, "first", "duty/answer"), data=seen(profile, "first",
    "confirm"), headers=PARTIAL)
    assert answer.status_code == 200
    assert "Elke maand, per verkoper" in answer.get_data(as_text=True)
    assert duty(profile, "first") == RIDE
    client.post(f"/profiles/{profile}/undo", headers=PARTIAL)
    assert duty(profile, "first") is None


def test_one_tap_works_without_a_script(cast: Cast, profile: int, sign_in: SignIn) -> None:
    answer = sign_in(cast.hr).post(address(profile, "first", "duty/answer"), data=seen(profile, "first", "confirm"))
    assert answer.status_code == 303
    assert duty(profile, "first") == RIDE


def test_no_recurring_work_is_an_answer(cast: Cast, profile: int, sign_in: SignIn, browse: Browse) -> None:
    sign_in(cast.hr).post(address(profile, "second", "duty/answer"), data=seen(profile, "second", "none"))
    assert duty(profile, "second") == {"none": True}
    assert "“maandelijkse”" not in browse(cast.hr, f"/profiles/{profile}/edit").text


def test_a_doubt_cannot_be_confirmed(cast: Cast, profile: int, sign_in: SignIn) -> None:
    sign_in(cast.hr).post(address(profile, "second", "duty/answer"), data=seen(profile, "second", "confirm"))
    assert duty(profile, "second") is None


def test_whom_the_words_consult_is_confirmed_with_one_tap(cast: Cast, profile: int, sign_in: SignIn) -> None:
    sign_in(cast.hr).post(address(profile, "third", "duty/answer"), data=seen(profile, "third", "confirm"))
    assert duty(profile, "third") == {"consulted": [{"term": "directie"}]}


def test_what_was_confirmed_of_other_words_is_refused(cast: Cast, profile: int, sign_in: SignIn) -> None:
    posted = seen(profile, "first", "confirm")
    rewritten(cast, profile, "first", "Reist wekelijks mee met de [verkopers].")
    answer = sign_in(cast.hr).post(address(profile, "first", "duty/answer"), data=posted, headers=PARTIAL)
    assert answer.status_code == 409
    assert "Elke week, per verkoper" in answer.get_data(as_text=True)
    assert duty(profile, "first") is None


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Reist elke maand mee met de [verkopers].", False), ("Reist elk kwartaal mee met de [verkopers].", False),
        ("Reist minimaal eens per maand mee met de [verkopers].", True), ("Reist soms mee met de [verkopers].", True),
    ],
)  # fmt: skip
def test_a_text_that_was_rewritten_since_is_asked_about(
    cast: Cast, profile: int, sign_in: SignIn, browse: Browse, text: str, asked: bool
) -> None:
    sign_in(cast.hr).post(address(profile, "first", "duty/answer"), data=seen(profile, "first", "confirm"))
    question = "De tekst is gewijzigd sinds dit is bevestigd: klopt het nog?"
    assert question not in browse(cast.hr, f"/profiles/{profile}/edit", locale="nl").text
    rewritten(cast, profile, "first", text)
    assert (question in browse(cast.hr, f"/profiles/{profile}/edit", locale="nl").text) is asked


def test_the_form_starts_from_what_the_words_say(cast: Cast, profile: int, browse: Browse) -> None:
    page = browse(cast.hr, address(profile, "first", "duty"), locale="nl")
    assert page.status == 200
    assert chosen(page.html) == ["month", "seller:ride_along"]
    doubtful = browse(cast.hr, address(profile, "second", "duty"), locale="nl")
    assert chosen(doubtful.html) == ["", ""]


def test_the_form_stores_cadence_others_and_delegation(cast: Cast, profile: int, sign_in: SignIn) -> None:
    posted = form_of(
        profile, "first", every="two_months", work="seller:talk", delegable="y", part="supports",
        who=f"role:{cast.manager_role}", others=["consulted|term:directie", f"informed|unit:{cast.team}"],
    )
    answer = sign_in(cast.hr).post(address(profile, "first", "duty"), data=posted, headers=PARTIAL)
    assert answer.status_code == 200
    assert "Eens in de twee maanden, per verkoper" in answer.get_data(as_text=True)
    assert duty(profile, "first") == {
        "every": "two_months", "per": "seller", "by": "talk", "supports": [{"role": cast.manager_role}],
        "consulted": [{"term": "directie"}], "informed": [{"unit": cast.team}], "delegable": True,
    }


def test_adding_one_more_only_lists_it(cast: Cast, profile: int, sign_in: SignIn) -> None:
    posted = form_of(profile, "first", part="informed", who=f"unit:{cast.team}", more="1")
    answer = sign_in(cast.hr).post(address(profile, "first", "duty"), data=posted, headers=PARTIAL)
    assert answer.status_code == 200
    assert f'value="informed|unit:{cast.team}"' in answer.get_data(as_text=True)
    assert duty(profile, "first") is None


@pytest.mark.parametrize(
    "wrong",
    [{"work": ""}, {"every": "fortnight"}, {"work": "customer:plan"}, {"others": ["consulted|body:999999"]},
     {"others": ["rules|unit:1"]}, {"work": "once:talk"}],
)  # fmt: skip
def test_what_makes_no_duty_is_refused_beside_its_field(
    cast: Cast, profile: int, sign_in: SignIn, wrong: dict[str, Any]
) -> None:
    answer = sign_in(cast.hr).post(address(profile, "first", "duty"), data=form_of(profile,
    "first", **wrong), headers=PARTIAL)
    assert answer.status_code == 422
    assert "ds-validation-message" in answer.get_data(as_text=True)
    assert duty(profile, "first") is None


def test_a_stale_form_keeps_the_choice_and_says_what_is_stored(cast: Cast, profile: int, sign_in: SignIn) -> None:
    posted = form_of(profile, "first", every="week")
    sign_in(cast.hr).post(address(profile, "first", "duty/answer"), data=seen(profile, "first", "confirm"))
    client = sign_in(cast.hr2)
    answer = client.post(address(profile, "first", "duty"), data=posted, headers=PARTIAL)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Elke maand, per verkoper" in html
    assert '<option selected value="week">' in html
    again = {**posted, **{name: value for name, value in hidden(html).items() if name in {"data_base", "edit"}}}
    assert client.post(address(profile, "first", "duty"), data=again, headers=PARTIAL).status_code == 200
    assert duty(profile, "first")["every"] == "week"


def test_the_text_can_be_saved_on_the_way_to_the_form(cast: Cast, profile: int, sign_in: SignIn) -> None:
    posted = text_form(profile, "second", "Belt elke week.", then="duty")
    answer = sign_in(cast.hr).post(address(profile, "second"), data=posted)
    assert (answer.status_code, answer.location) == (303, address(profile, "second", "duty"))
    assert part(profile, "second")["text"]["nl"] == "Belt elke week."


def test_words_that_say_otherwise_are_told(cast: Cast, profile: int, sign_in: SignIn, browse: Browse) -> None:
    client = sign_in(cast.hr)
    client.post(address(profile, "first", "duty/answer"), data=seen(profile, "first", "confirm"))
    rewritten(cast, profile, "first", "Reist wekelijks mee met de [verkopers].")
    page = browse(cast.hr, f"/profiles/{profile}/edit", locale="nl").text
    assert "Elke maand, per verkoper" in page
    assert "De tekst zegt: Elke week." in page


@pytest.mark.parametrize(("who", "status"), [("hr", 200), ("director", 403), ("manager", 403), ("seller", 404)])
def test_only_hr_in_scope_answers(cast: Cast, profile: int, browse: Browse, who: str, status: int) -> None:
    assert browse(getattr(cast, who), address(profile, "first", "duty")).status == status
    if status != 200:
        for path, data in (("duty", form_of(profile, "first")), ("duty/answer", seen(profile, "first", "confirm"))):
            page = browse(getattr(cast, who), address(profile, "first", path), method="POST", data=data)
            assert page.status == status
        assert duty(profile, "first") is None


@pytest.mark.parametrize(("name", "answer"), [("first", "yes:1:0"), ("first", "confirm:x:0"), ("first", "confirm")])
def test_a_forged_answer_is_refused(cast: Cast, profile: int, sign_in: SignIn, name: str, answer: str) -> None:
    posted = sign_in(cast.hr).post(address(profile, name, "duty/answer"), data={"seen": answer, "locale": "nl"})
    assert posted.status_code == 400


def test_only_tasks_have_the_form(cast: Cast, profile: int, browse: Browse) -> None:
    assert browse(cast.hr, address(profile, "indicator", "duty")).status == 404


def test_both_languages_share_what_was_confirmed(cast: Cast, profile: int, sign_in: SignIn, browse: Browse) -> None:
    sign_in(cast.hr).post(address(profile, "first", "duty/answer"), data=seen(profile, "first", "confirm"))
    assert "Elke maand, per verkoper" in browse(cast.hr, f"/profiles/{profile}/twin/nb", locale="nl").text
    assert "Elke maand, per verkoper" in browse(cast.hr, f"/profiles/{profile}?version=work", locale="nl").text


def test_sending_to_review_tells_what_will_be_owed(cast: Cast, profile: int, sign_in: SignIn, browse: Browse) -> None:
    sign_in(cast.hr).post(address(profile, "first", "duty/answer"), data=seen(profile, "first", "confirm"))
    page = browse(cast.hr, f"/profiles/{profile}/submit", locale="nl")
    assert "12 meereisdagen per jaar per verkoper" in page.text
    assert "Bij 1 kerntaak staat hoe vaak die terugkomt, maar dat is nog niet bevestigd. Open een kerntaak" in page.text


def beside(page: Page) -> list[str]:
    """The tasks that the card beside the text leads to, for their cadence to be confirmed."""
    _before, _found, rest = page.html.partition('id="unconfirmed"')
    return re.findall(r'href="([^"]*#p-[^"]+)"', rest.partition("</ul>")[0])


def test_the_draft_says_beside_its_text_what_waits_for_confirmation(
    cast: Cast, profile: int, sign_in: SignIn, browse: Browse
) -> None:
    page = browse(cast.hr, f"/profiles/{profile}/edit", locale="nl")
    assert "2 taken: bevestig hoe vaak ze terugkomen" in page.text
    assert beside(page) == [f"#p-{KEYS['first']}", f"#p-{KEYS['second']}"]
    translating = browse(cast.hr, f"/profiles/{profile}/edit?locale=nb", locale="nl")
    assert beside(translating)[0] == f"/profiles/{profile}/edit#p-{KEYS['first']}"
    posted = seen(profile, "first", "confirm")
    answer = sign_in(cast.hr).post(address(profile, "first", "duty/answer"), data=posted, headers=PARTIAL)
    assert "1 taak: bevestig hoe vaak die terugkomt" in answer.text
    sign_in(cast.hr).post(address(profile, "second", "duty/answer"), data=seen(profile, "second", "none"))
    assert 'id="unconfirmed"' not in browse(cast.hr, f"/profiles/{profile}/edit", locale="nl").html


def test_the_draft_names_who_has_a_part(cast: Cast, profile: int, sign_in: SignIn, browse: Browse) -> None:
    posted = form_of(profile, "first", others=[f"supports|role:{cast.manager_role}", f"informed|unit:{cast.team}"])
    sign_in(cast.hr).post(address(profile, "first", "duty"), data=posted)
    page = browse(cast.hr, f"/profiles/{profile}/edit", locale="nl")
    assert "Ondersteunt: Verkoopmanager · Geïnformeerd: Team Midden" in page.text


def test_publishing_says_where_a_cadence_can_still_be_confirmed(cast: Cast, browse: Browse) -> None:
    made = Round(cast)

    def add(found: content.Body) -> content.Body:
        area = next(one["key"] for one in found if one["kind"] == "area")
        found, key = content.add(found, "core_task", area, locale="nl", text="Reist maandelijks mee.", edit="x")
        return content.write_text(found, key, "nb", "Reiser med hver måned.", base=0, edit="x", of=1)

    drafts.edit(made.id, PROFILE, cast.me("hr"), "x", add)
    made.submit()
    made.decide(Outcome.APPROVE)
    page = browse(cast.hr2, f"/profiles/{made.id}/publish", locale="nl")
    assert "Bevestig het in de volgende versie" in page.text
    assert f'href="/profiles/{made.id}/withdraw"' in page.html
    assert '<span lang="nl">Reist maandelijks mee.</span></a>' in page.html
    in_norwegian = browse(cast.hr2, f"/profiles/{made.id}/publish?lang=nb", locale="nl")
    assert '<span lang="nb">Reiser med hver måned.</span></a>' in in_norwegian.html
    director = browse(cast.director, f"/profiles/{made.id}/publish", locale="nl")
    assert f'href="/profiles/{made.id}/withdraw"' not in director.html


def adopted(cast: Cast, profile: int) -> None:
    """Put it in force as it is."""
    hr = cast.me("hr")
    drafts.edit(profile, PROFILE, hr, "t", lambda found: content.remove(found, KEYS["loose"]))
    services.adopt(profile, hr, valid_from=clock.today(), source="archive")


def heads(page: Page) -> list[str]:
    """The columns of the first table."""
    return re.findall(r'<th scope="col">([^<]+)</th>', page.html.partition("</thead>")[0])


def test_everybody_reads_who_does_what(cast: Cast, profile: int, sign_in: SignIn, browse: Browse) -> None:
    posted = form_of(profile, "first", delegable="y", others=[f"supports|role:{cast.manager_role}",
    f"informed|unit:{cast.team}"])
    sign_in(cast.hr).post(address(profile, "first", "duty"), data=posted)
    sign_in(cast.hr).post(address(profile, "third", "duty/answer"), data=seen(profile, "third", "confirm"))
    assert browse(cast.seller, f"/profiles/{profile}/responsibilities").status == 404
    assert "Verkoopmanager" in browse(cast.hr, f"/profiles/{profile}/responsibilities", locale="nl").text
    adopted(cast, profile)
    page = browse(cast.seller, f"/profiles/{profile}/responsibilities", locale="nl")
    for shown in ("Verkoper", "Verkoopmanager", "Team Midden", "Elke maand, per verkoper",
    "Ja, de verantwoordelijkheid"):
        assert shown in page.text
    assert "Wie voert uit: Verkoper" in page.text
    assert heads(page) == [
        "Taak", "Ondersteunt", "In overleg met", "Wordt geïnformeerd", "Hoe vaak", "Mag worden gedelegeerd"
    ]
    assert f"/profiles/{profile}/responsibilities" in browse(cast.seller, f"/profiles/{profile}").html


def test_a_column_in_which_nothing_is_said_is_left_out(
    cast: Cast, profile: int, sign_in: SignIn, browse: Browse
) -> None:
    sign_in(cast.hr).post(address(profile, "third", "duty/answer"), data=seen(profile, "third", "confirm"))
    page = browse(cast.hr, f"/profiles/{profile}/responsibilities", locale="nl")
    assert heads(page) == ["Taak", "In overleg met"]


def test_a_role_of_the_same_family_abroad_is_a_counterpart(cast: Cast, browse: Browse) -> None:
    here = make(cast, country="NL")
    there = make(cast, country="NO")
    for one in (here, there):
        adopted(cast, one)
    page = browse(cast.seller, f"/profiles/{here}/responsibilities")
    assert f'href="/profiles/{there}/responsibilities"' in page.html
    assert f'href="/profiles/{here}/responsibilities"' not in page.html


def test_the_changes_of_a_version_name_the_cadence(cast: Cast, profile: int, sign_in: SignIn, browse: Browse) -> None:
    client = sign_in(cast.hr)
    client.post(address(profile, "first", "duty/answer"), data=seen(profile, "first", "confirm"))
    adopted(cast, profile)
    services.start_version(profile, cast.me("hr"))
    client.post(address(profile, "first", "duty"), data=form_of(profile, "first", every="quarter"))
    services.submit(profile, cast.me("hr"), reviewers=[cast.manager], due=clock.today())
    page = browse(cast.manager, f"/profiles/{profile}/review", locale="nl")
    assert "Elk kwartaal, per verkoper" in page.text
    assert "was: Elke maand, per verkoper" in page.text


@pytest.mark.parametrize("locale", ["nl", "nb", "en"])
@pytest.mark.parametrize("every", list(Every))
@pytest.mark.parametrize("per", list(Per))
def test_the_count_is_that_of_a_year(app: Any, locale: str, every: Every, per: Per) -> None:
    number = A_YEAR[every]
    one, many = {
        "nl": ("terugkerende taak", "terugkerende taken"), "nb": ("fast oppgave", "faste oppgaver"),
        "en": ("recurring task", "recurring tasks"),
    }[locale]  # fmt: skip
    with app.test_request_context(), speaking(locale):
        said = duty_words.count(every, per)
        assert f" {number} {one if number == 1 else many} " in said.replace(".", " ")
        for by in ABOUT[per]:
            assert duty_words.owed({"every": every, "per": per, "by": by}).startswith(f"{number} ")


def test_what_is_settled_alike_is_counted_together(app: Any) -> None:
    duties = [RIDE, {"every": "week", "per": "once", "by": "note"}, {"every": "year", "per": "once", "by": "note"}]
    with app.test_request_context(), speaking("nb"):
        assert duty_words.totals(duties) == ["12 sambesøk i året per selger", "53 notater med dato i året"]


def test_what_one_event_settles_is_counted_once_and_its_author_hears_of_it(
    app: Any, cast: Cast, profile: int, browse: Browse
) -> None:
    quarterly = {**RIDE, "every": "quarter"}
    with app.test_request_context(), speaking("nl"):
        assert duty_words.totals([RIDE, quarterly, RIDE]) == ["12 meereisdagen per jaar per verkoper"]
    says = "Eén meereisdag rondt al deze taken af; hij telt één keer:"
    assert says not in browse(cast.hr, f"/profiles/{profile}/edit").text

    def two(found: content.Body) -> content.Body:
        for name, duty in (("first", RIDE), ("second", quarterly)):
            base = content.get(found, KEYS[name])["rev"].get("data", 0)
            found = content.write_data(found, KEYS[name], {"duty": duty}, base=base, edit="d")
        return found

    drafts.edit(profile, PROFILE, cast.me("hr"), "d", two)
    page = browse(cast.hr, f"/profiles/{profile}/edit")
    assert says in page.text and page.html.count(f'href="#p-{KEYS["second"]}"')


def test_nothing_of_the_draft_is_lost_on_the_way(cast: Cast, profile: int, sign_in: SignIn) -> None:
    before = body(profile)
    sign_in(cast.hr).post(address(profile, "first", "duty/answer"), data=seen(profile, "first", "confirm"))
    assert [one["text"] for one in body(profile)] == [one["text"] for one in before]


def test_the_page_of_duties_asks_as_much_for_many_as_for_few(cast: Cast, profile: int, browse: Browse) -> None:
    def everybody(found: content.Body) -> content.Body:
        duty = {**RIDE, "supports": [{"role": cast.manager_role}], "informed": [{"unit": cast.team}]}
        for name in ("first", "second", "third"):
            base = content.get(found, KEYS[name])["rev"].get("data", 0)
            found = content.write_data(found, KEYS[name], {"duty": duty}, base=base, edit="d")
        return found

    drafts.edit(profile, PROFILE, cast.me("hr"), "d", everybody)
    adopted(cast, profile)
    browse(cast.seller, f"/profiles/{profile}/responsibilities")
    with counted() as sent:
        browse(cast.seller, f"/profiles/{profile}/responsibilities")
    assert len(sent) <= 8 + 2  # two of the frame
