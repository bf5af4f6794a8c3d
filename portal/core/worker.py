"""What happens behind the pages: mail, sealing, and the clock's jobs that the domains register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import current_app
from sqlalchemy import text

from portal.core import audit, clock, mail
from portal.core.db import db, write

JOBS: dict[str, Callable[[], int]] = {}
ERRANDS: dict[str, Callable[[], int]] = {}
LOOKED: dict[str, date] = {}


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


def renew_statistics() -> int:
    """Let SQLite look at how its tables are filled, once a day of this process: without that it takes the index that
    stands first and reads all that waits in the company to find what waits on one person. PostgreSQL does it by itself.
    """
    day, place = clock.today(), str(db.engine.url)
    if db.engine.dialect.name != "sqlite" or LOOKED.get(place) == day:
        return 0
    for statement in ("PRAGMA analysis_limit = 1000", "ANALYZE"):  # so many rows of each index: quick at any size
        db.session.execute(text(statement))
    LOOKED[place] = day
    return 1


job("statistics", renew_statistics)


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
