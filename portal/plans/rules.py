"""The rules of the organisation about plans: who needs one, how long a turn takes, when planning opens and is due."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.core import audit, clock, settings
from portal.core.db import db, write
from portal.people.me import Me
from portal.people.models import FOREVER
from portal.people.services.catalogue import version_of
from portal.people.services.versions import Stale
from portal.plans import requirements
from portal.plans.models import Requirement

CATEGORIES = ("A", "B", "C", "D", "")  # the last one: no category filled in
DAYS = ("plan_opens", "plan_due")
NUMBERS = ("plan_days", "plan_escalation_days", "report_days")


def held() -> dict[str, Any]:
    """The rules in force, by the names of the settings."""
    return {name: settings.get(name) for name in ("plan_rule", *NUMBERS, *DAYS)}


def as_form(rules: dict[str, Any]) -> dict[str, Any]:
    """The rules as their form holds them: one field for each category, day and month apart."""
    fields = {f"need_{category.lower() or 'none'}": rules["plan_rule"].get(category, "none") for category in CATEGORIES}
    for name in DAYS:
        month, day = rules[name].split("-")
        fields |= {f"{name}_month": int(month), f"{name}_day": str(int(day))}
    return fields | {name: str(rules[name]) for name in NUMBERS}


def change(me: Me, base: int, wanted: dict[str, Any]) -> None:
    """Change the rules; what every customer needs follows at once. Raises `Stale` with what they are now."""
    with write():
        now = held()
        if version_of(now) != base:
            raise Stale(version_of(now), as_form(now))
        years = requirements.years_open(clock.today())
        due_before = {year: requirements.due_of(year) for year in years}
        for name, value in wanted.items():
            if value != now[name]:
                settings.change(name, value)
                audit.record(f"{name}_changed", "setting", None, actor=me, before=now[name], after=value)
        db.session.flush()
        for year, before in due_before.items():
            _move_due(year, before)
        requirements.refresh()


def _move_due(year: int, before: Any) -> None:
    """Who had until the old day has until the new one; who needs a plan only from a later day keeps the own one."""
    due = requirements.due_of(year)
    if due == before:
        return
    rows = select(Requirement).where(
        Requirement.year == year, Requirement.ends == FOREVER, Requirement.due == before
    )
    for row in db.session.scalars(rows):
        row.due = due
