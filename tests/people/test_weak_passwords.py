"""A weak new password is refused with a sentence at its field, in every language of the portal."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from portal.core.db import write
from portal.people import sign_in as door
from portal.people.models import Person
from tests.cast import PASSWORD, Cast
from tests.pages import Page

WEAK = ("kort", "12345678", "aaaaaaaaaa", "password1", "x" * 201)


@pytest.fixture
def seller(cast: Cast, sign_in) -> FlaskClient:
    with write() as session:
        session.get(Person, cast.seller).password_hash = door.hasher.hash(PASSWORD)
    return sign_in(cast.seller)


@pytest.mark.parametrize("locale", ["nl", "nb", "en"])
@pytest.mark.parametrize("secret", WEAK, ids=["short", "digits", "one letter", "common", "long"])
def test_a_weak_password_is_refused_in_words(seller: FlaskClient, locale: str, secret: str) -> None:
    data = {"your_password": PASSWORD, "new_password": secret}
    page = Page.fetch(seller, "/me/password", locale=locale, method="POST", data=data)
    assert page.status == 422
    assert 'aria-invalid="true"' in page.html
    assert secret not in page.html
