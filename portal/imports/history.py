"""Sentences of the history and of refusals about imports."""

from __future__ import annotations

from flask import url_for

from portal.core.audit import sentences
from portal.core.policy import N_
from portal.core.subjects import subject

subject("import", N_("Import"), lambda run_id: url_for("imports.show", run_id=run_id))
sentences(
    {
        "import_started": N_("Brought a file to import"),
        "import_applied": N_(
            "Imported a file: %(new)s new, %(changed)s changed, %(same)s the same, %(refused)s refused"
        ),
        "import_discarded": N_("Discarded a file without importing it"),
    }
)
REFUSALS = {
    "import_moved_on": N_("This import has moved on meanwhile. Below is how it stands now."),
}
