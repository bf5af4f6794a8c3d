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


def removal_of_plans(dialect: str) -> list[str]:
    """The statements after those of `statements("snapshot")`: versions of account plans may be removed, which
    retention does; those of profiles still never, and no version is ever changed.
    """
    of_plan = "(SELECT kind FROM document WHERE document.id = OLD.document_id)"
    if dialect == "sqlite":
        return [
            "DROP TRIGGER snapshot_refuses_delete",
            (
                f"CREATE TRIGGER snapshot_refuses_delete BEFORE DELETE ON snapshot WHEN {of_plan} IS NOT 'plan' "
                "BEGIN SELECT RAISE(ABORT, 'snapshot rows are never changed'); END"
            ),
        ]
    return [
        "DROP TRIGGER snapshot_refuses_change ON snapshot",
        (
            "CREATE TRIGGER snapshot_refuses_change BEFORE UPDATE OR TRUNCATE ON snapshot "
            "FOR EACH STATEMENT EXECUTE FUNCTION snapshot_is_immutable()"
        ),
        (
            "CREATE FUNCTION snapshot_stays() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {of_plan} IS DISTINCT FROM 'plan' THEN "
            "RAISE EXCEPTION 'snapshot rows are never changed'; END IF; RETURN OLD; END $$"
        ),
        (
            "CREATE TRIGGER snapshot_refuses_removal BEFORE DELETE ON snapshot "
            "FOR EACH ROW EXECUTE FUNCTION snapshot_stays()"
        ),
    ]


def no_removal_of_plans(dialect: str) -> list[str]:
    """The statements that undo `removal_of_plans`, for a downgrade."""
    if dialect == "sqlite":
        return [
            "DROP TRIGGER snapshot_refuses_delete",
            (
                "CREATE TRIGGER snapshot_refuses_delete BEFORE DELETE ON snapshot "
                "BEGIN SELECT RAISE(ABORT, 'snapshot rows are never changed'); END"
            ),
        ]
    return [
        "DROP TRIGGER snapshot_refuses_removal ON snapshot",
        "DROP FUNCTION snapshot_stays()",
        "DROP TRIGGER snapshot_refuses_change ON snapshot",
        (
            "CREATE TRIGGER snapshot_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON snapshot "
            "FOR EACH STATEMENT EXECUTE FUNCTION snapshot_is_immutable()"
        ),
    ]


def _refused(table: str, *, truncate: bool = False) -> tuple[str, ...]:
    if table in REMOVABLE:
        return ("UPDATE",)
    return ("UPDATE", "DELETE", "TRUNCATE") if truncate else ("UPDATE", "DELETE")
