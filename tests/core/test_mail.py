"""Mail of notices, received by a real SMTP server on loopback."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.core import clock, mail, notices, worker
from portal.core.db import db, write
from portal.core.notices import MailState, Notice, Urgency, mark_read, notify
from portal.documents.models import Outcome
from portal.people.models import MailWish, Person
from tests.cast import Cast, absent
from tests.plugins.mailbox import Box, text_of
from tests.profiles.rounds import Round

NOON = datetime(2026, 3, 4, 11, 0, tzinfo=UTC)  # 12:00 in Amsterdam
DAY = timedelta(days=1)


def wish(person_id: int, **wishes: Any) -> None:
    with write() as session:
        person = session.get(Person, person_id)
        for name, value in wishes.items():
            setattr(person, name, value)


def tell(person_id: int, number: int = 1, urgency: Urgency = Urgency.NEWS) -> None:
    with write():
        notify(
            [person_id], "profile_published", "profile", 1, urgency=urgency, title="Verkoper", number=number,
            actor="Rik",
        )


def states() -> list[MailState]:
    return list(db.session.scalars(db.select(Notice.mail).order_by(Notice.id)))


def test_a_decision_is_mailed_at_once_with_its_words_and_a_link(app: Flask, cast: Cast, box: Box) -> None:
    made = Round(cast)
    made.submit()
    made.ask("Noem de regio.")
    made.decide(Outcome.REQUEST_CHANGES, comment="Bijna goed.")
    assert worker.round_of_work()["mailed"] == 2
    (asked,) = box.to("manager")
    assert asked["Subject"] == "Door te nemen: Verkoper"
    assert f"https://rayon.firm.example/portaal/profiles/{made.id}/review" in text_of(asked)
    assert "> Kijk even mee." in text_of(asked)
    (told,) = box.to("hr")
    assert told["Subject"] == "Aanpassing gevraagd: Verkoper"
    assert "Marloes van Dam vraagt om aanpassing van versie 1 van Verkoper." in text_of(told)
    assert "> Bijna goed." in text_of(told)
    assert "> 1. Noem de regio." in text_of(told)
    assert "Bijna goed." in told.get_body(("html",)).get_content()
    assert worker.round_of_work()["mailed"] == 0
    assert len(box.received) == 2


def test_every_mail_speaks_the_language_of_its_receiver(app: Flask, cast: Cast, box: Box) -> None:
    wish(cast.hr, locale="en")
    made = Round(cast)
    made.submit("manager", "stranger")  # chose no language: the one of the country where they work
    made.decide(Outcome.APPROVE)
    mail.send_waiting()
    (nl,), (nb,), (en,) = box.to("manager"), box.to("stranger"), box.to("hr")
    assert [one["Content-Language"] for one in (nl, nb, en)] == ["nl", "nb", "en"]
    assert nb["Subject"] == "Til gjennomgang: Selger", "the title too is in the language of the reader"
    assert text_of(nb).startswith("Hei, Øystein")
    assert en["Subject"] == "Approved by a reviewer: Verkoper"


def test_a_deputy_reads_in_whose_place_it_is(app: Flask, cast: Cast, box: Box) -> None:
    absent(cast)
    made = Round(cast)
    made.submit()
    made.decide(Outcome.APPROVE, who="deputy", seat=cast.manager)
    mail.send_waiting()
    assert box.to("deputy")[0]["Subject"] == "Namens Marloes van Dam door te nemen: Verkoper"
    assert "Daan Plaats (namens Marloes van Dam)" in text_of(box.to("hr")[0])


def test_news_comes_in_one_digest_a_day(app: Flask, cast: Cast, box: Box) -> None:
    with clock.at(NOON):
        tell(cast.seller, 1)
        tell(cast.seller, 2)
        assert mail.send_waiting() == 0
    with clock.at(NOON + timedelta(hours=18)):  # six in the morning
        assert mail.send_waiting() == 0
    with clock.at(NOON + timedelta(hours=19, minutes=1)):
        assert mail.send_waiting() == 1
        tell(cast.seller, 3)
        assert mail.send_waiting() == 0
    (digest,) = box.to("seller")
    assert digest["Subject"] == "Nieuw voor jou in Rayon"
    assert text_of(digest).count("heeft versie") == 2
    with clock.at(NOON + DAY + timedelta(hours=20)):
        assert mail.send_waiting() == 1
    assert len(box.to("seller")) == 2


def test_what_was_read_in_the_portal_is_not_in_the_digest(app: Flask, cast: Cast, box: Box) -> None:
    with clock.at(NOON):
        tell(cast.seller)
        with write():
            mark_read(cast.seller)
    with clock.at(NOON + DAY):
        assert mail.send_waiting() == 0
    assert states() == [MailState.NONE]


def test_the_wish_of_the_person_has_the_last_word(app: Flask, cast: Cast, box: Box) -> None:
    wish(cast.seller, mail_decisions=MailWish.NONE, mail_news=MailWish.AT_ONCE)
    tell(cast.seller, urgency=Urgency.DECISION)
    tell(cast.seller, 2, urgency=Urgency.NEWS)
    assert mail.send_waiting() == 1
    assert states() == [MailState.NONE, MailState.SENT]


def test_nobody_who_left_is_mailed(app: Flask, cast: Cast, box: Box) -> None:
    tell(cast.seller, urgency=Urgency.DECISION)
    wish(cast.seller, disabled_at=clock.now())
    assert mail.send_waiting() == 0
    assert states() == [MailState.NONE]


def test_a_server_that_is_down_is_tried_again(app: Flask, cast: Cast, box: Box) -> None:
    up = app.config["MAIL_PORT"]
    app.config["MAIL_PORT"] = 9  # nobody listens there
    with clock.at(NOON):
        tell(cast.seller, urgency=Urgency.DECISION)
        assert mail.send_waiting() == 0
        assert states() == [MailState.WAITING]
        app.config["MAIL_PORT"] = up
        assert mail.send_waiting() == 0  # not at once again
    with clock.at(NOON + timedelta(minutes=3)):
        assert mail.send_waiting() == 1
    assert len(box.received) == 1


def test_a_weekend_without_a_server_loses_no_mail(app: Flask, cast: Cast, box: Box) -> None:
    box.answer = "451 Try later"
    with clock.at(NOON):
        tell(cast.seller, urgency=Urgency.DECISION)
    for hour in range(60):
        with clock.at(NOON + timedelta(hours=hour)):
            mail.send_waiting()
    assert states() == [MailState.WAITING]
    box.answer = "250 Kept"
    with clock.at(NOON + timedelta(hours=62)):
        assert mail.send_waiting() == 1


def test_an_address_that_is_refused_for_good_is_given_up(app: Flask, cast: Cast, box: Box) -> None:
    box.answer = "550 No such mailbox"
    tell(cast.seller, urgency=Urgency.DECISION)
    mail.send_waiting()
    assert states() == [MailState.FAILED]


def test_a_notice_that_cannot_be_written_does_not_keep_others_back(app: Flask, cast: Cast, box: Box) -> None:
    tell(cast.seller, urgency=Urgency.DECISION)
    with write() as session:
        session.query(Notice).one().code = "a code without wording"
    tell(cast.colleague, urgency=Urgency.DECISION)
    assert mail.send_waiting() == 1
    assert states() == [MailState.WAITING, MailState.SENT]


def test_nothing_is_sent_for_a_change_that_rolled_back(app: Flask, cast: Cast, box: Box) -> None:
    def change() -> None:
        with write():
            notify(
                [cast.seller], "profile_published", "profile", 1, urgency=Urgency.DECISION, title="V", number=1,
                actor="R",
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert mail.send_waiting() == 0
    assert not box.received


def test_two_workers_send_each_mail_once(app: Flask, cast: Cast, box: Box) -> None:
    for name in ("seller", "colleague", "manager", "hr"):
        for number in range(5):
            tell(getattr(cast, name), number, Urgency.DECISION)
    db.session.remove()
    start = threading.Barrier(2)

    def work() -> None:
        with app.app_context():
            start.wait()
            mail.send_waiting()
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    ids = [one["Message-ID"] for one in box.received]
    assert len(ids) == len(set(ids)) == 20
    assert set(states()) == {MailState.SENT}


def test_a_worker_that_died_leaves_its_mail_to_the_next(app: Flask, cast: Cast, box: Box) -> None:
    tell(cast.seller, urgency=Urgency.DECISION)
    with write() as session:
        session.query(Notice).one().claimed_at = clock.now()
    assert mail.send_waiting() == 0
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert mail.send_waiting() == 1


def test_a_name_cannot_break_out_of_its_header(app: Flask, cast: Cast, box: Box) -> None:
    wish(cast.seller, name='Sanne" <x@evil.example>,\r\nBcc: all@rayon.example')
    tell(cast.seller, urgency=Urgency.DECISION)
    assert mail.send_waiting() == 1
    assert box.received[0]["Bcc"] is None
    assert len(box.received[0]["To"].addresses) == 1


def test_a_notice_of_before_that_lacks_a_field_is_still_read_and_mailed(
    app: Flask, cast: Cast, box: Box, sign_in: Any
) -> None:
    for notice_code in notices.WORDINGS:
        bare = Notice(code=notice_code, kind="profile", subject_id=1, data={"on_behalf_of": "Kees", "due": None})
        assert "%(" not in notices.subject_line(bare) + notices.sentence(bare)
    with write():
        notify([cast.seller], "profile_published", "profile", 1, urgency=Urgency.DECISION)
    assert mail.send_waiting() == 1
    assert box.to("seller")[0]["Subject"] == "Gepubliceerd: –"
    assert "–" in sign_in(cast.seller).get("/notices").text
