"""Each sample prescription really is an example of what it says it shows."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from workstation.adapters.samplepharmacy.loading import sample_pharmacy
from workstation.adapters.samplepharmacy.models import (
    Arrival,
    Case,
    SampleBatch,
    SampleLine,
    SamplePharmacy,
    SamplePrescription,
)
from workstation.adapters.samplepharmacy.stock import stock_batches
from workstation.domain.dosage import parse_dosage
from workstation.domain.matching import is_equivalent
from workstation.domain.medicine import Product
from workstation.domain.patient import age_in_years

Shows = Callable[[SamplePrescription, "World"], bool]
NUMBERS = [each.number for each in sample_pharmacy(date(2026, 11, 22)).prescriptions]


class World:
    """What is on the shelves on the day."""

    def __init__(self, today: date, catalogue: tuple[Product, ...], stock: tuple[SampleBatch, ...]) -> None:
        self.today, self.catalogue = today, catalogue
        self._usable: dict[str, Decimal] = {}
        for batch in stock:
            if batch.expiry_date >= today:
                self._usable[batch.gtin] = self._usable.get(batch.gtin, Decimal(0)) + batch.quantity.value

    def usable(self, product: Product) -> Decimal:
        return self._usable.get(product.gtin, Decimal(0))

    def shelf_share(self, line: SampleLine) -> Decimal:
        """How much of a line can be supplied: 0 none, 1 all."""
        if line.product is None:
            return Decimal(1)
        return min(Decimal(1), self.usable(line.product) / line.quantity.value)


@pytest.fixture(scope="module")
def world(today: date, catalogue: tuple[Product, ...]) -> World:
    return World(today, catalogue, stock_batches(today, seed=1))


def ingredients(prescription: SamplePrescription) -> list[str]:
    return [part.ingredient for line in prescription.lines for part in line.ingredients]


def taken_at_present(prescription: SamplePrescription) -> set[str]:
    patient = prescription.patient
    medicines = patient.medicines if patient else ()
    return {part.ingredient for each in medicines for part in each.product.ingredients}


def has_allergy(prescription: SamplePrescription, _world: World) -> bool:
    patient = prescription.patient
    groups = {each.group for each in (patient.allergies or ())} if patient else set()
    pairs = prescription.expected["allergy"]
    return bool(pairs) and all(group in groups and name in ingredients(prescription) for group, name in pairs)


def has_interaction(prescription: SamplePrescription, _world: World) -> bool:
    present = {*ingredients(prescription), *taken_at_present(prescription)}
    pairs = prescription.expected["interaction"]
    return bool(pairs) and all(present >= set(pair) for pair in pairs)


def has_duplicate(prescription: SamplePrescription, _world: World) -> bool:
    twice = {name for name, count in Counter(ingredients(prescription)).items() if count > 1}
    same = {name for (name,) in prescription.expected.get("duplicate", ())}
    of_class = prescription.expected.get("duplicate_class", ())
    return bool(same or of_class) and same <= twice and all(set(c) <= set(ingredients(prescription)) for c in of_class)


def is_clean(prescription: SamplePrescription, world: World) -> bool:
    patient = prescription.patient
    return (
        patient is not None
        and patient.allergies == ()
        and not prescription.expected
        and max(Counter(ingredients(prescription)).values()) == 1
        and all(line.product is not None and world.shelf_share(line) == 1 for line in prescription.lines)
        and all(line.product.schedule in ("OTC", "G", "H") for line in prescription.lines if line.product)
    )


def can_be_substituted(prescription: SamplePrescription, world: World) -> bool:
    return any(
        line.product is not None
        and line.substitution_allowed
        and world.shelf_share(line) == 0
        and any(
            is_equivalent(line.product, other) and world.usable(other) >= line.quantity.value
            for other in world.catalogue
            if other != line.product
        )
        for line in prescription.lines
    )


def egfr_below_30(prescription: SamplePrescription, _world: World) -> bool:
    egfr = prescription.patient.measured("egfr") if prescription.patient else None
    return egfr is not None and egfr.value < 30 and "metformin" in ingredients(prescription)


def is_child(prescription: SamplePrescription, world: World) -> bool:
    patient = prescription.patient
    return (
        patient is not None
        and age_in_years(patient.birth_date, world.today) < 12
        and patient.measured("weight") is not None
    )


CASES: dict[Case, Shows] = {
    Case.CLEAN: is_clean,
    Case.INTERACTION: has_interaction,
    Case.CONTRAINDICATED: lambda p, w: has_interaction(p, w) and "sildenafil" in ingredients(p),
    Case.ALLERGY: has_allergy,
    Case.DUPLICATE: has_duplicate,
    Case.CONTROLLED: lambda p, _: any(
        line.product is not None and line.product.schedule in ("H1", "X", "NDPS") for line in p.lines
    ),
    Case.OUT_OF_STOCK: lambda p, w: any(w.shelf_share(line) == 0 for line in p.lines),
    Case.PART_STOCK: lambda p, w: any(0 < w.shelf_share(line) < 1 for line in p.lines),
    Case.SUBSTITUTION: can_be_substituted,
    Case.GENERIC_NAME: lambda p, _: any(line.product is None and line.ingredients for line in p.lines),
    Case.NOT_IN_CATALOGUE: lambda p, w: any(
        not line.ingredients and line.text.removeprefix("Tab. ") not in {each.name for each in w.catalogue}
        for line in p.lines
    ),
    Case.NO_SCAN: lambda p, _: p.arrival is Arrival.ELECTRONIC and p.scan is None,
    Case.PRINTED_SCAN: lambda p, _: p.scan is not None and p.scan.is_printed,
    Case.UNREADABLE_SCAN: lambda p, _: p.scan is not None and p.scan.photo == "unreadable",
    Case.UNKNOWN_PATIENT: lambda p, _: p.patient is None and p.arrival is Arrival.PAPER,
    Case.UNKNOWN_ALLERGIES: lambda p, _: p.patient is not None and p.patient.allergies is None,
    Case.COLD_CHAIN: lambda p, _: any(line.product is not None and line.product.cold_chain for line in p.lines),
    Case.CHILD: is_child,
    Case.PREGNANCY: lambda p, _: p.patient is not None and p.patient.is_pregnant,
    Case.RENAL: egfr_below_30,
    Case.TAPER: lambda p, _: any("then" in line.dose for line in p.lines),
    Case.MIXED_ORDER: lambda p, _: bool(p.lab_test) and p.has_coded_lines,
    Case.HINDI_NAME: lambda p, _: p.patient is not None and "\u0900" <= p.patient.name[0] <= "\u097f",
    Case.LONG_NAME: lambda p, _: p.patient is not None and len(p.patient.name) > 40,
    Case.VALIDITY_OVER: lambda p, _: p.written_days_ago > p.valid_days,
    Case.ARRIVES_LATER: lambda p, _: p.appears_after_minutes > 0,
}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_prescription_is_what_it_shows(number: str, pharmacy: SamplePharmacy, world: World) -> None:
    prescription = pharmacy.prescription(number)
    assert prescription.cases
    assert [case for case in sorted(prescription.cases) if not CASES[case](prescription, world)] == []


@pytest.mark.parametrize("case", [Case.OUT_OF_STOCK, Case.PART_STOCK, Case.COLD_CHAIN, Case.CONTROLLED, Case.CHILD])
def test_what_shows_a_case_by_accident_says_so(case: Case, pharmacy: SamplePharmacy, world: World) -> None:
    silent = [
        each.number
        for each in pharmacy.prescriptions
        if CASES[case](each, world) and case not in each.cases and Case.SUBSTITUTION not in each.cases
    ]
    assert silent == []


def test_every_case_occurs_and_has_a_test(pharmacy: SamplePharmacy) -> None:
    assert {case for each in pharmacy.prescriptions for case in each.cases} == set(Case) == CASES.keys()


def test_there_are_enough_prescriptions_of_each_kind(pharmacy: SamplePharmacy) -> None:
    arrivals = Counter(each.arrival for each in pharmacy.prescriptions)
    assert len(pharmacy.prescriptions) >= 26
    assert min(arrivals[kind] for kind in Arrival) >= 3


def test_numbers_are_unique_and_of_one_shape(pharmacy: SamplePharmacy) -> None:
    numbers = [each.number for each in pharmacy.prescriptions]
    assert len(set(numbers)) == len(numbers)
    assert all(len(number) == 12 and number.startswith("RX-26-00") for number in numbers)


def test_some_are_late_some_due_soon_some_later(pharmacy: SamplePharmacy) -> None:
    minutes = [each.due_minutes for each in pharmacy.prescriptions]
    assert sum(each < 0 for each in minutes) >= 3
    assert sum(0 <= each <= 15 for each in minutes) >= 5
    assert sum(each > 15 for each in minutes) >= 10


def test_several_prescribers_write(pharmacy: SamplePharmacy) -> None:
    assert len({each.prescriber.key for each in pharmacy.prescriptions}) == len(pharmacy.prescribers) >= 5


def test_quantities_cover_the_course_that_is_written(pharmacy: SamplePharmacy) -> None:
    """Doses per day × amount × days is never more than the quantity, and one pack more is enough."""
    for prescription in pharmacy.prescriptions:
        for line in prescription.lines:
            instruction = parse_dosage(line.dosage)
            per_day, dose = instruction.times_per_day, instruction.dose
            countable = dose is not None and dose.unit in ("", line.quantity.unit)
            if per_day is None or not countable or dose is None or line.days is None or line.product is None:
                continue
            needed = per_day * dose.value * line.days
            assert needed <= line.quantity.value < needed + line.product.pack_size.value, line.text


def test_durations_agree_with_the_days(pharmacy: SamplePharmacy) -> None:
    for prescription in pharmacy.prescriptions:
        for line in prescription.lines:
            written = parse_dosage(line.dosage).duration_days
            assert written in (None, line.days), (prescription.number, line.text)
