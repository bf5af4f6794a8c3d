"""The clock's jobs about profiles."""

from portal.core import clock
from portal.core.worker import job
from portal.documents import review

job("in_force", lambda: review.put_in_force(clock.today()))
