"""Directions without an amount or a frequency do not pass approval in silence."""

import pytest

from tests.factories import Pharmacy, a_line
from tests.looking import approve
from tests.unit.services.outcomes import code_of_refusal, status_of
from tests.unit.services.test_transcription import keyed
from workstation.domain.prescription import Prescription
from workstation.domain.users import AccessRefusal
from workstation.domain.workflow import EventKind, Status
from workstation.services.directions import DirectionsGap, accept_directions, gap_in
from workstation.services.transcription import confirm_line, transcribe

INCOMPLETE = "directions_incomplete"


@pytest.mark.parametrize(
    ("text", "form", "gap"),
    [
        ("", "tablet", DirectionsGap.NOT_WRITTEN),
        ("1 tab", "tablet", DirectionsGap.NO_FREQUENCY),
        ("once a week", "tablet", DirectionsGap.NO_AMOUNT),
        ("bd", "syrup", DirectionsGap.NO_AMOUNT),
        ("as the leaflet says", "tablet", DirectionsGap.NOT_UNDERSTOOD),
        ("1 OD", "eye drops", DirectionsGap.NOT_UNDERSTOOD),
        ("1-0-1 for 5 days", "tablet", None),
        ("1 tab sos", "tablet", None),
        ("apply bd", "cream", None),
        ("2-0-0 x 3d then 1-0-0 x 3d", "tablet", None),
    ],
)
def test_what_is_missing_is_named(text: str, form: str, gap: DirectionsGap | None) -> None:
    assert gap_in(text, form) is gap


def transcribed(pharmacy: Pharmacy, directions: str) -> Prescription:
    """A claimed paper whose only line says this."""
    pharmacy.stocked()
    prescription = pharmacy.claimed(lines=())
    return transcribe(
        pharmacy.site, pharmacy.counter, prescription.id, [keyed(pharmacy, dosage_instruction=directions)]
    )


def test_directions_that_lack_the_amount_stop_the_approval_until_a_pharmacist_accepts_them(pharmacy: Pharmacy) -> None:
    prescription = transcribed(pharmacy, "once a week")
    line = prescription.lines[0].id
    assert code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == INCOMPLETE
    accept_directions(pharmacy.site, pharmacy.pharmacist, prescription.id, line)
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert status_of(pharmacy, prescription) is Status.APPROVED


def test_an_acceptance_is_for_these_words_only(pharmacy: Pharmacy) -> None:
    prescription = transcribed(pharmacy, "once a week")
    line = prescription.lines[0].id
    accept_directions(pharmacy.site, pharmacy.pharmacist, prescription.id, line)
    again = keyed(pharmacy, line_id=line, dosage_instruction="twice a week")
    confirm_line(pharmacy.site, pharmacy.counter, prescription.id, again)
    assert code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == INCOMPLETE


def test_complete_directions_are_not_asked_about(pharmacy: Pharmacy) -> None:
    prescription = transcribed(pharmacy, "1-0-1 for 10 days")
    line = prescription.lines[0].id
    refusal = code_of_refusal(lambda: accept_directions(pharmacy.site, pharmacy.pharmacist, prescription.id, line))
    assert refusal == "directions_not_asked"


def test_of_a_servers_line_the_missing_amount_is_asked_and_its_way_of_writing_is_not(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    other = pharmacy.claimed(lines=(a_line(dosage_instruction="as the leaflet says"),))
    approve(pharmacy.site, pharmacy.pharmacist, other.id)
    assert status_of(pharmacy, other) is Status.APPROVED
    weekly = pharmacy.claimed(number="RX-2", lines=(a_line(dosage_instruction="once a week"),))
    assert code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, weekly.id)) == INCOMPLETE
    accept_directions(pharmacy.site, pharmacy.pharmacist, weekly.id, weekly.lines[0].id)
    approve(pharmacy.site, pharmacy.pharmacist, weekly.id)
    assert status_of(pharmacy, weekly) is Status.APPROVED


def test_millilitres_of_a_tablet_are_corrected_and_never_accepted(pharmacy: Pharmacy) -> None:
    prescription = transcribed(pharmacy, "5 mL twice a day")
    line = prescription.lines[0].id
    assert code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == INCOMPLETE
    refusal = code_of_refusal(lambda: accept_directions(pharmacy.site, pharmacy.pharmacist, prescription.id, line))
    assert refusal == "directions_unit_contradicts"


def test_another_form_than_the_paper_names_waits_for_a_pharmacist(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed(lines=())
    line = keyed(pharmacy, dosage_instruction="1-0-1", written_text="Syp. Metformin 1-0-1")
    prescription = transcribe(pharmacy.site, pharmacy.counter, prescription.id, [line])
    assert code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == INCOMPLETE
    accept_directions(pharmacy.site, pharmacy.pharmacist, prescription.id, prescription.lines[0].id)
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert status_of(pharmacy, prescription) is Status.APPROVED


def test_the_counter_does_not_accept_directions(pharmacy: Pharmacy) -> None:
    prescription = transcribed(pharmacy, "once a week")
    line = prescription.lines[0].id
    refusal = code_of_refusal(lambda: accept_directions(pharmacy.site, pharmacy.counter, prescription.id, line))
    assert refusal == AccessRefusal.NOT_ALLOWED


def test_what_is_written_does_not_stand_in_the_event(pharmacy: Pharmacy) -> None:
    prescription = transcribed(pharmacy, "once a week")
    accept_directions(pharmacy.site, pharmacy.pharmacist, prescription.id, prescription.lines[0].id)
    with pharmacy.store.read() as tx:
        event = tx.prescriptions.events(prescription.id)[-1]
    assert event.kind is EventKind.DIRECTIONS_ACCEPTED
    assert "week" not in event.detail
