"""Handwritten noughts that came out as letters: "Rosuvas 1C" is Rosuvas 10 if that is a strength it is sold in."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

from workstation.domain.reading.candidates import best_likeness
from workstation.domain.reading.lexicon import Lexicon, strength_is_known
from workstation.domain.reading.medicine_text import MedicineText, take_apart
from workstation.domain.reading.model import Word

ALIKE = 0.8
"""Likeness of the name from which its strengths may tell what a figure is."""
_COUNTED = frozenset({"tablet", "capsule"})
"""Forms without millilitres: behind a syrup "5cc" is a volume."""
_NOUGHTS = re.compile(r"[1-9][\doOcC]{1,3}")


def with_figures(words: Sequence[Word], lexicon: Lexicon) -> tuple[Word, ...]:
    """The words of a line, with figures for letters in the strength behind the name; unchanged where it may be else."""
    apart = take_apart(" ".join(word.text for word in words))
    place = _behind_name(words, apart)
    if place is None or apart.name is None:
        return tuple(words)
    figures = re.sub("[oOcC]", "0", words[place].text)
    if not _is_sold(apart.name.text, figures, lexicon):
        return tuple(words)
    return (*words[:place], replace(words[place], text=figures), *words[place + 1 :])


def _behind_name(words: Sequence[Word], apart: MedicineText) -> int | None:
    """Number of the handwritten word behind the name of a tablet or capsule that may be such a strength."""
    if apart.name is None or apart.strength is not None or apart.form not in _COUNTED:
        return None
    behind = next((number for number, start in enumerate(_starts(words)) if start > apart.name.end), len(words))
    places = [number for number in (behind - 1, behind) if 0 < number < len(words)]
    return next((number for number in places if _may_be(words[number])), None)


def _starts(words: Sequence[Word]) -> Sequence[int]:
    """Where each word begins in the joined text."""
    return [0, *accumulate(len(word.text) + 1 for word in words[:-1])]


def _may_be(word: Word) -> bool:
    return bool(_NOUGHTS.fullmatch(word.text)) and not word.text.isdigit() and not word.printed


def _is_sold(name: str, figures: str, lexicon: Lexicon) -> bool:
    ranked = sorted(lexicon.near(name), key=lambda entry: -best_likeness(name, entry.name))
    best = ranked[0] if ranked else None
    amounts = ((Decimal(figures), ""),)
    return best is not None and best_likeness(name, best.name) >= ALIKE and strength_is_known(amounts, best) is True
