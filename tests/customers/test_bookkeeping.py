"""A whole year of bookkeeping, 50,000 lines as such systems write them, through the pages.

PostgreSQL gets a tenth of it: what differs there is how rows are stored, not how many there are.
"""

from __future__ import annotations

import io
import random
import resource
from typing import Any

from sqlalchemy import func, insert, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from portal.core import clock
from portal.core.db import db, write
from portal.customers.models import Branch, Currency, Customer, Turnover
from portal.imports import work
from portal.imports.models import ImportRun, ImportState
from tests.cast import LONG_AGO, Cast
from tests.imports.sheets import dutch

LINES = {"sqlite": 50_000, "postgresql": 5_000}
BUYERS, GROUPS = 400, ("Brood", "Banket", "Koffie & thee", "Zuivel", "Diepvries")
LAST_YEAR = clock.today().year - 1
HEAD = ("Debiteurnr", "Debiteurnaam", "", "Periode", "Artikelgroep", "Filiaal", "Omzet", "Marge", "Valuta", "")
MEMORY = 120_000  # KiB that the process may grow by, in which these tests hold web worker and worker together


def buyers(cast: Cast) -> None:
    """400 customers with a number, each with two branches."""
    with write() as session:
        session.add_all([
            Customer(number=f"{at:05d}", name=f"Café Müller {at} BV", unit_id=cast.team, currency=Currency.EUR,
                     since=LONG_AGO, created_at=clock.now())
            for at in range(BUYERS)
        ])  # fmt: skip
        session.flush()
        session.execute(insert(Branch), [
            {"customer_id": customer_id, "number": f"F{at}", "name": f"Filiaal {at}"}
            for customer_id in session.scalars(select(Customer.id)) for at in (1, 2)
        ])  # fmt: skip


def bookkeeping(lines: int) -> bytes:
    """The export: title, semicolons, Windows-1252, decimal comma, thousands points, empty columns, a totals row."""
    chance, rows, total = random.Random(11), ["Omzet per debiteur;;;;;;;;;", ";".join(HEAD)], 0
    for at in range(lines):
        rest, branch = divmod(at, 3)
        rest, month = divmod(rest, 12)
        buyer, group = divmod(rest, len(GROUPS))
        cents = chance.randint(-5_000, 9_000_000)
        total += cents
        about = f"{GROUPS[group]};{('', 'F1', 'F2')[branch]}"
        rows.append(
            f"{buyer:05d};Café Müller {buyer} BV;;{month + 1:02d}-{LAST_YEAR};{about};"
            f"{dutch(cents)};{dutch(cents // 4)};EUR;"
        )
    rows.append(f"Totaal;;;;;;{dutch(total)};;;")
    return "\r\n".join(rows).encode("cp1252")


def finish(run_id: int) -> ImportRun:
    """What the worker does meanwhile."""
    work.advance(run_id, 300)
    return db.session.get(ImportRun, run_id, populate_existing=True)


def brought(client: Any, browse: Any, cast: Cast, content: bytes, lines: int) -> str:
    """The address of the run once its rows are checked, by the pages."""
    file = FileStorage(io.BytesIO(content), "omzet-per-debiteur.csv")
    boundary, body = encode_multipart({"file": file})  # by itself the client leaves a large body behind in an open file
    kind = f'multipart/form-data; boundary="{boundary}"'
    answer = client.post("/imports/new/turnover", data=body, content_type=kind)
    assert answer.status_code == 303
    address, run_id = answer.location, int(answer.location.rsplit("/", 1)[1])
    assert 'hx-trigger="every 2s"' in browse(cast.manager, address).html  # too long to do at once: it shows progress
    assert finish(run_id).state is ImportState.READ
    page = browse(cast.manager, f"{address}/columns")
    assert "Windows-1252" in page.text and "Komma: 1234,56" in page.text and f"{lines // 1000}.001 rijen" in page.text
    mapping = db.session.get(ImportRun, run_id, populate_existing=True).mapping
    assert len(mapping) == 7  # every column was recognised
    chosen = {f"at_{code}": str(found["at"]) for code, found in mapping.items()}
    assert client.post(f"{address}/columns", data=chosen).status_code == 303
    assert finish(run_id).state is ImportState.CHECKED
    return address


def test_a_year_of_lines_goes_in_once_and_changes_nothing_twice(cast: Cast, sign_in: Any, browse: Any) -> None:
    buyers(cast)
    lines = LINES[db.engine.dialect.name]
    client, content = sign_in(cast.manager), bookkeeping(lines)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    address = brought(client, browse, cast, content, lines)
    run_id = int(address.rsplit("/", 1)[1])
    page = browse(cast.manager, f"{address}?fate=new&after={lines // 2}")
    assert "Nieuw" in page.text and "Brood" in page.text
    assert client.post(f"{address}/apply").status_code == 303
    assert "every 2s" in browse(cast.manager, address).html
    run = finish(run_id)
    assert (run.state, run.counts) == (ImportState.DONE, {"new": lines, "skipped": 1})
    assert db.session.scalar(select(func.count()).select_from(Turnover)) == lines
    assert set(db.session.scalars(select(Turnover.source).distinct())) == {"omzet-per-debiteur.csv"}
    run = finish(int(brought(client, browse, cast, content, lines).rsplit("/", 1)[1]))
    assert run.counts == {"same": lines, "skipped": 1}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEMORY
    assert db.session.scalar(select(func.count()).select_from(Turnover)) == lines
