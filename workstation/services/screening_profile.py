"""What is screened: the lines of a prescription, and everything else that the patient takes or is about to get.

`Sources` remembers what it has read. The screenings of one transaction share one: of a patient with many open
prescriptions each is screened with all the others, and what the others hold is the same every time.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from workstation.domain.dosage import parse_dosage, with_form
from workstation.domain.elsewhere import NOTHING_SUPPLIED
from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.patient import PatientContext, age_in_decimal_years
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity
from workstation.domain.screening import MedicineEntry, PatientFacts, ScreeningProfile
from workstation.services.ports import Transaction
from workstation.services.site import Site

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
RECENT = timedelta(days=90)
"""What was supplied in this time counts as current medicine, however few days it was meant for."""
LONGEST_COURSE = timedelta(days=400)
"""Supplies before that are not looked at: nobody gives more than a year's supply, and a late start is allowed for."""

Likeness = tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Supplied:
    """A medicine that was supplied to the patient and may still be taken."""

    prescription_id: UUID
    text: str
    form: str
    lasts_until: date | None = None
    """The last day for which it was meant; None = nobody said."""


@dataclass(slots=True)
class Sources:
    """What a screening is made of, read once in one transaction. Not for use after something was written."""

    tx: Transaction
    site: Site
    _products: dict[UUID, Product] = field(default_factory=dict)
    _prescriptions: dict[UUID, Prescription] = field(default_factory=dict)
    _contexts: dict[UUID, PatientContext] = field(default_factory=dict)
    _waiting: dict[UUID, tuple[tuple[UUID, MedicineEntry], ...]] = field(default_factory=dict)
    _supplied: dict[UUID, tuple[Supplied, ...]] = field(default_factory=dict)
    _likenesses: dict[str, Likeness] = field(default_factory=dict)

    def product(self, product_id: UUID) -> Product:
        """The catalogue's."""
        if product_id not in self._products:
            self._products[product_id] = self.tx.products.get(product_id)
        return self._products[product_id]

    def products_of(self, prescription: Prescription) -> dict[UUID, Product]:
        """The products keyed for its lines."""
        return {one: self.product(one) for line in prescription.medicine_lines if (one := line.product_id)}

    def prescription(self, prescription_id: UUID) -> Prescription:
        """As stored."""
        if prescription_id not in self._prescriptions:
            self._prescriptions[prescription_id] = self.tx.prescriptions.get(prescription_id)
        return self._prescriptions[prescription_id]

    def prescriptions(self, ids: Sequence[UUID]) -> list[Prescription]:
        """As stored, in this order: of a patient with a hundred open prescriptions all are read together."""
        if unread := [one for one in ids if one not in self._prescriptions]:
            self._prescriptions |= self.tx.prescriptions.many(unread)
        return [self._prescriptions[one] for one in ids]

    def context(self, patient_id: UUID) -> PatientContext:
        """What is known of the person."""
        if patient_id not in self._contexts:
            self._contexts[patient_id] = self.tx.patients.context(patient_id)
        return self._contexts[patient_id]

    def text(self, line: PrescriptionLine) -> str:
        """See `screened_text`."""
        keyed = self.product(line.product_id).ingredients if line.product_id else ()
        return named(keyed if line.product_id else line.medicine.ingredients, line.medicine.text)

    def form(self, line: PrescriptionLine) -> str:
        """Eye drops and gels are not screened as if they were swallowed."""
        return self.product(line.product_id).form if line.product_id else line.medicine.form

    def waiting(self, patient_id: UUID) -> tuple[tuple[UUID, MedicineEntry], ...]:
        """The lines of the patient's open prescriptions, each with its prescription."""
        if patient_id not in self._waiting:
            found = self.prescriptions(self.tx.prescriptions.open_of_patient(patient_id))
            self._waiting[patient_id] = tuple(
                (one.id, MedicineEntry(self.text(line), form=self.form(line)))
                for one in found
                for line in one.medicine_lines
            )
        return self._waiting[patient_id]

    def supplied(self, patient_id: UUID) -> tuple[Supplied, ...]:
        """What was supplied to the patient, here and by others, and may still be taken."""
        if patient_id not in self._supplied:
            self._supplied[patient_id] = (*_supplied_here(self, patient_id), *_supplied_elsewhere(self, patient_id))
        return self._supplied[patient_id]

    def likeness(self, text: str) -> Likeness:
        """Ingredients and the numbers of the strength: a repeat of the same medicine in the same strength is no double.

        Another strength of it stays in the list and is alerted: it may be taken beside the new one.
        """
        if text not in self._likenesses:
            known = self.site.clinical.ingredients(text)
            name = frozenset() if known else frozenset({text.casefold()})
            self._likenesses[text] = (known or name, frozenset(_NUMBER.findall(text)))
        return self._likenesses[text]


def named(ingredients: tuple[IngredientStrength, ...], text: str) -> str:
    """How a medicine is named to the screening: by its ingredients where they are known, else as it is written."""
    return " + ".join(f"{one.ingredient} {one.strength or ''}".strip() for one in ingredients) or text


def screened_text(tx: Transaction, line: PrescriptionLine) -> str:
    """How a line is named to the screening: the ingredients of the keyed product, else of the line, else its text."""
    ingredients = tx.products.get(line.product_id).ingredients if line.product_id else line.medicine.ingredients
    return named(ingredients, line.medicine.text)


def profile_of(sources: Sources, prescription: Prescription, context: PatientContext | None) -> ScreeningProfile:
    """What the knowledge is asked about."""
    lines = prescription.medicine_lines
    medicines = tuple(
        _prescribed_entry(sources.text(line), sources.form(line), line, _days_left(sources, prescription, line))
        for line in lines
    )
    if context is None:
        return ScreeningProfile(prescription.number, PatientFacts(), medicines, None, None, None)
    patient, today = context.patient, sources.site.today()
    return ScreeningProfile(
        id=prescription.number,
        patient=PatientFacts(
            age_years=age_in_decimal_years(patient.birth_date, today) if patient.birth_date else None,
            sex=patient.sex.value,
            weight_kg=patient.weight.value if patient.weight and patient.weight.unit == "kg" else None,
            weight_date=patient.weight_date,
            weight_days=(today - patient.weight_date).days if patient.weight_date else None,
        ),
        medicines=medicines,
        current=_current(sources, prescription, context),
        allergies=tuple(one.text for one in context.allergies) if context.allergies is not None else None,
        conditions=context.conditions,
    )


def _prescribed_entry(text: str, form: str, line: PrescriptionLine, days_left: int | None) -> MedicineEntry:
    """With the dose and how often, where every word of the directions was understood; else they are not known."""
    dosage = with_form(parse_dosage(line.dosage_instruction), form)
    days = Decimal(line.days_supply) if line.days_supply else None
    course = MedicineEntry(text, form=form, duration_days=days, quantity=line.quantity_prescribed, days_left=days_left)
    if not dosage.understood:
        return course
    doses = [amount for _, amount in dosage.pattern.slots()] if dosage.pattern else []
    dose = Quantity(max(doses), dosage.pattern.unit) if dosage.pattern and doses else dosage.dose
    return replace(course, dose=dose, times_per_day=dosage.times_per_day, as_needed=bool(dosage.as_needed))


def _days_left(sources: Sources, prescription: Prescription, line: PrescriptionLine) -> int | None:
    """For how many days the last supply of the same medicine on another prescription still lasts; None = none known.

    What is owed of this prescription is no early repeat of it.
    """
    if prescription.patient_id is None:
        return None
    wanted = sources.likeness(sources.text(line))
    days = [
        one.lasts_until
        for one in sources.supplied(prescription.patient_id)
        if one.lasts_until and one.prescription_id != prescription.id and sources.likeness(one.text) == wanted
    ]
    return max((max(days) - sources.site.today()).days, 0) if days else None


def _current(sources: Sources, prescription: Prescription, context: PatientContext) -> tuple[MedicineEntry, ...] | None:
    """What the patient takes: as recorded, what was supplied lately by anybody, and what waits here to be supplied.

    The same medicine in the same strength goes on where it was recorded or supplied; prescribed twice it is a double.
    """
    patient_id = context.patient.id
    waiting = dict.fromkeys(entry for of, entry in sources.waiting(patient_id) if of != prescription.id)
    forms = dict.fromkeys(context.current_medicines or (), "")
    forms |= {one.text: one.form for one in sources.supplied(patient_id) if one.prescription_id != prescription.id}
    if context.current_medicines is None and not forms and not waiting:
        return None
    goes_on = {sources.likeness(text) for text in _prescribed_texts(sources, prescription)}
    taken = (MedicineEntry(text, form=form) for text, form in forms.items() if sources.likeness(text) not in goes_on)
    return (*taken, *waiting)


def _prescribed_texts(sources: Sources, prescription: Prescription) -> list[str]:
    """How the prescribed lines may be written in a list of current medicines."""
    products = sources.products_of(prescription).values()
    names = [text for product in products for text in (product.name, product.strength_text)]
    return [*names, *(line.medicine.text for line in prescription.medicine_lines)]


def _supplied_here(sources: Sources, patient_id: UUID) -> Iterator[Supplied]:
    supplies = sources.tx.dispenses.of_patient(patient_id, sources.site.clock() - LONGEST_COURSE)
    reversed_ones = {one.reverses for one in supplies}
    for one in supplies:
        is_undone = one.reverses is not None or one.id in reversed_ones
        if not is_undone and _lasts(sources, one.when_handed_over, one.prescription_id, one.line_id):
            product = sources.product(one.product_id)
            until = _lasts_until(sources, one.when_handed_over, one.prescription_id, one.line_id)
            yield Supplied(one.prescription_id, product.strength_text, product.form, until)


def _supplied_elsewhere(sources: Sources, patient_id: UUID) -> Iterator[Supplied]:
    """By other pharmacies, and by us where this store does not know it; one without a date may be of today."""
    tx = sources.tx
    for one in tx.elsewhere.of_patient(patient_id, sources.site.clock() - LONGEST_COURSE):
        line = _line(sources, one.prescription_id, one.line_id)
        medicine = one.medicine or (line.medicine if line else None)
        if one.status in NOTHING_SUPPLIED or medicine is None:
            continue
        if one.when is None or _lasts(sources, one.when, one.prescription_id, one.line_id):
            until = _lasts_until(sources, one.when, one.prescription_id, one.line_id) if one.when else None
            yield Supplied(one.prescription_id, named(medicine.ingredients, medicine.text), medicine.form, until)


def _lasts(sources: Sources, when: datetime, prescription_id: UUID, line_id: UUID | None) -> bool:
    """Whether it may still be taken: it is recent, or the days that it was prescribed for are not over."""
    age = sources.site.clock() - when
    if age <= RECENT:
        return True
    line = _line(sources, prescription_id, line_id)
    return line is not None and line.days_supply is not None and age <= timedelta(days=line.days_supply)


def _lasts_until(sources: Sources, when: datetime, prescription_id: UUID, line_id: UUID | None) -> date | None:
    """The last day of the days that it was prescribed for, from the day of the supply."""
    line = _line(sources, prescription_id, line_id)
    if line is None or not line.days_supply:
        return None
    return when.astimezone(sources.site.zone).date() + timedelta(days=line.days_supply)


def _line(sources: Sources, prescription_id: UUID, line_id: UUID | None) -> PrescriptionLine | None:
    """None for a line that the prescription has no more."""
    lines = sources.prescription(prescription_id).lines
    return next((line for line in lines if line.id == line_id), None)
