"""A profile in the archive stands still: nothing moves in it, and nobody is asked about it."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.core import clock
from portal.core.errors import TooLate
from portal.documents import drafts
from portal.profiles import queries, services
from portal.profiles.content import PROFILE
from tests.cast import Cast
from tests.profiles.test_main_line_services import make, submit


def test_a_version_with_others_keeps_its_profile_out_of_the_archive(app: Flask, cast: Cast) -> None:
    profile = make(cast)
    submit(cast, profile)
    with pytest.raises(TooLate, match="under_way"):
        services.archive(profile, cast.me("hr"), archived=True)
    assert [one.code for one in queries.waiting_on(cast.me("manager"))] == ["review"]


def test_nothing_moves_in_an_archived_profile(app: Flask, cast: Cast) -> None:
    profile = make(cast)
    services.archive(profile, cast.me("hr"), archived=True)
    with pytest.raises(TooLate, match="archived"):
        submit(cast, profile)
    with pytest.raises(TooLate, match="archived"):
        drafts.edit(profile, PROFILE, cast.me("hr"), "e", lambda body: body)
    with pytest.raises(TooLate, match="archived"):
        services.adopt(profile, cast.me("hr"), valid_from=clock.today(), source="Handboek")


def test_no_new_version_begins_from_the_archive(app: Flask, cast: Cast) -> None:
    profile = make(cast)
    services.adopt(profile, cast.me("hr"), valid_from=clock.today(), source="Handboek")
    services.archive(profile, cast.me("hr"), archived=True)
    with pytest.raises(TooLate, match="archived"):
        services.start_version(profile, cast.me("hr"))
    services.archive(profile, cast.me("hr"), archived=False)
    services.start_version(profile, cast.me("hr"))
