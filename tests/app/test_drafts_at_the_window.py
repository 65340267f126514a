"""Half a line at the real window: a lock, another person and the next start of the program find it by its author."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.app.a_counter import OpenCounter, open_counter, paired_store
from tests.factories import NOW, Pharmacy, a_line, a_user
from tests.fakes import FakeClock
from workstation.app.opening import Opened
from workstation.domain.prescription import LineSource, Prescription
from workstation.domain.users import User
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.server import OrderServer
from workstation.ui.review.draft_notes import DraftNote
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.theme import ThemeHost


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Opened]:
    """A store that outlives the windows on it."""
    with (
        OrderServer(ServerConfig(cert_dir=tmp_path / "certificates")) as server,
        paired_store(tmp_path / "store", server) as opened,
    ):
        yield opened


def person(here: Opened, name: str) -> User:
    user = replace(a_user(), name=name)
    with here.store.begin() as tx:
        tx.users.save(user)
    return user


def a_paper(here: Opened, by: User) -> Prescription:
    """One line that the reader proposed and nobody confirmed."""
    pharmacy = Pharmacy(here.store, here.site, FakeClock(NOW), by, by)
    line = a_line(source=LineSource.TRANSCRIBED, server_reference="", dosage_instruction="1-0-1")
    return pharmacy.claimed(lines=(line,))


def sign_in(made: OpenCounter, user: User) -> None:
    made.counter._sign_in.signed_in.emit(user)
    made.settle()


def review(made: OpenCounter, prescription: Prescription) -> ReviewPanel:
    """Opened, with its line."""
    made.counter.open_prescription(prescription.id)
    made.settle()
    panel = made.counter._review()
    assert panel.lines.card is not None
    return panel


def type_half(panel: ReviewPanel) -> None:
    """In place of what stands there, and not confirmed."""
    card = panel.lines.card
    assert card is not None
    card.editors.directions.selectAll()
    card.editors.put_word(card.editors.directions, "0-0-")


def notes_of(panel: ReviewPanel) -> list[DraftNote]:
    return [note for notes in panel.lines._notes.values() for note in notes.notes]


def directions(panel: ReviewPanel) -> str:
    assert panel.lines.card is not None
    return panel.lines.card.editors.directions.text()


def test_after_a_lock_the_next_person_finds_it_by_name_takes_it_up_and_it_is_theirs(
    here: Opened, host: ThemeHost, qtbot: QtBot, tmp_path: Path
) -> None:
    asha, ravi = person(here, "Asha Kulkarni"), person(here, "Ravi Iyer")
    prescription = a_paper(here, asha)
    with open_counter(here, host, qtbot, tmp_path) as made:
        sign_in(made, asha)
        type_half(review(made, prescription))
        made.counter.lock()
        made.settle()
        sign_in(made, ravi)
        panel = review(made, prescription)
        (note,) = notes_of(panel)
        assert note.sentence().startswith("Draft of Asha Kulkarni, just now, not confirmed. Typed: 0-0-")
        assert directions(panel) == "1-0-1", "what a colleague typed is not what stands in the line"
        assert note.take_up is not None
        note.take_up.click()
        made.settle()
        assert directions(panel) == "0-0-"
        (note,) = notes_of(panel)
        assert note.sentence().startswith("Draft of Ravi Iyer (you)")
        with here.store.read() as tx:
            (draft,) = tx.line_drafts.of_prescription(prescription.id)
            assert (draft.by, tx.outbox.of_group(prescription.id)[-1].kind) == (ravi.id, "update_task")


def test_a_window_that_is_closed_over_half_a_line_shows_it_when_the_program_starts_again(
    here: Opened, host: ThemeHost, qtbot: QtBot, tmp_path: Path
) -> None:
    asha = person(here, "Asha Kulkarni")
    prescription = a_paper(here, asha)
    with open_counter(here, host, qtbot, tmp_path / "first") as made:
        sign_in(made, asha)
        type_half(review(made, prescription))
    with open_counter(here, host, qtbot, tmp_path / "second") as made:
        sign_in(made, asha)
        panel = review(made, prescription)
        assert directions(panel) == "0-0-"
        (note,) = notes_of(panel)
        assert note.sentence().startswith("Draft of Asha Kulkarni (you), just now, not confirmed.")
