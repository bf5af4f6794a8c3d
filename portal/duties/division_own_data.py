"""What division tables hold about a person: which tasks they have a part in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.core.db import db
from portal.core.policy import N_
from portal.duties.division_texts import Texts
from portal.duties.models import DivisionShare, DivisionTask
from portal.people.models import Unit
from portal.privacy.own_data import source


def gather(person_id: int) -> list[dict[str, Any]]:
    """The person's parts in tasks, each with its team and its words."""
    rows = db.session.execute(
        select(DivisionTask, Unit.name, DivisionShare.part)
        .join(DivisionShare, DivisionShare.task_id == DivisionTask.id)
        .join(Unit, Unit.id == DivisionTask.unit_id)
        .where(DivisionShare.person_id == person_id)
        .order_by(Unit.name, DivisionTask.place, DivisionTask.id)
    ).all()
    texts = Texts([task for task, _unit, _part in rows])
    return [{"unit": unit, "what": texts.of(task)[0], "kind": part.value} for task, unit, part in rows]


source("division_of_work", N_("Your part in the division of work"), gather)
