"""Sentences of the history about planned contacts."""

from __future__ import annotations

from portal.core.audit import sentences
from portal.core.policy import N_

sentences({"contacts_exported": N_("Exported planned contacts: %(rows)s rows")})
