"""Forms of the division table: what is added, one press in a cell, and a whole task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from portal.core.forms import Form, at_most, one_line, without_nul
from portal.duties import division_words as words
from portal.duties.division import Member, Row
from portal.duties.models import Part
from portal.people.forms.fields import Version, number

LONGEST = 200


def trimmed(value: Any) -> Any:
    """The text without blanks around it, and with one between two words."""
    return " ".join(value.split()) if isinstance(value, str) else value


class Picks(SelectMultipleField):
    """Duties by the keys of their proposals; what is no proposal any more is passed over by the service."""

    def pre_validate(self, form: Any) -> None:
        """Whatever was ticked."""


class AddForm(Form):
    """Duties of profiles, and a task in the team's own words."""

    picks = Picks(_l("Duties from the profiles"), choices=[])
    title = StringField(_l("A task in your own words"), [at_most(LONGEST), one_line], filters=[trimmed])


class PressForm(Form):
    """One press in a cell: `set` is the person and what they have from now on, as 12-does."""

    rev = Version()
    set = StringField()

    def change(self) -> dict[int, Part | None]:
        """What was pressed; empty for anything else."""
        typed, _mark, part = (without_nul(self.set.data) or "").partition("-")
        person = number(typed)
        if person is None or part not in {*Part, words.NOTHING}:
            return {}
        return {person: None if part == words.NOTHING else Part(part)}


class TaskForm(Form):
    """A whole task: its words where they are the team's own, and for each person radio buttons."""

    rev = Version()
    title = StringField(_l("Task"), [at_most(LONGEST), one_line], filters=[trimmed])

    def validate_title(self, field: Any) -> None:
        """The team's own words are needed."""
        if not field.data:
            raise ValidationError(words.refusal("division_no_title"))

    def changes(self) -> dict[int, Part | None]:
        """What each person has in it from now on."""
        return {
            int(name[1:]): None if self[name].data == words.NOTHING else Part(self[name].data)
            for name in self.people
        }  # fmt: skip

    @property
    def people(self) -> list[str]:
        """The names of the fields of people, in the order of the columns."""
        return [name for name in self._fields if name[:1] == "p" and name[1:].isdigit()]


def task_form(members: Iterable[Member], row: Row, anew: Sequence[str] | None = None) -> Any:
    """The form of one task, filled in with what it is; with `anew` not with what was posted, and with these errors."""
    choices = [SelectChoice(part.value, words.part(part)) for part in Part] + [
        SelectChoice(words.NOTHING, words.part(None))
    ]
    fields: dict[str, Any] = {
        f"p{one.id}": RadioField(one.name, choices=choices, default=words.NOTHING) for one in members
    }
    for person_id, name in row.left:
        fields[f"p{person_id}"] = RadioField(
            _("%(name)s, no longer in the team", name=name),
            default=words.NOTHING,
            choices=[choice for choice in choices if choice.value in {row.parts[person_id].value, words.NOTHING}],
        )
    if not row.own:
        fields["title"] = None
    made = type("FilledTaskForm", (TaskForm,), fields)
    held = {"rev": row.rev, "title": row.text} | {f"p{one}": part.value for one, part in row.parts.items()}
    if anew is None:
        return made(data=held)
    form = made(None, data=held)
    form.form_errors = [*anew]
    return form
