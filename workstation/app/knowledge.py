"""The clinical knowledge of this station: what answers, and the keys that editions are held against. Needs no store."""

from datetime import date

from workstation import paths
from workstation.adapters.keys.signing import TrustedKeys
from workstation.adapters.knowledge.current import load_current
from workstation.adapters.knowledge.library import Library
from workstation.domain.screening.knowledge import Knowledge
from workstation.services.signatures import VerifySignature
from workstation.settings import Settings


def trusted() -> VerifySignature:
    """Verifies by the keys that are believed here: those of the program and of the installation. Raises Unavailable."""
    return TrustedKeys.from_files(sorted((paths.resources() / "keys").glob("*.toml"))).verify


def library_of(settings: Settings) -> Library:
    """Imported editions and own lists of this data folder."""
    return Library(settings.data_dir / "knowledge")


def current_knowledge(settings: Settings, today: date | None = None) -> Knowledge:
    """What answers here, with what is wrong with it as `warnings`. Raises Unavailable when nothing can."""
    return load_current(paths.resources(), library_of(settings), trusted(), today)
