"""What a field is made of: words, their confidence, and the decision that follows from them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from workstation.domain.reading.geometry import around
from workstation.domain.reading.labels import Labelled
from workstation.domain.reading.model import Decision, FieldReading, Word
from workstation.domain.reading.text_lines import TextLine, parts
from workstation.domain.reading.vocabulary import Label

READ_FROM = 0.93
"""Confidence from which a printed field is taken over. Two engines that agree reach it (measured precision
.94).
"""
LEGIBLE_FROM = 0.35


def labels_of(labels: Iterable[Labelled], *kinds: Label) -> Iterator[Labelled]:
    """Labels of those kinds, the surely spelt ones first."""
    chosen = [label for label in labels if label.label in kinds and label.value]
    return iter(sorted(chosen, key=lambda label: not label.sure))


def field_of(value: str, words: Sequence[Word]) -> FieldReading:
    """READ only where every word is print that both engines read alike."""
    sure = min((word.confidence for word in words), default=0.0)
    printed = all(word.printed and word.agreed for word in words)
    if sure < LEGIBLE_FROM and not printed:
        decision = Decision.UNREADABLE
    else:
        decision = Decision.READ if printed and sure >= READ_FROM else Decision.CONFIRM
    return FieldReading(value, sure, decision, around(word.box for word in words))


def words_of(words: Sequence[Word], start: int, end: int) -> tuple[Word, ...]:
    """The words that the characters from start to end of the joined text belong to."""
    held: list[Word] = []
    position = 0
    for word in words:
        if position < end and position + len(word.text) > start:
            held.append(word)
        position += len(word.text) + 1
    return tuple(held) or tuple(words)


def joined(words: Sequence[Word]) -> str:
    """Their text, one space apart."""
    return " ".join(word.text for word in words)


def cut_out(words: Sequence[Word], pattern: re.Pattern[str], group: int | str = 0) -> FieldReading | None:
    """The part of the words that matches; None where nothing does."""
    text = joined(words)
    match = pattern.search(text)
    if match is None or not match.group(group):
        return None
    return field_of(match.group(group).strip(" ,.;:-"), words_of(words, match.start(group), match.end(group)))


def doubted(field: FieldReading) -> FieldReading:
    """The same, never more than CONFIRM."""
    return replace(field, decision=Decision.CONFIRM) if field.decision is Decision.READ else field


def upper_parts(lines: Sequence[TextLine], share: float) -> Iterator[TextLine]:
    """The parts of the lines in the upper share of the page."""
    bottom = max((line.box.bottom for line in lines), default=0)
    for line in lines:
        if line.box.middle <= share * bottom:
            yield from parts(line)
