"""What another prescription holds is said in its batch row and released by one key with a reason; F6 closes a line."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NoReturn
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from tests.ui.dispense.screen import OpenScreen, Screen
from workstation.domain.dispensing import ScanRefusal
from workstation.domain.errors import Refused
from workstation.domain.quantity import quantity
from workstation.domain.reservation import Held
from workstation.domain.returns import NotSuppliedReason
from workstation.domain.stock import BatchOnHand, choose_batches
from workstation.domain.workflow import Event, EventKind
from workstation.services.counter_view import CounterView
from workstation.ui.components.packs import PackState
from workstation.ui.components.verdict_views import Stop
from workstation.ui.dispense.centre_views import batch_list
from workstation.ui.dispense.samples import (
    AUGMENTIN,
    ECOSPRIN,
    NOW,
    PHARMACIST,
    PRESCRIPTION,
    TODAY,
    ZONE,
    SampleCounter,
    sample_id,
)
from workstation.ui.dispense.views import pick_rows
from workstation.ui.words import Words

HOLD = sample_id("hold")


def a_hold(batch_id: UUID, *, reservation: UUID | None = HOLD, since: datetime = NOW) -> Held:
    """Of another prescription."""
    return Held(batch_id, sample_id("other"), "RX-26-004799", quantity(28, "tablet"), since, PHARMACIST.id, reservation)


def with_holds(counter: SampleCounter, held: Held) -> None:
    """The counter answers with this hold of another prescription."""
    opened = counter.open

    def open_(prescription_id: UUID) -> CounterView:
        view = opened(prescription_id)
        return replace(view, held={held.batch_id: (held,)})

    counter.open = open_  # type: ignore[method-assign]  # as another store would answer


def first_batch(counter: SampleCounter) -> UUID:
    """Of the line that is picked first."""
    row = next(row for row in counter.open(PRESCRIPTION.id).lines if row.product.id == ECOSPRIN.id)
    assert row.proposed is not None
    return row.proposed.id


@pytest.fixture
def held_screen(counter: SampleCounter, open_screen: OpenScreen) -> Screen:
    """The first line's batch is held for another prescription, too."""
    with_holds(counter, a_hold(first_batch(counter)))
    return open_screen(counter.actions())


def test_a_batch_says_for_whom_it_is_held_and_since_when(held_screen: Screen) -> None:
    table = held_screen.panel._columns.stage.batches
    assert "held for RX-26-004799 since 16:34" in table.lines()[0].sentence
    assert not table.release.isHidden()


def test_a_hold_of_another_day_says_the_day(words: Words, counter: SampleCounter) -> None:
    row = counter.open(PRESCRIPTION.id).lines[0]
    assert row.proposed is not None
    held = a_hold(row.proposed.id, since=NOW - timedelta(days=2))
    shown = batch_list(words, row, NOW.astimezone(ZONE), None, {row.proposed.id: (held,)})
    assert "since 20 Nov 2026 16:34" in shown.rows[0].sentence


def test_a_batch_of_which_nothing_is_left_says_who_has_it(words: Words, counter: SampleCounter) -> None:
    row = counter.open(PRESCRIPTION.id).lines[0]
    stock = row.batches[0].stock
    none = BatchOnHand(stock.batch, stock.on_hand, stock.allocated, stock.on_hand)
    row = replace(row, batches=tuple(choose_batches([none], TODAY, 28)))
    held = a_hold(stock.batch.id)
    shown = batch_list(words, row, NOW.astimezone(ZONE), None, {stock.batch.id: (held,)})
    assert shown.rows[0].sentence == "held for RX-26-004799 since 16:34"


def test_one_key_and_enter_release_it_with_a_reason(held_screen: Screen) -> None:
    held_screen.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    question = held_screen.panel._columns.stage.batches.ask_release
    assert not question.isHidden()
    assert question.text(), "a reason is proposed; typing replaces it"
    question.field.setText("patient waits at the counter")
    question.button.click()
    held_screen.settle()
    assert held_screen.counter.calls == ["release patient waits at the counter"]
    assert question.isHidden()


def test_what_lies_scanned_on_another_counter_is_not_released(counter: SampleCounter, open_screen: OpenScreen) -> None:
    with_holds(counter, a_hold(first_batch(counter), reservation=None))
    screen = open_screen(counter.actions())
    table = screen.panel._columns.stage.batches
    assert "scanned for RX-26-004799 at 16:34" in table.lines()[0].sentence
    assert table.release.isHidden()


def test_a_scan_of_what_another_prescription_holds_names_it(counter: SampleCounter, open_screen: OpenScreen) -> None:
    def scan(*_given: object) -> NoReturn:
        raise Refused(
            ScanRefusal.HELD_FOR_ANOTHER, batch_number="EC7781", held_for="RX-26-004799",
            held_since=datetime(2026, 11, 22, 11, 4, tzinfo=UTC), held_day=TODAY,
        )  # fmt: skip

    screen = open_screen(replace(counter.actions(), scan=scan))
    screen.scan(ECOSPRIN.gtin)
    assert isinstance(screen.verdict, Stop)
    assert screen.verdict.sentence.startswith("Batch EC7781 is held for RX-26-004799 since 22 Nov 2026")
    assert any("Ctrl+R" in step for step in screen.verdict.steps)


# --- nothing of a line is supplied ----------------------------------------------------------------------------


def test_f6_and_one_figure_close_a_line(screen: Screen) -> None:
    screen.press(Qt.Key.Key_F6)
    card = screen.panel._columns.stage.batches.not_supplied
    assert not card.isHidden()
    card.buttons[1].click()
    screen.settle()
    assert screen.counter.calls == ["not 2 patient_declines"]
    assert card.isHidden()


def test_a_closed_line_says_why(words: Words, counter: SampleCounter) -> None:
    view = counter.open(PRESCRIPTION.id)
    line = next(row.line for row in view.lines if row.product.id == AUGMENTIN.id)
    why = f"{line.id} {NotSuppliedReason.OUT_OF_STOCK.value}"
    event = Event(sample_id("closed"), PRESCRIPTION.id, EventKind.LINE_NOT_SUPPLIED, NOW, detail=why)
    rows = pick_rows(words, replace(view, not_supplied={line.id: event}), None, None, listening=True)
    assert next(row for row in rows if row.line_id == line.id).words == "not supplied: not in stock"


# --- a part supply waits for no pack --------------------------------------------------------------------------


def test_during_a_part_supply_no_square_waits_for_a_pack(screen: Screen) -> None:
    screen.scan(ECOSPRIN.gtin)
    outlined = [row for row in screen.panel._columns.list.rows() if PackState.NEXT in row.states]
    assert outlined, "while picking goes on the next pack is outlined"
    screen.press(Qt.Key.Key_F7)
    assert not [row for row in screen.panel._columns.list.rows() if PackState.NEXT in row.states]
