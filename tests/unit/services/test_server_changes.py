"""What the review and the dispense screen are given about the order server, and what people do about it."""

from dataclasses import replace
from decimal import Decimal

from tests.factories import Pharmacy, a_patient, new_id, tablets
from tests.looking import approve
from tests.unit.services.outcomes import code_of_refusal
from tests.unit.services.server_acts import LINE, brought_to, supplied_by_others, taken
from workstation.app.server_side import server_actions
from workstation.domain import exact_json
from workstation.domain.prescription import PrescribedMedicine, Prescription
from workstation.domain.quantity import Quantity
from workstation.domain.workflow import Status
from workstation.services.counter_view import counter_view
from workstation.services.review_view import review_view
from workstation.services.routing import RoutingReason
from workstation.services.server_changes import NOTHING_LEFT, ServerChanges
from workstation.services.server_words import ServerPatient

NEW_DOSE = {"lines": (replace(LINE, dosage_instruction="1 tablet at night"),)}
PACK = Quantity(Decimal(1), "pack")


def changes(pharmacy: Pharmacy, prescription: Prescription) -> ServerChanges:
    """What the review screen is given."""
    return review_view(pharmacy.site, pharmacy.pharmacist, prescription.id).server


def test_an_order_as_it_came_has_nothing_and_may_be_declined(pharmacy: Pharmacy) -> None:
    assert changes(pharmacy, taken(pharmacy)) == replace(NOTHING_LEFT, can_decline=True)


def test_an_edit_is_unread_until_a_pharmacist_has_read_it_and_gone_after_the_approval(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.PICKING)
    taken(pharmacy, **NEW_DOSE)
    before = changes(pharmacy, prescription)
    assert before.unread
    assert [one.after for edit in before.edits for one in edit.differences] == ["1 tablet at night"]
    assert counter_view(pharmacy.site, pharmacy.counter, prescription.id).edits == before.edits
    server_actions(pharmacy.site, lambda: pharmacy.pharmacist).read_edits(prescription.id)
    assert changes(pharmacy, prescription) == replace(before, unread=False)
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id, "looked at it again")
    assert changes(pharmacy, prescription).edits == ()
    assert counter_view(pharmacy.site, pharmacy.counter, prescription.id).edits == ()


def test_only_a_pharmacist_reads_an_edit(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.PICKING)
    taken(pharmacy, **NEW_DOSE)
    actions = server_actions(pharmacy.site, lambda: pharmacy.counter)
    assert code_of_refusal(lambda: actions.read_edits(prescription.id)) == "not_allowed"
    assert changes(pharmacy, prescription).unread


def test_a_supply_in_doubt_is_given_with_the_unit_of_its_line_until_it_is_counted(pharmacy: Pharmacy) -> None:
    unclear = supplied_by_others(PACK, medicine=PrescribedMedicine("Januvia"))
    prescription = taken(pharmacy, dispenses=(unclear,))
    (supply,) = changes(pharmacy, prescription).supplies
    assert (supply.reference, supply.line, supply.supplied, supply.quantity) == (unclear.reference, 1, "Januvia", PACK)
    assert supply.unit == "tablet"
    actions = server_actions(pharmacy.site, lambda: pharmacy.pharmacist)
    actions.count_supply(unclear.reference, tablets(10), "called the pharmacy")
    assert changes(pharmacy, prescription).supplies == ()
    with pharmacy.store.read() as tx:
        rows = [exact_json.loads(row.content) for row in tx.audit._rows()]
    (row,) = [one for one in rows if one["action"] == "supply_counted"]
    assert row["facts"]["reason"] == "called the pharmacy"


def test_a_number_of_two_patients_is_asked_on_both_and_settled_on_each(pharmacy: Pharmacy) -> None:
    first = taken(pharmacy)
    other_patient = ServerPatient("Patient/2", a_patient(name="Somebody Else"), (), None, None)
    line = replace(LINE, id=new_id(), server_reference="MedicationRequest/2")
    other = taken(pharmacy, task_reference="Task/2", patient=other_patient, lines=(line,))
    (doubt,) = changes(pharmacy, first).same_numbers
    assert "Task/2" in doubt.detail
    server_actions(pharmacy.site, lambda: pharmacy.pharmacist).settle_number(doubt.attention_id, "compared with paper")
    assert changes(pharmacy, first).same_numbers == ()
    assert len(changes(pharmacy, other).same_numbers) == 1


def test_what_is_claimed_may_be_handed_back_and_what_was_supplied_may_not_be_routed(pharmacy: Pharmacy) -> None:
    claimed, _ = brought_to(pharmacy, Status.CLAIMED)
    assert changes(pharmacy, claimed).can_hand_back
    server_actions(pharmacy.site, lambda: pharmacy.counter).hand_back(claimed.id, RoutingReason.NOT_IN_TIME, "")
    assert not changes(pharmacy, claimed).can_hand_back


def test_nothing_that_was_supplied_in_part_is_routed(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.PART_SUPPLIED)
    found = changes(pharmacy, prescription)
    assert (found.can_decline, found.can_hand_back) == (False, False)
