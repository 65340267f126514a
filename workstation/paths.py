"""Where the files that ship with the program are: in a checkout, in an installed wheel, in a frozen bundle."""

import sys
from pathlib import Path


def _root() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen)
    package = Path(__file__).resolve().parent
    shipped = package / "_shipped"
    return shipped if shipped.is_dir() else package.parent


def resources() -> Path:
    """The folder `resources/` (knowledge, compliance, catalogue, themes, icons, fonts, labels, translations, demo)."""
    return _root() / "resources"


def migrations() -> Path:
    """The folder `migrations/` with the Alembic environment."""
    return _root() / "migrations"
