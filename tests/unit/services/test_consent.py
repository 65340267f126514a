"""Consents of the server are kept, asked for in one place, and never hold back a supply."""

import pytest

from tests.factories import Json, Pharmacy, fhir_bundle, fhir_patient, fhir_request, fhir_task, tablets
from tests.looking import approve
from tests.unit.services.counter_acts import supplied
from tests.unit.services.searching_server import SearchingServer, courier_to
from workstation.adapters.fhir.client import FhirServer
from workstation.domain.consent import Consent, Decision, Purpose
from workstation.orderserver.personalities import PERSONALITIES
from workstation.orderserver.server import OrderServer
from workstation.services.claim import claim_prescription
from workstation.services.consent import consents_to, keep_consents, kept_consents
from workstation.services.sync.once import sync_once
from workstation.services.sync.ports import OrderServer as Server


def a_consent(decision: str = "permit", number: str = "c1", patient: str = "p1", **changes: object) -> Json:
    """About reminders."""
    purpose = {"system": "urn:pharmacist-workstation:fhir/consent-purpose", "code": "reminders"}
    return {
        "resourceType": "Consent",
        "id": number,
        "status": "active",
        "scope": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "adr"}]},
        "category": [{"text": "privacy"}],
        "patient": {"reference": f"Patient/{patient}"},
        "policyRule": {"text": "house rules"},
        "provision": {"type": decision, "purpose": [purpose]},
        **changes,
    }


def synced(pharmacy: Pharmacy, server: Server) -> None:
    """One round that reaches the server."""
    assert sync_once(courier_to(pharmacy, server)).offline == ""


def agreed(pharmacy: Pharmacy, reference: str = "Patient/p1") -> bool:
    """Whether reminders may be sent to the patient."""
    with pharmacy.store.read() as tx:
        patient = tx.patients.by_reference(reference)
        assert patient is not None
        return consents_to(tx, pharmacy.site, patient.id, Purpose.REMINDERS)


def serving(*more: Json) -> SearchingServer:
    """One prescription, and consents."""
    return SearchingServer(fhir_patient(), fhir_request(), fhir_task(), *more)


@pytest.mark.parametrize(
    ("consents", "expected"),
    [
        ((), False),
        ((a_consent(),), True),
        ((a_consent("deny"),), False),
        ((a_consent(), a_consent("deny", "c2")), False),
        ((a_consent(status="inactive"),), False),
        ((a_consent(patient="p2"),), False),
    ],
)
def test_a_purpose_is_asked_of_what_the_server_says(
    pharmacy: Pharmacy, consents: tuple[Json, ...], expected: bool
) -> None:
    synced(pharmacy, serving(*consents))
    assert agreed(pharmacy) is expected


def test_a_consent_that_is_taken_back_counts_within_the_hour(pharmacy: Pharmacy) -> None:
    server = serving(a_consent())
    synced(pharmacy, server)
    server.changed("Consent/c1", status="inactive")
    pharmacy.clock.forward(hours=1)
    synced(pharmacy, server)
    assert not agreed(pharmacy)


def test_the_server_is_asked_once_an_hour(pharmacy: Pharmacy) -> None:
    server = serving(a_consent())
    for _ in range(3):
        synced(pharmacy, server)
    assert [kind for kind, _ in server.asked].count("Consent") == 1


def test_a_server_without_consents_is_worked_with_and_nobody_agreed(pharmacy: Pharmacy) -> None:
    server = serving(a_consent())
    server.refuses = {"Consent"}
    synced(pharmacy, server)
    assert not agreed(pharmacy)


def test_a_denial_in_another_record_of_the_same_person_counts(pharmacy: Pharmacy) -> None:
    merged = fhir_patient(link=[{"other": {"reference": "Patient/p2"}, "type": "replaces"}])
    server = SearchingServer(merged, fhir_patient("p2"), fhir_request(), fhir_task(), a_consent())
    server.put(a_consent("deny", "c2", "p2"))
    synced(pharmacy, server)
    assert not agreed(pharmacy)


def test_consents_come_back_from_the_store_as_they_were_kept(pharmacy: Pharmacy) -> None:
    today = pharmacy.site.today()
    found = (
        Consent("Consent/1", Decision.PERMIT, frozenset(Purpose), today, today),
        Consent("Consent/2", Decision.DENY, frozenset()),
    )
    patient_id = pharmacy.received().patient_id
    assert patient_id is not None
    with pharmacy.store.begin() as tx:
        keep_consents(tx, patient_id, found)
        assert kept_consents(tx, patient_id) == found


@pytest.mark.parametrize("personality", ["reference", "strict", "weak"])
def test_a_supply_is_told_to_the_server_whatever_the_patient_denied(pharmacy: Pharmacy, personality: str) -> None:
    product = pharmacy.stocked()
    denial = a_consent("deny", provision={"type": "deny"}, dateTime="2026-11-01")
    with OrderServer(PERSONALITIES[personality]) as server:
        server.load_document(fhir_bundle(fhir_patient(), fhir_request(), fhir_task(), denial))
        with FhirServer(server.address.url, server.address.ca) as line:
            synced(pharmacy, line)
            with pharmacy.store.read() as tx:
                (prescription,) = [tx.prescriptions.get(one) for one in tx.prescriptions.open_ids()]
            claim_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id)
            synced(pharmacy, line)
            approve(pharmacy.site, pharmacy.pharmacist, prescription.id, "known allergies were asked for")
            supplied(pharmacy, prescription, product)
            for _ in range(3):
                synced(pharmacy, line)
        (sent,) = server.query("MedicationDispense")
    assert sent["quantity"]["value"] == tablets(20).value
    assert not agreed(pharmacy)
