"""Random prescriptions from the sample pharmacy's catalogue, as FHIR: with lines, or as paper without any."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.factories import fhir_bundle, fhir_patient, fhir_request, fhir_task
from workstation.adapters.samplepharmacy.catalogue import products
from workstation.adapters.samplepharmacy.fhir_medicine import medicine_of_product
from workstation.adapters.samplepharmacy.fhir_values import fhir_quantity
from workstation.domain.medicine import Product
from workstation.domain.quantity import Quantity

Json = dict[str, Any]
FORMS = ("tablet", "capsule")
SCHEDULES = ("OTC", "G", "H", "H1")
"""X and NDPS need a register, which is another day's work."""
NO_KNOWN_ALLERGY = {"coding": [{"system": "http://snomed.info/sct", "code": "716186003"}], "text": "No known allergy"}


@dataclass(frozen=True, slots=True)
class Line:
    """One prescribed medicine: so many packs, one tablet or capsule a day."""

    product: Product
    packs: int

    @property
    def quantity(self) -> Quantity:
        """Whole packs."""
        return Quantity(self.product.pack_size.value * self.packs, self.product.pack_size.unit)

    @property
    def days(self) -> int:
        """One a day."""
        return max(1, int(self.quantity.value))


@dataclass(frozen=True, slots=True)
class Order:
    """One prescription. `paper`: the server knows no lines, they are transcribed."""

    number: str
    patient: str
    lines: tuple[Line, ...]
    paper: bool


class Orders:
    """Draws orders by chance from a seed; the same seed draws the same orders."""

    def __init__(self, seed: int, organization: str) -> None:
        self._chance = Random(seed)
        self._organization = organization
        self._drawn = 0
        self._patients = 0
        self._fit = [one for one in products() if one.form in FORMS and one.schedule in SCHEDULES]

    def batch(self, count: int, now: datetime) -> tuple[list[Order], Json]:
        """`count` orders, and the Bundle that brings them to the server. Two of three patients are new ones."""
        orders, resources = [], []
        for _ in range(count):
            self._drawn += 1
            if self._patients == 0 or self._chance.random() < 2 / 3:
                resources += self._new_patient()
            orders.append(self._order())
            resources += self._resources(orders[-1], now)
        return orders, fhir_bundle(*resources)

    def _new_patient(self) -> list[Json]:
        self._patients += 1
        name, chance = f"soak-{self._patients}", self._chance
        born = f"{chance.randint(1940, 2004)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        number = [{"system": "urn:mrn", "value": f"S-{self._patients}"}]
        patient = fhir_patient(name, identifier=number, birthDate=born, gender=chance.choice(["male", "female"]))
        allergy = {
            "resourceType": "AllergyIntolerance",
            "id": f"allergy-{name}",
            "patient": {"reference": f"Patient/{name}"},
            "code": NO_KNOWN_ALLERGY if chance.random() < 0.8 else {"text": "penicillins"},
        }
        return [patient, allergy]

    def _order(self) -> Order:
        chance = self._chance
        lines = [Line(one, chance.randint(1, 3)) for one in chance.sample(self._fit, chance.choice([1, 1, 1, 2, 2, 3]))]
        newest = max(1, self._patients - 2)
        patient = f"soak-{chance.randint(newest, self._patients)}"
        return Order(f"SOAK-{self._drawn:06d}", patient, tuple(lines), paper=chance.random() < 0.1)

    def _resources(self, order: Order, now: datetime) -> list[Json]:
        patient = {"reference": f"Patient/{order.patient}"}
        requests = [] if order.paper else [self._request(order, position, now) for position in range(len(order.lines))]
        owner = {"reference": f"Organization/{self._organization}"}
        task = fhir_task(order.number, [one["id"] for one in requests], owner=owner, **{"for": patient})
        return [*requests, task]

    def _request(self, order: Order, position: int, now: datetime) -> Json:
        line = order.lines[position]
        quantity = fhir_quantity(line.quantity)
        return fhir_request(
            f"m-{order.number}-{position + 1}",
            medicationCodeableConcept=medicine_of_product(line.product, line.product.name),
            subject={"reference": f"Patient/{order.patient}"},
            authoredOn=(now - timedelta(days=1)).date().isoformat(),
            dosageInstruction=[{"text": f"1 {line.product.form} once a day"}],
            dispenseRequest={
                "quantity": {**quantity, "value": _plain(line.quantity.value)},
                "expectedSupplyDuration": {"value": line.days, "code": "d", "system": "http://unitsofmeasure.org"},
            },
        )


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
