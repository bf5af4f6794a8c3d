"""Reports are read by the line upwards: what is new, a mark per reader and revision, a remark to the writer."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from portal.core import clock, mail
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.core.notices import Notice
from portal.core.together import ask
from portal.visits import report_queries, today
from portal.visits.models import Report, ReportReading, Visit, VisitState
from tests.cast import absent
from tests.plans import making
from tests.plugins.mailbox import text_of
from tests.queries import counted
from tests.visits.making import held, reported, visit
from tests.visits.sending import GOOD, put


@pytest.fixture
def customer_id(app, cast):
    return making.customer(cast, "Bakkerij Jansen", partner="colleague")


@pytest.fixture
def sent(cast, customer_id):
    return reported(visit(cast, customer_id, -1), said="Zij willen een proefzending.")


def readings():
    db.session.rollback()
    return db.session.query(ReportReading).order_by(ReportReading.id).all()


def test_a_manager_finds_what_is_unread_marks_it_and_is_done(cast, sign_in, browse, sent):
    client = sign_in(cast.manager)
    page = client.get("/visits/reports/").get_data(as_text=True)
    assert "Zij willen een proefzending." in page
    seen = re.findall(r'name="seen" value="(\d+-\d+)"', page)
    assert seen == [f"{sent.id}-1"]
    assert client.post("/visits/reports/read", data={"seen": seen}).status_code == 303
    assert [(row.reader_id, row.rev) for row in readings()] == [(cast.manager, 1)]
    assert "Zij willen" not in client.get("/visits/reports/").get_data(as_text=True)
    assert "Zij willen" in client.get("/visits/reports/?show=all").get_data(as_text=True)
    assert client.post("/visits/reports/read", data={"seen": [*seen, "x", "1", "99-1", "1-99"]}).status_code == 303
    assert len(readings()) == 1
    assert db.session.query(Audit).filter_by(code="report_read").count() == 1


def test_a_report_that_was_put_right_is_unread_again(cast, sign_in, sent):
    manager = sign_in(cast.manager)
    manager.post(f"/visits/{sent.uid}/report/read", data={"rev": "1"})
    assert report_queries.count_unread(cast.me("manager"), 9) == 0
    put(sign_in(cast.seller), sent.uid, cast.seller, GOOD | {"said": "Toch niet"}, base=1)
    assert report_queries.count_unread(cast.me("manager"), 9) == 1
    page = sign_in(cast.manager).get(f"/visits/{sent.uid}").get_data(as_text=True)
    assert "Gewijzigd na verzending" in page
    assert "Zij willen een proefzending." in page  # what it said before


def test_a_draft_of_a_change_leaves_it_read_and_unseen(cast, sign_in, browse, sent):
    sign_in(cast.manager).post(f"/visits/{sent.uid}/report/read", data={"rev": "1"})
    put(sign_in(cast.seller), sent.uid, cast.seller, GOOD | {"said": "Nog niet klaar"}, base=1, finished=False)
    assert report_queries.count_unread(cast.me("manager"), 9) == 0
    assert "Nog niet klaar" not in browse(cast.manager, f"/visits/{sent.uid}").html
    assert "Nog niet klaar" not in browse(cast.manager, "/visits/reports/?show=all").html


def test_a_remark_reaches_the_seller_by_mail_and_stands_on_the_contact(cast, sign_in, browse, box, sent):
    client = sign_in(cast.manager)
    answer = client.post(f"/visits/{sent.uid}/report/remark", data={"remark": "Mooi. Bel ook de inkoper."})
    assert answer.status_code == 303
    assert [(row.reader_id, row.remark) for row in readings()] == [(cast.manager, "Mooi. Bel ook de inkoper.")]
    mail.send_waiting()
    read = text_of(box.to("seller")[0])
    assert "Mooi. Bel ook de inkoper." in read
    assert f"/visits/{sent.uid}" in read
    assert "Mooi. Bel ook de inkoper." in browse(cast.seller, f"/visits/{sent.uid}").text
    assert not db.session.query(Notice).filter(Notice.person_id == cast.manager).count()


@pytest.mark.parametrize("remark", ["", "   ", "x" * 4_001])
def test_a_remark_without_words_or_without_end_is_refused_and_kept(cast, sign_in, sent, remark):
    answer = sign_in(cast.manager).post(f"/visits/{sent.uid}/report/remark", data={"remark": remark})
    assert answer.status_code == 422
    assert remark in answer.get_data(as_text=True)
    assert not readings()


def test_the_deputy_reads_and_remarks_in_the_place_of_the_manager(cast, sign_in, sent):
    assert sign_in(cast.deputy).get(f"/visits/{sent.uid}").status_code == 404
    absent(cast)
    client = sign_in(cast.deputy)
    assert "Zij willen" in client.get("/visits/reports/?show=unread").get_data(as_text=True)
    assert client.post(f"/visits/{sent.uid}/report/remark", data={"remark": "Goed."}).status_code == 303
    notice = db.session.query(Notice).filter_by(code="report_remarked").one()
    assert notice.data["on_behalf_of"] == "Marloes van Dam"
    assert db.session.query(Audit).filter_by(code="report_remarked").one().deputy_of_id == cast.manager


@pytest.mark.parametrize(("who", "shown", "marked"), [
    ("seller", 200, 403), ("manager", 200, 303), ("director", 200, 303), ("colleague", 200, 403),
    ("stranger", 404, 404), ("hr", 404, 404), ("admin", 404, 404),
])  # fmt: skip
def test_who_reads_and_who_marks(cast, sign_in, sent, who, shown, marked):
    client = sign_in(getattr(cast, who))
    assert client.get(f"/visits/{sent.uid}").status_code == shown
    assert client.post(f"/visits/{sent.uid}/report/read", data={"rev": "1"}).status_code == marked
    assert client.post(f"/visits/{sent.uid}/report/remark", data={"remark": "Goed"}).status_code == marked


def test_a_draft_cannot_be_marked(cast, sign_in, customer_id):
    row = reported(visit(cast, customer_id, -1), sent=False, draft={"said": "Half"})
    assert sign_in(cast.manager).post(f"/visits/{row.uid}/report/read", data={"rev": "1"}).status_code == 403


def test_marks_of_others_are_out_of_reach(cast, sign_in, sent):
    assert sign_in(cast.stranger).post("/visits/reports/read", data={"seen": [f"{sent.id}-1"]}).status_code == 303
    assert not readings()


def test_filters_narrow_the_list_and_pages_lose_nothing(cast, sign_in, customer_id, monkeypatch):
    other = making.customer(cast, "Slagerij De Wit")
    for number in range(5):
        reported(visit(cast, customer_id if number % 2 else other, -1), said=f"Gesprek {number}", reached="no")
    client = sign_in(cast.manager)

    def asked(query):
        return re.findall(r"Gesprek \d", client.get(f"/visits/reports/?show=all&{query}").get_data(as_text=True))

    assert sorted(asked(f"customer={other}")) == ["Gesprek 0", "Gesprek 2", "Gesprek 4"]
    assert asked("reached=yes") == []
    assert asked(f"person={cast.colleague}") == []
    assert len(asked("person=x&reached=maybe&after=nonsense")) == 5
    monkeypatch.setattr(report_queries, "PAGE", 2)
    seen, address = [], "/visits/reports/?show=all"
    while address:
        html = client.get(address).get_data(as_text=True)
        seen += re.findall(r"Gesprek \d", html)
        following = re.search(r'href="([^"]+)"[^>]*rel="next"', html)
        address = following[1].replace("&amp;", "&") if following else ""
    assert sorted(seen) == [f"Gesprek {number}" for number in range(5)]


def test_today_asks_for_what_was_not_reported_and_stops_after_ten_working_days(cast, customer_id, browse):
    silent = visit(cast, customer_id, -2)
    noted = held(cast, customer_id, -3)
    visit(cast, customer_id, -40)
    visit(cast, customer_id, 1)
    visit(cast, customer_id, -2, state=VisitState.CANCELLED_BY_US)
    reported(visit(cast, customer_id, -2))
    found = ask(today.tasks(cast.me("seller")))
    assert [task.address for task in found] == [f"/visits/{row.uid}/report" for row in (noted, silent)]
    assert [task.due for task in found] == [clock.add_working_days(row.day, 3) for row in (noted, silent)]
    assert db.session.scalar(today.counting(cast.me("seller"), clock.today())) == 2
    assert found[0].title == "Bakkerij Jansen"
    assert f"/visits/{silent.uid}/report" in browse(cast.seller, "/").html
    manager = ask(today.tasks(cast.me("manager")))
    assert [(task.key, task.address) for task in manager] == [("reports-to-read", "/visits/reports/?show=unread")]
    assert ask(today.tasks(cast.me("director"))) == []


def test_ones_own_lists_show_what_is_to_write_and_what_was_sent(cast, customer_id, browse):
    visit(cast, customer_id, -1, purpose="Nog te schrijven")
    reported(visit(cast, customer_id, -1), said="Al verstuurd")
    reported(visit(cast, customer_id, 0, purpose="Begonnen"), sent=False, draft={"said": "Half"})
    page = browse(cast.seller, "/visits/reports/")
    assert "Nog te schrijven" in page.text
    assert "Begonnen" in page.text
    assert "Al verstuurd" not in page.text
    assert "Al verstuurd" in browse(cast.seller, "/visits/reports/?show=sent").text


def test_pages_of_reports_ask_little(cast, sign_in, customer_id):
    """With those of the frame: who asks, and what waits."""
    for number in range(8):
        reported(visit(cast, customer_id, -1, purpose=str(number)))
    silent = visit(cast, customer_id, -1)
    for who, address, most in (
        (cast.manager, "/visits/reports/", 3), (cast.seller, "/visits/reports/", 3),
        (cast.seller, f"/visits/{silent.uid}/report", 5), (cast.seller, "/visits/report/new", 3),
    ):
        client = sign_in(who)
        client.get(address)
        with counted() as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= most, (address, asked)


def test_an_imported_report_without_a_revision_of_its_own_can_be_read(cast, sign_in, sent):
    with write() as session:
        session.get(Report, sent.id).sent_rev = None
    sign_in(cast.manager).post(f"/visits/{sent.uid}/report/read", data={"rev": "1"})
    assert report_queries.count_unread(cast.me("manager"), 9) == 0


def test_what_was_sent_long_ago_is_not_asked_to_be_read(cast, sent):
    with write() as session:
        session.get(Report, sent.id).changed_at = clock.now() - timedelta(days=61)
    assert report_queries.count_unread(cast.me("manager"), 9) == 0
    assert db.session.get(Visit, sent.id) is not None


@pytest.mark.parametrize("after", ["9999-12-31T23:59:59-14:00_2", "0001-01-01T00:00:00%2B14:00_2", "x_1", "_"])
def test_a_place_in_the_list_that_is_no_moment_begins_at_the_top(cast, browse, sent, after):
    page = browse(cast.seller, f"/visits/reports/?show=sent&after={after}")
    assert (page.status, "Zij willen een proefzending." in page.html) == (200, True)


def test_filters_offer_so_many_customers_and_the_one_chosen(app, cast, monkeypatch):
    made = [making.customer(cast, name) for name in ("Aarts", "Bos", "Citroen", "Dekker")]
    for customer_id in made:
        reported(visit(cast, customer_id, -1))
    monkeypatch.setattr(report_queries, "CHOICES", 1)
    wanted = report_queries.Wanted(show=report_queries.ALL, customer=made[3])
    people, customers = ask(report_queries.choices(cast.me("manager"), wanted)).values()
    assert [name for _id, name in customers] == ["Aarts", "Dekker"]
    assert [one for one, _name in people] == [cast.seller]
