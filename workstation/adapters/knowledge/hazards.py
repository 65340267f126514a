"""The ids of the hazard log, from resources/safety/hazards.toml."""

import tomllib
from collections.abc import Mapping
from pathlib import Path


def load_hazards(resources: Path) -> Mapping[str, str]:
    """Id to what can happen, in the order of the log."""
    content = tomllib.loads((resources / "safety" / "hazards.toml").read_text(encoding="utf-8"))
    return {str(key): str(words) for key, words in content["hazard"].items()}
