"""What tells this computer from another one, as hashes: to notice a store that was copied.

A copied folder shows by its place, a restored or cloned disk by the machine id or the network hardware. None of it
is a secret or a proof; it is a guard against mistakes, and a person can always settle it.
"""

import hashlib
import sys
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_MACHINE_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_NETWORK = Path("/sys/class/net")


@dataclass(frozen=True, slots=True)
class Machine:
    """Hashes of what was found; "" or empty = not found, which proves nothing."""

    system: str
    """The id that the operating system was given when it was installed."""
    network: frozenset[str]
    """The built-in network cards."""
    path: str
    folder: str
    """Where the folder of the store is, and which folder it is: one of them stays when it is renamed or restored."""

    def is_another(self, before: "Machine") -> bool:
        """This cannot be where `before` was taken."""
        if self.system and before.system and self.system != before.system:
            return True
        if self.network and before.network and not self.network & before.network:
            return True
        return self.path != before.path and self.folder != before.folder

    def to_note(self) -> dict[str, Any]:
        """As JSON values."""
        return {"system": self.system, "network": sorted(self.network), "path": self.path, "folder": self.folder}


def machine_of_note(note: Mapping[str, Any]) -> Machine:
    """Back from JSON values; what is missing counts as not found."""
    network = frozenset(map(str, note.get("network", [])))
    return Machine(str(note.get("system", "")), network, str(note.get("path", "")), str(note.get("folder", "")))


def this_machine(data_dir: Path) -> Machine:
    """This computer and this folder."""
    where = data_dir.resolve()
    status = where.stat()
    return Machine(
        system=_hashed(_system_id()),
        network=frozenset(_hashed(one) for one in _cards()),
        path=_hashed(str(where)),
        folder=_hashed(f"{status.st_dev}:{status.st_ino}"),
    )


def _hashed(value: str) -> str:
    return hashlib.sha256(b"pharmacist workstation machine 1\0" + value.encode()).hexdigest()[:32] if value else ""


def _system_id() -> str:
    if sys.platform == "win32":
        import winreg

        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    return next((found for path in _MACHINE_IDS if (found := _text(path))), "")


def _cards() -> Iterable[str]:
    return _linux_cards() if _NETWORK.is_dir() else _first_card()


def _linux_cards() -> Iterable[str]:
    """Only hardware with an address of its own: no container, no tunnel, no made-up address."""
    return [
        _text(card / "address")
        for card in _NETWORK.iterdir()
        if (card / "device").exists() and _text(card / "addr_assign_type") == "0"
    ]


def _first_card() -> Iterable[str]:
    node = uuid.getnode()
    made_up = bool(node >> 40 & 0b11)  # multicast: Python's own random number; locally administered: a virtual card
    return [] if made_up else [f"{node:012x}"]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
