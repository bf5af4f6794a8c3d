"""What happens behind the pages: mail, sealing, and the clock's jobs that the domains register."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app

from portal.core import audit, mail
from portal.core.db import db, write

JOBS: dict[str, Callable[[], int]] = {}
ERRANDS: dict[str, Callable[[], int]] = {}


def job(name: str, work: Callable[[], int]) -> None:
    """Register a clock job: runs inside a `write()` of its own, any number of times, and returns what it did."""
    if name in JOBS:
        raise RuntimeError(f"job {name} is declared twice")
    JOBS[name] = work


def errand(name: str, work: Callable[[], int]) -> None:
    """Register long work that opens its own short `write()`s, keeps how far it is, and takes its rests by itself."""
    if name in ERRANDS:
        raise RuntimeError(f"errand {name} is declared twice")
    ERRANDS[name] = work


def round_of_work() -> dict[str, int]:
    """One round; a job that fails is logged and does not keep the others from running."""
    done: dict[str, int] = {}
    for name, work in {**JOBS, "sealed": audit.seal}.items():
        try:
            with write():
                done[name] = work()
        except Exception:
            current_app.logger.exception("job %s failed", name)
            done[name] = 0
    for name, work in ERRANDS.items():
        try:
            done[name] = work()
        except Exception:
            current_app.logger.exception("errand %s failed", name)
            done[name] = 0
    try:
        done["mailed"] = mail.send_waiting()
    except Exception:
        current_app.logger.exception("mail failed")
        done["mailed"] = 0
    db.session.remove()
    return done
