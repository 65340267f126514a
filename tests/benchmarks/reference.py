"""Where the reference data folder is, for commands outside pytest (tests use the fixture `reference_data`)."""

import os
from pathlib import Path


def reference_folder() -> Path | None:
    """The folder named by WORKSTATION_REFERENCE_DATA, else ../shared/data beside the checkout, else None."""
    named = os.environ.get("WORKSTATION_REFERENCE_DATA")
    folder = Path(named) if named else Path(__file__).resolve().parents[3] / "shared" / "data"
    return folder if folder.is_dir() else None
