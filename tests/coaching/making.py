"""Coaching as tests need it: the default criteria in force in both countries since long ago."""

from __future__ import annotations

from datetime import UTC, datetime

from portal.coaching.models import Instrument
from portal.coaching.services import criteria as sets
from portal.core import clock
from tests.cast import LONG_AGO

THEN = datetime(LONG_AGO.year, LONG_AGO.month, LONG_AGO.day, 12, tzinfo=UTC)


def criteria() -> dict[Instrument, int]:
    """Put both default sets in force for the Netherlands and Norway since long ago; the ids of the sets."""
    with clock.at(THEN):
        return {instrument: _in_force(instrument) for instrument in Instrument}


def _in_force(instrument: Instrument) -> int:
    set_id = sets.lay_default(instrument, None)
    for country, party in (("NL", "OR Noordvang"), ("NO", "Tillitsvalgte")):
        sets.agree(None, set_id, country, LONG_AGO, party, "2020-01")
    sets.put_in_force(None, set_id, LONG_AGO, 1)
    return set_id
