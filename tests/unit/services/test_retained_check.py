"""An unchanged repeat keeps the clinical check of the one before it; each edit ends that and says why."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from tests.factories import (
    Pharmacy,
    a_code,
    a_line,
    a_pack,
    a_patient,
    a_pharmacy,
    a_product,
    a_schedule,
    an_ingredient,
    tablets,
)
from tests.fakes import FakeKnowledge
from tests.looking import answer_questions, approve, look
from tests.unit.services.counter_acts import supplied
from tests.unit.services.outcomes import queued, refused, status_of
from workstation.domain.compliance import CompliancePack
from workstation.domain.medicine import Product
from workstation.domain.patient import Allergy, Patient
from workstation.domain.prescription import PrescribedMedicine, Prescription, PrescriptionLine
from workstation.domain.retained_check import Cause
from workstation.domain.workflow import EventKind, Status
from workstation.services.approval import reject
from workstation.services.picking import scan_pack
from workstation.services.ports import Transaction
from workstation.services.retained_check import RetainedCheck, keep_check
from workstation.services.review_view import review_view
from workstation.services.weighing import record_weight

DAYS = 20
"""Between the supply and its repeat: the tablets of ten days are used up."""


class Repeats:
    """Metformin for one patient: checked and supplied once, and prescribed again later."""

    def __init__(self, pharmacy: Pharmacy) -> None:
        self.pharmacy = pharmacy
        self.patient = a_patient()
        self.product = pharmacy.stocked()
        with pharmacy.store.begin() as tx:
            tx.patients.save(self.patient, f"Patient/{self.patient.id}")
            tx.patients.save_current_medicines(self.patient.id, [])

    def first(self, **changes: object) -> Prescription:
        """Checked by the pharmacist, and handed over."""
        prescription = self.pharmacy.approved(patient=self.patient, **changes)
        supplied(self.pharmacy, prescription, self.product)
        return prescription

    def again(self, days: float = DAYS, **changes: object) -> Prescription:
        """Prescribed and claimed some days later, with the products that are certain keyed."""
        self.pharmacy.clock.forward(days=days)
        changes = {"authored_on": self.pharmacy.site.today(), **changes}
        prescription = self.pharmacy.claimed(patient=self.patient, **changes)
        look(self.pharmacy.site, prescription.id)
        answer_questions(self.pharmacy.site, self.pharmacy.pharmacist, prescription.id)
        return prescription

    def found(self, prescription: Prescription) -> RetainedCheck | None:
        """What the review says of it."""
        return review_view(self.pharmacy.site, self.pharmacy.counter, prescription.id).retained

    def causes(self, prescription: Prescription) -> list[tuple[Cause, str, str]]:
        """Why the check is not kept."""
        found = self.found(prescription)
        assert found is not None
        return [(one.cause, one.before, one.after) for one in found.changes]

    def keep(self, prescription: Prescription) -> RetainedCheck:
        """By somebody at the counter."""
        seen = look(self.pharmacy.site, prescription.id).fingerprint
        return keep_check(self.pharmacy.site, self.pharmacy.counter, prescription.id, seen)


@pytest.fixture
def repeats(pharmacy: Pharmacy) -> Repeats:
    """On an empty store."""
    return Repeats(pharmacy)


def with_pack(repeats: Repeats, pack: CompliancePack) -> None:
    """The site decides otherwise."""
    repeats.pharmacy = replace(repeats.pharmacy, site=replace(repeats.pharmacy.site, compliance=pack))


# --- kept -----------------------------------------------------------------------------------------------------


def test_an_unchanged_repeat_keeps_its_check_and_the_counter_goes_on_with_it(repeats: Repeats) -> None:
    first = repeats.first()
    again = repeats.again()
    kept = repeats.keep(again)
    assert (kept.number, kept.by, kept.changes) == (first.number, repeats.pharmacy.pharmacist.name, ())
    assert (kept.on, kept.until) == (date(2026, 11, 22), date(2027, 5, 22))
    assert status_of(repeats.pharmacy, again) is Status.APPROVED
    assert (
        scan_pack(repeats.pharmacy.site, repeats.pharmacy.counter, again.id, a_code(repeats.product)).packs_scanned == 1
    )


def test_the_server_hears_whose_check_it_is_and_nobody_signs_what_he_did_not_see(repeats: Repeats) -> None:
    first = repeats.first()
    again = repeats.again()
    repeats.keep(again)
    told = queued(repeats.pharmacy, again)
    (change,) = [one for one in told if one.body.get("business_status") == "approved"]
    assert change.body["reason"] == f"the clinical check of {first.number}, 2026-11-22, is kept"
    assert not [one for one in told if one.target == "Provenance"]
    assert [one for one in queued(repeats.pharmacy, first) if one.target == "Provenance"]


def test_a_check_that_was_kept_makes_no_check_live_longer(repeats: Repeats) -> None:
    repeats.first()
    again = repeats.again()
    repeats.keep(again)
    supplied(repeats.pharmacy, again, repeats.product)
    third = repeats.found(repeats.again())
    assert third is not None
    assert (third.on, third.kept) == (date(2026, 11, 22), True)


def test_a_medicine_that_was_never_checked_has_no_earlier_check(repeats: Repeats) -> None:
    repeats.first()
    other = a_product(name="Mox", ingredients=(an_ingredient("amoxicillin"),))
    repeats.pharmacy.stocked(other)
    medicine = PrescribedMedicine("Amoxicillin 500 mg", other.ingredients, "tablet")
    assert repeats.found(repeats.again(lines=(a_line(medicine=medicine),))) is None


def test_of_another_person_nothing_is_kept(repeats: Repeats) -> None:
    repeats.first()
    repeats.patient = a_patient(name="Lakshmi Narayanan")
    again = repeats.again()
    assert repeats.found(again) is None
    assert refused(lambda: repeats.keep(again)).code.value == "no_earlier_check"


# --- what ends it ---------------------------------------------------------------------------------------------

LineChange = tuple[dict[str, object], tuple[Cause, str, str]]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"dosage_instruction": "2 tablets twice a day"},
            (Cause.DIRECTIONS, "1 tablet twice a day", "2 tablets twice a day"),
        ),
        ({"quantity_prescribed": tablets(30)}, (Cause.QUANTITY, "20 tablets", "30 tablets")),
        ({"days_supply": 15}, (Cause.DAYS_SUPPLY, "10", "15")),
        ({"repeats_allowed": 2}, (Cause.REPEATS, "0", "2")),
    ],
    ids=["directions", "quantity", "days", "repeats"],
)
def test_an_edit_of_a_line_ends_the_check_and_says_which(
    repeats: Repeats, changed: dict[str, object], said: tuple[Cause, str, str]
) -> None:
    repeats.first()
    again = repeats.again(lines=(a_line(**changed),))
    assert said in repeats.causes(again)
    refusal = refused(lambda: repeats.keep(again))
    assert refusal.code.value == "check_not_kept"
    assert f"{said[1]} → {said[2]}" in str(refusal.facts["because"])
    assert status_of(repeats.pharmacy, again) is not Status.APPROVED


def test_another_strength_is_another_medicine(repeats: Repeats) -> None:
    repeats.first()
    stronger = a_product(name="Glycomet 850", ingredients=(an_ingredient(strength="850"),))
    repeats.pharmacy.stocked(stronger)
    medicine = PrescribedMedicine("Metformin 850 mg tablet", stronger.ingredients, "tablet")
    again = repeats.again(lines=(a_line(medicine=medicine),))
    assert (Cause.MEDICINE, "Metformin 500 mg tablet", "Metformin 850 mg tablet") in repeats.causes(again)
    assert (Cause.PRODUCT, "Glycomet 500", "Glycomet 850") in repeats.causes(again)


def test_a_line_more_ends_the_check(repeats: Repeats) -> None:
    repeats.first()
    other = a_product(name="Ecosprin 75", ingredients=(an_ingredient("aspirin", "75"),))
    repeats.pharmacy.stocked(other)
    medicine = PrescribedMedicine("Aspirin 75 mg", other.ingredients, "tablet")
    again = repeats.again(lines=(a_line(), a_line(position=2, medicine=medicine)))
    assert repeats.causes(again) == [(Cause.LINE_ADDED, "", "Aspirin 75 mg")]


def test_what_the_catalogue_says_otherwise_of_the_product_ends_the_check(repeats: Repeats) -> None:
    repeats.first()
    with repeats.pharmacy.store.begin() as tx:
        tx.products.save([replace(repeats.product, modified_release=True)])
    assert Cause.PRODUCT in [cause for cause, _, _ in repeats.causes(repeats.again(lines=(keyed(repeats.product),)))]


def keyed(product: Product) -> PrescriptionLine:
    """A line for which this product was chosen."""
    return a_line(product_id=product.id)


def recorded(act: Callable[[Transaction, Patient], None]) -> Callable[[Repeats, Prescription], None]:
    """Something new is on record of the patient."""

    def write(repeats: Repeats, _again: Prescription) -> None:
        with repeats.pharmacy.store.begin() as tx:
            act(tx, repeats.patient)

    return write


def _allergy(tx: Transaction, patient: Patient) -> None:
    tx.patients.save_allergies(patient.id, [Allergy("penicillin")])


def _pregnancy(tx: Transaction, patient: Patient) -> None:
    tx.patients.save_conditions(patient.id, ["Pregnancy"])


def _taken(tx: Transaction, patient: Patient) -> None:
    tx.patients.save_current_medicines(patient.id, ["aspirin 75"])


def _born(tx: Transaction, patient: Patient) -> None:
    tx.patients.save(replace(patient, birth_date=date(1950, 1, 1)), f"Patient/{patient.id}")


def _weighed(repeats: Repeats, again: Prescription) -> None:
    record_weight(repeats.pharmacy.site, repeats.pharmacy.counter, again.id, "61")


@pytest.mark.parametrize(
    ("happens", "cause", "after"),
    [
        (recorded(_allergy), Cause.ALLERGIES, "penicillin"),
        (recorded(_pregnancy), Cause.CONDITIONS, "Pregnancy (not known before)"),
        (recorded(_taken), Cause.CURRENT_MEDICINES, "aspirin 75"),
        (recorded(_born), Cause.PERSON, ""),
        (_weighed, Cause.WEIGHT, "61 kg (2026-12-12)"),
    ],
    ids=["an allergy", "a pregnancy", "a current medicine", "the birth date", "the weight"],
)
def test_what_is_known_of_the_patient_by_now_ends_the_check_and_is_said(
    repeats: Repeats, happens: Callable[[Repeats, Prescription], None], cause: Cause, after: str
) -> None:
    repeats.first()
    again = repeats.again()
    assert repeats.causes(again) == []
    happens(repeats, again)
    found = repeats.causes(again)
    assert cause in [one for one, _, _ in found]
    assert next(said for one, _, said in found if one is cause) == after
    assert refused(lambda: repeats.keep(again)).code.value in ("check_not_kept", "identity_not_confirmed")


def test_another_edition_of_the_knowledge_ends_the_check() -> None:
    knowledge = FakeKnowledge()
    with a_pharmacy(knowledge) as pharmacy:
        repeats = Repeats(pharmacy)
        repeats.first()
        knowledge.edition = "fake-2"
        assert repeats.causes(repeats.again()) == [(Cause.EDITION, "fake-1", "fake-2")]


def test_a_medicine_that_waits_or_was_supplied_meanwhile_ends_the_check(repeats: Repeats) -> None:
    repeats.first()
    other = a_product(name="Ecosprin 75", ingredients=(an_ingredient("aspirin", "75"),))
    repeats.pharmacy.stocked(other)
    medicine = PrescribedMedicine("Aspirin 75 mg", other.ingredients, "tablet")
    repeats.again(1, lines=(a_line(medicine=medicine),))
    assert repeats.causes(repeats.again()) == [(Cause.CURRENT_MEDICINES, "", "aspirin 75")]


def test_the_time_is_over_after_six_months_to_the_day(repeats: Repeats) -> None:
    repeats.first()
    assert repeats.causes(repeats.again(181)) == []
    with_pack(repeats, a_pack(check_months=5))
    assert repeats.causes(repeats.again(0))[0] == (Cause.EXPIRED, "", "2027-04-22")


def test_a_site_that_keeps_no_check_says_nothing_of_earlier_ones(repeats: Repeats) -> None:
    repeats.first()
    with_pack(repeats, a_pack(check_months=0))
    again = repeats.again()
    assert repeats.found(again) is None
    assert refused(lambda: repeats.keep(again)).code.value == "no_earlier_check"


def test_a_controlled_medicine_is_checked_each_time(repeats: Repeats) -> None:
    repeats.first()
    again = repeats.again()
    with_pack(repeats, a_pack(schedules={"H": a_schedule("H", controlled=True, emergency_supply_days=0)}))
    assert repeats.causes(again) == [(Cause.CONTROLLED, "", "Glycomet 500")]


def test_a_check_in_spite_of_an_alert_that_interrupts_is_made_each_time() -> None:
    with a_pharmacy() as pharmacy:
        repeats = Repeats(pharmacy)
        repeats.product = pharmacy.stocked(a_product(name="Warf 5", ingredients=(an_ingredient("warfarin", "5"),)))
        line = a_line(medicine=PrescribedMedicine("Warfarin 5 mg", repeats.product.ingredients, "tablet"))
        repeats.first(lines=(line,), allergies=["warfarin"])
        again = repeats.again(lines=(replace(line, id=a_line().id),), allergies=["warfarin"])
        assert (Cause.OVERRIDDEN, "", "") in repeats.causes(again)


def test_a_check_of_what_was_rejected_afterwards_does_not_count(repeats: Repeats) -> None:
    first = repeats.pharmacy.approved(patient=repeats.patient)
    reject(repeats.pharmacy.site, repeats.pharmacy.pharmacist, first.id, "wrong patient")
    assert (Cause.WITHDRAWN, "", "") in repeats.causes(repeats.again())


def test_only_the_last_check_of_a_medicine_counts(repeats: Repeats) -> None:
    repeats.first()
    double = repeats.again(lines=(a_line(dosage_instruction="2 tablets twice a day"),))
    approve(repeats.pharmacy.site, repeats.pharmacy.pharmacist, double.id)
    supplied(repeats.pharmacy, double, repeats.product)
    assert (Cause.DIRECTIONS, "2 tablets twice a day", "1 tablet twice a day") in repeats.causes(repeats.again())


# --- the approval of the prescription itself ------------------------------------------------------------------


@pytest.fixture
def approved(pharmacy: Pharmacy) -> tuple[Pharmacy, Prescription, Product]:
    """One that may be picked."""
    product = pharmacy.stocked()
    return pharmacy, pharmacy.approved(), product


def test_an_approval_that_counts_no_more_says_why_at_the_scan_and_in_the_review(
    approved: tuple[Pharmacy, Prescription, Product],
) -> None:
    pharmacy, prescription, product = approved
    assert prescription.patient_id is not None
    with pharmacy.store.begin() as tx:
        tx.patients.save_allergies(prescription.patient_id, [Allergy("penicillin")])
    refusal = refused(lambda: scan_pack(pharmacy.site, pharmacy.counter, prescription.id, a_code(product)))
    assert (refusal.facts["why"], refusal.facts["because"]) == ("facts_changed", "allergies: - → penicillin")
    (change,) = review_view(pharmacy.site, pharmacy.pharmacist, prescription.id).void
    assert (change.cause, change.after) == (Cause.ALLERGIES, "penicillin")


def test_it_counts_again_once_a_pharmacist_has_looked(approved: tuple[Pharmacy, Prescription, Product]) -> None:
    pharmacy, prescription, product = approved
    record_weight(pharmacy.site, pharmacy.counter, prescription.id, "61")
    assert [one.cause for one in review_view(pharmacy.site, pharmacy.counter, prescription.id).void] == [Cause.WEIGHT]
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert review_view(pharmacy.site, pharmacy.counter, prescription.id).void == ()
    assert scan_pack(pharmacy.site, pharmacy.counter, prescription.id, a_code(product)).packs_scanned == 1


def test_an_approval_of_seven_months_ago_is_looked_at_again(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved(valid_until=date(2027, 11, 1))
    pharmacy.clock.forward(days=215)
    refusal = refused(lambda: scan_pack(pharmacy.site, pharmacy.counter, prescription.id, a_code(product)))
    assert (refusal.facts["why"], refusal.facts["because"]) == ("check_expired", "expired: - → 2027-05-22")


def test_what_was_checked_stands_beside_the_approval_and_its_hash_in_the_audit(
    approved: tuple[Pharmacy, Prescription, Product],
) -> None:
    pharmacy, prescription, _ = approved
    with pharmacy.store.read() as tx:
        kinds = [event.kind for event in tx.prescriptions.events(prescription.id)]
        assert kinds[-2:] == [EventKind.APPROVED, EventKind.CLINICALLY_CHECKED]
        assert tx.audit.verify().ok
