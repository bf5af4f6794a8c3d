"""The result of a ride-along: who sees which rating when, signing as seen, opening again; it stays as it was."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from portal.coaching import signing
from portal.coaching.criteria import in_force
from portal.coaching.models import (
    Instrument,
    Rating,
    RideAlong,
    RideAlongForm,
    RideAlongKind,
    RideAlongState,
    Side,
    SignedForm,
)
from portal.core import clock
from portal.core.db import db, write
from portal.core.notices import Notice
from portal.people.models import Person
from tests.cast import Cast
from tests.coaching import making
from tests.privacy.making import agree

DAY = date(2026, 3, 4)


@pytest.fixture
def ride(cast: Cast) -> str:
    """Completed by the manager, rated by the seller; its uid."""
    agree()
    making.criteria()
    return completed(cast)


def completed(cast: Cast, *, rated: bool = True) -> str:
    criteria = in_force(Instrument.RIDE_ALONG, cast.seller, DAY)
    with write() as session:
        row = RideAlong(
            uid=str(uuid4()), kind=RideAlongKind.RIDE_ALONG, seller_id=cast.seller, coach_id=cast.manager, day=DAY,
            unit_id=cast.team, country="NL", version_id=criteria.version_id, state=RideAlongState.COMPLETED, focus="C3",
            keep="Rustig openen", change="Vaker samenvatten", commitment="Drie samenvattingen per gesprek",
            commitment_on=date(2026, 4, 1), created_at=clock.now(), completed_at=clock.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        for side, by in ((Side.COACH, cast.manager), (Side.SELLER, cast.seller)):
            if side is Side.COACH or rated:
                session.add(RideAlongForm(
                    ride_along_id=row.id, side=side, by_id=by, sent={"own": "Ik luisterde al beter"} if rated else {},
                    changed_at=clock.now(), sent_at=clock.now(), sent_rev=1,
                ))  # fmt: skip
                session.add(Rating(ride_along_id=row.id, side=side, key="C3", score=2 if side is Side.COACH else 4,
                                   observation=f"Waarneming van {side.value}"))  # fmt: skip
        return row.uid


def sign(client: Any, uid: str, *, rev: int = 1, remark: str = "") -> Any:
    return client.post(f"/coaching/{uid}/sign", data={"rev": rev, "remark": remark})


def test_the_seller_reads_both_ratings_and_what_lies_far_apart_is_marked(cast: Cast, ride: str, browse: Any) -> None:
    page = browse(cast.seller, f"/coaching/{ride}", locale="nl")
    for words in ("Rustig openen", "Vaker samenvatten", "Drie samenvattingen per gesprek", "Waarneming van coach",
                  "Waarneming van seller", "Hierover praten", "Ik luisterde al beter"):  # fmt: skip
        assert words in page.text, words


@pytest.mark.parametrize("who", ["seller", "manager"])
def test_before_the_seller_rated_only_the_coach_sees_what_the_coach_wrote(cast: Cast, browse: Any, who: str) -> None:
    agree()
    making.criteria()
    uid = completed(cast, rated=False)
    page = browse(getattr(cast, who), f"/coaching/{uid}", locale="nl")
    assert ("Rustig openen" in page.text) is (who == "manager")
    assert ("Waarneming van coach" in page.text) is (who == "manager")


def test_the_seller_may_read_without_an_own_rating(cast: Cast, sign_in: Any, browse: Any) -> None:
    agree()
    making.criteria()
    uid = completed(cast, rated=False)
    client = sign_in(cast.seller)
    assert sign(client, uid).status_code == 422
    assert client.post(f"/coaching/{uid}/skip").status_code == 303
    assert "Rustig openen" in browse(cast.seller, f"/coaching/{uid}", locale="nl").text
    assert sign(client, uid).status_code == 303


def test_a_signature_freezes_what_was_shown_for_years(cast: Cast, ride: str, sign_in: Any, browse: Any) -> None:
    assert sign(sign_in(cast.seller), ride, remark="Ik zag het anders").status_code == 303
    before = browse(cast.seller, f"/coaching/{ride}", locale="nl").text
    with write() as session:  # the names, the criteria and the ratings move on
        session.execute(text("UPDATE person SET name = 'GEWIJZIGD' WHERE id = :id"), {"id": cast.manager})
        session.execute(text("UPDATE rating SET score = 5, observation = 'GEWIJZIGD'"))
        session.execute(text("UPDATE ride_along SET keep = 'GEWIJZIGD'"))
    after = browse(cast.seller, f"/coaching/{ride}", locale="nl")
    assert "GEWIJZIGD" not in after.text
    assert "Sanne Visser met Marloes van Dam" in before and "Sanne Visser met Marloes van Dam" in after.text
    assert "Rustig openen" in after.text and "Ik zag het anders" in after.text


def test_the_database_refuses_to_change_a_signed_form(cast: Cast, ride: str, sign_in: Any) -> None:
    sign(sign_in(cast.seller), ride)
    with pytest.raises(DBAPIError), write() as session:
        session.execute(text("UPDATE signed_form SET remark = 'eens'"))
    (form,) = db.session.scalars(select(SignedForm)).all()
    assert signing.holds(form) and form.remark == ""


def test_the_coach_is_told_with_the_remark(cast: Cast, ride: str, sign_in: Any) -> None:
    sign(sign_in(cast.seller), ride, remark="Ik zag het anders")
    (notice,) = db.session.scalars(select(Notice).where(Notice.person_id == cast.manager)).all()
    assert (notice.code, notice.quote) == ("ride_along_signed_with_remark", "Ik zag het anders")


def test_what_changed_meanwhile_is_not_signed_and_the_remark_stays(cast: Cast, ride: str, sign_in: Any) -> None:
    with write() as session:
        session.execute(text("UPDATE ride_along SET rev = 2"))
    answer = sign(sign_in(cast.seller), ride, rev=1, remark="Mijn woorden")
    assert answer.status_code == 409 and "Mijn woorden" in answer.text
    assert db.session.scalar(select(SignedForm.id)) is None


@pytest.mark.parametrize(("who", "status"), [
    ("manager", 403), ("director", 403), ("hr", 403), ("deputy", 404), ("admin", 404), ("colleague", 404),
    ("stranger", 404), ("hr_no", 404),
])  # fmt: skip
def test_nobody_else_signs(cast: Cast, ride: str, sign_in: Any, who: str, status: int) -> None:
    assert sign(sign_in(getattr(cast, who)), ride).status_code == status


def test_opening_again_needs_a_reason_is_seen_by_both_and_is_signed_anew(
    cast: Cast, ride: str, sign_in: Any, browse: Any
) -> None:
    def reopened(who: int, reason: str) -> int:
        return sign_in(who).post(f"/coaching/{ride}/reopen", data={"rev": 1, "reason": reason}).status_code

    sign(sign_in(cast.seller), ride, remark="Eerste keer")
    assert reopened(cast.seller, "nee") == 403
    assert [reopened(cast.manager, reason) for reason in (" ", "Datum klopt niet", "nog eens")] == [422, 303, 409]
    page = browse(cast.seller, f"/coaching/{ride}", locale="nl").text
    assert "Datum klopt niet" in page and "Eerste keer" in page
    assert sign(sign_in(cast.seller), ride, rev=2).status_code == 303
    assert [form.no for form in signing.signed("ride_along", _id(ride))] == [2, 1]


def _id(uid: str) -> int:
    return db.session.scalar(select(RideAlong.id).where(RideAlong.uid == uid))


def test_a_reader_is_written_down_once_a_day_and_the_seller_sees_it(cast: Cast, sign_in: Any, browse: Any) -> None:
    agree()
    making.criteria()
    uid = completed(cast)
    with write() as session:  # somebody else coached: the manager reads it too
        session.execute(text("UPDATE ride_along SET coach_id = :id"), {"id": cast.colleague})
    manager = sign_in(cast.manager)
    for _ in range(2):
        assert manager.get(f"/coaching/{uid}").status_code == 200
    name = db.session.scalar(select(Person.name).where(Person.id == cast.manager))
    page = browse(cast.seller, f"/coaching/{uid}", locale="nl").text
    assert page.count(name) == 1


def test_it_goes_on_paper_as_its_reader_sees_it(cast: Cast, ride: str, sign_in: Any) -> None:
    sign(sign_in(cast.seller), ride, remark="Op papier")
    answer = sign_in(cast.seller).get(f"/coaching/{ride}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert sign_in(cast.admin).get(f"/coaching/{ride}.pdf").status_code == 404


@pytest.mark.parametrize("signed", [True, False])
def test_figures_are_for_the_seller_and_the_line_not_for_who_only_coached(
    cast: Cast, ride: str, sign_in: Any, *, signed: bool
) -> None:
    if signed:
        sign(sign_in(cast.seller), ride)
    with write() as session:
        session.execute(text("UPDATE ride_along SET coach_id = :id"), {"id": cast.colleague})
    for who, sees in (("seller", True), ("manager", True), ("colleague", False)):
        answer = sign_in(getattr(cast, who)).get(f"/coaching/{ride}")
        assert ("figure-card" in answer.text) is sees, who
