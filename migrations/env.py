"""Runs migrations: one transaction for the whole way, on SQLite with foreign keys off while tables are rebuilt.

With foreign keys on, rebuilding a parent table silently emptied its children (ON DELETE CASCADE). The switch does
nothing inside a transaction, so it is thrown on the driver's connection before the transaction begins; afterwards
`foreign_key_check` must find nothing, or everything is rolled back.
"""

from contextlib import contextmanager

from alembic import context
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import text

from portal.core.db import db, writing

ONE_AT_A_TIME = 7_291_044  # key of the advisory lock on PostgreSQL; SQLite has its write lock
PATIENCE = "30s"  # a table that somebody keeps locked ends the migration with an error instead of stopping the portal


def number(migration_context, _revision, directives):
    """Number new revisions 0001, 0002, … so that their files stand in the order in which they run."""
    if directives:
        head = ScriptDirectory.from_config(migration_context.config).get_current_head()
        directives[0].rev_id = f"{int(head or 0) + 1:04d}"


@contextmanager
def foreign_keys_off(connection):
    """Foreign keys off on SQLite while this runs; elsewhere nothing happens."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def refuse_broken_references(connection):
    """Raises `RuntimeError` if a row refers to a row that is gone (only SQLite lets that happen here)."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        where = ", ".join(sorted({f"{row[0]} -> {row[2]}" for row in broken}))
        raise RuntimeError(f"The migration would leave {len(broken)} rows without what they refer to: {where}")


def migrate(connection):
    """Run the wanted revisions; on any error nothing has changed."""
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        compare_type=True,
        compare_server_default=False,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        process_revision_directives=number,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        context.run_migrations()
        refuse_broken_references(connection)


def migrate_database():
    token = writing.set(True)
    try:
        with db.engine.connect() as connection, foreign_keys_off(connection):
            migrate(connection)
    finally:
        writing.reset(token)


def print_sql():
    """For `flask db upgrade --sql`: the statements, for an administrator who runs them by hand."""
    address = current_app.config["SQLALCHEMY_DATABASE_URI"]
    context.configure(url=address, target_metadata=db.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    print_sql()
else:
    migrate_database()
