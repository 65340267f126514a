"""Compliance packs: the law of a country as a signed file."""

from workstation.adapters.compliance.loader import load_pack

__all__ = ["load_pack"]
