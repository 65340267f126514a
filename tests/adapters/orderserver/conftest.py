"""Fixtures for the tests of the reference order server."""

import pytest

from tests.adapters.orderserver.client import Api


@pytest.fixture
def api() -> Api:
    """A server with an empty store, without a network."""
    return Api()
