"""Changing the text of a draft: one element at a time, refused when somebody else changed the same one meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from portal.coaching import criteria_edits as edits
from portal.coaching.criteria_edits import Body
from portal.coaching.criteria_queries import consents_of, draft_of, latest_of
from portal.coaching.models import CriteriaSet, CriteriaVersion, Instrument
from portal.coaching.services import criteria as sets
from portal.core import audit, clock
from portal.core.db import db, write
from portal.core.errors import Refused, TooLate
from portal.people.me import Me
from portal.people.services.catalogue import version_of
from portal.people.services.versions import Stale


def before_of(instrument: Instrument, latest: CriteriaVersion | None) -> Body:
    """What a draft is compared with: the latest version, before the first one the recommended set."""
    return latest.body if latest is not None else sets.default(instrument)


def base_of(body: Body, key: str) -> int:
    """The version of one element that an edit starts from: a number that differs when its texts differ."""
    return version_of(edits.flat(*edits.find(body, key)))


def rewrite(me: Me, set_id: int, key: str, values: Mapping[str, str], base: int) -> None:
    """Change the texts of an element. Raises `Stale` with those of now when somebody else changed it since."""

    def edit(body: Body) -> Body:
        if base_of(body, key) != base:
            raise Stale(base_of(body, key), edits.flat(*edits.find(body, key)))
        return edits.rewrite(body, key, values)

    _change(me, set_id, key, edit, "rewrite")


def add(me: Me, set_id: int, kind: str, group: str, values: Mapping[str, str]) -> str:
    """Add a group, a criterion or a question; its key."""
    found: list[str] = []

    def edit(body: Body) -> Body:
        made, key = edits.add(body, kind, group, values)
        found.append(key)
        return made

    _change(me, set_id, group, edit, "add")
    return found[0]


def move(me: Me, set_id: int, key: str, step: int, rev: int) -> None:
    """One place up or down. Raises `TooLate` when the draft is no longer as it was looked at."""
    _change(me, set_id, key, lambda body: edits.move(body, key, step), "move", rev)


def remove(me: Me, set_id: int, key: str, rev: int) -> None:
    """Take an element out; it can be put back as long as an earlier version has it. Raises `TooLate`."""
    _change(me, set_id, key, lambda body: edits.remove(body, key), "remove", rev)


def put_back(me: Me, set_id: int, key: str) -> None:
    """Put an element back as the earlier version has it."""
    before = before_of(db.session.get(CriteriaSet, set_id).instrument, latest_of(set_id))
    _change(me, set_id, key, lambda body: edits.put_back(body, before, key), "put_back")


def _change(
    me: Me, set_id: int, key: str, edit: Callable[[Body], Body], what: str, rev: int | None = None
) -> CriteriaVersion:
    with write():
        sets.held(set_id)
        version = draft_of(set_id)
        if version is None:
            raise TooLate("gone")
        if consents_of(version.id):
            raise Refused("criteria_agreed")
        if rev is not None and version.rev != rev:
            raise TooLate("edited_since")
        before = _texts(version.body, key)
        version.body = edit(version.body)
        version.rev += 1
        version.changed_at, version.changed_by_id = clock.now(), me.id
        detail = {"before": before, "after": _texts(version.body, key)}
        audit.record("criteria_changed", "criteria_set", set_id, actor=me, edit=what, key=key, detail=detail)
        return version


def _texts(body: Body, key: str) -> dict[str, str]:
    try:
        return edits.flat(*edits.find(body, key))
    except TooLate:
        return {}
