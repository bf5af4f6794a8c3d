"""The one shape carries what specs 1-3 ask: a profile with a matrix, a plan with goals per branch, and a ride-along
with two raters. The small schemas here are examples; each domain brings its own when it is built.
"""

import pytest

from portal.documents.content import (
    BadContent,
    Kind,
    Schema,
    Stale,
    add,
    apply_undo,
    children,
    difference,
    digest,
    dumps,
    get,
    loads,
    new_part,
    settled,
    validate,
    write_data,
    write_text,
)
from portal.documents.redline import redline, summary
from portal.profiles.content import PROFILE, levels, matrix

TOP = frozenset({""})


# 1. A profile with a matrix


def test_a_profile_pairs_tasks_with_indicators_and_stores_a_shared_text_once():
    body, area = add([], "area", "", locale="nl", text="Omzet maken", edit="a")
    body, task = add(body, "core_task", area, locale="nl", text="Bezoekt klanten", edit="a")
    body, _ = add(body, "indicator", area, locale="nl", text="Aandeel bezoeken", edit="a")
    body, _ = add(body, "sub_task", task, locale="nl", text="Bereidt voor", edit="a")
    for code in ("A", "B", "C"):
        body, _ = add(body, "level", "", locale="nl", text=f"Niveau {code}", edit="a", data={"code": code})
    for row in ("Invloed", "Kennis", "Opleiding", "Contact", "Zelfstandigheid"):
        body, key = add(body, "criterion", "", locale="nl", text=row, edit="a")
        body, _ = add(body, "cell", key, locale="nl", text="Samen", edit="a", data={"levels": ["A", "B"]})
        body, _ = add(body, "cell", key, locale="nl", text="Alleen C", edit="a", data={"levels": ["C"]})
    body = settled(body, PROFILE)
    assert [part["kind"] for part in body][:7] == ["area", "core_task", "sub_task", "indicator", *["level"] * 3]
    rows = matrix(body)
    assert (len(rows), levels(body)) == (5, ["A", "B", "C"])
    assert all([len(row[code]) for code in "ABC"] == [1, 1, 1] for _, row in rows)
    assert rows[0][1]["A"] == rows[0][1]["B"]


# 2. A plan with goals per branch


def goal(data):
    """Money in cents of the plan's currency."""
    numbers = [data.get(name) for name in ("baseline", "target")]
    if data.keys() - {"measure", "baseline", "target"} or data.get("measure") not in {"revenue", "margin"}:
        return "goal"
    return None if all(type(number) is int and number >= 0 for number in numbers) else "amount"


def branch_goal(data):
    if data.keys() != {"branch", "baseline", "target"}:
        return "goal"
    return None if all(type(number) is int and number >= 0 for number in data.values()) else "amount"


def action(data):
    return None if data.keys() <= {"who", "due", "goals", "branches"} else "action"


def sums_add_up(body):
    for whole in children(body, "", "goal"):
        below = children(body, whole["key"], "branch_goal")
        for name in ("baseline", "target"):
            if below and sum(part["data"][name] for part in below) != whole["data"][name]:
                return "sum", whole["key"]
    return None


PLAN = Schema(
    "plan",
    (
        Kind("title", TOP, once=True),
        Kind("market", TOP),
        Kind("goal", TOP, check=goal),
        Kind("substantiation", frozenset({"goal"}), once=True),
        Kind("branch_goal", frozenset({"goal"}), check=branch_goal),
        Kind("action", TOP, check=action),
        Kind("contact", TOP, check=lambda data: None if data.keys() <= {"person", "channel", "times"} else "contact"),
    ),
    whole=sums_add_up,
)


@pytest.fixture
def plan():
    body = [
        new_part("title", text={"nl": "Plan Noord"}),
        new_part("goal", text={"nl": "Groei in vers"}, key="000000a0",
                 data={"measure": "revenue", "baseline": 900_00, "target": 1_200_00}),
        new_part("substantiation", "000000a0", {"nl": "Twee winkels erbij"}),
        new_part("branch_goal", "000000a0", key="000000a1", data={"branch": 12, "baseline": 500_00, "target": 700_00}),
        new_part("branch_goal", "000000a0", key="000000a2", data={"branch": 14, "baseline": 400_00, "target": 500_00}),
        new_part("action", text={"nl": "Proeverij houden"}, key="000000b0",
                 data={"who": 7, "due": "2025-06-01", "goals": ["000000a0"], "branches": [12, 14]}),
        new_part("contact", text={"nl": "Assortiment doornemen"}, data={"person": 3, "channel": "visit", "times": 6}),
    ]
    return settled(body, PLAN)


def test_goals_per_branch_add_up_to_the_goal(plan):
    validate(plan, PLAN)
    more = write_data(plan, "000000a1", {"target": 800_00}, base=0, edit="a")
    with pytest.raises(BadContent) as caught:
        validate(more, PLAN)
    assert (caught.value.code, caught.value.key) == ("sum", "000000a0")
    validate(write_data(more, "000000a0", {"target": 1_300_00}, base=0, edit="a"), PLAN)


def test_a_negative_target_is_refused(plan):
    with pytest.raises(BadContent) as caught:
        validate(write_data(plan, "000000a2", {"target": -1}, base=0, edit="a"), PLAN)
    assert caught.value.code == "amount"


def test_two_people_on_the_goals_of_two_branches_do_not_meet(plan):
    after = write_data(plan, "000000a1", {"target": 800_00}, base=0, edit="a")
    after = write_data(after, "000000a2", {"target": 400_00}, base=0, edit="b")
    validate(after, PLAN)
    with pytest.raises(Stale):
        write_data(after, "000000a1", {"target": 1}, base=0, edit="b")


def test_an_amendment_keeps_the_keys_on_which_the_progress_of_actions_hangs(plan):
    approved = dumps(plan)
    progress = {("000000b0", 12): "done", ("000000b0", 14): "open"}  # per (part, branch), as the projection keeps it
    amendment = write_data(loads(approved), "000000a1", {"target": 750_00}, base=0, edit="a")
    amendment = settled(write_data(amendment, "000000a0", {"target": 1_250_00}, base=0, edit="a"), PLAN)
    actions = children(amendment, "", "action")
    wanted = {(part["key"], branch) for part in actions for branch in part["data"]["branches"]}
    assert wanted == progress.keys()
    rows = redline(plan, amendment, "nl", "nl")
    assert {row.key: row.data_changed for row in rows if not row.quiet} == {
        "000000a0": ("target",), "000000a1": ("target",),
    }


def test_last_year_is_copied_with_its_keys_so_that_what_was_achieved_stands_beside_each_goal(plan):
    achieved = {"000000a0": 1_150_00}
    this_year = write_text(loads(dumps(plan)), "000000b0", "nl", "Twee proeverijen", base=1, edit="a")
    assert achieved.keys() <= {part["key"] for part in this_year}
    assert summary(redline(plan, this_year, "nl", "nl"))["changed"] == 1


# 3. A ride-along with two raters


def rating(data):
    """1-5, or "not_observed", which counts nowhere."""
    if data.keys() != {"rater", "score"} or data["rater"] not in {"coach", "seller"}:
        return "rating"
    return None if data["score"] in {1, 2, 3, 4, 5, "not_observed"} else "score"


def one_rating_each(body):
    seen = set()
    for part in body:
        if part["kind"] == "rating":
            if (part["in"], part["data"]["rater"]) in seen:
                return "double_rating", part["key"]
            seen.add((part["in"], part["data"]["rater"]))
    return None


RIDE = Schema(
    "ride_along",
    (
        Kind("criterion", TOP, check=lambda data: None if data.keys() <= {"focus", "number"} else "criterion"),
        Kind("rating", frozenset({"criterion"}), check=rating, max_length=2_000),
        Kind("keep", TOP, once=True),
        Kind("change", TOP, once=True),
        Kind("commitment", TOP, once=True, check=lambda data: None if data.keys() <= {"due", "kept"} else "commitment"),
    ),
    whole=one_rating_each,
)
CRITERIA = [
    new_part("criterion", text={"nl": text, "nb": twin}, key=key, source="nl", data=data)
    for key, text, twin, data in (
        ("000000c1", "Je stelt open vragen.", "Du stiller åpne spørsmål.", {"number": 1, "focus": True}),
        ("000000c2", "Je vat samen.", "Du oppsummerer.", {"number": 2}),
        ("000000c3", "Je maakt een afspraak.", "Du gjør en avtale.", {"number": 3}),
    )
]


def rated(rater, scores):
    """The side of one rater: a draft of its own that starts from the same criteria."""
    body = CRITERIA
    for key, score in scores.items():
        body, _ = add(body, "rating", key, locale="nl", text=f"Gezien: {score}", edit=rater,
                      data={"rater": rater, "score": score})
    return settled(body, RIDE)


def revealed(coach, seller):
    """Both sides as one body: criteria once, the ratings of both below each."""
    return settled([*coach, *(part for part in seller if part["kind"] == "rating")], RIDE)


def to_talk_about(body):
    found = []
    for criterion in children(body, "", "criterion"):
        scores = [part["data"]["score"] for part in children(body, criterion["key"], "rating")]
        if len(scores) == 2 and "not_observed" not in scores and abs(scores[0] - scores[1]) >= 2:
            found.append(criterion["key"])
    return found


def test_two_sides_are_rated_apart_and_revealed_together():
    coach = rated("coach", {"000000c1": 2, "000000c2": 4, "000000c3": "not_observed"})
    seller = rated("seller", {"000000c1": 4, "000000c2": 5, "000000c3": 1})
    assert not [part for part in coach if part["data"].get("rater") == "seller"]
    together = revealed(coach, seller)
    assert [part["kind"] for part in together] == ["criterion", "rating", "rating"] * 3
    assert to_talk_about(together) == ["000000c1"]
    assert to_talk_about(revealed(seller, coach)) == ["000000c1"]


def test_each_rater_has_one_rating_per_criterion_between_one_and_five():
    coach = rated("coach", {"000000c1": 2})
    with pytest.raises(BadContent) as caught:
        revealed(coach, rated("coach", {"000000c1": 3}))
    assert caught.value.code == "double_rating"
    with pytest.raises(BadContent) as caught:
        rated("coach", {"000000c1": 6})
    assert caught.value.code == "score"


def test_a_form_sent_twice_after_a_lost_answer_is_stored_once():
    sent = {"locale": "nl", "text": "Gezien", "edit": "form-1", "key": "000000d1",
            "data": {"rater": "coach", "score": 3}}
    body, _ = add(CRITERIA, "rating", "000000c1", **sent)
    again, _ = add(body, "rating", "000000c1", **sent)
    assert again is body


def test_a_signed_form_keeps_the_criteria_it_was_started_with_and_its_digest():
    signed = dumps(revealed(rated("coach", {"000000c1": 2}), rated("seller", {"000000c1": 4})))
    sealed = digest(signed)
    newer = write_text(CRITERIA, "000000c1", "nl", "Je vraagt door.", base=1, edit="hr")
    assert get(newer, "000000c1")["text"] != get(loads(signed), "000000c1")["text"]
    assert digest(dumps(loads(signed))) == sealed


def test_undo_and_redline_need_to_know_nothing_of_ratings():
    coach = rated("coach", {"000000c1": 2, "000000c2": 3})
    key = children(coach, "000000c1", "rating")[0]["key"]
    after = write_data(coach, key, {"score": 3}, base=0, edit="a")
    assert [row.data_changed for row in redline(coach, after, "nb", "nl") if not row.quiet] == [("score",)]
    undone = apply_undo(after, difference(coach, after))
    assert get(undone, key)["data"] == get(coach, key)["data"]
