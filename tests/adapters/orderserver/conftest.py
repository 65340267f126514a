"""Fixtures for the tests of the reference order server."""

import ssl
from collections.abc import Iterator

import httpx
import pytest

from tests.adapters.orderserver.client import Api
from workstation.orderserver.faults import FaultBoard
from workstation.orderserver.server import OrderServer


@pytest.fixture
def api() -> Api:
    """A server with an empty store, without a network."""
    return Api()


@pytest.fixture
def board() -> FaultBoard:
    """A switch board without faults, to be wrapped around `disturbed`."""
    return FaultBoard()


@pytest.fixture
def disturbed(board: FaultBoard) -> Iterator[OrderServer]:
    """A running server over HTTPS behind the board."""
    with OrderServer(middleware=[board.wrap]) as running:
        board.attach(running)
        yield running
        board.clear()


@pytest.fixture
def line_to(disturbed: OrderServer) -> Iterator[httpx.Client]:
    """A client of the disturbed server; it follows no redirects."""
    context = ssl.create_default_context(cafile=disturbed.address.ca)
    with httpx.Client(base_url=disturbed.address.url, verify=context, timeout=10) as client:
        yield client
