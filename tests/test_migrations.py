"""Migrations: they make what the models say, go down and up with data in them, and cannot lose rows on the way."""

import shutil
from collections.abc import Mapping
from contextlib import contextmanager
from functools import cached_property

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate, downgrade, upgrade

from portal.app import create_app
from portal.core.db import db
from tests.plugins.machine import ROOT

MIGRATIONS = ROOT / "migrations"


@pytest.fixture
def url(database, request, tmp_path):
    """The address of an empty database."""
    if database == "sqlite":
        return f"sqlite:///{tmp_path / 'migrations.sqlite3'}"
    return request.getfixturevalue("new_postgres_database")()


@contextmanager
def opened(app):
    """Inside the application; its connections are closed at the end."""
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def lived(app, demo):
    """The rows of the demo organisation, as the portal's own tables hold them."""
    return contents()


@pytest.fixture
def portal(url):
    with opened(create_app({"DATABASE_URL": url, "RAYON_MODE": "demo", "SECRET_KEY": "migrations " * 4})) as app:
        yield app


def tables():
    return set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}


def differences():
    """What a new revision would change: nothing if the migrations make what the models say."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, db.metadata)


class Rows(Mapping):
    """The rows of a table (primary key -> column -> value as text), put in this form only when somebody looks at one.

    Nearly every table is the same before and after a revision, and then its whole text says so at once.
    """

    def __init__(self, columns, key, rows):
        self.columns, self.key, self.rows = columns, key, rows
        self.text = repr((columns, rows))

    @cached_property
    def by_key(self):
        places = [self.columns.index(column) for column in self.key]
        said = (dict(zip(self.columns, map(repr, row), strict=True)) for row in self.rows)
        return {tuple(row[place] for place in places): one for row, one in zip(self.rows, said, strict=True)}

    def __getitem__(self, key):
        return self.by_key[key]

    def __iter__(self):
        return iter(self.by_key)

    def __len__(self):
        return len(self.rows)


def contents():
    """All rows of all tables as (table -> primary key -> column -> value), as the driver of the database gives them."""
    found, keys = {}, sa.inspect(db.engine).get_multi_pk_constraint()
    with db.engine.connect() as connection:
        for (_schema, name), constraint in keys.items():
            key = constraint["constrained_columns"]
            if name != "alembic_version":
                order = ", ".join(f'"{column}"' for column in key)
                rows = connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY {order}')  # noqa: S608 - our names
                found[name] = Rows(list(rows.keys()), key, [tuple(row) for row in rows])
    return found


def values(table, column):
    """One column, in the order of the primary key."""
    return [row[column] for _key, row in sorted(contents()[table].items())]


def of_plans(above):
    """The rows that a database without account plans cannot hold."""
    plans = {row["id"] for row in above["document"].values() if row["kind"] == "'plan'"}
    drafts = {row["id"] for row in above["draft"].values() if row["document_id"] in plans}

    def belongs(table, row):
        return (
            row["id"] in plans if table == "document"
            else row["kind"] == "'plan'" if table == "notice"
            else row["draft_id"] in drafts if table == "draft_change"
            else row.get("document_id") in plans
        )

    return {table: {key for key, row in rows.items() if belongs(table, row)} for table, rows in above.items()}


# What goes with a revision by its nature; everything else must survive the way down.
GOES = {"0006": of_plans}


# Tables that a revision gives another name and key: before, after, and the key before as a column of after.
RENAMES = {"0011": ("planned_contact", "visit", "uid")}


def renamed(number, above, below):
    """The rows of `below` as the revision above calls them: only those it can hold, without their own key."""
    before, after, key = RENAMES[number]
    held = {row[key]: row for row in above[after].values()}
    for row in below[before].values():
        other = held.get(row["id"])
        assert other is not None, f"{number} loses {before} {row['id']}"
        said = row.keys() & other.keys() - {"id"}
        assert {name: row[name] for name in said} == {name: other[name] for name in said}
    assert len(below[before]) == sum(row["due"] != "None" for row in held.values())


def alike(row, others):
    """The row among others that says the same, where a revision changes what rows of a table are known by."""
    return next(
        (other for other in others.values() if all(row[name] == other[name] for name in row.keys() & other.keys())),
        None,
    )


def without(rows, gone):
    """The rows of a table but these."""
    places = [rows.columns.index(column) for column in rows.key]
    kept = [row for row in rows.rows if tuple(row[place] for place in places) not in gone] if gone else rows.rows
    return Rows(rows.columns, rows.key, kept)


def same(rows, others, what):
    """Every row of `rows` stands in `others`, and says the same in the columns that both know."""
    for table, kept in rows.items():
        if table in others and kept.text == others[table].text:
            continue
        for key, row in kept.items():
            other = others.get(table, {}).get(key) or alike(row, others.get(table, {}))
            assert other is not None, f"{what} loses {table} {key}"
            changed = [column for column in row.keys() & other.keys() if row[column] != other[column]]
            assert not changed, f"{what} changes {table} {key}: {changed}"


def revisions():
    """The numbers of all revisions, newest first."""
    return [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]


def test_the_newest_revision_is_what_the_models_say(portal):
    upgrade()
    assert differences() == []


def test_the_newest_revision_has_every_check_of_the_models(portal):
    upgrade()
    inspector = sa.inspect(db.engine)
    for table in db.metadata.tables.values():
        checks = [each for each in table.constraints if isinstance(each, sa.CheckConstraint)]
        wanted = {str(check.name) for check in checks if check.name}
        have = {check["name"] for check in inspector.get_check_constraints(table.name)}
        assert wanted <= have, f"{table.name} lacks {wanted - have}"


def test_revisions_are_numbered_without_a_gap_and_their_files_say_so():
    numbers = sorted(revisions())
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]
    assert all(list(MIGRATIONS.glob(f"versions/{number}_*.py")) for number in numbers)


def fill(tables):
    """Write these rows in the empty tables of the newest revision, whichever refers to which."""
    connection, sqlite = db.engine.raw_connection(), db.engine.dialect.name == "sqlite"
    cursor = connection.cursor()
    for statement in ("PRAGMA foreign_keys=OFF", "BEGIN") if sqlite else ("SET session_replication_role = replica",):
        cursor.execute(statement)
    for name, table in tables.items():
        columns = ", ".join(f'"{column}"' for column in table.columns)
        holes = ", ".join(["?" if sqlite else "%s"] * len(table.columns))
        cursor.executemany(f'INSERT INTO "{name}" ({columns}) VALUES ({holes})', table.rows)  # noqa: S608 - our names
        if not sqlite and "id" in table.columns and table.rows:
            sequence = "SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM "
            cursor.execute(f'{sequence}"{name}"', [name])
    connection.commit()
    connection.close()
    db.engine.dispose()


def test_every_revision_goes_down_and_up_with_the_demo_organisation_in_it(lived, portal):
    upgrade()
    fill(lived)
    same(lived, contents(), "writing the demo organisation")
    for number in revisions()[:-1]:
        above = contents()
        downgrade(revision="-1")
        below = contents()
        upgrade(revision=number)
        again = contents()
        gone = GOES[number](above) if number in GOES else {}
        left = {table: without(rows, gone.get(table, ())) for table, rows in above.items() if table in below}
        if number in RENAMES:
            renamed(number, above, below)
            renamed(number, again, below)
            below = {table: rows for table, rows in below.items() if table in again}
        same(left, below, f"{number} down")
        same(below, again, f"{number} up")
        downgrade(revision="-1")
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert differences() == []


# What env.py promises, with revisions of the test's own

REVISION = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = {revision!r}, {down!r}
def upgrade():
{upgrade}
def downgrade():
    pass
"""
FAMILY = """
    op.create_table("parent", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(20)))
    op.create_table("child", sa.Column("id", sa.Integer, primary_key=True), sa.Column("parent_id", sa.Integer,
        sa.ForeignKey("parent.id", name="fk_child_parent_id", ondelete="CASCADE"), nullable=False))
    op.execute("INSERT INTO parent (id, name) VALUES (1, 'a'), (2, 'b')")
    op.execute("INSERT INTO child (id, parent_id) VALUES (1, 1), (2, 1), (3, 2)")
"""
REBUILD = """
    with op.batch_alter_table("parent", recreate="always" if op.get_bind().dialect.name == "sqlite" else "auto") as t:
        t.alter_column("name", existing_type=sa.String(20), type_=sa.String(40))
"""
ORPHAN = """
    op.execute("UPDATE parent SET name = 'changed'")
    op.execute("DELETE FROM parent WHERE id = 2")
"""
BROKEN = """
    op.add_column("parent", sa.Column("age", sa.Integer))
    op.execute("UPDATE parent SET name = 'changed'")
    op.execute("SELECT nonsense FROM nowhere")
"""


@pytest.fixture
def family(url, tmp_path):
    """A small application with our env.py and a parent with three children; a function that adds one revision."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("versions", "__pycache__"))
    (folder / "versions").mkdir()

    def revise(number, body):
        text = REVISION.format(revision=f"{number:04d}", down=f"{number - 1:04d}" if number > 1 else None, upgrade=body)
        (folder / "versions" / f"{number:04d}_test.py").write_text(text)

    app = Flask("family")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    Migrate(app, db, directory=str(folder))
    with opened(app):
        revise(1, FAMILY)
        upgrade()
        yield revise


def test_rebuilding_a_parent_table_keeps_its_children(family):
    family(2, REBUILD)
    upgrade()
    assert values("child", "parent_id") == ["1", "1", "2"]
    assert values("parent", "name") == ["'a'", "'b'"]


def test_foreign_keys_are_on_again_after_a_migration(family):
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_migration_that_leaves_a_row_without_its_parent_changes_nothing(family, url, caplog):
    before = contents()
    family(2, ORPHAN)
    if url.startswith("sqlite"):
        with pytest.raises(SystemExit):
            upgrade()
        assert "1 rows without what they refer to: child -> parent" in caplog.text
        assert contents() == before
    else:
        upgrade()  # foreign keys stay on there, so the cascade is what the revision asked for
        assert values("child", "parent_id") == ["1", "1"]


def test_a_migration_that_fails_halfway_changes_nothing(family):
    before = contents()
    family(2, BROKEN)
    with pytest.raises(sa.exc.DBAPIError):
        upgrade()
    assert contents() == before
