"""The export of one's own data: asked for by the person or by HR, made by a worker, fetched by the person only."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import and_, delete, exists, or_, select, update

from portal.core import audit, clock, i18n
from portal.core.db import db, write
from portal.core.notices import Urgency, notify
from portal.people.me import Me, load
from portal.people.models import Person
from portal.people.services.versions import fresh
from portal.privacy import exporting
from portal.privacy.models import DataExport, DataExportFile

KEPT = timedelta(days=7)  # a file with everything about somebody lies nowhere longer than it takes to fetch it
GIVEN_UP = timedelta(minutes=15)  # a worker that was stopped half way left it so
TRIES = 3
AT_ONCE = 3  # in one round of the worker, which has other work too
SHOWN = 10

WAITING = and_(DataExport.made_at.is_(None), DataExport.failed_at.is_(None))


def ask(me: Me) -> int:
    """Ask for one's own data, in the language being spoken: a worker makes the file. Returns the number of the export,
    the same one while it is being made: two at once make one.
    """
    with write() as session:
        fresh(Person, me.id)
        own = (DataExport.person_id == me.id, DataExport.asked_by_id == me.id)
        known = session.scalar(select(DataExport.id).where(*own, WAITING).limit(1))
        if known is not None:
            return known
        row = DataExport(person_id=me.id, asked_by_id=me.id, asked_at=clock.now(), locale=i18n.current())
        session.add(row)
        session.flush()
        audit.record("data_export_asked", "person", me.id, actor=me)
        return row.id


def ask_for(me: Me, person_id: int, reason: str) -> None:
    """HR starts an export for somebody, with a reason: the person is told when it is ready, nobody else is."""
    with write() as session:
        row = DataExport(person_id=person_id, asked_by_id=me.id, asked_at=clock.now(), reason=reason)
        session.add(row)
        audit.record("data_export_asked", "person", person_id, actor=me, detail={"reason": reason})


def again(me: Me, export_id: int) -> None:
    """Try one that failed once more. Raises `TooLate` when it is gone; one that did not fail stays as it is."""
    with write():
        row = fresh(DataExport, export_id, person_id=me.id)
        if row.failed_at is not None:
            row.failed_at, row.begun_at, row.tries = None, None, 0


def shown(person_id: int) -> list[DataExport]:
    """Those being made, failed, or ready to be fetched, the newest first."""
    rows = select(DataExport).where(DataExport.person_id == person_id, DataExport.removed_at.is_(None))
    return list(db.session.scalars(rows.order_by(DataExport.id.desc()).limit(SHOWN)))


def is_ready(person_id: int) -> bool:
    """Whether a file lies ready that the person has not fetched yet."""
    ready = exists().where(
        DataExport.person_id == person_id, DataExport.made_at.is_not(None),
        DataExport.removed_at.is_(None), DataExport.fetched_at.is_(None),
    )  # fmt: skip
    return bool(db.session.scalar(select(ready)))


def fetched(me: Me, export_id: int) -> bytes | None:
    """The file, for its person; keeps that it was taken. None while it is not ready, or when it is gone."""
    content = db.session.scalar(
        select(DataExportFile.content)
        .join(DataExport, DataExport.id == DataExportFile.export_id)
        .where(DataExport.id == export_id, DataExport.made_at > clock.now() - KEPT)
    )
    if content is None:
        return None
    with write():
        row = fresh(DataExport, export_id, person_id=me.id)
        row.fetched_at = row.fetched_at or clock.now()
        audit.record("data_export_fetched", "person", me.id, actor=me)
    return content


def make_waiting() -> int:
    """The errand: make the files that wait, a few in each round. Returns how many."""
    count = 0
    for _one in range(AT_ONCE):
        claimed = _claim()
        if claimed is None:
            break
        count += _made(*claimed)
    return count


def _claim() -> tuple[int, int, str] | None:
    """(export, person, language) of the oldest that waits, which no other worker makes meanwhile."""
    idle = or_(DataExport.begun_at.is_(None), DataExport.begun_at < clock.now() - GIVEN_UP)
    with write() as session:
        row = session.scalars(
            select(DataExport).where(WAITING, idle).order_by(DataExport.id).limit(1).with_for_update(skip_locked=True)
        ).first()
        if row is None:
            return None
        row.begun_at = clock.now()
        row.tries += 1
        if row.tries > TRIES:  # a worker ended over it each time
            row.failed_at = clock.now()
            _tell(row, "own_data_failed")
            return None
        return row.id, row.person_id, row.locale


def _made(export_id: int, person_id: int, locale: str) -> bool:
    """Make one outside of any transaction, then keep it; a fault is logged, and the person may try again."""
    try:
        me = load(person_id)
        with i18n.speaking(locale or me.locale or i18n.LOCALES[0]):
            content = exporting.made(me)
    except exporting.Busy:
        _leave(export_id)
        return False
    except Exception:
        current_app.logger.exception("export of own data %s failed", export_id)
        _fail(export_id)
        return False
    with write() as session:
        row = session.get(DataExport, export_id, with_for_update=True)
        if row is None or row.made_at is not None:
            return False
        row.made_at = clock.now()
        _drop(DataExport.person_id == person_id, DataExport.asked_by_id == row.asked_by_id)  # the one before
        session.add(DataExportFile(export_id=export_id, content=content))
        _tell(row, "own_data_made" if row.asked_by_id == person_id else "own_data_ready")
    return True


def _tell(row: DataExport, code: str) -> None:
    by = db.session.scalar(select(Person.name).where(Person.id == row.asked_by_id))
    named = {"actor": by} if row.asked_by_id != row.person_id else {}
    notify([row.person_id], code, "own_data", row.id, urgency=Urgency.DECISION, quote=row.reason, **named)


def _leave(export_id: int) -> None:
    """There was no room for it just now: the next round takes it up."""
    with write() as session:
        row = session.get(DataExport, export_id, with_for_update=True)
        row.begun_at = None if row.tries < TRIES else row.begun_at
        if row.tries >= TRIES:
            row.failed_at = clock.now()
            _tell(row, "own_data_failed")


def _fail(export_id: int) -> None:
    with write() as session:
        row = session.get(DataExport, export_id, with_for_update=True)
        row.failed_at = clock.now()
        _tell(row, "own_data_failed")


def _drop(*which: object) -> int:
    """Delete files, inside the open `write()`; their rows stay."""
    have = select(DataExportFile.export_id).join(DataExport, DataExport.id == DataExportFile.export_id).where(*which)
    ids = db.session.scalars(have).all()
    db.session.execute(delete(DataExportFile).where(DataExportFile.export_id.in_(ids)))
    db.session.execute(update(DataExport).where(DataExport.id.in_(ids)).values(removed_at=clock.now()))
    return len(ids)


def drop_old() -> int:
    """The job: delete the files whose time is over. Returns how many."""
    return _drop(DataExport.made_at < clock.now() - KEPT)

