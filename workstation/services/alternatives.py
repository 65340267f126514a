"""What lies on the shelf of the same class and raises no alert in the place of a medicine that does.

For a person to think about, never taken by itself: no alert found is not the same as suitable, and only the prescriber
changes a medicine.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from workstation.domain.alert_policy import AlertPlace
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.screening import MedicineEntry, ScreeningProfile, Severity
from workstation.services.ports import Transaction
from workstation.services.screening import ScreenedPrescription, alert_key
from workstation.services.screening_profile import Sources, profile_of
from workstation.services.site import Site

MOST_INGREDIENTS, MOST_SHOWN = 24, 3
"""How many medicines of a class are looked for, and how many are told at most."""


@dataclass(frozen=True, slots=True)
class Alternatives:
    """`products` is empty where nothing of the class lies on the shelf, or each raises an alert itself."""

    products: tuple[Product, ...]


def alternatives(
    tx: Transaction, site: Site, prescription: Prescription, screened: ScreenedPrescription
) -> Mapping[str, Alternatives]:
    """By key of an alert that waits: what might stand in the place of a line that it concerns.

    Alerts of which the knowledge knows no other medicine of the class are left out.
    """
    waiting = [one for one in screened.alerts if one.place is AlertPlace.INTERRUPT and one.answer is None]
    if not waiting:
        return {}
    sources = Sources(tx, site)
    context = sources.context(prescription.patient_id) if prescription.patient_id else None
    profile = _understood(sources, profile_of(sources, prescription, context))
    asked = {position for one in waiting for position in one.positions}
    instead = {
        line.position: _first(_fitting(sources, profile, line, same))
        for line in prescription.medicine_lines
        if line.position in asked and (same := _same_class(sources, line))
    }
    return {
        alert_key(one.alert): Alternatives(_joined([instead[each] for each in one.positions if each in instead]))
        for one in waiting
        if any(each in instead for each in one.positions)
    }


def _understood(sources: Sources, profile: ScreeningProfile) -> ScreeningProfile:
    """Without what the knowledge does not know at all: nothing of it can raise an alert, and it is slow to look for."""
    known = sources.site.clinical.ingredients
    medicines = tuple(one for one in profile.medicines if known(one.text))
    return replace(profile, medicines=medicines, current=tuple(one for one in profile.current or () if known(one.text)))


def _same_class(sources: Sources, line: PrescriptionLine) -> tuple[str, ...]:
    """Other ingredients of the class of this line's only ingredient; of a combination none is known."""
    known = sources.site.clinical.ingredients(sources.text(line))
    return sources.site.clinical.same_class(next(iter(known)))[:MOST_INGREDIENTS] if len(known) == 1 else ()


def _fitting(
    sources: Sources, profile: ScreeningProfile, line: PrescriptionLine, ingredients: tuple[str, ...]
) -> Iterator[Product]:
    """In the form of the line, on the shelf, and quiet in its place; one of each composition."""
    form = sources.form(line)
    quiet: dict[str, bool] = {}
    for ingredient in ingredients:
        told: set[str] = set()
        for product in sources.tx.products.with_ingredients([ingredient]):
            text = product.strength_text
            if product.form != form or text in told:
                continue
            if text not in quiet:
                quiet[text] = _is_quiet(sources, profile, line, product)
            if quiet[text] and _is_free(sources, product):
                told.add(text)
                yield product


def _is_free(sources: Sources, product: Product) -> bool:
    today = sources.site.today()
    return any(row.free.value > 0 and row.batch.expiry_date >= today for row in sources.tx.stock.on_hand(product.id))


def _is_quiet(sources: Sources, profile: ScreeningProfile, line: PrescriptionLine, product: Product) -> bool:
    """Whether the screening, with it in the place of the line, understands it and says no more of it than a minor."""
    text = product.strength_text
    instead = MedicineEntry(text, form=product.form)
    medicines = tuple(instead if one.text == sources.text(line) else one for one in profile.medicines)
    result = sources.site.clinical.screen(replace(profile, medicines=medicines))
    if text in {one.text for one in result.not_screened}:
        return False
    return not any(text in alert.medicines and alert.severity > Severity.MINOR for alert in result.alerts)


def _first(candidates: Iterator[Product]) -> tuple[Product, ...]:
    return tuple(islice(candidates, MOST_SHOWN))


def _joined(found: Sequence[tuple[Product, ...]]) -> tuple[Product, ...]:
    return tuple(product for products in found for product in products)[:MOST_SHOWN]
