"""What the message about a supply says: read in the transaction that records it."""

from workstation.domain.dispensing import Dispense
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.substitution import supplied_line
from workstation.services.messages import SupplyFacts
from workstation.services.ports import Transaction
from workstation.services.site import Site
from workstation.services.supplied_as import chosen_products


def supply_facts(tx: Transaction, site: Site, prescription: Prescription, dispense: Dispense) -> SupplyFacts:
    """Everything the message about a supply needs, read inside the same transaction."""
    line = prescription.line(dispense.line_id)
    patient = prescription.patient_id
    chosen = chosen_products(tx.prescriptions.events(prescription.id)).get(line.id)
    by = chosen.by if chosen is not None and dispense.substitution != "N" else None
    return SupplyFacts(
        dispense=dispense,
        prescription=prescription,
        line=_as_supplied(tx, line, dispense),
        product=tx.products.get(dispense.product_id),
        batch=tx.stock.batch(dispense.batch_id),
        patient_reference=tx.patients.reference(patient) if patient else "",
        prepared_by=tx.users.get(dispense.prepared_by),
        checked_by=tx.users.get(dispense.checked_by) if dispense.checked_by else None,
        days_supply=_days(line, dispense),
        keyed_out_of_stock=_keyed_is_gone(tx, site, line, dispense),
        substituted_by=tx.users.get(by) if by is not None else None,
    )


def _as_supplied(tx: Transaction, line: PrescriptionLine, dispense: Dispense) -> PrescriptionLine:
    """The line with the directions that stand on the label: of a lower strength more units are taken."""
    if dispense.units_for_one == 1 or line.product_id is None:
        return line
    keyed, given = tx.products.get(line.product_id), tx.products.get(dispense.product_id)
    return supplied_line(line, keyed, given, dispense.units_for_one) or line


def _keyed_is_gone(tx: Transaction, site: Site, line: PrescriptionLine, dispense: Dispense) -> bool:
    """Another product was supplied, and nothing of the keyed one is free and usable here."""
    if line.product_id in (None, dispense.product_id):
        return False
    day = dispense.when_handed_over.astimezone(site.zone).date()
    rows = tx.stock.on_hand(line.product_id)
    return not any(row.free.value > 0 and not row.batch.quarantined and row.batch.expiry_date >= day for row in rows)


def _days(line: PrescriptionLine, dispense: Dispense) -> int | None:
    """The course in proportion to what was supplied, rounded down: never more days than the packs cover."""
    if line.days_supply is None or line.quantity_prescribed is None or not line.quantity_prescribed.value:
        return None
    return int(line.days_supply * dispense.covers.value / line.quantity_prescribed.value)
