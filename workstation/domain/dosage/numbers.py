"""Numbers as people write them on prescriptions: 1, 0.5, ½, 1½, 1 1/2, one and a half, 60,000, १, डेढ़."""

import re
from decimal import Decimal

FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}

WORD_NUMBERS = {
    "one and a half": Decimal("1.5"),
    "one half": Decimal("0.5"),
    "half an": Decimal("0.5"),
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
    "fourteen": Decimal(14),
    "fifteen": Decimal(15),
    "twenty": Decimal(20),
    "thirty": Decimal(30),
}

HINDI_NUMBERS = {
    "आधी": Decimal("0.5"),
    "आधा": Decimal("0.5"),
    "आधे": Decimal("0.5"),
    "डेढ़": Decimal("1.5"),
    "डेढ": Decimal("1.5"),
    "ढाई": Decimal("2.5"),
    "एक": Decimal(1),
    "दो": Decimal(2),
    "तीन": Decimal(3),
    "चार": Decimal(4),
    "पाँच": Decimal(5),
    "पांच": Decimal(5),
    "छह": Decimal(6),
    "छः": Decimal(6),
    "सात": Decimal(7),
    "आठ": Decimal(8),
    "दस": Decimal(10),
    "पंद्रह": Decimal(15),
}

DEVANAGARI = "\u0900-\u0963\u0971-\u097f"
"""Letters and signs of Devanagari, for a class of a regular expression; vowel signs are no word characters there."""

_WORDS = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in WORD_NUMBERS)

# A comma only groups thousands, in the Indian (1,00,000) or the western way: 2,5 is not read as 2.5 nor as 25.
NUMBER = (
    r"(?:(?<![\d.,/])(?:"
    r"[1-9]\d{0,2}(?:,\d{2})*,\d{3}"
    r"|\d{1,2}\s+[1-9]/[2458]"
    r"|[1-9]/[2458]"
    r"|\d+\s?[½¼¾]"
    r"|\d+\.\d*[1-9]|\d+|[½¼¾]"
    rf")(?!\d|[.,/]\d)|\b(?:{_WORDS})\b|(?<![{DEVANAGARI}])(?:{'|'.join(HINDI_NUMBERS)})(?![{DEVANAGARI}]))"
)
"""Regular expression of one number, without groups. 1.0 and .5 are no numbers here: see `Doubt`."""

_DIGITS = {ord("०") + value: str(value) for value in range(10)}
_PLAIN = {**_DIGITS, ord("–"): "-", ord("—"): "-", ord("−"): "-", ord("‐"): "-", ord("×"): "x", ord("\u00a0"): " "}


def plain_characters(text: str) -> str:
    """Devanagari digits, long dashes, × and "tablet(s)" in plain characters, "3 (three)" as 3; of the same length."""
    plain = re.sub(r"(?<=[a-z])\(s\)", "s  ", text.translate(_PLAIN), flags=re.IGNORECASE)
    return re.sub(rf"(?<![\d.,/])(\d+)(\s*\((?:{_WORDS})\))", _said_once, plain, flags=re.IGNORECASE)


def _said_once(match: re.Match[str]) -> str:
    """A word in brackets behind a figure is blanked when both say the same, and stays as it is when they differ."""
    same = read_number(match[2].strip().strip("()")) == Decimal(match[1])
    return match[1] + (" " * len(match[2]) if same else match[2])


def read_number(text: str) -> Decimal:
    """The value of a text that matches NUMBER. NUMBER knows no third parts: they have no exact decimal."""
    word = re.sub(r"\s+", " ", text.strip().lower())
    known = WORD_NUMBERS.get(word, HINDI_NUMBERS.get(word))
    if known is not None:
        return known
    if word[-1] in FRACTIONS:
        return Decimal(word[:-1].strip() or 0) + FRACTIONS[word[-1]]
    if "/" in word:
        whole, _, fraction = word.rpartition(" ")
        top, bottom = fraction.split("/")
        return Decimal(whole or 0) + Decimal(top) / Decimal(bottom)
    return Decimal(word.replace(",", ""))
