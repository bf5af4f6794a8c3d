"""What the demo organisation says in its talks stands in fields that the forms of a talk have."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from portal.demo.talks import PAIRS, Pair
from portal.talks.paper_values import FIELDS


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[1])
def test_the_demo_fills_in_only_what_the_forms_ask(monkeypatch: pytest.MonkeyPatch, pair: Any) -> None:
    made, sent = Pair(SimpleNamespace(), *pair), []
    monkeypatch.setattr(made, "_send", lambda _who, form, values, *_base: sent.append((form, values)))
    monkeypatch.setattr(made, "judged", dict)
    for number, _ago in enumerate(made.ago):
        made.prepare(made.seller, number)
        made.prepare(made.manager, number)
        made.hold(date(2026, 1, 5), number)
    for form, values in sent:
        assert FIELDS[form].known(values) == values
