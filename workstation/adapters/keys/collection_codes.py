"""Codes that a person says at the counter."""

import secrets

from workstation.services.collection_code import DIGITS


def six_digits() -> str:
    """A code that nobody guesses, with its leading zeros."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
