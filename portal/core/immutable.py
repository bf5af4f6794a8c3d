"""Tables whose rows never change: the database itself refuses."""

from __future__ import annotations

TABLES = ("snapshot", "audit", "seal")
REMOVABLE = ("signed_form",)  # never changed, but deleted when its time is over


def statements(table: str, dialect: str) -> list[str]:
    """The statements that make the database refuse to change or remove rows of `table`; a migration runs them.

    Rows of a table in `REMOVABLE` may be removed: retention does.
    """
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} rows are never changed'); END"
            for verb in _refused(table)
        ]
    refusal = (
        f"CREATE FUNCTION {table}_is_immutable() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} rows are never changed'; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {table}_refuses_change BEFORE {' OR '.join(_refused(table, truncate=True))} ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_immutable()"
    )
    return [refusal, trigger]


def undo(table: str, dialect: str) -> list[str]:
    """The statements that take the refusal away, for a downgrade."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {table}_refuses_{verb}" for verb in map(str.lower, _refused(table))]
    return [f"DROP TRIGGER {table}_refuses_change ON {table}", f"DROP FUNCTION {table}_is_immutable()"]


def _refused(table: str, *, truncate: bool = False) -> tuple[str, ...]:
    if table in REMOVABLE:
        return ("UPDATE",)
    return ("UPDATE", "DELETE", "TRUNCATE") if truncate else ("UPDATE", "DELETE")
