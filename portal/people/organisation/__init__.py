"""The pages of /admin: the organisation as administrators keep it and HR reads it; one file per page group."""

from portal.people.organisation import access, bodies, grants, people, person, positions, roles, units
from portal.people.organisation.blueprint import blueprint

__all__ = ["access", "blueprint", "bodies", "grants", "people", "person", "positions", "roles", "units"]
