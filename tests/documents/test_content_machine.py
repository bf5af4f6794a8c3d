"""Any sequence of edits by several people leaves a valid body in which nothing else moved."""

import copy

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from portal.documents.content import (
    Stale,
    add,
    apply_undo,
    children,
    confirm_twin,
    difference,
    dumps,
    loads,
    move,
    move_by,
    place,
    remove,
    restore,
    settled,
    stamp,
    subtree,
    twin_state,
    write_data,
    write_text,
)
from portal.documents.redline import rebuild, redline
from portal.profiles.content import PROFILE
from tests.documents.bodies import TEXTS, content, small_profile

CHOICE = st.integers(0, 10_000)
LOCALE = st.sampled_from(["nl", "nb"])


def twins(body):
    return {part["key"]: twin_state(part, "nl", "nb") for part in body}


class Editing(RuleBasedStateMachine):
    """One draft, edited with and without the right number; each edit is undone and checked before the next."""

    @initialize()
    def start(self):
        self.body = small_profile()
        self.first = self.body
        self.numbers = {}
        self.last = None
        self.edits = 0

    def pick(self, choice, *kinds):
        parts = [part for part in self.body if not kinds or part["kind"] in kinds]
        return parts[choice % len(parts)] if parts else None

    def store(self, after, touched):
        """Check what an edit promises, then make it the draft."""
        before = self.body
        kept = copy.deepcopy(before)
        after = settled(after, PROFILE)
        new = {part["key"]: part for part in after}
        for part in before:
            if part["key"] not in touched:
                assert new[part["key"]] == part
        undone = settled(apply_undo(after, difference(before, after), source="nl"), PROFILE)
        assert content(undone) == content(before)
        assert twins(undone) == twins(before)
        assert before == kept
        self.last, self.body = (before, after), after

    def token(self):
        self.edits += 1
        return f"form-{self.edits}"

    @rule(choice=CHOICE, locale=LOCALE, text=TEXTS)
    def write(self, choice, locale, text):
        part = self.pick(choice)
        of = part["rev"].get("nl", 0) if locale == "nb" else None
        base = part["rev"].get(locale, 0)
        self.store(write_text(self.body, part["key"], locale, text, base=base, edit=self.token(), of=of), {part["key"]})

    @rule(choice=CHOICE, locale=LOCALE, text=TEXTS, savers=st.integers(2, 6))
    def write_at_once(self, choice, locale, text, savers):
        part = self.pick(choice)
        base, accepted, refused = part["rev"].get(locale, 0), 0, []
        for _ in range(savers):
            try:
                after = write_text(
                    self.body, part["key"], locale, f"{self.edits} {text}", base=base, edit=self.token()
                )
            except Stale as conflict:
                refused.append(conflict.rev)
            else:
                accepted += after is not self.body
                self.store(after, {part["key"]})
        assert accepted == 1
        assert refused == [base + 1] * (savers - 1)

    @rule(choice=CHOICE, line=st.integers(1, 99))
    def annotate(self, choice, line):
        part = self.pick(choice)
        base = part["rev"].get("data", 0)
        self.store(write_data(self.body, part["key"], {"lines": [line]}, base=base, edit=self.token()), {part["key"]})

    @rule(choice=CHOICE)
    def confirm(self, choice):
        part = self.pick(choice)
        if part["text"].get("nb") and part["rev"].get("nl"):
            self.store(confirm_twin(self.body, part["key"], "nb", part["rev"]["nl"]), {part["key"]})

    @rule(choice=CHOICE, after=CHOICE, kind=st.sampled_from(["core_task", "indicator", "result"]), text=TEXTS)
    def add_to_area(self, choice, after, kind, text):
        area = self.pick(choice, "area")
        if area:
            places = ["", None, *(part["key"] for part in children(self.body, area["key"], kind))]
            body, key = add(self.body, kind, area["key"], locale="nl", text=text, edit=self.token(),
                            after=places[after % len(places)])
            self.store(body, {key})

    @rule(choice=CHOICE, text=TEXTS)
    def add_below_task(self, choice, text):
        task = self.pick(choice, "core_task")
        if task:
            body, key = add(self.body, "sub_task", task["key"], locale="nl", text=text, edit=self.token())
            self.store(body, {key})

    @rule(text=TEXTS)
    def add_area(self, text):
        body, key = add(self.body, "area", "", locale="nl", text=text, edit=self.token(), after="")
        self.store(body, {key})

    @rule(choice=CHOICE, steps=st.integers(-3, 3))
    def step(self, choice, steps):
        part = self.pick(choice)
        self.store(move_by(self.body, part["key"], steps), {part["key"]})

    @rule(choice=CHOICE, goal=CHOICE)
    def carry(self, choice, goal):
        task, area = self.pick(choice, "core_task", "indicator"), self.pick(goal, "area")
        if task and area:
            self.store(move(self.body, task["key"], after="", parent=area["key"]), {task["key"]})

    @rule(choice=CHOICE, goal=CHOICE)
    def put(self, choice, goal):
        loose, area = self.pick(choice, "unplaced", "purpose"), self.pick(goal, "area")
        if loose and area:
            self.store(place(self.body, loose["key"], "core_task", area["key"]), {loose["key"]})

    @precondition(lambda self: len(self.body) > 4)
    @rule(choice=CHOICE)
    def take_away(self, choice):
        part = self.pick(choice)
        gone = {below["key"] for below in subtree(self.body, part["key"])}
        self.store(remove(self.body, part["key"], seen=stamp(self.body, part["key"])), gone)

    @precondition(lambda self: self.last)
    @rule()
    def take_back(self):
        before, after = self.last
        undone = settled(apply_undo(after, difference(before, after), source="nl", edit=self.token()), PROFILE)
        self.store(undone, {part["key"] for part in [*before, *after] if part not in before or part not in after})

    @rule()
    def go_back(self):
        back = settled(restore(self.first, self.body, source="nl", floor=self.edits + 1), PROFILE)
        assert content(back) == content(self.first)
        assert twins(back) == twins(self.first)
        self.store(back, {part["key"] for part in [*self.body, *back]})

    @invariant()
    def reads_back(self):
        assert loads(dumps(self.body)) == self.body
        rows = redline(self.first, self.body, "nl", "nl")
        assert [row.key for row in rows if row.after] == [part["key"] for part in self.body]
        assert {row.key for row in rows if row.before} == {part["key"] for part in self.first}
        assert rebuild(rows)[1].keys() == {part["key"] for part in self.body}

    @invariant()
    def numbers_never_fall_and_never_name_two_texts(self):
        for part in self.body:
            for locale, number in part["rev"].items():
                stored = {"data": part["data"], "place": None}.get(locale, part["text"].get(locale, ""))
                assert self.numbers.setdefault((part["key"], locale, number), stored) == stored


Editing.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestEditing = Editing.TestCase


@settings(deadline=None)
@given(st.lists(st.tuples(CHOICE, TEXTS), min_size=1, max_size=12))
def test_of_savers_with_one_base_exactly_one_is_accepted_per_part(saves):
    body = small_profile()
    start = {part["key"]: part for part in body}
    accepted = {}
    for number, (choice, text) in enumerate(saves):
        key = body[choice % len(body)]["key"]
        words = f"{number} {text}".strip()
        try:
            body = write_text(body, key, "nl", words, base=start[key]["rev"]["nl"], edit=f"form-{number}")
            assert key not in accepted
            accepted[key] = words
        except Stale:
            assert key in accepted
    assert len(accepted) == len({choice % len(body) for choice, _ in saves})
    assert all(part["rev"]["nl"] == 1 + (part["key"] in accepted) for part in body)
