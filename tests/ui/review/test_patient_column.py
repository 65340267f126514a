"""The patient's column: what is not known is said so, and an alert waits for an answer."""

from dataclasses import replace
from datetime import date

from pytestqt.qtbot import QtBot

from tests.ui.review.screen import Shown, calls_of, wait_for
from workstation.domain.errors import Refused
from workstation.domain.overrides import AlertRefusal
from workstation.services.approval import ApprovalRefusal
from workstation.services.screening import alert_key
from workstation.ui.alert_count import counted_alerts
from workstation.ui.components.alerts import AlertCard, ModerateNote
from workstation.ui.components.label import Label
from workstation.ui.review.sample_alerts import WARFARIN_ASPIRIN
from workstation.ui.review.samples import PRESCRIPTION_ID, sample_pharmacy
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


def test_an_override_needs_a_reason(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    (card,) = panel.patient.findChildren(AlertCard)
    card.press_override()
    assert not calls_of(pharmacy, "answer_alert")
    card._reasons.choose("other", "too short")
    card.press_override()
    assert not calls_of(pharmacy, "answer_alert")
    card._reasons.choose("other", "both are meant, stent in June")
    card.press_override()
    call = wait_for(qtbot, pharmacy, "answer_alert")
    assert call[2:] == (alert_key(WARFARIN_ASPIRIN), "other", "both are meant, stent in June", "")
    qtbot.waitUntil(lambda: not panel.patient.cards())


def test_a_moderate_alert_stands_in_its_line_and_is_noted(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    (note,) = panel.lines.findChildren(ModerateNote)
    note._button.click()
    assert wait_for(qtbot, pharmacy, "answer_alert")[3] == "monitoring_arranged"


def test_a_refused_override_is_shown_below_its_alert(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    pharmacy.refuse["answer_alert"] = Refused(AlertRefusal.NO_SUCH_ALERT, key="x")
    key = alert_key(WARFARIN_ASPIRIN)
    panel.work.answer(PRESCRIPTION_ID, key, "already_stable", "")
    qtbot.waitUntil(lambda: "no longer there" in panel.patient.alerts.refusals[key].sentence())


def test_unknown_allergies_are_shown_as_unknown(shown: Shown) -> None:
    pharmacy = sample_pharmacy()
    context = pharmacy.view.patient
    assert context is not None
    pharmacy.view = replace(pharmacy.view, patient=replace(context, allergies=None, conditions=None))
    panel = shown(pharmacy)
    said = " ".join(label.words() for label in panel.patient.findChildren(Label))
    assert "Allergies not known  Ask the patient." in said
    assert "not known" in said


def test_a_patient_that_is_not_known_is_said_and_blocks(shown: Shown) -> None:
    pharmacy = sample_pharmacy()
    missing = (Refused(ApprovalRefusal.PATIENT_UNKNOWN), *pharmacy.view.missing)
    pharmacy.view = replace(pharmacy.view, patient=None, missing=missing)
    panel = shown(pharmacy)
    assert panel.left[0].words == "choose the patient"


def test_the_drawer_opens_once_by_itself_for_a_major_alert_and_never_over_the_lines(
    qtbot: QtBot, shown: Shown, host: ThemeHost
) -> None:
    panel = shown(sample_pharmacy())
    panel.resize(1294, 680)
    qtbot.wait(1)
    assert not panel.body.drawer_open
    panel.body.toggle_drawer()
    assert panel.patient.geometry().right() < panel.lines.geometry().left()
    panel.step_back()
    assert not panel.body.drawer_open
    panel.open_prescription(PRESCRIPTION_ID)
    qtbot.waitUntil(lambda: panel.body.drawer_open)


def test_nothing_found_is_said_in_green_only_of_knowledge_that_was_clinically_reviewed(shown: Shown) -> None:
    pharmacy = sample_pharmacy()
    view = replace(pharmacy.view, screened=replace(pharmacy.view.screened, alerts=()))
    for reviewed in (False, True):
        screened = replace(view.screened, reviewed=reviewed, facts=4219, dated=date(2026, 11, 1))
        pharmacy.view = replace(view, screened=screened, today=date(2026, 11, 23))
        said = [label.words() for label in shown(pharmacy).patient.findChildren(Label)]
        assert ("Nothing found" in said) is reviewed
        line = "Screened 4 medicines against 4219 facts, knowledge 2026.11 of 1 Nov 2026"
        assert (f"{line}, not clinically reviewed." in said) is not reviewed
        assert (f"{line}." in said) is reviewed


def test_the_review_says_the_count_of_the_preview_and_how_many_wait(shown: Shown, words: Words) -> None:
    pharmacy = sample_pharmacy()
    counted = counted_alerts(pharmacy.view.screened, words)
    assert counted == "1 major · 1 moderate"
    said = [label.words() for label in shown(pharmacy).patient.findChildren(Label)]
    assert f"{counted} · 1 to answer" in said
