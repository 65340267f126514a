"""How long each soak test works, and what it leaves."""

import json
import sys
from typing import Any

import pytest

from tests.soak.measuring import Report, keep


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Report:
    """Prints the summary of a test as one line of JSON, past pytest's capture, and keeps it for docs/soak.md."""

    def told(name: str, facts: dict[str, Any]) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{json.dumps({'soak': name, **facts}, ensure_ascii=False)}\n")
        keep(name, facts)

    return told
