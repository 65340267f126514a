"""A prescription that the server changes under our hands: at every stage the checks are void and the work stops."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import TODAY, Pharmacy, a_code, a_patient, an_ingredient, tablets
from tests.looking import approve, check_accuracy
from tests.unit.services.counter_acts import bagged, handed_over, scanned
from tests.unit.services.outcomes import code_of_refusal, refused, status_of
from tests.unit.services.server_acts import LINE, allocated, attentions, brought_to, events_of, taken, told
from workstation.domain.edits import Difference, EditedField, edit_from
from workstation.domain.outbox import OutboxState
from workstation.domain.patient import Allergy
from workstation.domain.prescription import LineBlock, PrescribedMedicine, Prescriber
from workstation.domain.quantity import Quantity
from workstation.domain.workflow import EventKind, Status
from workstation.services.edits import unseen_edits
from workstation.services.handover import hand_over, make_ready
from workstation.services.picking import scan_pack
from workstation.services.server_words import ServerPatient

F = EditedField
OTHER = PrescribedMedicine("Metformin 850 mg tablet", (an_ingredient(strength="850"),), "tablet")
OF_LINE: list[tuple[dict[str, Any], Difference]] = [
    ({"medicine": OTHER}, Difference(F.MEDICINE, "Metformin 500 mg tablet", "Metformin 850 mg tablet", 1)),
    ({"dosage_instruction": "1 at night"}, Difference(F.DIRECTIONS, "1 tablet twice a day", "1 at night", 1)),
    ({"quantity_prescribed": tablets(30)}, Difference(F.QUANTITY, "20 tablets", "30 tablets", 1)),
    ({"days_supply": 30}, Difference(F.DAYS_SUPPLY, "10", "30", 1)),
    ({"repeats_allowed": 2}, Difference(F.REPEATS, "0", "2", 1)),
    ({"substitution_allowed": False}, Difference(F.SUBSTITUTION, "yes", "no", 1)),
    ({"block": LineBlock.DO_NOT_PERFORM}, Difference(F.BLOCK, "", "do_not_perform", 1)),
]
NEW_DOSE = {"lines": (replace(LINE, dosage_instruction="1 tablet at night"),)}
WORKED_ON = [Status.CLAIMED, Status.APPROVED, Status.PICKING, Status.CHECKED, Status.READY, Status.PART_SUPPLIED]


@pytest.mark.parametrize(("change", "difference"), OF_LINE, ids=lambda one: str(getattr(one, "field", "")))
def test_the_event_says_what_was_changed_in_a_line(
    pharmacy: Pharmacy, change: dict[str, Any], difference: Difference
) -> None:
    prescription, _ = brought_to(pharmacy, Status.PICKING)
    taken(pharmacy, lines=(replace(LINE, **change),))
    (event,) = events_of(pharmacy, prescription, EventKind.EDITED_AT_SERVER)
    assert edit_from(event.detail).differences == (difference,)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"prescriber": Prescriber("Dr. Other", "MMC-9")}, F.PRESCRIBER),
        ({"valid_until": TODAY + timedelta(days=5)}, F.VALID_UNTIL),
        ({"authored_on": TODAY - timedelta(days=5)}, F.AUTHORED_ON),
        ({"patient": ServerPatient("Patient/2", a_patient(), (), None, None)}, F.PATIENT),
        ({"lines": ()}, F.LINE_REMOVED),
    ],
)
def test_a_change_of_the_header_is_an_edit_and_names_no_patient(
    pharmacy: Pharmacy, change: dict[str, Any], field: EditedField
) -> None:
    prescription, _ = brought_to(pharmacy, Status.PICKING)
    taken(pharmacy, **change)
    (event,) = events_of(pharmacy, prescription, EventKind.EDITED_AT_SERVER)
    assert [one.field for one in edit_from(event.detail).differences] == [field]
    assert "Deshpande" not in event.detail


@pytest.mark.parametrize("stage", WORKED_ON)
def test_at_every_stage_an_edit_makes_the_checks_void_and_frees_the_packs(pharmacy: Pharmacy, stage: Status) -> None:
    prescription, _ = brought_to(pharmacy, stage)
    had_packs = allocated(pharmacy, prescription) > 0
    taken(pharmacy, **NEW_DOSE)
    (event,) = events_of(pharmacy, prescription, EventKind.EDITED_AT_SERVER)
    edit = edit_from(event.detail)
    expected = {
        Status.CLAIMED: (),
        Status.APPROVED: ("approval",),
        Status.PICKING: ("approval",),
        Status.CHECKED: ("approval", "accuracy_check"),
        Status.READY: ("approval", "accuracy_check", "ready"),
        Status.PART_SUPPLIED: ("approval",),
    }[stage]
    assert (edit.stage, edit.voided) == (stage.value, expected + (("packs",) if had_packs else ()))
    assert allocated(pharmacy, prescription) == 0
    after = Status.PART_SUPPLIED if stage is Status.PART_SUPPLIED else Status.CLAIMED
    assert status_of(pharmacy, prescription) is after


def test_one_that_nobody_has_worked_on_is_just_renewed(pharmacy: Pharmacy) -> None:
    prescription = taken(pharmacy)
    again = taken(pharmacy, **NEW_DOSE)
    assert again.lines[0].dosage_instruction == "1 tablet at night"
    assert events_of(pharmacy, prescription, EventKind.EDITED_AT_SERVER) == []


def test_every_step_stops_with_old_and_new(pharmacy: Pharmacy) -> None:
    prescription, product = brought_to(pharmacy, Status.READY)
    taken(pharmacy, **NEW_DOSE)
    site, counter, pharmacist = pharmacy.site, pharmacy.counter, pharmacy.pharmacist
    steps = [
        lambda: scan_pack(site, counter, prescription.id, a_code(product)),
        lambda: check_accuracy(site, pharmacist, prescription.id),
        lambda: make_ready(site, counter, prescription.id, "H-01"),
        lambda: hand_over(site, counter, prescription.id),
    ]
    for step in steps:
        refusal = refused(step)
        assert refusal.code.value == "edited_at_server"
        assert refusal.facts["changes"] == "line 1, directions: 1 tablet twice a day → 1 tablet at night"


def test_the_pharmacist_is_shown_the_change_once_and_then_approves_anew(pharmacy: Pharmacy) -> None:
    prescription, product = brought_to(pharmacy, Status.PICKING)
    taken(pharmacy, **NEW_DOSE)
    taken(pharmacy, lines=(replace(LINE, dosage_instruction="2 at night", days_supply=5),))
    refusal = refused(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id))
    assert (refusal.code.value, refusal.facts["count"]) == ("edited_at_server", 3)
    assert unseen_edits(pharmacy.site, pharmacy.pharmacist, prescription.id) == ()
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    for _ in range(2):
        scanned(pharmacy, prescription, product)
    bagged(pharmacy, prescription)
    handed_over(pharmacy, prescription)
    assert status_of(pharmacy, prescription) is Status.HANDED_OVER


def test_a_change_of_a_change_is_shown_too(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.PICKING)
    taken(pharmacy, **NEW_DOSE)
    refused(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id))
    taken(pharmacy)
    assert len(unseen_edits(pharmacy.site, pharmacy.pharmacist, prescription.id)) == 1
    code = code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id))
    assert code == "edited_at_server"


def test_an_approval_that_is_void_is_not_told_any_more(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.APPROVED)
    taken(pharmacy, **NEW_DOSE)
    assert told(pharmacy, prescription) == [("accepted", "claimed"), ("in-progress", "in-review")]
    assert told(pharmacy, prescription, OutboxState.WITHDRAWN) == [("in-progress", "approved")]


def test_an_edit_after_the_supply_is_raised_once_and_changes_nothing_of_what_was_supplied(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.HANDED_OVER)
    for _ in range(2):
        kept = taken(pharmacy, lines=(replace(LINE, quantity_prescribed=tablets(40)),))
    assert attentions(pharmacy, prescription) == ["edited_after_supply"]
    assert status_of(pharmacy, prescription) is Status.HANDED_OVER
    assert kept.lines[0].quantity_prescribed == tablets(20)


def test_an_edit_after_a_part_supply_is_raised_and_what_was_supplied_still_counts(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.PART_SUPPLIED)
    taken(pharmacy, lines=(replace(LINE, quantity_prescribed=tablets(30)),))
    assert attentions(pharmacy, prescription) == ["edited_after_supply"]
    with pharmacy.store.read() as tx:
        assert [row.owing for row in tx.prescriptions.progress(prescription.id)] == [tablets(20)]


def test_a_line_that_was_away_comes_back_with_what_was_supplied_of_it(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.PART_SUPPLIED)
    taken(pharmacy, lines=())
    again = taken(pharmacy)
    assert again.lines[0].id == LINE.id
    with pharmacy.store.read() as tx:
        assert [row.owing for row in tx.prescriptions.progress(prescription.id)] == [tablets(10)]


@pytest.mark.parametrize(
    "change",
    [
        {"patient": ServerPatient("Patient/1", a_patient(), (Allergy("metformin"),), None, None)},
        {"patient": ServerPatient("Patient/1", a_patient(), (), ("renal failure",), None)},
        {"patient": ServerPatient("Patient/1", a_patient(), (), None, ("warfarin 5 mg",))},
        {
            "patient": ServerPatient(
                "Patient/1", a_patient(weight=Quantity(Decimal(41), "kg"), weight_date=TODAY), (), None, None
            )
        },
    ],
    ids=["allergy", "condition", "current medicine", "weight"],
)
def test_what_is_new_of_the_patient_after_the_approval_stops_the_scan(
    pharmacy: Pharmacy, change: dict[str, Any]
) -> None:
    prescription, product = brought_to(pharmacy, Status.APPROVED)
    taken(pharmacy, **change)
    refusal = refused(lambda: scanned(pharmacy, prescription, product))
    assert (refusal.code.value, refusal.facts.get("why")) == ("not_approved", "facts_changed")
