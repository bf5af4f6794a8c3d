"""The customers of the cast, for every test of customers."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.customers.making import Customers, customers


@pytest.fixture
def made(cast: Cast) -> Customers:
    """The customers of the cast (see making.py)."""
    return customers(cast)
