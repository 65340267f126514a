"""Made-up questions about patient and paper, for the developers' view and for tests."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from workstation.domain.errors import Refused
from workstation.domain.patient import Sex
from workstation.domain.patient_match import MatchReason, MatchVerdict, PatientMatch, WrittenPatient
from workstation.domain.workflow import Status
from workstation.services.approval import ApprovalRefusal
from workstation.services.document_ports import PersonAtWork
from workstation.services.identity import IdentityQuestion, identifiers_of
from workstation.services.seen_before import SeenBefore, SeenKind, SeenSide
from workstation.ui.review.sample_catalogue import sample_id
from workstation.ui.review.samples import PRESCRIPTION_ID, SamplePharmacy, sample_pharmacy

OTHER_ID = sample_id("seen before")
SIMILAR = PersonAtWork(
    sample_id("similar"), "Ramesh S. Deshpande", date(1980, 1, 9), "P-2044", sample_id("rx 2"), "RX-26-004770",
    Status.READY,
)  # fmt: skip
WRITTEN = WrittenPatient("Suresh Deshpande", age=Decimal(45), sex=Sex.MALE, sure=frozenset({"name", "age", "sex"}))
AGAINST = (MatchReason.NAME_DIFFERS, MatchReason.AGE_DIFFERS)


def asking_pharmacy(*, identity: bool = True, seen: SeenKind | None = SeenKind.SUPPLIED) -> SamplePharmacy:
    """A scan of somebody else, perhaps, that was perhaps supplied already."""
    pharmacy = sample_pharmacy(confirmed=(1, 2, 3, 4))
    view = pharmacy.view
    assert view.patient is not None
    asked = found = None
    missing = []
    if identity:
        patient = replace(view.patient.patient, phone="98220 12345")
        match = PatientMatch(MatchVerdict.MISMATCH, AGAINST)
        asked = IdentityQuestion(patient, WRITTEN, match, (SIMILAR,), identifiers_of(patient))
        missing.append(Refused(ApprovalRefusal.IDENTITY_NOT_CONFIRMED, verdict="mismatch", similar=1))
    if seen is not None:
        found = SeenBefore(seen, True, _side("RX-26-004821", Status.IN_REVIEW), _other())
        missing.append(Refused(ApprovalRefusal.SEEN_BEFORE, number="RX-26-004410", kind=seen.value))
    pharmacy.view = replace(view, identity=asked, seen=(found,) if found else (), missing=tuple(missing))
    return pharmacy


def _side(number: str, status: Status) -> SeenSide:
    return SeenSide(
        PRESCRIPTION_ID, number, "Ramesh K. Deshpande", date(1959, 3, 2), "Dr. Meera Joshi", date(2026, 11, 22),
        datetime(2026, 11, 22, 16, 12, tzinfo=UTC), status,
    )  # fmt: skip


def _other() -> SeenSide:
    return replace(_side("RX-26-004410", Status.HANDED_OVER), id=OTHER_ID)
