"""A baby has an age in months on every screen, as in the queue: "0 M" is the age of nobody."""

from dataclasses import replace
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from workstation.domain.patient import PatientContext
from workstation.ui.components.label import Label
from workstation.ui.dispense.samples import NOW, PRESCRIPTION
from workstation.ui.dispense.views import prescription_head
from workstation.ui.handover.head import HandOverHead
from workstation.ui.handover.samples import SampleWillCall
from workstation.ui.review.head import head_of
from workstation.ui.review.patient_column import PatientColumn
from workstation.ui.review.samples import sample_pharmacy
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

pytestmark = pytest.mark.usefixtures("host")
NINE_MONTHS = date(2026, 2, 1)


def _baby(context: PatientContext | None) -> PatientContext:
    assert context is not None
    return replace(context, patient=replace(context.patient, birth_date=NINE_MONTHS))


def _said(facts: object) -> str:
    return "".join(getattr(run, "text", "") for run in facts) if isinstance(facts, tuple) else str(facts)


def test_the_head_of_the_review(words: Words) -> None:
    view = sample_pharmacy().view
    head = head_of(replace(view, patient=_baby(view.patient)), words, NOW, None)
    assert _said(head.facts).startswith("9 mo M")


def test_the_tile_of_the_patient(host: ThemeHost, words: Words, qtbot: QtBot) -> None:
    view = sample_pharmacy().view
    column = PatientColumn(host, words)
    qtbot.addWidget(column)
    column.show_view(replace(view, patient=_baby(view.patient)), NOW.date())
    assert "9 mo M" in [label.words() for label in column.findChildren(Label)]


def test_the_head_of_the_counter(words: Words) -> None:
    view = SampleWillCall().counter.open(PRESCRIPTION.id)
    head = prescription_head(words, replace(view, patient=_baby(view.patient)), NOW)
    assert _said(head.facts).startswith("9 mo M")


def test_the_head_of_the_hand_over(host: ThemeHost, words: Words, qtbot: QtBot) -> None:
    view = SampleWillCall().counter.open(PRESCRIPTION.id)
    head = HandOverHead(host, words)
    qtbot.addWidget(head)
    head.show_view(replace(view, patient=_baby(view.patient)), NOW)
    assert any(label.words().startswith("9 mo M") for label in head.findChildren(Label))
