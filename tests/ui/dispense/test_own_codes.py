"""Codes of our own on the dispense screen: a bin goes where it is asked for, the others open what they are of."""

import pytest

from tests.ui.dispense.screen import Screen
from workstation.domain.scanned_code import InternalToken, TokenKind

BIN = str(InternalToken(TokenKind.BIN, "H-12"))


@pytest.mark.parametrize("kind", [TokenKind.PRESCRIPTION, TokenKind.LABEL, TokenKind.BAG, TokenKind.STAFF])
def test_a_code_of_our_own_is_no_pack_and_left_to_the_window(screen: Screen, kind: TokenKind) -> None:
    assert not screen.panel.on_scan(str(InternalToken(kind, "A004821-K")))
    assert screen.verdict is None
    assert screen.counter.calls == []


def test_a_bin_fills_the_question_for_the_bin(screen: Screen) -> None:
    screen.counter.scan_all()
    screen.counter.unread.clear()
    screen.counter.put_labels()
    screen.panel.look_again()
    screen.settle()
    screen.go_on()
    screen.settle()
    assert screen.panel.on_scan(BIN)
    assert screen.panel.proposed_bin == "H-12"


def test_a_bin_that_nobody_asks_for_is_left_to_the_window(screen: Screen) -> None:
    assert not screen.panel.on_scan(BIN)
