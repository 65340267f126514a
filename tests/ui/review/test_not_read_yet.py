"""A scan that still waits for the reader says so; that nothing could be read is said of nothing that was not tried."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from tests.ui.review.screen import Shown
from tests.ui.review.test_checks import identity_card, said_in
from workstation.domain.patient_match import MatchReason, MatchVerdict, PatientMatch, WrittenPatient
from workstation.services.identity import IdentityQuestion, identifiers_of
from workstation.services.screening import alert_key
from workstation.ui.components.label import Label
from workstation.ui.review.check_samples import asking_pharmacy
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.sample_alerts import WARFARIN_ASPIRIN
from workstation.ui.review.samples import PRESCRIPTION_ID, SamplePharmacy, sample_pharmacy


def _unread(pharmacy: SamplePharmacy, *, unread: bool = True) -> SamplePharmacy:
    view = pharmacy.view
    assert view.patient is not None
    match = PatientMatch(MatchVerdict.DOUBTFUL, (MatchReason.NAME_NOT_READ,))
    patient = view.patient.patient
    asked = IdentityQuestion(patient, WrittenPatient(), match, (), identifiers_of(patient), unread)
    pharmacy.view = replace(view, identity=asked, readings={} if unread else view.readings)
    return pharmacy


def _legend(panel: ReviewPanel) -> str:
    labels = panel.scan.legend.findChildren(Label)
    return " ".join(one.words() for one in labels if one.isVisibleTo(panel.scan.legend))


def test_the_card_says_that_the_scan_is_being_read_and_not_that_the_name_could_not_be(shown: Shown) -> None:
    panel = shown(_unread(asking_pharmacy(seen=None)))
    said = f"{identity_card(panel).accessibleName()} {said_in(panel)}"
    assert "The scan is being read" in said
    assert "On the paper: not read yet, it appears here by itself" in said
    assert "could" not in said


def test_a_name_that_was_looked_for_and_not_found_still_says_so(shown: Shown) -> None:
    said = said_in(shown(_unread(asking_pharmacy(seen=None), unread=False)))
    assert "The name could not be read" in said
    assert "On the paper: no name that could be read" in said


def test_no_words_are_counted_before_a_scan_is_read_and_they_are_as_soon_as_it_is(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    read = pharmacy.view
    panel = shown(_unread(pharmacy))
    assert _legend(panel) == "The scan is being read. Its words are marked when that is done."
    pharmacy.view = read
    panel.refresh()
    qtbot.waitUntil(lambda: _legend(panel).startswith("Words: read"))
    assert panel.checks.isHidden()


def test_a_moderate_alert_that_waits_to_be_noted_is_not_all_answered(shown: Shown) -> None:
    pharmacy = sample_pharmacy()
    pharmacy.answer_alert(PRESCRIPTION_ID, alert_key(WARFARIN_ASPIRIN), "already_stable", "", "")
    panel = shown(pharmacy)
    said = " ".join(label.words() for label in panel.patient.findChildren(Label))
    assert "1 major · 1 moderate · 1 to note" in said
    assert "all answered" not in said
