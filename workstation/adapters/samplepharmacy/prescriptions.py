"""One entry of `resources/demo/prescriptions.toml` as a `SamplePrescription`."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from workstation.adapters.samplepharmacy.catalogue import parse_composition
from workstation.adapters.samplepharmacy.models import (
    Arrival,
    Case,
    SampleLine,
    SamplePatient,
    SamplePrescriber,
    SamplePrescription,
    ScanPlan,
)
from workstation.domain.medicine import Product
from workstation.domain.quantity import Quantity

Row = Mapping[str, Any]

DEFAULT_VALID_DAYS = 180
"""How long a sample prescription may be supplied where it does not say; the compliance pack
decides in the program."""


def prescription(
    row: Row,
    patients: Mapping[str, SamplePatient],
    prescribers: Mapping[str, SamplePrescriber],
    by_name: Mapping[str, Product],
) -> SamplePrescription:
    """Raises KeyError for a person or product that does not exist and ValueError for a word
    outside the lists."""
    patient = patients[row["patient"]] if "patient" in row else None
    scan = row.get("scan")
    return SamplePrescription(
        number=row["number"],
        patient=patient,
        written_for=patients[scan["written_for"]] if scan and "written_for" in scan else patient,
        prescriber=prescribers[row["prescriber"]],
        arrival=Arrival(row["arrives"]),
        cases=frozenset(Case(each) for each in row["shows"]),
        due_minutes=row["due"],
        sent_minutes_ago=row["sent"],
        appears_after_minutes=row.get("appears", 0),
        written_days_ago=row.get("written", 0),
        valid_days=row.get("valid", DEFAULT_VALID_DAYS),
        urgent=row.get("urgent", False),
        diagnosis=row.get("diagnosis", ""),
        note=row.get("note", ""),
        channel=row.get("channel", ""),
        repeats=row.get("repeats", 0),
        lab_test=row.get("test", ""),
        lines=tuple(_line(each, by_name) for each in row["line"]),
        scan=_scan(scan) if scan else None,
        expected={kind: tuple(_names(each) for each in found) for kind, found in row.get("expected", {}).items()},
    )


def _line(row: Row, by_name: Mapping[str, Product]) -> SampleLine:
    product = by_name[row["product"]] if "product" in row else None
    generic = row.get("generic")
    if product is not None:
        ingredients, form, unit = product.ingredients, product.form, product.pack_size.unit
    elif generic is not None:
        ingredients = parse_composition(generic["ingredients"], generic["strengths"])
        form, unit = generic["form"], row.get("unit", generic["form"])
    else:
        ingredients, form, unit = (), "", row["unit"]
    return SampleLine(
        text=row["text"],
        dose=row["dose"],
        duration=row["duration"],
        product=product,
        ingredients=ingredients,
        form=form,
        quantity=Quantity(Decimal(row["quantity"]), unit),
        days=row.get("days"),
        substitution_allowed=row.get("substitution", True),
    )


def _scan(row: Row) -> ScanPlan:
    return ScanPlan(
        is_printed={"printed": True, "handwritten": False}[row["style"]],
        hand=row.get("hand", ""),
        photo=row["photo"],
        page=row["page"],
        illegible=row.get("illegible", 0),
    )


def _names(found: str | list[str]) -> tuple[str, ...]:
    return (found,) if isinstance(found, str) else tuple(found)
