"""Numbers are read as people in both countries type them, and never guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from portal.core.forms import Form, required
from portal.core.i18n import speaking
from portal.core.numbers import (
    AmountField,
    BadNumber,
    format_amount,
    format_percent,
    in_hundredths,
    parse,
)

READ = [
    ("nl", "1.234,56", "1234.56"), ("nl", "1234,56", "1234.56"),
    ("nl", "1.234", "1234"), ("nl", "€ 1.234,50", "1234.5"),
    ("nl", "1 234,56", "1234.56"), ("nl", "1'234'567,5", "1234567.5"), ("nl", "12,5 %", "12.5"), ("nl", ",5", "0.5"),
    ("nl", "-1.234", "-1234"), ("nl", "€ -5", "-5"), ("nl", "1.234,56-", "-1234.56"), ("nl", "€ 1.234,-", "1234"),
    ("nl", "0", "0"), ("nl", "999999999999999", "999999999999999"), ("nl", "EUR 10", "10"), ("nl", "−3", "-3"),
    ("nb", "1 234,56", "1234.56"), ("nb", "1\u00a0234\u00a0567", "1234567"), ("nb", "1\u202f234,5 kr", "1234.5"),
    ("nb", "kr 1 234,-", "1234"), ("nb", "1.234,56", "1234.56"), ("nb", "1.234.567", "1234567"), ("nb", "NOK 5", "5"),
    ("nb", "kr. 7,50", "7.5"), ("nb", "12%", "12"),
    ("en", "1,234.56", "1234.56"), ("en", "1,234", "1234"), ("en", "£0.5", "0.5"), ("en", "1.234", "1.234"),
]  # fmt: skip
REFUSED = [
    ("nl", "", "empty"), ("nl", "  ", "empty"), ("nl", "1.5", "two_readings"), ("nl", "1.23", "two_readings"),
    ("nl", "1,234.56", "two_readings"), ("nl", "1.2345", "two_readings"), ("nl", "12.34.567", "two_readings"),
    ("nl", "1,234,567", "two_readings"), ("nb", "1.234", "two_readings"), ("nb", "1.5", "two_readings"),
    ("nl", "1234.567", "two_readings"), ("en", "1,5", "two_readings"), ("en", "1.234,56", "two_readings"),
    ("nl", "1e5", "no_number"), ("nl", "twaalf", "no_number"), ("nl", "1 23", "no_number"), ("nl", "٣", "no_number"),
    ("nl", "--5", "no_number"), ("nl", "-5-", "no_number"), ("nl", "€", "no_number"), ("nl", "NaN", "no_number"),
    ("nl", "5,", "no_number"), ("nl", "1.234 567", "two_readings"),
    ("nl", "1'234.567", "two_readings"), ("nl", "1\u00a0234.567", "two_readings"), ("en", "1 234,567", "two_readings"),
    ("nl", "Infinity", "no_number"), ("nl", "0x1", "no_number"),
    ("nl", "1234567890123456", "too_long"), ("nl", "1.234.567.890.123,4567", "too_long"), ("nl", "9" * 500, "too_long"),
    ("nl", "=1+1", "no_number"), ("nl", "1_000", "no_number"), ("nl", "5 €5", "no_number"),
]  # fmt: skip


@pytest.mark.parametrize(("locale", "typed", "meant"), READ)
def test_a_number_as_its_reader_writes_it(locale: str, typed: str, meant: str) -> None:
    assert parse(typed, locale) == Decimal(meant)


@pytest.mark.parametrize(("locale", "typed", "code"), REFUSED)
def test_what_could_be_read_in_two_ways_or_is_no_number_is_refused(locale: str, typed: str, code: str) -> None:
    with pytest.raises(BadNumber) as bad:
        parse(typed, locale)
    assert bad.value.code == code


@given(st.text(alphabet="0123456789.,-− '€%kr\u00a0eE+٣½", max_size=25), st.sampled_from(["nl", "nb", "en"]))
def test_anything_typed_is_a_bounded_number_or_refused(typed: str, locale: str) -> None:
    try:
        number = parse(typed, locale)
    except BadNumber:
        return
    assert number.is_finite()
    assert abs(number) < 10**15


@given(
    st.integers(-(10**14) + 1, 10**14 - 1), st.sampled_from(["nl", "nb", "en"]), st.sampled_from([None, "EUR", "NOK"])
)
def test_every_amount_comes_back_as_it_was_shown(hundredths: int, locale: str, currency: str | None) -> None:
    app = Flask(__name__)
    from flask_babel import Babel

    Babel(app)
    with app.test_request_context(), speaking(locale):
        shown = format_amount(hundredths, currency, decimals=2)
        assert in_hundredths(parse(shown, locale)) == hundredths
        assert in_hundredths(parse(format_percent(hundredths % 100_000), locale)) == hundredths % 100_000


@pytest.mark.parametrize(("locale", "shown"), [
    ("nl", ["€ 1.234,50", "NOK 1.234,50", "€ 1.200", "1.234,50", "12,5%", "€ 1.235", "€ -5,25"]),
    ("nb", ["1 234,50 €", "1 234,50 kr", "1 200 €", "1 234,50", "12,5 %", "1 235 €", "−5,25 €"]),
])  # fmt: skip
def test_amounts_are_shown_as_the_reader_writes_them(app: Flask, locale: str, shown: list[str]) -> None:
    with app.test_request_context(), speaking(locale):
        written = [
            format_amount(123_450, "EUR"), format_amount(123_450, "NOK"), format_amount(120_000, "EUR"),
            format_amount(123_450), format_percent(1_250), format_amount(123_450, "EUR", 0), format_amount(-525, "EUR"),
        ]  # fmt: skip
    assert [one.replace("\u00a0", " ") for one in written] == shown


class Priced(Form):
    price = AmountField("Price", [required("Fill in a price.")], maximum=100_000)
    whole = AmountField("Number", decimals=0, minimum=100)


@pytest.mark.parametrize(("typed", "said"), [
    ({"price": "1.5"}, "Dit getal is op twee manieren te lezen. Schrijf het zo: 1.234,50"),
    ({"price": "veel"}, "Schrijf het getal zo: 1.234,50"),
    ({"price": "1,234"}, "Gebruik hooguit 2 decimalen, zo: 1.234,50"),
    ({"price": "1" * 20}, "Dit getal is te lang. Gebruik hooguit 15 cijfers."),
    ({"price": "1000,01"}, "Vul 1.000 in of minder."),
    ({"price": "-1"}, "Vul 0 in of meer."),
    ({"price": "1", "whole": "1,5"}, "Schrijf een heel getal, zo: 1.250"),
    ({"price": "1", "whole": "0"}, "Vul 1 in of meer."),
    ({"price": ""}, "Fill in a price."),
])  # fmt: skip
def test_the_field_says_how_to_write_it_and_draws_back_what_was_typed(app: Flask, typed: dict, said: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "nl"}):
        form = Priced(MultiDict(typed), meta={"csrf": False})
        assert not form.validate()
        assert [error for _field, error in form.errors_by_field()] == [said]
        assert form.price._value() == typed["price"]


def test_the_field_holds_hundredths(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "nb"}):
        form = Priced(MultiDict({"price": "1 000,00", "whole": "12"}), meta={"csrf": False})
        assert form.validate()
        assert (form.price.data, form.whole.data) == (100_000, 1_200)
        assert Priced(data={"price": 98_750}, meta={"csrf": False}).price._value() == "987,50"
        assert form.whole.data is not None and Priced(meta={"csrf": False}).whole._value() == ""
