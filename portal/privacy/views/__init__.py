"""The pages; one file per page group."""

from portal.privacy.views import agreements, corrections, openings, own, persons, register, retention, texts
from portal.privacy.views.blueprint import blueprint

__all__ = ["agreements", "blueprint", "corrections", "openings", "own", "persons", "register", "retention", "texts"]
