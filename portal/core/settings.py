"""Settings of the organisation that people change in the portal (not the installation's: those are in config)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Json, db

DEFAULTS: dict[str, Any] = {
    "review_days": 5,  # working days a reviewer gets
    "plan_rule": {"A": "own", "B": "own", "C": "portfolio", "D": "portfolio", "": "portfolio"},  # need by category
    "plan_days": 5,  # working days of a turn on a plan
    "plan_escalation_days": 5,  # working days after the due date until the next line may decide too
    "plan_opens": "10-01",  # month and day from which plans for the next year are required
    "plan_due": "01-31",  # month and day of the plan's year up to which an approval is on time
    "field_days": {"ride_along": 1.0, "listening": 0.5, "talk": 0.25},  # days in the field that one of each takes
    "report_days": 3,  # working days after a contact in which its report counts as on time
    "needed_locales": [],  # languages every profile needs beside its own
    "minimum_group": 4,  # people behind a figure of a group before its members see it
    "retention": {},  # {country: {kind: {"months", "after_leaving"}}} where it differs from the default of the kind
}


class Setting(db.Model):
    """One setting that differs from its default."""

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(Json)


def get(name: str) -> Any:
    """The value in force; the default when nobody changed it."""
    row = db.session.get(Setting, name)
    return DEFAULTS[name] if row is None else row.value


def asking(name: str) -> Select[Any]:
    """The question of a value, to ask beside others; `answered` reads its rows."""
    return select(Setting.value).where(Setting.name == name)


def answered(name: str, rows: Sequence[Any]) -> Any:
    """The value in force, from the rows of `asking`."""
    return rows[0].value if rows else DEFAULTS[name]


def change(name: str, value: Any) -> None:
    """Set a value inside an open `write()`."""
    if name not in DEFAULTS:
        raise KeyError(name)
    row = db.session.get(Setting, name)
    if row is None:
        db.session.add(Setting(name=name, value=value))
    else:
        row.value = value


def kept(name: str) -> Any:
    """What a job of the clock keeps between its runs, beside the settings and shown to nobody; None at first."""
    row = db.session.get(Setting, name, populate_existing=True)
    return None if row is None else row.value


def keep(name: str, value: Any) -> None:
    """Keep it inside an open `write()`. Raises `KeyError` for the name of a setting."""
    if name in DEFAULTS:
        raise KeyError(name)
    db.session.merge(Setting(name=name, value=value))
