"""What the tests over the in-process wire share."""

import pytest

from tests.scenario.machine_station import Templates
from workstation.app.clinical import PackKnowledge


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory, knowledge: PackKnowledge) -> Templates:
    """Stores with staff and stock, made once and copied for every run."""
    return Templates.made(tmp_path_factory.mktemp("templates"), knowledge)
