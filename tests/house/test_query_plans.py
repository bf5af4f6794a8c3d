"""Lists and pages of size M: the database reads no growing table from end to end, and few questions are asked.

The questions are those that the pages really ask, with those of the frame: who asks, and what waits on them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import g

from portal.core.db import db
from tests import sized
from tests.cast import Cast, open_session, populate
from tests.explaining import scans
from tests.plugins.databases import make_portal, opened
from tests.queries import Asked, heard

# (who, address, how many questions at most): list 4, detail and form 6, the first page 8 (speed.md, 6)
PAGES = (
    ("seller", "/", 3), ("manager", "/", 4), ("swamped", "/", 4), ("director", "/", 3), ("hr", "/", 3),
    ("admin", "/", 3), ("seller", "/notices", 3),
    ("seller", "/visits/", 4), ("manager", "/visits/", 4), ("manager", "/visits/?scope=team", 4),
    ("director", "/visits/?scope=team", 4), ("seller", "/visits/?view=list", 4),
    ("seller", "/visits/?view=list&when=unreported", 4), ("manager", "/visits/?view=list&scope=team&when=past", 5),
    ("seller", "/visits/{visit}", 5), ("seller", "/visits/{sent}", 5), ("manager", "/visits/{sent}", 5),
    ("seller", "/visits/{silent}/report", 6), ("seller", "/visits/{sent}/report", 6),
    ("seller", "/visits/report/new", 4),
    ("seller", "/visits/reports/", 4), ("manager", "/visits/reports/", 4), ("manager", "/visits/reports/?show=all", 4),
    ("seller", "/visits/reports/?show=sent", 4),
    ("seller", "/visits/promises/", 4), ("manager", "/visits/promises/?whose=team", 4),
    ("seller", "/visits/promises/?whose=made&state=done", 4), ("seller", "/visits/promises/?whose=department", 4),
    ("seller", "/visits/promises/?whose=customers", 4), ("seller", "/visits/promises/?state=overdue", 4),
    ("seller", "/visits/complaints/", 4), ("manager", "/visits/complaints/?whose=team&state=done", 4),
    ("seller", "/visits/promises/{promise}", 6), ("seller", "/visits/promises/new", 6),
    ("seller", "/plans/", 4), ("manager", "/plans/", 4), ("seller", "/plans/?scope=unit", 4),
    ("director", "/plans/?scope=team", 4), ("swamped", "/plans/to-decide", 4), ("manager", "/plans/needed", 5),
    ("seller", "/plans/{plan}", 6), ("manager", "/plans/{plan}", 6), ("seller", "/plans/{plan}/history", 6),
    ("manager", "/duties/", 4), ("seller", "/duties/", 4), ("manager", "/duties/team", 8),
    ("director", "/duties/team", 8), ("manager", "/duties/load", 6), ("director", "/duties/load", 6),
    ("manager", "/duties/rhythms", 4), ("director", "/duties/rhythms", 4),
    ("manager", "/role", 8),
    ("seller", "/customers/", 4), ("manager", "/customers/?scope=team", 4), ("director", "/customers/?scope=team", 4),
    ("seller", "/customers/?q=klant+0001&scope=team", 4), ("seller", "/customers/{customer}", 6),
    ("swamped", "/customers/{crowded}", 6), ("manager", "/customers/{customer}", 6),
)

ALLOWED = {  # (table, address or who asks): why it may be walked
    **dict.fromkeys(
        ((table, "director") for table in ("line", "decision", "visit_report", "plan_customer", "plan_requirement")),
        "who leads the company has everybody below them",
    ),
    ("person", "/visits/{silent}/report"): "the first forty-one only, to see whether the organisation is a small one",
    ("person", "/visits/{sent}/report"): "the same",
    ("person", "/visits/report/new"): "the same",
    ("customer", "/visits/promises/new"): "those one works on, to choose from: PostgreSQL walks a table of this size",
    ("person", "/duties/team"): "who leads the sellers of one's units, by number: the same",
    ("promise", "/customers/{crowded}"): "the open ones in the order of their days: this customer has most of them",
    ("privacy_correction", "/"): "those without an answer, which HR has a month to give",
}


@dataclass(frozen=True)
class Looked:
    """A page as somebody got it, and what it asked."""

    who: str
    address: str
    asked: list[Asked]


@contextmanager
def organisation(url: str, folder: Path, teams: int) -> Iterator[Callable[[str, str], Looked]]:
    """A portal of so many teams, and the way to look at its pages."""
    app = make_portal(url, folder)
    with opened(app):
        cast: Cast = populate()
        made = sized.organisation(cast, teams)

        def look(who: str, address: str) -> Looked:
            person_id = getattr(made, who, None) or getattr(cast, who)
            client, token = app.test_client(), open_session(person_id)
            with client.session_transaction() as session:
                session["_user_id"], session["_fresh"] = token, True
            for kept in ("_login_user", "frameless"):  # the test holds one context
                g.pop(kept, None)
            db.session.remove()  # each page begins without what the one before has loaded
            with heard() as asked:
                answer = client.get(address.format(**made.__dict__), headers={"Accept-Language": "nl"})
            assert answer.status_code == 200, (who, address, answer.status_code)
            return Looked(who, address, asked)

        yield look


def read_whole(look: Callable[[str, str], Looked]) -> dict[str, str]:
    """What the database in use reads whole without a reason: {who, address and table: the statement}."""
    found = {}
    for who, address, _most in PAGES:
        for asked in look(who, address).asked:
            for table in scans(asked):
                if not ALLOWED.keys() & {(table, address), (table, who)}:
                    found[f"{who} {address}: {table}"] = " ".join(asked.statement.split())
    return found


@pytest.fixture(scope="module")
def large(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], Looked]]:
    """Size M on SQLite."""
    folder = tmp_path_factory.mktemp("large")
    shutil.copy(sqlite_template, folder / "rayon.sqlite3")
    with organisation(f"sqlite:///{folder / 'rayon.sqlite3'}", folder, sized.M) as look:
        yield look


def test_sqlite_reads_no_growing_table_whole(large: Callable[[str, str], Looked]) -> None:
    assert not read_whole(large)


@pytest.mark.postgresql
def test_postgresql_reads_no_growing_table_whole(
    postgres_desk: object, new_postgres_database: Callable[..., str], tmp_path: Path
) -> None:
    url = new_postgres_database(postgres_desk.template)
    with organisation(url, tmp_path, sized.M) as look:
        assert not read_whole(look)


def test_pages_ask_few_questions_and_as_many_in_a_large_company_as_in_a_small_one(
    large: Callable[[str, str], Looked], sqlite_template: Path, tmp_path: Path
) -> None:
    there = {(who, address): len(large(who, address).asked) for who, address, _most in PAGES}
    shutil.copy(sqlite_template, tmp_path / "rayon.sqlite3")
    with organisation(f"sqlite:///{tmp_path / 'rayon.sqlite3'}", tmp_path, sized.S) as look:
        here = {(who, address): len(look(who, address).asked) for who, address, _most in PAGES}
    assert there == here
    assert not {page: (there[page], most) for *page_, most in PAGES if there[page := tuple(page_)] > most}
