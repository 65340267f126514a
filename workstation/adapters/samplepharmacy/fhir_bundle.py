"""The whole sample as FHIR R4 transaction Bundles, for the order server that the demo starts.

The first Bundle holds the pharmacy and the prescribers, the second the patients with what is known about them;
each further one holds a prescription. References run between them by `Type/id`; every resource is PUT under an id
that never changes.
"""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from workstation.adapters.samplepharmacy.fhir_clinical import clinical_resources
from workstation.adapters.samplepharmacy.fhir_people import (
    patient_resource,
    pharmacy_resources,
    prescriber_resources,
)
from workstation.adapters.samplepharmacy.fhir_prescription import prescription_resources
from workstation.adapters.samplepharmacy.fhir_values import Json, transaction
from workstation.adapters.samplepharmacy.models import Moment, SamplePharmacy, SamplePrescription
from workstation.adapters.samplepharmacy.scan_drawing import draw_scan
from workstation.adapters.samplepharmacy.scan_pages import look_of, page_of, seed_of

ScanOf = Callable[[SamplePrescription, date], bytes | None]
"""The JPEG of a prescription's scan, None when it comes without one."""


def drawn_scan(prescription: SamplePrescription, today: date) -> bytes | None:
    """Draws the scan that the prescription's plan describes."""
    if prescription.scan is None:
        return None
    return draw_scan(page_of(prescription, today), look_of(prescription), seed_of(prescription)).jpeg


def fhir_bundle(pharmacy: SamplePharmacy, now: datetime, today: date, scan_of: ScanOf = drawn_scan) -> list[Json]:
    """The Bundles of everything that is there when the demo starts: `now` is aware, `today` the pharmacy's
    date.

    Numbers in them are int or Decimal; `bundle_json` writes them. Drawing the scans takes most of the time.
    """
    moment = Moment(now, today)
    surroundings = [
        *pharmacy_resources(pharmacy),
        *(each for prescriber in pharmacy.prescribers for each in prescriber_resources(prescriber)),
    ]
    patients = [
        *(patient_resource(pharmacy, patient) for patient in pharmacy.patients),
        *(each for patient in pharmacy.patients for each in clinical_resources(patient)),
    ]
    first = [each for each in pharmacy.prescriptions if each.appears_after_minutes == 0]
    return [
        transaction(surroundings),
        transaction(patients),
        *(_bundle(pharmacy, each, moment, scan_of) for each in first),
    ]


def arrivals(
    pharmacy: SamplePharmacy, now: datetime, today: date, scan_of: ScanOf = drawn_scan
) -> list[tuple[timedelta, Json]]:
    """The prescriptions that arrive while the demo runs, with the time after `now`, first come first."""
    later = sorted(
        (each for each in pharmacy.prescriptions if each.appears_after_minutes > 0),
        key=lambda each: each.appears_after_minutes,
    )
    return [
        (
            timedelta(minutes=each.appears_after_minutes),
            _bundle(pharmacy, each, Moment(now, today), scan_of),
        )
        for each in later
    ]


def bundle_json(bundle: Json) -> bytes:
    """A Bundle as UTF-8 JSON. Its decimals are so short that the nearest float is written with
    the same digits."""
    return json.dumps(bundle, ensure_ascii=False, separators=(",", ":"), default=_decimal).encode()


def _decimal(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")


def _bundle(pharmacy: SamplePharmacy, prescription: SamplePrescription, moment: Moment, scan_of: ScanOf) -> Json:
    scan = scan_of(prescription, moment.today)
    return transaction(prescription_resources(pharmacy, prescription, moment, scan))
