"""The clock's jobs about profiles."""

from portal.core import clock
from portal.core.worker import job
from portal.documents import publishing
from portal.profiles import effects


def put_in_force() -> int:
    """Put publications whose day has come in force and ask their holders; returns how many."""
    came = publishing.put_in_force(clock.today())
    for document, publication in came:
        effects.came_into_force(document, publication)
    return len(came)


job("in_force", put_in_force)
