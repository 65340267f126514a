"""Every kind of alert, and everything that was not looked at, stands on the review with what, why and what to do."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.review.screen import Shown, calls_of, wait_for
from workstation.domain.errors import Refused
from workstation.domain.overrides import AlertRefusal
from workstation.domain.screening import AlertKind, NotChecked, Severity
from workstation.services.alternatives import Alternatives
from workstation.services.screening import AnsweredAlert, alert_key, check_key
from workstation.ui.components.alerts import AlertCard, AlertLine, ModerateNote
from workstation.ui.components.buttons import Button
from workstation.ui.components.label import Label
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.sample_kinds import (
    CHILD_WEIGHT,
    alarmed,
    an_alert_of,
    answered_before,
    counter_pharmacy,
    kinds_pharmacy,
)
from workstation.ui.words import Words


def said(panel: ReviewPanel) -> list[str]:
    """Every label of the right column."""
    return [label.words() for label in panel.patient.findChildren(Label)]


def button(panel: ReviewPanel, word: str) -> Button:
    """The button with this word in the right column."""
    return next(one for one in panel.patient.findChildren(Button) if one.text() == word)


@pytest.mark.parametrize("kind", list(AlertKind), ids=str)
def test_a_card_of_every_kind_says_what_why_and_what_to_do(shown: Shown, words: Words, kind: AlertKind) -> None:
    panel = shown(alarmed(an_alert_of(kind, Severity.MAJOR)))
    (card,) = panel.patient.cards()
    spoken = " ".join(one.words() for one in card.findChildren(Label))
    for part in (
        f"MAJOR {words.text(f'review.alert.kind.{kind}')}",
        f"What may happen by {kind.value}.",
        f"What to do about {kind.value}.",
        "ANSM thesaurus",
    ):
        assert part in spoken
    assert not panel.approve.isEnabled()


def card_title(kind: AlertKind) -> str:
    """How a note begins: what is of one medicine says what it is about."""
    titles = {
        AlertKind.INTERACTION: "warfarin + aspirin:",
        AlertKind.ALLERGY: "amoxicillin: allergy to penicillin:",
        AlertKind.DUPLICATE: "Duplicate: metformin:",
        AlertKind.RENAL: "Kidney: metformin:",
        AlertKind.REFILL: "Refill: metformin:",
    }
    return f"MODERATE · {titles.get(kind, '')}"


@pytest.mark.parametrize("kind", list(AlertKind), ids=str)
def test_a_moderate_alert_of_every_kind_without_a_line_is_noted_in_the_column(shown: Shown, kind: AlertKind) -> None:
    panel = shown(alarmed(an_alert_of(kind, Severity.MODERATE)))
    (note,) = panel.patient.findChildren(ModerateNote)
    spoken = " ".join(one.words() for one in note.findChildren(Label))
    assert f"What may happen by {kind.value}. What to do about {kind.value}." in spoken
    assert card_title(kind) in spoken


def test_minor_alerts_are_counted_and_opened_on_demand(shown: Shown, qtbot: QtBot) -> None:
    panel = shown(alarmed(an_alert_of(AlertKind.LACTATION, Severity.MINOR)))
    assert not panel.patient.findChildren(AlertLine)
    button(panel, "1 minor note").click()
    qtbot.waitUntil(lambda: bool(panel.patient.findChildren(AlertLine)))
    assert "What may happen by lactation. What to do about lactation." in said(panel)


def test_what_was_not_screened_names_the_medicine_and_a_name_that_is_nearly_so(shown: Shown) -> None:
    spoken = said(shown(kinds_pharmacy()))
    assert "Not screened: Xyzzin 5" in spoken
    place = spoken.index("Not screened: Paracetamoll 500")
    assert "Check it by hand. Is it paracetamol? Nothing was taken for it." in spoken[place + 1]


def test_what_was_not_checked_says_what_is_missing_and_what_to_do_and_the_same_is_said_once(shown: Shown) -> None:
    spoken = said(shown(kinds_pharmacy()))
    kidney = spoken.index("Not checked: kidney of metformin, lithium")
    assert spoken[kidney + 1] == "Missing: eGFR. Ask for a value, or check the dose by hand."
    allergies = spoken.index("Not checked: allergies")
    assert spoken[allergies + 1] == "Missing: allergy status unknown. Ask the patient, and have it recorded."
    assert "Not checked: interactions with what the patient takes" in spoken


def test_advice_for_the_patient_is_shown_once_for_all_that_it_is_about(shown: Shown) -> None:
    spoken = said(shown(kinds_pharmacy()))
    place = spoken.index("Tell the patient")
    assert spoken[place + 1 : place + 4] == [
        "warfarin, metformin: Little alcohol, never much at once.",
        "metformin: With or after food.",
        "Not clinically reviewed.",
    ]


@pytest.mark.parametrize(
    ("dated", "is_old"),
    [(date(2025, 11, 22), False), (date(2025, 11, 21), True), (None, True)],
    ids=["a year", "a year and a day", "not dated"],
)
def test_knowledge_older_than_a_year_is_said_and_is_never_clean(shown: Shown, dated: date | None, is_old: bool) -> None:
    pharmacy = alarmed()
    pharmacy.view = replace(pharmacy.view, screened=replace(pharmacy.view.screened, dated=dated, reviewed=True))
    spoken = said(shown(pharmacy))
    assert any("more than a year old" in one or "does not say how old" in one for one in spoken) is is_old
    assert ("Nothing found" in spoken) is not is_old


def test_a_warning_about_the_knowledge_itself_is_no_missing_fact(shown: Shown) -> None:
    spoken = said(
        shown(alarmed(checks=(NotChecked("knowledge", "2026.11", "A file was changed since it was sealed"),)))
    )
    assert "A file was changed since it was sealed" in spoken
    assert not [one for one in spoken if one.startswith("Not checked: knowledge")]


# --- a check without which nothing goes on --------------------------------------------------------------------


def test_the_dose_of_a_child_without_a_weight_stops_the_approval_and_f8_leads_there(shown: Shown) -> None:
    panel = shown(alarmed(checks=(CHILD_WEIGHT,)))
    (card,) = panel.patient.cards()
    assert "NOT CHECKED: DOSE" in said(panel)
    assert "Weigh the child" in " ".join(said(panel))
    assert [one.words for one in panel.left] == ["settle what was not checked of paracetamol"]
    assert not panel.approve.isEnabled()
    panel.activateWindow()
    panel.go_to_missing()
    assert panel.focusWidget() is card.measure.edit
    QTest.keyClick(panel, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert panel.focusWidget() is card._reasons, "Ctrl+O leads to the reasons all the same"


def test_the_weight_is_typed_in_the_card_and_settles_it_for_counter_staff_too(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = alarmed(checks=(CHILD_WEIGHT,))
    pharmacy.view = replace(pharmacy.view, barred=counter_pharmacy().view.barred)
    panel = shown(pharmacy)
    (card,) = panel.patient.cards()
    QTest.keyClicks(card.measure.edit, "14.5")
    QTest.keyClick(card.measure.edit, Qt.Key.Key_Return)
    assert wait_for(qtbot, pharmacy, "record_weight")[-1] == "14.5"
    qtbot.waitUntil(lambda: not panel.patient.cards())


def test_words_of_what_was_found_out_answer_it(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = alarmed(checks=(CHILD_WEIGHT,))
    panel = shown(pharmacy)
    (card,) = panel.patient.cards()
    card._reasons.choose("other", "weighed here: 14 kg, 15 mg/kg is right")
    card.press_override()
    call = wait_for(qtbot, pharmacy, "answer_alert")
    assert call[2:] == (check_key(CHILD_WEIGHT), "other", "weighed here: 14 kg, 15 mg/kg is right", "")
    qtbot.waitUntil(lambda: panel.approve.isEnabled())
    (line,) = panel.patient.findChildren(AlertLine)
    assert "NOT CHECKED: DOSE · paracetamol" in line.accessibleName()


def test_the_prescriber_can_be_asked_about_it(shown: Shown) -> None:
    panel = shown(alarmed(checks=(CHILD_WEIGHT,)))
    button(panel, "Ask prescriber").click()
    assert panel.ask.field_edit.text() == "Not checked: dose of paracetamol. Is it meant all the same?"


# --- contraindicated, hard, before, counter -------------------------------------------------------------------


def test_a_wrong_secret_is_said_below_the_card_and_the_reason_stays(shown: Shown, qtbot: QtBot) -> None:
    alert = an_alert_of(AlertKind.ALLERGY)
    pharmacy = alarmed(alert)
    panel = shown(pharmacy)
    pharmacy.refuse["answer_alert"] = Refused(AlertRefusal.PROOF_MISSING)
    (card,) = panel.patient.cards()
    card._reasons.choose("other", "asked Dr Joshi at 16:20: tolerated in May")
    assert card._proof is not None
    QTest.keyClicks(card._proof._edit, "000000")
    card.press_override()
    assert wait_for(qtbot, pharmacy, "answer_alert")[-1] == "000000"
    note = panel.patient.alerts.refusals[alert_key(alert)]
    qtbot.waitUntil(lambda: "proves again" in note.sentence())
    assert card._reasons.is_complete()


def test_an_alert_that_nobody_overrides_says_so(shown: Shown) -> None:
    panel = shown(alarmed(an_alert_of(AlertKind.ALLERGY), hard=True))
    assert button(panel, "Override").locked_because.startswith("Nobody overrides this alert")
    assert button(panel, "Ask prescriber").isEnabled()


def test_one_key_says_the_same_as_before(shown: Shown, qtbot: QtBot) -> None:
    alert = an_alert_of(AlertKind.INTERACTION)
    pharmacy = answered_before(alarmed(alert), alert)
    panel = shown(pharmacy)
    spoken = (
        "Answered before. Meera Rao, 22 Oct 2026: Prescriber confirmed that it is meant: Dr Joshi by phone, INR weekly"
    )
    assert spoken in said(panel)
    assert button(panel, "The same again").keys == "A"
    button(panel, "The same again").click()
    assert wait_for(qtbot, pharmacy, "answer_as_before")[2:] == (alert_key(alert), "")
    qtbot.waitUntil(lambda: panel.approve.isEnabled())


def test_counter_staff_find_every_decision_locked_with_who_decides(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = counter_pharmacy()
    panel = shown(pharmacy)
    why = "A pharmacist approves and overrides: Meera Rao."
    cards = [one for card in panel.patient.findChildren(AlertCard) for one in card.findChildren(Button)]
    assert [one.locked_because for one in [*cards, panel.reject, panel.ask_prescriber]] == [why] * 6
    for key in (Qt.Key.Key_F6, Qt.Key.Key_F7):
        QTest.keyClick(panel, key)
    assert panel.ask.asking is None
    QTest.keyClick(panel, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert not calls_of(pharmacy, "answer_alert")
    qtbot.waitUntil(lambda: panel.hasFocus() or panel.focusWidget() is None)


def test_what_a_site_shows_in_the_line_needs_no_card(shown: Shown) -> None:
    pharmacy = alarmed()
    alert = replace(an_alert_of(AlertKind.INTERACTION), interrupts=False)
    screened = replace(pharmacy.view.screened, alerts=(AnsweredAlert(alert, None, (1,)),))
    pharmacy.view = replace(pharmacy.view, screened=screened)
    panel = shown(pharmacy)
    assert not panel.patient.cards()


@pytest.mark.parametrize("reviewed", [False, True])
def test_what_might_be_given_instead_is_said_and_never_as_safe_by_facts_that_nobody_reviewed(
    shown: Shown, reviewed: bool
) -> None:
    alert = an_alert_of(AlertKind.INTERACTION)
    pharmacy = alarmed(alert)
    other = next(iter(pharmacy.view.products.values()))
    pharmacy.view = replace(
        pharmacy.view,
        alternatives={alert_key(alert): Alternatives((other,))},
        screened=replace(pharmacy.view.screened, reviewed=reviewed),
    )
    panel = shown(pharmacy)
    (card,) = panel.patient.cards()
    said_of_stock = next(one for one in said(panel) if one.startswith("In stock."))
    assert f"{other.name} ({other.strength_text}). Only the prescriber changes the medicine." in said_of_stock
    assert ("Not clinically reviewed: an alert may be missing." in said_of_stock) is not reviewed
    assert card.alert.in_stock_sure is reviewed


def test_that_nothing_of_the_class_is_there_is_said(shown: Shown) -> None:
    alert = an_alert_of(AlertKind.INTERACTION)
    pharmacy = alarmed(alert)
    pharmacy.view = replace(pharmacy.view, alternatives={alert_key(alert): Alternatives(())})
    assert "In stock. Nothing of the same class is there without an alert." in said(shown(pharmacy))
