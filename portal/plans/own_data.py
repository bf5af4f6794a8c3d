"""What plans hold about a person beside their text: targets, requirements, actions, support."""

from __future__ import annotations

from typing import Any

from portal.core.policy import N_
from portal.plans.models import Action, Exclusion, Plan, Requirement, Substantiation, Support, Target, TargetScope
from portal.privacy.own_data import rows_of, source

ABOUT = {"customer_id": ("customer", "customer")}
INSIDE = ("id", "part_key", "branch_id", "document_id", "scope_id", "scope")


def _of(model: Any, column: Any) -> Any:
    about = ABOUT if "customer_id" in model.__table__.columns else {}
    return lambda person_id: rows_of(model, column, person_id, about=about, leave_out=INSIDE)


def _targets(person_id: int) -> list[dict[str, Any]]:
    """The targets of the person: units have targets under the same numbers."""
    rows = rows_of(Target, Target.scope_id, person_id, leave_out=("id", "scope_id"))
    return [row for row in rows if row.pop("scope") == TargetScope.PERSON]


source("plan_facts", N_("Facts of your account plans"), _of(Plan, Plan.seller_id))
source("plans_required", N_("Plans asked of you"), _of(Requirement, Requirement.seller_id))
source("plans_excluded", N_("Exceptions you made"), _of(Exclusion, Exclusion.by_id))
source("actions", N_("Actions that are yours"), _of(Action, Action.person_id))
source("support", N_("Support asked of you"), _of(Support, Support.owner_id))
source("substantiations", N_("Judgements of your reasons for targets"), _of(Substantiation, Substantiation.person_id))
source("targets", N_("Your sales targets"), _targets)
source("targets_set", N_("Sales targets you set"), _of(Target, Target.set_by_id))
