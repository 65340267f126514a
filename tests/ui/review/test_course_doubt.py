"""A course that may have another length asks its question in the open card."""

from dataclasses import replace

from tests.ui.review.screen import Shown, card_of
from workstation.domain.reading import Decision, DurationReading
from workstation.ui.review.line_facts import LineFacts
from workstation.ui.review.samples import sample_pharmacy
from workstation.ui.review.typed_line import course_doubt
from workstation.ui.words import Words


def with_course(facts: LineFacts, duration: DurationReading) -> LineFacts:
    assert facts.read is not None
    return replace(facts, read=replace(facts.read, reading=replace(facts.read.reading, duration=duration)))


def test_both_lengths_are_said(shown: Shown, words: Words) -> None:
    facts = card_of(shown(sample_pharmacy())).facts
    doubted = with_course(facts, DurationReading(28, Decision.CONFIRM, (128,)))
    assert course_doubt(doubted, words).startswith("28 days or 128?")
    assert course_doubt(facts, words) == ""
