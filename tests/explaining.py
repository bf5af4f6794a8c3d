"""What a database would read for a statement: the growing tables that it walks from end to end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from portal.core.db import db
from tests.queries import Asked

# Tables that do not grow with the company, or by a row or two for each team or role: they are read whole.
SMALL = {
    "body", "body_member", "duty", "grant", "import_run", "import_source", "lead", "mandate", "placeholder",
    "privacy_agreement", "profile", "publication", "role", "role_level", "setting", "unit", "unit_path",
}
MANY = 100  # rows of a table from which PostgreSQL should look them up: there are 200 sellers
FIRST_COLUMNS = """
SELECT index.relname, relation.relname, attname FROM pg_index
JOIN pg_class AS index ON index.oid = indexrelid JOIN pg_class AS relation ON relation.oid = indrelid
JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
"""
ALIAS = re.compile(r'\b(?:FROM|JOIN|,) "?([a-z_]+)"? AS "?([a-z_0-9]+)"?')


def scans(asked: Asked) -> set[str]:
    """The growing tables that the database in use can only read whole for this statement."""
    raw = db.engine.raw_connection()
    try:
        cursor = raw.cursor()
        found = set((_sqlite if db.engine.dialect.name == "sqlite" else _postgresql)(cursor, asked))
        cursor.close()
    finally:
        raw.rollback()
        raw.close()
    return (found & set(db.metadata.tables)) - SMALL


def _sqlite(cursor: Any, asked: Asked) -> Iterator[str]:
    """A SCAN is a walk from end to end, with an index or without; so is a SEARCH for ANY value of its first column."""
    cursor.execute(f"EXPLAIN QUERY PLAN {asked.statement}", asked.parameters)
    named = {alias: table for table, alias in ALIAS.findall(" ".join(asked.statement.split()))}
    for *_place, detail in cursor.fetchall():
        if walked := re.match(r"SCAN ([a-z_0-9]+)|SEARCH ([a-z_0-9]+) .*\(ANY\(", detail):
            name = walked[1] or walked[2]
            yield named.get(name, name)


def _postgresql(cursor: Any, asked: Asked) -> Iterator[str]:
    """Where pages that lie behind each other are dear, a Seq Scan is a walk from end to end for want of an index; so is
    an index without a condition on its first column, but for one that only gives the order of a page. Of nearly empty
    tables nothing is said.
    """
    cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'")
    rows = dict(cursor.fetchall())
    cursor.execute(FIRST_COLUMNS)
    indexes = {index: (table, column) for index, table, column in cursor.fetchall()}
    for setting in ("seq_page_cost = 1000", "random_page_cost = 1", "enable_hashjoin = off", "enable_mergejoin = off"):
        cursor.execute(f"SET LOCAL {setting}")
    cursor.execute(f"EXPLAIN (FORMAT JSON) {asked.statement}", asked.parameters)
    waiting = [(cursor.fetchone()[0][0]["Plan"], False)]
    while waiting:
        node, of_page = waiting.pop()
        kind = node["Node Type"]
        limited = kind == "Limit" or (of_page and kind not in {"Sort", "Hash", "Aggregate"})
        waiting += [(child, limited) for child in node.get("Plans", [])]
        table, column = indexes.get(node.get("Index Name"), (node.get("Relation Name"), ""))
        looks_up = column and re.search(rf"\b{column}\b", node.get("Index Cond", ""))
        orders = column and limited and "Filter" not in node and "Index Cond" not in node
        if (column or kind == "Seq Scan") and not looks_up and not orders and rows[table] >= MANY:
            yield table
