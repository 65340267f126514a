"""The flags of the queue: never milder than the review, and "none" only where everything was screened."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from tests.factories import TODAY, Pharmacy, a_code, a_line, a_patient, a_pharmacy, a_product, an_ingredient, tablets
from tests.fakes import FakeKnowledge, an_alert
from workstation.domain.prescription import LineSource, PrescribedMedicine, Prescription, PrescriptionLine
from workstation.domain.queue import Flag, Gap, GapKind, QueueFilter, QueueRow
from workstation.domain.screening import (
    CURRENT_UNKNOWN,
    AlertKind,
    NotChecked,
    NotScreened,
    ScreeningProfile,
    ScreeningResult,
    Severity,
)
from workstation.services.alert_answers import answer_alert
from workstation.services.flags import refresh_flags
from workstation.services.picking import scan_pack
from workstation.services.queue_view import preview_view, queue_view
from workstation.services.screening import alert_flags, alert_key, screen_prescription
from workstation.services.transcription import start_review
from workstation.services.walk_in import PaperFile, take_in_paper


@dataclass(slots=True)
class DoubtingKnowledge(FakeKnowledge):
    """Knows no medicine with an "x" in its text, and no allergy to unicorns."""

    def screen(self, profile: ScreeningProfile) -> ScreeningResult:
        """What the fake says, and what was left out."""
        entries = (*profile.medicines, *(profile.current or ()))
        left_out = tuple(NotScreened(one.text) for one in entries if "x" in one.text.lower())
        unclear = tuple(
            NotChecked("allergy", one, 'the meaning of "unicorn"')
            for one in profile.allergies or ()
            if "unicorn" in one
        )
        found = FakeKnowledge.screen(self, profile)
        return replace(found, not_screened=left_out, not_checked=unclear)


@pytest.fixture
def doubting() -> Iterator[Pharmacy]:
    """With metformin in stock."""
    with a_pharmacy(DoubtingKnowledge()) as opened:
        opened.stocked()
        yield opened


def shown(pharmacy: Pharmacy, prescription: Prescription) -> QueueRow:
    """Its row after the flags were worked out anew."""
    with pharmacy.store.begin() as tx:
        refresh_flags(tx, pharmacy.site, prescription)
    return row_of(pharmacy, prescription)


def row_of(pharmacy: Pharmacy, prescription: Prescription) -> QueueRow:
    """Its row as stored."""
    rows = queue_view(pharmacy.site, pharmacy.counter, QueueFilter()).rows
    return next(row for row in rows if row.id == prescription.id)


def gaps_of(pharmacy: Pharmacy, prescription: Prescription) -> tuple[Gap, ...]:
    """What the preview says was not screened."""
    return preview_view(pharmacy.site, pharmacy.counter, prescription.id).gaps


def a_medicine(text: str, position: int = 1) -> PrescriptionLine:
    """A line of the server of which only the text is known."""
    return a_line(position=position, medicine=PrescribedMedicine(text))


def a_draft(text: str, position: int = 1) -> PrescriptionLine:
    """Read from a scan, confirmed by nobody, no product found."""
    return replace(a_medicine(text, position), source=LineSource.TRANSCRIBED, server_reference="")


# --- "none" ---------------------------------------------------------------------------------------------------


def test_what_was_screened_without_a_finding_is_clear(doubting: Pharmacy) -> None:
    prescription = doubting.received()
    row = shown(doubting, prescription)
    assert (row.flags, row.is_clear, gaps_of(doubting, prescription)) == ((), True, ())


def test_a_scan_that_nobody_has_read_is_never_shown_as_free_of_alerts(doubting: Pharmacy) -> None:
    prescription = doubting.received(lines=())
    assert not row_of(doubting, prescription).is_clear
    assert row_of(doubting, prescription).shown_flags == (Flag.NOT_SCREENED,)
    assert shown(doubting, prescription).flags == (Flag.NOT_SCREENED,)
    assert gaps_of(doubting, prescription) == (Gap(GapKind.NO_LINE),)


def test_a_scan_that_nobody_has_confirmed_is_never_shown_as_free_of_alerts(doubting: Pharmacy) -> None:
    row = shown(doubting, doubting.received(lines=(a_draft("metformin 500"),)))
    assert (row.flags, row.is_clear) == ((), False)


def test_a_line_that_was_not_screened_is_flagged_and_named(doubting: Pharmacy) -> None:
    prescription = doubting.received(lines=(a_draft("metformin 500"), a_draft("Xyzol 20", 2)))
    assert shown(doubting, prescription).flags == (Flag.NOT_SCREENED,)
    assert gaps_of(doubting, prescription) == (Gap(GapKind.LINE, "Xyzol 20", 2),)


def test_an_allergy_that_is_understood_in_part_keeps_the_queue_from_saying_none(doubting: Pharmacy) -> None:
    prescription = doubting.received(allergies=("penicillin, unicorn",))
    row = shown(doubting, prescription)
    assert (row.flags, row.is_clear) == ((Flag.NOT_SCREENED,), False)
    assert gaps_of(doubting, prescription) == (
        Gap(GapKind.ALLERGY, "penicillin, unicorn", missing='the meaning of "unicorn"'),
    )


def test_a_current_medicine_that_is_not_known_is_named(doubting: Pharmacy) -> None:
    prescription = doubting.received()
    assert prescription.patient_id is not None
    with doubting.store.begin() as tx:
        tx.patients.save_current_medicines(prescription.patient_id, ("Xanadu drops",))
    assert shown(doubting, prescription).flags == (Flag.NOT_SCREENED,)
    assert gaps_of(doubting, prescription) == (Gap(GapKind.CURRENT, "Xanadu drops"),)


def test_a_prescription_of_nobody_known_is_not_free_of_alerts(doubting: Pharmacy) -> None:
    prescription = replace(doubting.received(), patient_id=None)
    with doubting.store.begin() as tx:
        tx.prescriptions.save(prescription)
    assert shown(doubting, prescription).flags == (Flag.NOT_SCREENED,)
    assert gaps_of(doubting, prescription) == (Gap(GapKind.PATIENT),)


def test_paper_taken_in_here_says_at_once_that_it_is_not_screened(doubting: Pharmacy) -> None:
    paper = take_in_paper(doubting.site, doubting.counter, PaperFile(b"scan", "image/png"))
    assert Flag.NOT_SCREENED in row_of(doubting, paper).flags


# --- never milder than the review -----------------------------------------------------------------------------


def test_a_draft_raises_the_flag_that_the_review_raises(doubting: Pharmacy) -> None:
    prescription = doubting.received(lines=(a_medicine("warfarin 5"), a_draft("aspirin 75", 2)))
    assert Flag.INTERACTION_MAJOR in shown(doubting, prescription).flags
    seen = preview_view(doubting.site, doubting.counter, prescription.id).screened
    assert seen == screen_prescription(doubting.site, doubting.pharmacist, prescription.id)
    assert [one.positions for one in seen.alerts] == [(1, 2)]


@pytest.mark.parametrize("kind", [one for one in AlertKind if one is not AlertKind.ALLERGY])
@pytest.mark.parametrize(
    ("severity", "at_least"),
    [
        (Severity.CONTRAINDICATED, {Flag.CONTRAINDICATED}),
        (Severity.MAJOR, {Flag.INTERACTION_MAJOR, Flag.MAJOR}),
        (Severity.MINOR, {Flag.MINOR, Flag.DUPLICATE, Flag.CHILD_DOSE}),
    ],
)
def test_the_worst_severity_has_a_flag_whatever_kind_of_alert_it_is(
    kind: AlertKind, severity: Severity, at_least: set[Flag]
) -> None:
    alert = replace(an_alert("r", kind, ("a", "b"), ("a", "b")), severity=severity)
    result = ScreeningResult("p", (alert,), (), (), (), "1")
    assert alert_flags(result) & at_least


def test_an_answered_alert_keeps_its_flag_during_the_review(doubting: Pharmacy) -> None:
    lines = (a_medicine("warfarin 5"), a_medicine("aspirin 75", 2))
    prescription = doubting.claimed(lines=lines)
    start_review(doubting.site, doubting.pharmacist, prescription.id)
    assert Flag.INTERACTION_MAJOR in row_of(doubting, prescription).flags
    (alert,) = screen_prescription(doubting.site, doubting.pharmacist, prescription.id).alerts
    answer_alert(doubting.site, doubting.pharmacist, prescription.id, alert_key(alert.alert), "monitoring_arranged")
    assert Flag.INTERACTION_MAJOR in row_of(doubting, prescription).flags


def test_a_second_prescription_of_the_same_patient_flags_the_first_too(doubting: Pharmacy) -> None:
    patient = a_patient()
    first = doubting.received(patient=patient, lines=(a_medicine("warfarin 5"),))
    assert Flag.INTERACTION_MAJOR not in shown(doubting, first).flags
    second = doubting.received(patient=patient, lines=(a_medicine("aspirin 75"),))
    assert Flag.INTERACTION_MAJOR in shown(doubting, second).flags
    assert Flag.INTERACTION_MAJOR in row_of(doubting, first).flags


def test_the_product_keyed_when_a_review_begins_is_flagged(doubting: Pharmacy) -> None:
    parts = (an_ingredient("morphine", "10"),)
    product = doubting.stocked(a_product(name="Morcontin", ingredients=parts, schedule="X"))
    medicine = PrescribedMedicine("Morcontin 10 tablet", product.ingredients, "tablet")
    prescription = doubting.claimed(lines=(a_line(medicine=medicine),))
    start_review(doubting.site, doubting.pharmacist, prescription.id)
    assert Flag.CONTROLLED in row_of(doubting, prescription).flags


# --- what the review and the dispensing will say ----------------------------------------------------------------


def test_stock_that_does_not_cover_the_quantity_is_flagged(doubting: Pharmacy) -> None:
    """100 tablets lie in the shelf."""
    few = doubting.received(lines=(a_line(quantity_prescribed=tablets(100)),))
    assert Flag.NO_STOCK not in shown(doubting, few).flags
    many = doubting.received(lines=(a_line(quantity_prescribed=tablets(101)),))
    assert Flag.NO_STOCK in shown(doubting, many).flags


def test_what_lies_on_the_counter_for_it_is_not_missed_in_the_shelf() -> None:
    with a_pharmacy() as pharmacy:
        product = pharmacy.stocked(batches=[("B1", TODAY + timedelta(days=365), 10)])
        prescription = pharmacy.approved(lines=(a_line(quantity_prescribed=tablets(10)),))
        scan_pack(pharmacy.site, pharmacy.counter, prescription.id, a_code(product))
        assert Flag.NO_STOCK not in shown(pharmacy, prescription).flags


def test_directions_that_do_not_say_how_much_are_flagged_until_it_is_approved(doubting: Pharmacy) -> None:
    unclear = doubting.received(lines=(a_line(dosage_instruction="once daily"),))
    assert Flag.DIRECTIONS in shown(doubting, unclear).flags
    assert Flag.DIRECTIONS not in shown(doubting, doubting.received()).flags


@dataclass(slots=True)
class UnsureKnowledge(FakeKnowledge):
    """Checks lack facts."""

    lacks: tuple[NotChecked, ...] = (CURRENT_UNKNOWN,)

    def screen(self, profile: ScreeningProfile) -> ScreeningResult:
        """What the fake says, and what could not be checked."""
        # Not super(): a dataclass with slots is another class than the one whose body this is.
        return replace(FakeKnowledge.screen(self, profile), not_checked=self.lacks)


def test_a_check_that_could_not_be_made_keeps_the_queue_from_saying_none() -> None:
    with a_pharmacy(UnsureKnowledge()) as pharmacy:
        pharmacy.stocked()
        row = shown(pharmacy, pharmacy.received())
        assert (row.flags, row.is_clear) == ((Flag.FACTS_MISSING,), False)


def test_only_a_check_without_which_nothing_goes_on_is_a_flag_to_look_at() -> None:
    weight = NotChecked("dose", "paracetamol", "weight", interrupts=True)
    with a_pharmacy(UnsureKnowledge(lacks=(weight, CURRENT_UNKNOWN))) as pharmacy:
        pharmacy.stocked()
        assert shown(pharmacy, pharmacy.received()).flags == (Flag.NOT_CHECKED, Flag.FACTS_MISSING)
