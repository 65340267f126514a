"""The pharmacy as it stands on paper."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PharmacyText:
    """What stands at the head of every label."""

    name: str
    address: str
    licence: str
