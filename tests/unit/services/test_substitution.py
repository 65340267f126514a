"""A pharmacist supplies another product in the place of the keyed one, also in another strength."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.factories import Pharmacy, a_line, a_product, an_ingredient, tablets
from tests.fakes import FakeKnowledge, an_alert
from tests.looking import approve
from tests.unit.services.counter_acts import LATER, bagged, handed_over, left, scanned, supplied, why
from tests.unit.services.outcomes import code_of_refusal, queued, refused, status_of
from workstation.domain.dispensing import ScanRefusal, SupplyType
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription
from workstation.domain.quantity import Money
from workstation.domain.screening import AlertKind, ScreeningProfile, ScreeningResult
from workstation.domain.substitution import SubstitutionReason, SubstitutionRefusal, SubstitutionRules
from workstation.domain.users import AccessRefusal
from workstation.domain.workflow import Status
from workstation.services.handover import HandOverRefusal
from workstation.services.labelling import labels_now
from workstation.services.pick_lines import PickLine, pick_list
from workstation.services.reversal import undo_dispense
from workstation.services.site import Site
from workstation.services.substitution import Substitutes, substitute, substitutes
from workstation.services.transcription import choose_product

OUT = SubstitutionReason.OUT_OF_STOCK
DIRECTIONS = "1 tablet twice a day"


def _brand(pharmacy: Pharmacy, price: str = "18.00", batches: list[tuple[str, date, int]] | None = None) -> Product:
    return pharmacy.stocked(a_product(name="Obimet 500", price=Money(Decimal(price), "INR")), batches or [])


def _half(pharmacy: Pharmacy, amount: int = 100) -> Product:
    half = a_product(name="Glycomet 250", ingredients=(an_ingredient(strength="250"),))
    return pharmacy.stocked(half, [("Q1", LATER, amount)])


def _approved(pharmacy: Pharmacy, product: Product, **changes: object) -> Prescription:
    line = a_line(product_id=product.id, dosage_instruction=DIRECTIONS, **changes)
    return pharmacy.approved(lines=(line,))


def _chosen(
    pharmacy: Pharmacy, prescription: Prescription, product: Product, reason: SubstitutionReason = OUT
) -> PickLine:
    line = prescription.lines[0].id
    return substitute(pharmacy.site, pharmacy.pharmacist, prescription.id, line, product.id, reason)


def _offered(pharmacy: Pharmacy, prescription: Prescription, site: Site | None = None) -> Substitutes:
    return substitutes(site or pharmacy.site, pharmacy.counter, prescription.id, prescription.lines[0].id)


def _row(pharmacy: Pharmacy, prescription: Prescription) -> PickLine:
    (row,) = pick_list(pharmacy.site, pharmacy.counter, prescription.id)
    return row


def _with_rules(pharmacy: Pharmacy, rules: SubstitutionRules) -> Site:
    return replace(pharmacy.site, compliance=replace(pharmacy.site.compliance, substitution=rules))


def test_what_is_in_stock_is_offered_with_its_price_and_what_it_saves(pharmacy: Pharmacy) -> None:
    keyed = pharmacy.stocked(a_product(price=Money(Decimal("25.00"), "INR")))
    brand, half = _brand(pharmacy), _half(pharmacy)
    pharmacy.stocked(a_product(name="Glycomet SR 500", modified_release=True))
    pharmacy.stocked(a_product(name="Glycomet 850", ingredients=(an_ingredient(strength="850"),)))
    shown = _offered(pharmacy, _approved(pharmacy, keyed))
    assert [(one.product.name, one.units_for_one, one.wanted, one.free) for one in shown.found] == [
        (brand.name, 1, tablets(20), tablets(100)),
        (half.name, 2, tablets(40), tablets(100)),
    ]
    first, second = shown.found
    assert (shown.price, first.price, first.saves) == tuple(Money(Decimal(one), "INR") for one in ("50", "36", "14"))
    assert (second.price, second.saves, second.directions) == (None, None, "2 tablet bd")
    assert shown.block is None


def test_what_expired_or_is_held_for_somebody_is_not_offered(pharmacy: Pharmacy) -> None:
    keyed = pharmacy.stocked()
    _brand(pharmacy, batches=[("old", date(2026, 11, 21), 100)])
    held = pharmacy.stocked(a_product(name="Gluformin 500"), [("G1", LATER, 20)])
    other = _approved(pharmacy, held)
    for _ in range(2):
        scanned(pharmacy, other, held)
    assert _offered(pharmacy, _approved(pharmacy, keyed)).found == ()


def test_a_cheaper_brand_that_a_pharmacist_chose_is_picked_and_told_with_its_reason(pharmacy: Pharmacy) -> None:
    keyed, brand = pharmacy.stocked(), _brand(pharmacy)
    prescription = _approved(pharmacy, keyed)
    row = _chosen(pharmacy, prescription, brand, SubstitutionReason.PATIENT_CHOICE)
    assert (row.product.id, row.keyed and row.keyed.id, row.units_for_one) == (brand.id, keyed.id, 1)
    done = supplied(pharmacy, prescription, brand)
    (supply,) = done.dispenses
    assert (supply.substitution, supply.substitution_reason) == ("EC", SubstitutionReason.PATIENT_CHOICE)
    (body,) = [one.body for one in queued(pharmacy, prescription) if one.target == "MedicationDispense"]
    said = body["substitution"]
    assert said["wasSubstituted"] is True
    assert said["type"]["coding"][0]["code"] == "EC"
    assert said["reason"] == [{"text": "patient choice"}]
    assert said["responsibleParty"] == [{"display": f"pharmacist {pharmacy.pharmacist.licence_number}"}]


def test_half_the_strength_is_supplied_twice_and_counts_as_what_was_prescribed(pharmacy: Pharmacy) -> None:
    """500 mg × 10 becomes 250 mg × 20, and no tablet more."""
    keyed, half = pharmacy.stocked(), _half(pharmacy)
    prescription = _approved(pharmacy, keyed, quantity_prescribed=tablets(10), days_supply=5)
    row = _chosen(pharmacy, prescription, half)
    assert (row.wanted, row.packs_needed, row.line.dosage_instruction) == (tablets(20), 2, "2 tablet bd")
    for _ in range(2):
        scanned(pharmacy, prescription, half)
    assert why(pharmacy, prescription, half) is ScanRefusal.LINE_COMPLETE
    bagged(pharmacy, prescription)
    done = handed_over(pharmacy, prescription)
    (supply,) = done.dispenses
    assert (supply.quantity, supply.covers, supply.substitution) == (tablets(20), tablets(10), "E")
    assert (done.owing, supply.supply_type, supply.oversupply) == (False, SupplyType.FIRST_COMPLETE, None)
    assert status_of(pharmacy, prescription) is Status.HANDED_OVER
    assert (left(pharmacy, half), left(pharmacy, keyed)) == ({"Q1": (80, 0)}, {"B1": (100, 0)})
    (body,) = [one.body for one in queued(pharmacy, prescription) if one.target == "MedicationDispense"]
    assert body["substitution"]["type"]["coding"][0]["code"] == "E"
    assert body["substitution"]["reason"][0]["coding"][0]["code"] == "OS"
    assert (body["dosageInstruction"], body["daysSupply"]["value"]) == ([{"text": "2 tablet bd"}], 5)
    assert body["quantity"]["value"] == 20


def test_the_label_says_two_tablets_where_the_prescriber_wrote_one(pharmacy: Pharmacy) -> None:
    keyed, half = pharmacy.stocked(), _half(pharmacy)
    prescription = _approved(pharmacy, keyed)
    _chosen(pharmacy, prescription, half)
    for _ in range(4):
        scanned(pharmacy, prescription, half)
    with pharmacy.store.read() as tx:
        labels = labels_now(tx, prescription, part_supply=False, site=pharmacy.site)
    assert {(one.directions, one.medicine_name, one.parts, one.whole_course) for one in labels} == {
        ("2 tablet bd", half.name, 4, True)
    }


def test_a_part_of_the_half_strength_leaves_the_rest_owed_in_what_was_prescribed(pharmacy: Pharmacy) -> None:
    keyed, half = pharmacy.stocked(), _half(pharmacy, 30)
    prescription = _approved(pharmacy, keyed)
    _chosen(pharmacy, prescription, half)
    for _ in range(3):
        scanned(pharmacy, prescription, half)
    bagged(pharmacy, prescription, part=True)
    done = handed_over(pharmacy, prescription)
    assert (done.owing, done.dispenses[0].supply_type) == (True, SupplyType.FIRST_PART)
    with pharmacy.store.read() as tx:
        (progress,) = tx.prescriptions.progress(prescription.id)
    assert (progress.dispensed, progress.owing) == (tablets(15), tablets(5))
    _chosen(pharmacy, prescription, keyed)
    assert (_row(pharmacy, prescription).product.id, _row(pharmacy, prescription).wanted) == (keyed.id, tablets(5))


def test_a_supply_in_another_strength_is_reversed_as_it_was_made(pharmacy: Pharmacy) -> None:
    keyed, half = pharmacy.stocked(), _half(pharmacy)
    prescription = _approved(pharmacy, keyed)
    _chosen(pharmacy, prescription, half)
    (supply,) = supplied(pharmacy, prescription, half, packs=4).dispenses
    undo_dispense(pharmacy.site, pharmacy.pharmacist, supply.id, "wrong patient")
    with pharmacy.store.read() as tx:
        (progress,) = tx.prescriptions.progress(prescription.id)
    assert (progress.supplied, left(pharmacy, half)) == (tablets(0), {"Q1": (100, 0)})


def test_the_keyed_strength_is_a_wrong_strength_while_another_one_is_chosen(pharmacy: Pharmacy) -> None:
    keyed, half = pharmacy.stocked(), _half(pharmacy)
    prescription = _approved(pharmacy, keyed)
    assert why(pharmacy, prescription, half) is ScanRefusal.WRONG_STRENGTH
    _chosen(pharmacy, prescription, half)
    assert why(pharmacy, prescription, keyed) is ScanRefusal.WRONG_STRENGTH


@pytest.mark.parametrize(
    ("rules", "changes", "refusal", "scan"),
    [
        (SubstitutionRules(), {"substitution_allowed": False}, SubstitutionRefusal.PRESCRIBER_FORBIDS,
         ScanRefusal.OTHER_BRAND),
        (SubstitutionRules(frozenset({"metformin"})), {}, SubstitutionRefusal.NARROW_INDEX,
         ScanRefusal.OTHER_BRAND_NARROW),
        (SubstitutionRules(blocked_schedules=frozenset({"H"})), {}, SubstitutionRefusal.SCHEDULE_FORBIDS,
         ScanRefusal.OTHER_BRAND_SCHEDULE),
    ],
    ids=["prescriber", "narrow_index", "schedule"],
)  # fmt: skip
def test_what_is_forbidden_is_neither_chosen_nor_scanned(
    pharmacy: Pharmacy,
    rules: SubstitutionRules,
    changes: dict[str, bool],
    refusal: SubstitutionRefusal,
    scan: ScanRefusal,
) -> None:
    keyed, brand = pharmacy.stocked(), _brand(pharmacy)
    prescription = _approved(pharmacy, keyed, **changes)
    strict = replace(pharmacy, site=_with_rules(pharmacy, rules))
    assert _offered(strict, prescription).block is refusal
    assert refused(lambda: _chosen(strict, prescription, brand)).code is refusal
    assert why(strict, prescription, brand) is scan
    assert why(strict, prescription, a_product()) is ScanRefusal.UNKNOWN_PRODUCT
    assert scanned(strict, prescription, keyed).product.id == keyed.id


def test_the_counter_looks_and_does_not_choose(pharmacy: Pharmacy) -> None:
    keyed, brand = pharmacy.stocked(), _brand(pharmacy)
    prescription = _approved(pharmacy, keyed)
    assert [one.product.id for one in _offered(pharmacy, prescription).found] == [brand.id]
    line = prescription.lines[0].id
    refusal = refused(lambda: substitute(pharmacy.site, pharmacy.counter, prescription.id, line, brand.id, OUT))
    assert refusal.code is AccessRefusal.NOT_ALLOWED


def test_directions_that_cannot_be_reckoned_ask_the_prescriber(pharmacy: Pharmacy) -> None:
    keyed, half = pharmacy.stocked(), _half(pharmacy)
    line = a_line(product_id=keyed.id, dosage_instruction="500 mg twice a day")
    prescription = pharmacy.approved(lines=(line,))
    (offered,) = _offered(pharmacy, prescription).found
    assert (offered.refusal, offered.directions) == (SubstitutionRefusal.DIRECTIONS_NOT_SCALED, "")
    found = code_of_refusal(lambda: _chosen(pharmacy, prescription, half))
    assert found == SubstitutionRefusal.DIRECTIONS_NOT_SCALED


def test_packs_that_lie_scanned_are_put_back_first(pharmacy: Pharmacy) -> None:
    keyed, half = pharmacy.stocked(), _half(pharmacy)
    prescription = _approved(pharmacy, keyed)
    scanned(pharmacy, prescription, keyed)
    assert _offered(pharmacy, prescription).block is SubstitutionRefusal.PACKS_THERE
    assert code_of_refusal(lambda: _chosen(pharmacy, prescription, half)) == SubstitutionRefusal.PACKS_THERE


@pytest.mark.parametrize(
    "other",
    [a_product(name="Glycomet 850", ingredients=(an_ingredient(strength="850"),)), a_product(form="syrup")],
    ids=["strength", "form"],
)
def test_what_is_no_equivalent_is_not_chosen(pharmacy: Pharmacy, other: Product) -> None:
    keyed = pharmacy.stocked()
    prescription = _approved(pharmacy, keyed)
    found = code_of_refusal(lambda: _chosen(pharmacy, prescription, pharmacy.stocked(other)))
    assert found == SubstitutionRefusal.NOT_EQUIVALENT


def test_what_is_picked_already_is_no_choice(pharmacy: Pharmacy) -> None:
    keyed = pharmacy.stocked()
    prescription = _approved(pharmacy, keyed)
    assert code_of_refusal(lambda: _chosen(pharmacy, prescription, keyed)) == SubstitutionRefusal.ALREADY_THIS


def test_the_keyed_product_is_offered_to_go_back_to(pharmacy: Pharmacy) -> None:
    keyed, brand = pharmacy.stocked(), _brand(pharmacy)
    prescription = _approved(pharmacy, keyed)
    _chosen(pharmacy, prescription, brand)
    (back,) = _offered(pharmacy, prescription).found
    assert (back.product.id, back.is_keyed) == (keyed.id, True)
    assert _chosen(pharmacy, prescription, keyed).keyed is None


def test_what_was_approved_stays_approved_and_a_new_approval_is_chosen_for_anew(pharmacy: Pharmacy) -> None:
    """The fingerprint is of the keyed product: a choice is the pharmacist's own act, and does not outlive an edit."""
    keyed, half, brand = pharmacy.stocked(), _half(pharmacy), _brand(pharmacy)
    prescription = _approved(pharmacy, keyed)
    _chosen(pharmacy, prescription, half)
    assert status_of(pharmacy, prescription) is Status.APPROVED
    choose_product(pharmacy.site, pharmacy.counter, prescription.id, prescription.lines[0].id, brand.id)
    assert why(pharmacy, prescription, half) is ScanRefusal.NOT_APPROVED
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    row = _row(pharmacy, prescription)
    assert (row.product.id, row.chosen, row.wanted) == (brand.id, None, tablets(20))


def test_a_choice_that_an_import_made_wrong_counts_no_more(pharmacy: Pharmacy) -> None:
    keyed, half = pharmacy.stocked(), _half(pharmacy)
    prescription = _approved(pharmacy, keyed)
    _chosen(pharmacy, prescription, half)
    with pharmacy.store.begin() as tx:
        tx.products.save([replace(half, ingredients=(an_ingredient(strength="100"),))])
    row = _row(pharmacy, prescription)
    assert (row.product.id, row.wanted, row.line.dosage_instruction) == (keyed.id, tablets(20), DIRECTIONS)


def test_a_bag_that_an_import_made_wrong_does_not_leave(pharmacy: Pharmacy) -> None:
    keyed, half = pharmacy.stocked(), _half(pharmacy)
    prescription = _approved(pharmacy, keyed)
    _chosen(pharmacy, prescription, half)
    for _ in range(4):
        scanned(pharmacy, prescription, half)
    bagged(pharmacy, prescription)
    with pharmacy.store.begin() as tx:
        tx.products.save([replace(half, ingredients=(an_ingredient(strength="100"),))])
    refusal = refused(lambda: handed_over(pharmacy, prescription))
    assert (refusal.code, refusal.facts["line"]) == (HandOverRefusal.NOT_WHAT_IS_MEANT, 1)
    assert left(pharmacy, half) == {"Q1": (100, 40)}


def test_a_choice_is_in_the_audit(pharmacy: Pharmacy) -> None:
    keyed, half = pharmacy.stocked(), _half(pharmacy)
    prescription = _approved(pharmacy, keyed)
    with pharmacy.store.read() as tx:
        before = tx.audit.count()
    _chosen(pharmacy, prescription, half)
    with pharmacy.store.read() as tx:
        assert (tx.audit.count(), tx.audit.verify().ok) == (before + 1, True)
        event = tx.prescriptions.events(prescription.id)[-1]
    assert (event.kind.value, event.by, event.reason) == ("substituted", pharmacy.pharmacist.id, "out_of_stock")


class StrengthKnowledge(FakeKnowledge):
    """Has an alert on one strength alone, as a rule about a dose form may have."""

    def screen(self, profile: ScreeningProfile) -> ScreeningResult:
        found = super().screen(profile)
        low = [one.text for one in profile.medicines if "250 mg" in one.text]
        more = tuple(an_alert("low", AlertKind.INTERACTION, ("metformin", "water"), (text,)) for text in low)
        return replace(found, alerts=(*found.alerts, *more))


def test_an_alert_that_what_was_approved_does_not_have_refuses_the_choice(pharmacy: Pharmacy) -> None:
    keyed, half, brand = pharmacy.stocked(), _half(pharmacy), _brand(pharmacy)
    wary = replace(pharmacy, site=replace(pharmacy.site, clinical=StrengthKnowledge()))
    prescription = _approved(wary, keyed)
    refusal = refused(lambda: _chosen(wary, prescription, half))
    assert (refusal.code, refusal.facts["subjects"]) == (SubstitutionRefusal.NEW_ALERT, "metformin + water")
    assert _row(wary, prescription).chosen is None
    assert _chosen(wary, prescription, brand).product.id == brand.id
