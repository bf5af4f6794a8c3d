"""From a file to what it changes: read, columns, every row's fate, import, result."""

from __future__ import annotations

import io
import resource
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.core import clock, worker
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.core.policy import N_
from portal.imports import jobs, services, work
from portal.imports.models import ImportPiece, ImportRow, ImportRun, ImportState
from portal.imports.registry import KINDS, Column, Fate, ImportKind, Type, changed, new, refuse, register, same
from tests.imports.sheets import bookkeeping, workbook

BOOK: dict[str, tuple[str, int]] = {}  # what the kind of these tests writes: number -> (name, turnover)
TEXT = (
    "Nr;Naam;Omzet;Vanaf\n1;Café Müller;1.234,50;31-01-2026\n2;Bakker;12,00;2026-02-01\n"
    "3;Slager;veel;1-1-2026\nTotaal;;1.246,50;\n"
)


def check(rows: Any, run: Any) -> list[Any]:
    return [fate(row) for row in rows]


def fate(row: Any) -> Any:
    number, name, turnover = (row.values[code] for code in ("number", "name", "turnover"))
    if name == "Weg":
        return refuse("gone", "name", name)
    if number not in BOOK:
        return new()
    if BOOK[number] == (name, turnover):
        return same()
    return changed(None, {"turnover": BOOK[number][1]})


def apply(rows: Any, run: Any) -> None:
    BOOK.update({row.values["number"]: (row.values["name"], row.values["turnover"]) for row in rows})


@pytest.fixture(autouse=True)
def kind() -> Iterator[ImportKind]:
    """A kind of import that writes into a dictionary."""
    BOOK.clear()
    register(ImportKind(
        "book", N_("people"), lambda me: me.is_hr, check=check, apply=apply, many_at_once=100, columns=(
            Column("number", "Number", ("nr", "relatienr"), Type.CODE, required=True, key=True),
            Column("name", "Name", ("naam",), required=True),
            Column("turnover", "Turnover", ("omzet",), Type.AMOUNT, required=True, minimum=-10_000_000),
            Column("since", "Since", ("vanaf",), Type.DATE, fixed=True),
        ), problems={"gone": "%(column)s: “%(value)s” is gone."},
    ))  # fmt: skip
    yield KINDS["book"]
    del KINDS["book"]


def bring(cast: Any, text: str | bytes, name: str = "omzet.csv") -> int:
    content = text.encode() if isinstance(text, str) else text
    return services.bring(cast.me("hr"), KINDS["book"], name, io.BytesIO(content), len(content))


def run_of(run_id: int) -> ImportRun:
    return db.session.get(ImportRun, run_id, populate_existing=True)


def checked(cast: Any, text: str | bytes) -> ImportRun:
    run_id = bring(cast, text)
    work.advance(run_id)
    services.choose(run_id, run_of(run_id).mapping, "")
    work.advance(run_id)
    return run_of(run_id)


def fates(run_id: int) -> dict[int, str]:
    return {
        row.line: str(row.outcome) for row in db.session.scalars(select(ImportRow).where(ImportRow.run_id == run_id))
    }


def test_a_file_goes_from_its_bytes_to_what_it_changes(cast: Any) -> None:
    run = checked(cast, TEXT)
    assert (run.state, run.encoding, run.delimiter, run.decimal) == (ImportState.CHECKED, "utf-8", ";", ",")
    assert fates(run.id) == {2: "new", 3: "new", 4: "refused", 5: "skipped"}
    assert not BOOK
    services.apply(run.id)
    work.advance(run.id)
    assert run_of(run.id).state is ImportState.DONE
    assert BOOK == {"1": ("Café Müller", 123_450), "2": ("Bakker", 1_200)}
    assert db.session.scalar(select(func.count()).select_from(ImportPiece)) == 0
    said = db.session.scalars(select(Audit).where(Audit.code == "import_applied")).one()
    assert {"new": 2, "refused": 1}.items() <= said.data.items()
    assert "omzet.csv" not in str(said.data)


def test_the_same_file_twice_changes_nothing(cast: Any, browse: Any) -> None:
    text = TEXT.replace("3;Slager;veel;1-1-2026\n", "")
    services.apply(checked(cast, text).id)
    worker.round_of_work()
    run = checked(cast, text)
    assert set(fates(run.id).values()) == {"same", "skipped"}
    assert "Alles in dit bestand staat al in het portaal" in browse(cast.hr, f"/imports/{run.id}").text


def test_a_changed_row_shows_what_it_is_now(cast: Any, browse: Any) -> None:
    BOOK["1"] = ("Café Müller", 99_900)
    run = checked(cast, TEXT)
    page = browse(cast.hr, f"/imports/{run.id}?fate=changed")
    assert "1.234,50 nu: 999,00" in page.text
    assert "Bakker" not in page.text


@pytest.mark.parametrize(("locale", "said"), [
    ("nl", "Omzet: ‘veel’ is geen getal."), ("nb", "Omsetning: «veel» er ikke et tall."),
])  # fmt: skip
def test_an_error_names_row_column_and_reason(cast: Any, browse: Any, sign_in: Any, locale: str, said: str) -> None:
    run = checked(cast, TEXT)
    page = browse(cast.hr, f"/imports/{run.id}?fate=refused", locale=locale)
    assert said in page.text
    answer = sign_in(cast.hr).get(f"/imports/{run.id}/refused.csv", headers={"Accept-Language": locale})
    assert "4;3;Slager;veel;1-1-2026" in answer.get_data().decode("utf-8-sig")
    assert said in answer.get_data().decode("utf-8-sig")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_row_with_the_key_of_an_earlier_one_is_refused(cast: Any) -> None:
    rows = "".join(f"{number};Naam {number};1,00;\n" for number in range(250))
    run = checked(cast, f"Nr;Naam;Omzet;Vanaf\n{rows}7;Nog eens;2,00;\n")
    kept = db.session.get(ImportRow, (run.id, 252))
    assert (kept.outcome, kept.problem, kept.data) == (Fate.REFUSED, "twice", {"line": 9})


def test_a_kill_between_two_chunks_repeats_and_loses_nothing(cast: Any, monkeypatch: Any) -> None:
    rows = "".join(f"{number};Naam {number};1,00;\n" for number in range(250))
    run = checked(cast, f"Nr;Naam;Omzet;Vanaf\n{rows}")
    services.apply(run.id)
    written: list[str] = []

    def once(rows: Any, run: Any) -> None:
        if len(written) >= 100:
            raise KeyboardInterrupt
        apply(rows, run)
        written.extend(row.values["number"] for row in rows)

    object.__setattr__(KINDS["book"], "apply", once)
    with pytest.raises(KeyboardInterrupt):
        work.advance(run.id)
    stopped = run_of(run.id)
    assert (stopped.state, stopped.handled, len(BOOK)) == (ImportState.APPLYING, 100, 100)
    assert work.work_waiting() == 0  # the claim of the dead process still holds
    object.__setattr__(
        KINDS["book"], "apply", lambda rows, run: (apply(rows, run), written.extend(r.line for r in rows))[2:]
    )
    with clock.at(clock.now() + timedelta(minutes=3)):
        assert work.work_waiting() == 1
    assert (run_of(run.id).state, len(BOOK), len(written)) == (ImportState.DONE, 250, 250)


def test_a_process_that_lost_its_claim_writes_nothing_more(cast: Any) -> None:
    run_id = bring(cast, TEXT)
    token = work._claim(run_id)
    with clock.at(clock.now() + timedelta(minutes=3)):
        assert work._claim(run_id) not in {None, token}
    with pytest.raises(work.Lost), write():
        work.held(run_id, token)


def test_a_fault_is_tried_three_times_and_then_told(cast: Any, browse: Any) -> None:
    run = checked(cast, TEXT)
    object.__setattr__(KINDS["book"], "apply", lambda rows, run: 1 / 0)
    services.apply(run.id)
    for _time in range(3):
        work.advance(run.id)
    assert run_of(run.id).state is ImportState.FAILED
    assert "storing in het portaal" in browse(cast.hr, f"/imports/{run.id}").text


def test_rows_that_changed_meanwhile_are_looked_at_again(cast: Any) -> None:
    run = checked(cast, TEXT)
    BOOK["1"] = ("Café Müller", 123_450)
    services.apply(run.id)
    work.advance(run.id)
    assert fates(run.id)[2] == "same"


def test_an_atomic_kind_imports_nothing_while_a_row_is_refused(cast: Any, sign_in: Any, browse: Any) -> None:
    object.__setattr__(KINDS["book"], "atomic", True)
    run = checked(cast, TEXT)
    assert "Deze rijen horen bij elkaar" in browse(cast.hr, f"/imports/{run.id}").text
    assert sign_in(cast.hr).post(f"/imports/{run.id}/apply").status_code == 409
    assert not BOOK


def test_the_whole_way_by_pages(cast: Any, sign_in: Any, browse: Any) -> None:
    client = sign_in(cast.hr)
    assert "Omzet" not in browse(cast.hr, "/imports/").text
    assert browse(cast.hr, "/imports/new/book").status == 200
    answer = client.post("/imports/new/book", data={"file": (io.BytesIO(TEXT.encode("cp1252")), "omzet.csv")})
    assert answer.status_code == 303
    address = answer.location
    page = browse(cast.hr, f"{address}/columns")
    assert "Windows-1252" in page.text and "Komma: 1234,56" in page.text
    form = next(one for one in page.forms if one["action"].endswith("/columns"))
    wrong = client.post(
        f"{address}/columns", data={**form["fields"], "at_number": "0", "at_name": "0", "at_turnover": ""}
    )
    assert wrong.status_code == 422
    chosen = {
        "at_number": "0",
        "at_name": "1",
        "at_turnover": "2",
        "at_since": "fixed",
        "fixed_since": "1-1-2026",
    }
    assert client.post(f"{address}/columns", data=chosen).status_code == 303
    assert "2 rijen importeren" in browse(cast.hr, address).text
    assert client.post(f"{address}/apply").status_code == 303
    assert "2 rijen zijn geïmporteerd." in browse(cast.hr, address).text
    assert BOOK["1"] == ("Café Müller", 123_450)
    assert client.post(f"{address}/discard").status_code == 409


def test_pasted_rows_and_workbooks_go_the_same_way(cast: Any, sign_in: Any, browse: Any) -> None:
    client = sign_in(cast.hr)
    pasted = client.post("/imports/new/book", data={"text": "Nr\tNaam\tOmzet\n1\tA\t5,00\n"})
    assert "Tab" in browse(cast.hr, f"{pasted.location}/columns").text
    content = workbook(
        [["Nr", "Naam", "Omzet"], [1, "A", 5]], Tweede=[["Nr", "Naam", "Omzet"], [2, "B", 6], [3, "C", 7]]
    )
    brought = client.post("/imports/new/book", data={"file": (io.BytesIO(content), "omzet.xlsx")})
    assert "1 rij" in browse(cast.hr, f"{brought.location}/columns").text
    assert client.post(f"{brought.location}/read", data={"sheet": "Tweede", "header": "1"}).status_code == 303
    assert "2 rijen" in browse(cast.hr, f"{brought.location}/columns").text


def test_a_file_read_in_a_wrong_way_goes_back_to_the_right_one(cast: Any, sign_in: Any, browse: Any) -> None:
    client = sign_in(cast.hr)
    address = client.post("/imports/new/book", data={"file": (io.BytesIO(TEXT.encode("cp1252")), "a.csv")}).location
    client.post(f"{address}/read", data={"encoding": "utf-8", "delimiter": ";", "header": "1"})
    page = browse(cast.hr, f"{address}/columns")
    assert "Kies een andere codering" in page.text and "Windows-1252" in page.text


@pytest.mark.parametrize(("name", "content", "said"), [
    ("a.xlsm", b"PK\x03\x04", "macro"), ("a.csv", b"", "Kies een bestand"),
    ("a.pdf", b"%PDF", "kan niet worden gelezen"),
])  # fmt: skip
def test_a_wrong_file_is_refused_in_one_sentence(cast: Any, browse: Any, name: str, content: bytes, said: str) -> None:
    data = {"file": (io.BytesIO(content), name)} if content else {}
    page = browse(cast.hr, "/imports/new/book", method="POST", data=data)
    assert page.status == 422 and said in page.text


def test_only_who_brought_a_file_sees_it(cast: Any, browse: Any, sign_in: Any) -> None:
    run = checked(cast, TEXT)
    for path in ("", "/columns", "/refused.csv"):
        assert sign_in(cast.hr2).get(f"/imports/{run.id}{path}").status_code == 404
    assert browse(cast.seller, "/imports/").status == 403
    assert browse(cast.seller, "/imports/new/book").status == 403
    assert sign_in(cast.hr).get("/imports/new/unheard-of").status_code == 404


def test_a_progress_panel_asks_until_there_is_something_to_do(cast: Any, sign_in: Any, browse: Any) -> None:
    run_id = bring(cast, TEXT)
    page = browse(cast.hr, f"/imports/{run_id}")
    assert 'hx-trigger="every 2s"' in page.html and f'href="/imports/{run_id}"' in page.html
    htmx = {"HX-Request": "true", "HX-Request-Type": "partial"}
    assert "<html" not in sign_in(cast.hr).get(f"/imports/{run_id}?wait=1", headers=htmx).get_data(as_text=True)
    work.advance(run_id)
    assert (
        sign_in(cast.hr).get(f"/imports/{run_id}?wait=1", headers=htmx).headers["HX-Redirect"] == f"/imports/{run_id}"
    )


def test_rows_go_after_a_month_and_the_counts_stay(cast: Any) -> None:
    run = checked(cast, TEXT)
    services.apply(run.id)
    work.advance(run.id)
    with clock.at(clock.now() + timedelta(days=29)), write():
        assert jobs.clear_old() == 0
    with clock.at(clock.now() + timedelta(days=31)), write():
        assert jobs.clear_old() == 1
    with clock.at(clock.now() + timedelta(days=31)), write():
        assert jobs.clear_old() == 0
    kept = run_of(run.id)
    assert (kept.counts["new"], kept.file_name, fates(run.id)) == (2, "", {})


def test_ten_thousand_lines_of_bookkeeping(cast: Any, browse: Any) -> None:
    object.__setattr__(KINDS["book"], "many_at_once", 2_000)
    run_id = bring(cast, bookkeeping(10_000))
    work.advance(run_id, 300)
    run = run_of(run_id)
    assert (run.state, run.total, run.encoding, run.decimal) == (ImportState.READ, 10_001, "windows-1252", ",")
    services.choose(run_id, run.mapping, "")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    work.advance(run_id, 300)
    assert run_of(run_id).counts == {"new": 10_000, "skipped": 1}
    page = browse(cast.hr, f"/imports/{run_id}?fate=new&after=5000")
    assert "005000" not in page.text and "Café Müller 5000 BV" in page.text
    services.apply(run_id)
    work.advance(run_id, 300)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert len(BOOK) == 10_000
    assert grown < 60_000  # KiB, the dictionary of this test included
