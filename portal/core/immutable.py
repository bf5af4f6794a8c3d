"""Tables whose rows never change: the database itself refuses."""

from __future__ import annotations

TABLES = ("snapshot", "audit", "seal")


def statements(table: str, dialect: str) -> list[str]:
    """The statements that make the database refuse to change or remove rows of `table`; a migration runs them."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} rows are never changed'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    refusal = (
        f"CREATE FUNCTION {table}_is_immutable() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} rows are never changed'; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_immutable()"
    )
    return [refusal, trigger]


def undo(table: str, dialect: str) -> list[str]:
    """The statements that take the refusal away, for a downgrade."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {table}_refuses_{verb}" for verb in ("update", "delete")]
    return [f"DROP TRIGGER {table}_refuses_change ON {table}", f"DROP FUNCTION {table}_is_immutable()"]
