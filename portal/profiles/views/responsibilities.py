"""The duties of a role on one page: who does what, with whom, and how often."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.core.hx import render
from portal.core.policy import permit
from portal.profiles import editions, names, placeholders
from portal.profiles import responsibilities as duties
from portal.profiles.policy import READ, Dossier
from portal.profiles.views.blueprint import blueprint
from portal.profiles.views.show import AT_WORK


@blueprint.get("/<id:profile_id>/responsibilities")
@permit(READ)
def responsibilities(dossier: Dossier) -> Any:
    """The version in force; the one at work for those who read drafts, when asked for or when there is no other."""
    drafted = dossier.draft_id is not None and dossier.sees_draft
    at_work = drafted and (dossier.in_force is None or request.args.get("version") == AT_WORK)
    edition = editions.at_work(dossier.id) if at_work else editions.in_force(dossier.id)
    bound = placeholders.bindings_for(edition.body, dossier.unit_id) if edition and not at_work else None
    found = duties.groups(edition.body, dossier, bound) if edition else []
    return render(
        "profiles/responsibilities.html", dossier=dossier, at_work=at_work, edition=edition, names=names,
        groups=found, columns=duties.columns(found), role=duties.role_of(dossier),
        counterparts=duties.counterparts(dossier),
    )
