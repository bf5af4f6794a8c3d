"""Where duties are named, their owner reads what the placeholders of the profile stand for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from portal.core import clock
from portal.duties.models import Duty
from portal.profiles import binding
from portal.profiles.binding import Meaning
from portal.profiles.duty import Every, SettledBy
from portal.profiles.models import Bound
from tests.cast import Cast
from tests.duties import owing
from tests.pages import Page
from tests.queries import counted

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEXT = {"nl": "Bericht de [directie] over de [klanten]."}


def test_the_owner_reads_the_words_and_no_brackets(cast: Cast, browse: Callable[..., Page]) -> None:
    with clock.at(NOON):
        profile = owing.profile(cast, cast.manager_role)
        made: Duty = owing.duty(profile, cast.manager_role, SettledBy.NOTE, Every.MONTH, text=TEXT)
        number = owing.owe(made, cast.manager, cast.manager, NOON.date())
        words = Meaning(Bound.ROLE, cast.manager_role, words={"nl": "directie van Noordvang"})
        binding.bind(cast.me("hr"), cast.nl, {"directie": words})
        said = "Bericht de directie van Noordvang over de klanten."
        assert said in browse(cast.manager, "/duties/").text
        assert said in browse(cast.manager, f"/duties/{number}").text
        with counted() as sent:
            assert said in browse(cast.manager, "/").text
        assert sum("FROM unit_path JOIN placeholder" in one for one in sent) <= 1
