"""The clock's jobs about customers."""

from portal.core.worker import job
from portal.customers import effects

job("hand_overs", effects.settle)
