"""Links by mail to choose a password: whom they reach, that they work once, and that they tell nothing."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.core import clock, worker
from portal.core.audit import Audit
from portal.core.db import db, write
from portal.core.notices import Notice
from portal.people import invitations
from portal.people import sign_in as door
from portal.people.models import FOREVER, Grant, GrantKind, MailWish, Person, SignInLink, WebSession
from portal.people.services import accounts
from tests.cast import LONG_AGO, PASSWORD, Cast
from tests.pages import Page
from tests.plugins.mailbox import Box, text_of
from tests.queries import counted

SECRET = "vier woorden op rij"
LINK = re.compile(r"https://rayon\.firm\.example/portaal(/password/[0-9a-f]{64})\b")


def ask(client: FlaskClient, address: str, locale: str = "nl", **data: Any) -> Page:
    """Get, or post what is given; the person is looked up anew."""
    for name in ("_login_user", "_flask_babel", "frameless"):
        g.pop(name, None)
    options = {"method": "POST", "data": data} if data else {}
    return Page.fetch(client, address, locale=locale, **options)


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return app.test_client()


@pytest.fixture
def armed(cast: Cast) -> Cast:
    """The seller has a password."""
    made = door.hasher.hash(PASSWORD)
    with write() as session:
        session.get(Person, cast.seller).password_hash = made
    return cast


def mailed(box: Box, name: str) -> str:
    """The address inside the portal in the last mail to somebody, after a round of the worker."""
    worker.round_of_work()
    return LINK.search(text_of(box.to(name)[-1]))[1]


def invited(cast: Cast, box: Box, who: str = "colleague") -> str:
    """An invited member of the cast: where the mail leads."""
    invitations.send(cast.me("admin"), getattr(cast, who))
    return mailed(box, who)


def forgotten(box: Box) -> str:
    """The seller forgot their password: where the mail leads."""
    invitations.ask("seller@rayon.example", address="192.0.2.1")
    return mailed(box, "seller")


def gets_in(email: str, secret: str) -> bool:
    return door.sign_in(email, secret, address="", agent="") is not None


def test_an_invitation_opens_the_portal_once(visitor: FlaskClient, cast: Cast, box: Box, sign_in: Any) -> None:
    address = f"/admin/people/{cast.colleague}"
    admin = sign_in(cast.admin)
    assert ask(admin, f"{address}/invite", x="").status == 303
    assert "Uitgenodigd op" in ask(admin, address).text
    link = mailed(box, "colleague")
    for _scanner in range(3):
        page = ask(visitor, link)
        assert page.status == 200
    assert page.response.headers["Referrer-Policy"] == "strict-origin"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "colleague@rayon.example" in page.text
    done = ask(visitor, link, new_password=SECRET)
    assert (done.status, done.response.headers["Location"]) == (303, "/login")
    assert ask(visitor, link).status == 410
    assert ask(visitor, link, new_password="een ander geheim woord").status == 410
    assert gets_in("colleague@rayon.example", SECRET)
    assert "Uitnodiging aangenomen op" in ask(admin, address).text
    codes = db.session.scalars(select(Audit.code).where(Audit.subject_id == cast.colleague)).all()
    assert codes == ["person_invited", "invitation_accepted", "signed_in"]


def test_the_mail_speaks_the_language_of_the_invited(cast: Cast, box: Box) -> None:
    invited(cast, box)
    invited(cast, box, "stranger")
    (nl,), (nb,) = box.to("colleague"), box.to("stranger")
    assert (nl["Content-Language"], nb["Content-Language"]) == ("nl", "nb")
    assert nl["Subject"] == "Je kunt inloggen bij Rayon: kies een wachtwoord"
    assert "Ada Beheer nodigt je uit" in text_of(nl)
    assert "Ada Beheer inviterer deg" in text_of(nb)
    assert "eigen instellingen" not in text_of(nl), "who cannot log in has no settings to choose mail in"


def test_the_mail_leaves_whatever_the_person_wishes_and_no_list_shows_it(
    armed: Cast, box: Box, sign_in: Any
) -> None:
    with write() as session:
        person = session.get(Person, armed.seller)
        person.mail_decisions = person.mail_news = MailWish.NONE
    token = forgotten(box).split("/")[-1]
    assert len(box.to("seller")) == 1
    for page in ("/", "/notices"):
        assert token not in ask(sign_in(armed.seller), page).html
        assert "wachtwoord" not in ask(sign_in(armed.seller), page).text


def test_no_table_holds_the_link(armed: Cast, box: Box) -> None:
    token = forgotten(box).split("/")[-1]
    for table in db.metadata.sorted_tables:
        assert token not in str(db.session.execute(select(table)).all()), table.name


def test_the_link_never_leads_where_the_request_came_from(visitor: FlaskClient, armed: Cast, box: Box) -> None:
    g.pop("_login_user", None)
    visitor.post("/forgot", data={"email": "seller@rayon.example"}, headers={"Host": "evil.example"})
    mailed(box, "seller")
    assert "evil" not in box.to("seller")[0].as_string()


def test_a_forgotten_password_is_replaced_and_every_sign_in_ends(
    visitor: FlaskClient, armed: Cast, box: Box, sign_in: Any
) -> None:
    open_before = sign_in(armed.seller)
    for _try in range(door.TRIES_PER_ACCOUNT):
        door.sign_in("seller@rayon.example", "wrong", address="", agent="")
    assert ask(visitor, "/forgot", email=" Seller@Rayon.example ").status == 303
    link = mailed(box, "seller")
    assert ask(visitor, link, new_password="Sanne2026").status == 422
    assert ask(visitor, link, new_password="kort").status == 422
    assert ask(visitor, link, new_password=SECRET).status == 303
    assert ask(open_before, "/me").status == 303
    assert gets_in("seller@rayon.example", SECRET), "who shows that the mailbox is theirs need not wait"
    assert not gets_in("seller@rayon.example", PASSWORD)


def test_known_and_unknown_addresses_get_the_same_answer_for_the_same_work(
    visitor: FlaskClient, armed: Cast, box: Box
) -> None:
    accounts.disable(armed.me("admin"), armed.manager)
    answers, work = [], []
    for email in ("seller@rayon.example", "nobody@rayon.example", "manager@rayon.example"):
        with counted() as sent:
            answer = ask(visitor, "/forgot", email=email)
        answers.append((answer.status, answer.response.headers["Location"], answer.html))
        work.append([re.sub(r"\(.*", "", one) for one in sent])
    assert answers == [answers[0]] * 3
    assert work == [work[0]] * 3
    worker.round_of_work()
    assert len(box.received) == 1
    assert db.session.scalar(select(func.count()).where(SignInLink.person_id.is_(None))) == 0
    assert ask(visitor, "/forgot?sent=1").status == 200


def test_asking_is_limited_for_known_and_unknown_alike(visitor: FlaskClient, armed: Cast, app: Flask) -> None:
    for email in ("seller@rayon.example", "nobody@rayon.example"):
        for _time in range(invitations.MAILS_PER_ACCOUNT):
            assert ask(visitor, "/forgot", email=email).status == 303
        answer = ask(app.test_client(), "/forgot", email=email)  # the limit stands in the database, not in a worker
        assert answer.status == 429
        assert int(answer.response.headers["Retry-After"]) > 0
    assert gets_in("seller@rayon.example", PASSWORD), "asking for somebody else keeps nobody out"
    with clock.at(clock.now() + door.WINDOW + timedelta(seconds=1)):
        assert ask(visitor, "/forgot", email="seller@rayon.example").status == 303


def test_asking_is_limited_per_address(visitor: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "TRIES_PER_ADDRESS", 3)
    for number in range(3):
        assert ask(visitor, "/forgot", email=f"guess{number}@rayon.example").status == 303
    assert ask(visitor, "/forgot", email="other@rayon.example").status == 429


@pytest.mark.parametrize("locale", ["nl", "nb"])
def test_a_link_that_is_over_says_so_and_offers_a_new_one(
    visitor: FlaskClient, armed: Cast, box: Box, locale: str
) -> None:
    invitation, reset = invited(armed, box), forgotten(box)
    with clock.at(clock.now() + timedelta(hours=1, seconds=1)):
        assert ask(visitor, invitation, locale).status == 200
        assert ask(visitor, reset, locale, new_password=SECRET).status == 410
    with clock.at(clock.now() + timedelta(days=7, seconds=1)):
        page = ask(visitor, invitation, locale)
        assert page.status == 410
        assert any(form["action"] == "/forgot" for form in page.forms)
        assert ask(visitor, "/forgot", locale, email="colleague@rayon.example").status == 303
        assert ask(visitor, mailed(box, "colleague"), locale, new_password=SECRET).status == 303
    assert ask(visitor, "/password/" + "0" * 64, locale).status == 410


def test_a_new_link_takes_the_place_of_the_older(visitor: FlaskClient, cast: Cast, box: Box) -> None:
    first = invited(cast, box)
    second = invited(cast, box)
    assert ask(visitor, first).status == 410
    assert ask(visitor, second).status == 200


def test_a_link_that_was_replaced_before_it_left_is_not_mailed(armed: Cast, box: Box) -> None:
    for _time in range(2):
        invitations.ask("seller@rayon.example", address="")
    with write():
        invitations.tell()
    invitations.ask("seller@rayon.example", address="")
    worker.round_of_work()
    assert len(box.to("seller")) == 1
    assert worker.round_of_work()["mailed"] == 0


@pytest.mark.parametrize("change", ["address", "closed", "set", "own"])
def test_what_changes_the_sign_in_ends_the_link(
    visitor: FlaskClient, armed: Cast, box: Box, change: str
) -> None:
    link, admin = forgotten(box), armed.me("admin")
    rev = db.session.scalar(select(Person.rev).where(Person.id == armed.seller))
    {
        "address": lambda: accounts.change(admin, armed.seller, rev, name="Sanne Visser", email="new@rayon.example"),
        "closed": lambda: accounts.disable(admin, armed.seller),
        "set": lambda: accounts.set_password(admin, armed.seller, SECRET),
        "own": lambda: accounts.change_password(armed.me("seller"), SECRET),
    }[change]()
    assert ask(visitor, link).status == 410
    if change == "closed":
        accounts.enable(admin, armed.seller)
    assert ask(visitor, link, new_password=SECRET).status == 410


def test_of_two_that_use_a_link_at_once_one_wins(app: Flask, armed: Cast, box: Box) -> None:
    token = forgotten(box).split("/")[-1]
    start, came = threading.Barrier(2), []

    def work(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                invitations.use(token, f"{SECRET} {number}")
                came.append(number)
            except invitations.TooLate:
                came.append("late")
            db.session.remove()

    db.session.remove()
    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    assert sorted(map(str, came))[1:] == ["late"]
    (winner,) = {*came} - {"late"}
    assert gets_in("seller@rayon.example", f"{SECRET} {winner}")


def test_the_browser_of_somebody_else_is_signed_out(app: Flask, armed: Cast, box: Box, sign_in: Any) -> None:
    client = sign_in(armed.manager)
    assert ask(client, forgotten(box), new_password=SECRET).status == 303
    assert ask(client, "/me").status == 303
    assert db.session.scalars(select(WebSession.ended_at).where(WebSession.ended_at.is_(None))).all() == []


def test_a_new_person_is_invited_unless_the_administrator_waits(cast: Cast, box: Box, sign_in: Any) -> None:
    admin = sign_in(cast.admin)
    fields = {"name": "Nina Nieuw", "email": "nina@rayon.example", "locale": "nb", "job": str(cast.seller_role)}
    fields |= {"unit": str(cast.team), "starts": f"{clock.today():%d-%m-%Y}", "own_budget": ""}
    form = next(form for form in ask(admin, "/admin/people/add").forms if form["action"] == "/admin/people/add")
    assert form["fields"]["invite"] == "y"
    assert ask(admin, "/admin/people/add", **fields, invite="y").status == 303
    later = ask(admin, "/admin/people/add", **fields | {"email": "later@rayon.example"})
    assert later.status == 303
    worker.round_of_work()
    assert [one["To"].addresses[0].addr_spec for one in box.received] == ["nina@rayon.example"]
    page = urlsplit(later.response.headers["Location"]).path
    assert "Uitnodigen per mail" in ask(admin, page).text


def test_only_who_keeps_the_sign_in_sends_a_link(cast: Cast, sign_in: Any) -> None:
    address = f"/admin/people/{cast.colleague}/invite"
    assert ask(sign_in(cast.hr), address, x="").status == 403
    assert ask(sign_in(cast.seller), address, x="").status == 403
    with write() as session:
        session.add(
            Grant(person_id=cast.stranger, kind=GrantKind.ADMIN, unit_id=cast.no, starts=LONG_AGO, ends=FOREVER)
        )
    assert ask(sign_in(cast.stranger), address, x="").status == 404


def test_a_closed_account_is_not_invited(cast: Cast, sign_in: Any) -> None:
    accounts.disable(cast.me("admin"), cast.colleague)
    assert ask(sign_in(cast.admin), f"/admin/people/{cast.colleague}/invite", x="").status == 303
    assert db.session.scalars(select(SignInLink)).all() == []
    with write():
        assert invitations.invite([cast.colleague, cast.seller, cast.hr], cast.me("admin")) == 2


def test_workers_tell_each_link_once(app: Flask, cast: Cast) -> None:
    invitations.send(cast.me("admin"), cast.colleague)
    for _round in range(2):
        with write():
            invitations.tell()
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 1


def test_the_way_to_a_new_password_stands_at_the_door(visitor: FlaskClient, cast: Cast) -> None:
    assert 'href="/forgot"' in ask(visitor, "/login").html
    assert 'target="_blank"' in ask(visitor, "/login?dialog=1").html
    assert ask(visitor, "/forgot", email="").status in {200, 422}


def test_a_page_that_stood_open_too_long_is_drawn_again(
    app: Flask, visitor: FlaskClient, cast: Cast, box: Box
) -> None:
    link = invited(cast, box)
    app.config["WTF_CSRF_ENABLED"] = True
    again = ask(visitor, link, new_password=SECRET)
    assert again.status == 400
    fields = next(form for form in again.forms if form["action"] == link)["fields"]
    late = ask(visitor, "/forgot", email="colleague@rayon.example")
    assert (late.status, "colleague@rayon.example" in late.html) == (400, True)
    assert ask(visitor, link, **fields | {"new_password": SECRET}).status == 303
