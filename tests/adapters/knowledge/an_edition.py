"""Makes editions of knowledge that a test may change and sign."""

import shutil
from pathlib import Path

from scripts.sign_packs import KEY_ID, development_key
from workstation.adapters.keys import signing
from workstation.adapters.knowledge.seal import SEAL, SIGNATURE, seal
from workstation.paths import resources


def edition_in(folder: Path, name: str = "2026.12", date: str = "2026-11-23") -> Path:
    """A copy of the shipped edition under another name, not signed."""
    shutil.copytree(resources() / "knowledge", folder)
    file = folder / "edition.toml"
    lines = [
        f'{line.split(" = ")[0]} = "{ {"edition": name, "date": date}[line.split(" = ")[0]] }"'
        if line.startswith(("edition =", "date ="))
        else line
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def signed(folder: Path, key_id: str = KEY_ID, key: bytes | None = None) -> Path:
    """Seals and signs it as it is."""
    seal(folder)
    (folder / SIGNATURE).write_bytes(signing.sign((folder / SEAL).read_bytes(), key_id, key or development_key()))
    return folder


def replaced(file: Path, old: str, new: str) -> None:
    """Changes the first place of a text in a file."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
