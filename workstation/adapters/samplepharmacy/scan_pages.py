"""From a sample prescription to the page that was photographed."""

import zlib
from datetime import date, timedelta

from workstation.adapters.samplepharmacy.models import SamplePrescription
from workstation.adapters.samplepharmacy.scan_page import PageContent, PageLine, PageShape, Photo, ScanLook
from workstation.domain.patient import Sex, age_text
from workstation.domain.quantity import plain_number

_SEX = {Sex.MALE: "M", Sex.FEMALE: "F", Sex.OTHER: "O", Sex.UNKNOWN: "–"}


def page_of(prescription: SamplePrescription, today: date) -> PageContent:
    """The words on the paper of a prescription, dated relative to `today`."""
    prescriber, patient = prescription.prescriber, prescription.written_for
    written = today - timedelta(days=prescription.written_days_ago)
    weight = patient.measured("weight") if patient else None
    return PageContent(
        prescriber=prescriber.name,
        qualification=f"{prescriber.qualification} · {prescriber.speciality}",
        registration=prescriber.registration,
        clinic=prescriber.clinic,
        clinic_local=prescriber.clinic_local,
        clinic_address=prescriber.address,
        clinic_hours=prescriber.hours,
        stamp=_stamp(prescriber.clinic),
        patient=patient.name if patient else "",
        age_sex=f"{age_text(patient.birth_date, today)} / {_SEX[patient.sex]}" if patient else "",
        date=written.strftime("%d/%m/%y"),
        weight=f"{plain_number(weight.value)} kg" if weight else "",
        diagnosis=prescription.diagnosis,
        lines=tuple(PageLine(line.text, line.dose, line.duration) for line in prescription.lines),
        note=prescription.note,
        footer=f"Valid for {prescription.valid_days} days. Please bring this paper to your next visit.",
    )


def look_of(prescription: SamplePrescription) -> ScanLook:
    """How its scan looks. Raises ValueError for a prescription without a scan."""
    plan = prescription.scan
    if plan is None:
        raise ValueError(f"{prescription.number} has no scan")
    return ScanLook(plan.is_printed, plan.hand, Photo(plan.photo), PageShape(plan.page), plan.illegible)


def seed_of(prescription: SamplePrescription) -> int:
    """The seed of its scan: always the same for the same number."""
    return zlib.crc32(prescription.number.encode())


def _stamp(clinic: str) -> tuple[str, ...]:
    """The clinic's name in capitals on up to two lines, and the city."""
    words = clinic.upper().split()
    half = (len(words) + 1) // 2
    return (" ".join(words[:half]), " ".join(words[half:]), "PUNE") if len(words) > 1 else (words[0], "PUNE")
