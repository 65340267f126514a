"""A pharmacy on a store in memory."""

from collections.abc import Iterator

import pytest

from tests.factories import Pharmacy, a_pharmacy


@pytest.fixture
def pharmacy() -> Iterator[Pharmacy]:
    """Empty, with a pharmacist and somebody at the counter."""
    with a_pharmacy() as opened:
        yield opened
