"""My role: the profile of my position as cards, with what is known of it here; for a manager, of somebody they lead."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_login import current_user

from portal.core import clock
from portal.core.hx import render
from portal.core.policy import permit
from portal.duties import my_role as roles
from portal.duties.my_role import OWN, READ, RoleFile
from portal.duties.views.blueprint import blueprint


@blueprint.get("/role")
@permit(OWN)
def my_role() -> Any:
    """What my role asks of me, and how it stands."""
    return _page(RoleFile(current_user.id, current_user.name, own=True))


@blueprint.get("/role/<id:person_id>")
@permit(READ)
def role_of(file: RoleFile) -> Any:
    """The same of somebody whom the reader leads, as HR wrote it and in the state it is in."""
    return redirect(url_for("duties.my_role"), 303) if file.own else _page(file)


def _page(file: RoleFile) -> Any:
    return render("duties/my_role.html", file=file, page=roles.of(current_user, file), today=clock.today())
