"""What the import of profiles holds about a person: the documents they brought in."""

from __future__ import annotations

from portal.core.policy import N_
from portal.privacy.own_data import rows_of, source
from portal.profiles.models import ImportSource

source(
    "profile_sources", N_("Documents with profiles you imported"),
    lambda person_id: rows_of(
        ImportSource, ImportSource.person_id, person_id, leave_out=("id", "lines", "notes", "understood")
    ),
)  # fmt: skip
