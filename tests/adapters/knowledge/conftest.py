"""The knowledge base that ships, loaded once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from workstation.adapters.knowledge import load_knowledge
from workstation.domain.screening import Alert, Knowledge, MedicineEntry, ScreeningProfile, screen
from workstation.paths import resources


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody has imported on this machine answers in no test."""
    monkeypatch.setenv("WORKSTATION_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture(scope="session")
def folder() -> Path:
    """resources/knowledge."""
    return resources() / "knowledge"


@pytest.fixture(scope="session")
def shipped() -> Knowledge:
    """The knowledge base that ships."""
    return load_knowledge(resources())


Alerts = Callable[..., tuple[Alert, ...]]


@pytest.fixture(scope="session")
def alerts_of(shipped: Knowledge) -> Alerts:
    """The alerts of a list of medicines of a patient without allergies and conditions; all names must be known."""

    def run(*medicines: str, **changes: object) -> tuple[Alert, ...]:
        given: dict[str, object] = {"current": (), "allergies": (), "conditions": (), **changes}
        entries = tuple(MedicineEntry(text) for text in medicines)
        result = screen(ScreeningProfile(id="p", medicines=entries, **given), shipped)  # type: ignore[arg-type]  # fields by name
        assert result.not_screened == (), result.not_screened
        return result.alerts

    return run
