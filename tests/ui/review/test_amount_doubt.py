"""Directions without an amount per dose say so in the card: they do not pass silently."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from tests.ui.review.screen import Shown, card_of
from workstation.domain.errors import Refused
from workstation.domain.medicine import Product
from workstation.services.approval import ApprovalRefusal
from workstation.ui.components.label import Label
from workstation.ui.review.compact_card import CompactCard, directions_doubt
from workstation.ui.review.line_facts import LineFacts
from workstation.ui.review.sample_catalogue import named
from workstation.ui.review.samples import sample_pharmacy
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


def with_directions(facts: LineFacts, said: str) -> LineFacts:
    product: Product = named("Ecosprin 75")
    return replace(facts, product=product, line=replace(facts.line, dosage_instruction=said))


def test_a_line_without_an_amount_shows_the_doubt_and_one_with_it_does_not(
    shown: Shown, host: ThemeHost, words: Words, qtbot: QtBot
) -> None:
    facts = card_of(shown(sample_pharmacy())).facts
    asked = Refused(ApprovalRefusal.DIRECTIONS_INCOMPLETE, line=facts.line.position, gap="no_amount")
    settled, whole = with_directions(facts, "once a week 8 weeks"), with_directions(facts, "1-0-0 60 days")
    settled, lacking = replace(settled, missing=None), replace(settled, missing=asked)
    doubt = directions_doubt(lacking, words)
    assert doubt.startswith("The amount per dose is not written.")
    assert directions_doubt(whole, words) == ""
    assert directions_doubt(settled, words).startswith("A pharmacist found them enough as written")
    for one, is_said in ((lacking, True), (whole, False)):
        card = CompactCard(host, words, one, "Take once a week.", str)
        qtbot.addWidget(card)
        assert (doubt in [label.words() for label in card.findChildren(Label)]) is is_said
        assert (doubt in card.accessibleName()) is is_said
