"""Numbers as people write them on prescriptions: 1, 0.5, ½, 1½, 1 1/2, one and a half, 60,000, १."""

import re
from decimal import Decimal

FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}

WORD_NUMBERS = {
    "one and a half": Decimal("1.5"),
    "one half": Decimal("0.5"),
    "half a": Decimal("0.5"),
    "half": Decimal("0.5"),
    "a quarter": Decimal("0.25"),
    "quarter": Decimal("0.25"),
    "one": Decimal(1),
    "two": Decimal(2),
    "three": Decimal(3),
    "four": Decimal(4),
    "five": Decimal(5),
    "six": Decimal(6),
    "seven": Decimal(7),
    "eight": Decimal(8),
    "nine": Decimal(9),
    "ten": Decimal(10),
    "twelve": Decimal(12),
}

_WORDS = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in WORD_NUMBERS)

# A comma only groups thousands, in the Indian (1,00,000) or the western way: 2,5 is not read as 2.5 nor as 25.
NUMBER = (
    r"(?:(?<![\d.,/])(?:"
    r"[1-9]\d{0,2}(?:,\d{2})*,\d{3}"
    r"|\d{1,2}\s+[1-9]/[2458]"
    r"|[1-9]/[2458]"
    r"|\d+(?:\.\d+)?\s?[½¼¾]"
    r"|\d*\.\d+|\d+|[½¼¾]"
    rf")(?!\d|[.,/]\d)|\b(?:{_WORDS})\b)"
)
"""Regular expression of one number, without groups."""

_DIGITS = {ord("०") + value: str(value) for value in range(10)}
_PLAIN = {**_DIGITS, ord("–"): "-", ord("—"): "-", ord("−"): "-", ord("‐"): "-", ord("×"): "x", ord("\u00a0"): " "}


def plain_characters(text: str) -> str:
    """Devanagari digits, long dashes and the multiplication sign in plain characters; the length stays the same."""
    return text.translate(_PLAIN)


def read_number(text: str) -> Decimal:
    """The value of a text that matches NUMBER. NUMBER knows no third parts: they have no exact decimal."""
    word = re.sub(r"\s+", " ", text.strip().lower())
    if word in WORD_NUMBERS:
        return WORD_NUMBERS[word]
    if word[-1] in FRACTIONS:
        return Decimal(word[:-1].strip() or 0) + FRACTIONS[word[-1]]
    if "/" in word:
        whole, _, fraction = word.rpartition(" ")
        top, bottom = fraction.split("/")
        return Decimal(whole or 0) + Decimal(top) / Decimal(bottom)
    return Decimal(word.replace(",", ""))
