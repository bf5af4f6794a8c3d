"""The forms of one part: its text, and what its kind asks besides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from portal.core.forms import Form, required
from portal.core.i18n import format_number
from portal.documents.content import Part, clean
from portal.profiles import measures
from portal.profiles.content import FIGURES, PROFILE, RELATIONS
from portal.profiles.duty import MEASURE_WORDS, Measure
from portal.profiles.outline import FIGURES as FIGURE_NAMES
from portal.profiles.outline import RELATIONS as RELATION_NAMES

LARGEST = 10_000_000
ONE_LINE = frozenset({"title", "area", "criterion", "level"})
LONG = frozenset({"definition", "purpose", "context", "characteristics", "unplaced"})
# A text may be empty where the item says something without it.
MAY_BE_EMPTY = frozenset({"level", "figure"})


class WholeNumber(IntegerField):
    """A whole number as people write it: 1 200, 1.200 and 1200 are one thousand two hundred."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Refuse what is no whole number; an empty field is None."""
        typed = "".join(valuelist[0].split()) if valuelist else ""
        parts = typed.split(".")
        if len(parts) > 1 and all(len(group) == 3 for group in parts[1:]):
            typed = "".join(parts)
        self.data = None
        if typed:
            if not (typed.isascii() and typed.isdigit()):
                raise ValueError(_("Use whole numbers, such as 20."))
            self.data = int(typed)


class PartForm(Form):
    """The text of a part. `base`: the revision it started from; `of`: for a twin, the source revision seen."""

    text = TextAreaField(_l("Text"))
    base = IntegerField(validators=[InputRequired(), NumberRange(0, LARGEST)])
    data_base = IntegerField(validators=[Optional(), NumberRange(0, LARGEST)])
    of = IntegerField(validators=[Optional(), NumberRange(0, LARGEST)])
    edit = StringField(validators=[Length(max=64)])

    kind = ""
    twin = False

    def validate_text(self, field: Any) -> None:
        """Filled in where the kind needs it, and not longer than the kind allows."""
        field.data = clean(field.data or "")
        if self.kind in ONE_LINE:
            field.data = " ".join(field.data.split())
        longest = PROFILE.kinds[self.kind].max_length
        if len(field.data) > longest:
            raise ValidationError(_("Use at most %(max)s characters.", max=format_number(longest)))
        if not field.data and not self.may_be_empty():
            raise ValidationError(_("Fill in the text, or remove the item."))

    def may_be_empty(self) -> bool:
        """A translation may be taken away again; the text of the profile's own language must be there."""
        return self.twin or self.kind in MAY_BE_EMPTY

    def data_of(self, _locale: str) -> dict[str, Any]:
        """The fields of the part's data that this form sets; None drops one."""
        return {}


class OrgForm(PartForm):
    """A line in the organisation: what it is called here, what kind of line it is, whether it does not apply."""

    label = StringField(_l("Name of the line in this profile"), validators=[Length(max=200)])
    relation = SelectField(_l("Kind of line"), validators=[required(_l("Choose what kind of line this is."))])
    none = BooleanField(_l("Does not apply: the profile says that there is none"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.relation.choices = [SelectChoice(code, _(RELATION_NAMES[code])) for code in RELATIONS]

    def may_be_empty(self) -> bool:
        """A line that does not apply needs no text."""
        return self.twin or bool(self.none.data)

    def data_of(self, locale: str) -> dict[str, Any]:
        """Label in this language; relation and "does not apply" in the profile's own language only."""
        changes: dict[str, Any] = {"label": {locale: " ".join(clean(self.label.data or "").split())}}
        if not self.twin:
            changes |= {"relation": self.relation.data, "none": True if self.none.data else None}
        return changes


class FigureForm(PartForm):
    """A figure with its lowest and highest number."""

    name = SelectField(_l("Figure"), validators=[required(_l("Choose which figure this is."))])
    low = WholeNumber(_l("Lowest"), validators=[Optional(), NumberRange(0, LARGEST)])
    high = WholeNumber(_l("Highest"), validators=[Optional(), NumberRange(0, LARGEST)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name.choices = [SelectChoice(code, _(FIGURE_NAMES[code])) for code in FIGURES]

    def validate_high(self, field: Any) -> None:
        """At least one number, and in order."""
        if self.twin or self.low.errors or field.errors:
            return
        if self.low.data is None and field.data is None:
            raise ValidationError(_("Fill in at least one number."))
        if None not in {self.low.data, field.data} and self.low.data > field.data:
            raise ValidationError(_("The highest number cannot be below the lowest."))

    def data_of(self, _locale: str) -> dict[str, Any]:
        """Name and bounds."""
        return {} if self.twin else {"name": self.name.data, "min": self.low.data, "max": self.high.data}


class LevelForm(PartForm):
    """A level: the code in the heads of the matrix, and a name if it has one."""

    code = StringField(_l("Code"), validators=[required(_l("Fill in the code of the level.")), Length(max=12)])

    def data_of(self, _locale: str) -> dict[str, Any]:
        """The code."""
        return {} if self.twin else {"code": " ".join(clean(self.code.data or "").split())}


class CellForm(PartForm):
    """A text of the matrix: which levels it speaks for."""

    levels = SelectMultipleField(
        _l("Holds for level"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        validate_choice=False,
    )

    def validate_levels(self, field: Any) -> None:
        """At least one level, when the profile has any."""
        if not self.twin and field.choices and not field.data:
            raise ValidationError(_("Choose at least one level."))

    def data_of(self, _locale: str) -> dict[str, Any]:
        """The codes, in the profile's order."""
        if self.twin:
            return {}
        return {"levels": [one.value for one in self.levels.choices if one.value in self.levels.data]}


class IndicatorForm(PartForm):
    """A result indicator: how it is known here, with the figure that counts it."""

    measure = SelectField(_l("How is this known here?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [SelectChoice("", _("Not chosen yet"))]
        for kind in measures.COUNTED:
            group = _(MEASURE_WORDS[kind])
            choices += [
                SelectChoice(measures.said(measures.measure_of(figure)), _(figure.name), optgroup=group)
                for figure in sorted(measures.figures_for(kind), key=lambda figure: _(figure.name))
            ]
        by_people = _("Without a figure")
        choices += [
            SelectChoice(kind.value, _(MEASURE_WORDS[kind]), optgroup=by_people)
            for kind in (Measure.JUDGED, Measure.UNMEASURABLE)
        ]
        if self.measure.object_data and self.measure.object_data not in {one.value for one in choices}:
            choices.append(SelectChoice(self.measure.object_data, _("A figure that the portal no longer has")))
        self.measure.choices = choices

    @property
    def rule(self) -> str:
        """How the chosen figure is counted, in words; empty without a figure."""
        figure = measures.figure_in(self.measure.data or "")
        return _(figure.rule) if figure else ""

    @property
    def suggestion(self) -> str:
        """What the words suggest, while nobody said how it is known."""
        found = None if self.measure.data else measures.guess_of(self.text.data or "")
        if found is None:
            return ""
        return _("The words suggest: %(measure)s", measure=measures.in_words(found))

    def data_of(self, _locale: str) -> dict[str, Any]:
        """The measure; one that can no longer be chosen stays as it is."""
        if self.twin or self.measure.data == self.measure.object_data:
            return {}
        return {"measure": measures.meant(self.measure.data or "")}


FORMS: dict[str, type[PartForm]] = {
    "org": OrgForm, "figure": FigureForm, "level": LevelForm, "cell": CellForm, "indicator": IndicatorForm,
}


def form_for(
    kind: str, *, twin: bool, codes: Sequence[str], part: Part | None = None, locale: str = "", fresh: bool = False,
    **start: Any,
) -> PartForm:
    """The form of a part of this kind, bound to what was posted unless `fresh`, else filled from `part` or `start`."""
    cls = FORMS.get(kind, PartForm)
    given = {**_stored(part, locale), **start}
    if kind == "cell":
        given["levels"] = given.get("levels") or list(codes)  # a text that names no level holds for all
    form = cls(formdata=None, data=given) if fresh else cls(data=given)
    form.kind, form.twin = kind, twin
    if twin:
        for name in ("relation", "none", "name", "low", "high", "code", "levels", "measure"):
            if name in form:
                del form[name]
    elif part is None and "measure" in form:
        del form["measure"]  # the words of a new indicator suggest it, once they are there
    elif isinstance(form, CellForm):
        form.levels.choices = [SelectChoice(code, code) for code in codes]
    if kind in ONE_LINE:
        form.text.widget = TextInput()
    return form


def _stored(part: Part | None, locale: str) -> dict[str, Any]:
    if part is None:
        return {}
    data, rev = part["data"], part["rev"]
    return {
        "text": part["text"].get(locale, ""), "base": rev.get(locale, 0), "data_base": rev.get("data", 0),
        "label": data.get("label", {}).get(locale, ""), "relation": data.get("relation"), "none": "none" in data,
        "name": data.get("name"), "low": data.get("min"), "high": data.get("max"), "code": data.get("code"),
        "levels": data.get("levels"), "measure": measures.said(data.get("measure")),
    }
