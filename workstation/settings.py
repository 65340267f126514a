"""Typed settings: where the store is and how it is unlocked. From options first, then WORKSTATION_* variables."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

APPLICATION = "pharmacist-workstation"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a start of the program is told from outside. No secret is among it."""

    data_dir: Path
    """Store, keys and settings of this PC."""
    passphrase_file: Path | None
    """Unlocks the store where no key ring is there (tests, servers)."""
    compliance_pack: str = "in"
    """File stem in resources/compliance."""
    scan_folder: Path | None = None
    """The folder into which an office scanner writes; None = none is watched."""
    scanner_device: Path | None = None
    """The serial line of a hand scanner (/dev/ttyACM0); None = scanners act as keyboards."""


def settings_from(environment: Mapping[str, str], data_dir: Path | None = None) -> Settings:
    """The settings of this start; `data_dir` is the option given on the command line, if any."""
    named = environment.get("WORKSTATION_DATA_DIR")
    passphrase = environment.get("WORKSTATION_PASSPHRASE_FILE")
    scans = environment.get("WORKSTATION_SCAN_FOLDER")
    scanner = environment.get("WORKSTATION_SCANNER_DEVICE")
    return Settings(
        data_dir=data_dir or (Path(named) if named else _usual_place()),
        passphrase_file=Path(passphrase) if passphrase else None,
        compliance_pack=environment.get("WORKSTATION_COMPLIANCE_PACK", "in"),
        scan_folder=Path(scans) if scans else None,
        scanner_device=Path(scanner) if scanner else None,
    )


def current_settings(data_dir: Path | None = None) -> Settings:
    """The settings of this process."""
    return settings_from(os.environ, data_dir)


def _usual_place() -> Path:
    from platformdirs import user_data_path

    return user_data_path(APPLICATION, appauthor=False)
