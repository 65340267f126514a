"""The incident record: errors that reached a patient, apart from near misses; entries are only ever added."""

import re
from uuid import UUID, uuid4

import pytest

from tests.factories import Pharmacy, a_product, a_user, an_ingredient
from tests.unit.services.counter_acts import supplied, why
from tests.unit.services.outcomes import code_of_refusal, refused
from workstation import paths
from workstation.adapters.knowledge.hazards import load_hazards
from workstation.domain.dispensing import Dispense
from workstation.domain.incidents import Harm, Incident, IncidentEntry, Told
from workstation.domain.prescription import Prescription
from workstation.domain.users import Role
from workstation.services.incidents import add_to_incident, export_incidents, incidents, record_incident
from workstation.services.reversal import undo_dispense

HAZARDS = load_hazards(paths.resources())
WHAT = IncidentEntry("Metformin 850 was handed over for 500")
FULL = IncidentEntry(
    "Metformin 850 was handed over for 500",
    frozenset({Told.PATIENT, Told.PRESCRIBER}),
    "two boxes that look alike",
    "the shelf was parted",
    Harm.MILD,
    "h03",
)


@pytest.fixture
def supply(pharmacy: Pharmacy) -> tuple[Pharmacy, Prescription, Dispense]:
    """Metformin, handed over."""
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    (dispense,) = supplied(pharmacy, prescription, product).dispenses
    return pharmacy, prescription, dispense


def recorded(supply: tuple[Pharmacy, Prescription, Dispense], entry: IncidentEntry = WHAT) -> Incident:
    """By somebody at the counter."""
    pharmacy, prescription, dispense = supply
    return record_incident(pharmacy.site, pharmacy.counter, prescription.number, dispense.id, entry, HAZARDS)


def test_what_happened_is_recorded_with_the_supply_and_the_hazard(
    supply: tuple[Pharmacy, Prescription, Dispense],
) -> None:
    pharmacy, prescription, dispense = supply
    found = recorded(supply, FULL)
    assert (found.prescription_id, found.dispense_id, found.hazard) == (prescription.id, dispense.id, "H03")
    assert (found.what, found.told, found.cause, found.action, found.harm) == (
        FULL.what, FULL.told, FULL.cause, FULL.action, Harm.MILD,
    )  # fmt: skip
    assert (found.recorded_by, found.recorded_at, found.open) == (pharmacy.counter.id, pharmacy.clock(), False)
    assert incidents(pharmacy.site, pharmacy.pharmacist) == (found,)


def test_the_only_supply_need_not_be_named(supply: tuple[Pharmacy, Prescription, Dispense]) -> None:
    pharmacy, prescription, dispense = supply
    found = record_incident(pharmacy.site, pharmacy.counter, prescription.number, None, WHAT, HAZARDS)
    assert found.dispense_id == dispense.id


def test_of_several_supplies_the_one_is_asked_for(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    (first,) = supplied(pharmacy, prescription, product, packs=1).dispenses
    (second,) = supplied(pharmacy, prescription, product, packs=1).dispenses
    site, number = pharmacy.site, prescription.number
    refusal = refused(lambda: record_incident(site, pharmacy.counter, number, None, WHAT, HAZARDS))
    assert refusal.code.value == "incident_which_supply"
    assert {str(first.id), str(second.id)} <= set(re.split(r"[ ;]+", str(refusal.facts["supplies"])))
    assert record_incident(site, pharmacy.counter, number, second.id, WHAT, HAZARDS).dispense_id == second.id


def test_what_is_found_out_later_is_added_and_nothing_is_changed(
    supply: tuple[Pharmacy, Prescription, Dispense],
) -> None:
    pharmacy, _, _ = supply
    first = recorded(supply)
    assert first.open
    pharmacy.clock.forward(days=1)
    site, user = pharmacy.site, pharmacy.pharmacist
    add_to_incident(site, user, first.id, IncidentEntry(told=frozenset({Told.PRESCRIBER}), cause="boxes"), HAZARDS)
    more = IncidentEntry(told=frozenset({Told.PATIENT}), cause="two boxes alike", action="shelf parted", harm=Harm.NONE)
    last = add_to_incident(site, user, first.id, more, HAZARDS)
    assert (last.what, last.cause, last.action, last.harm) == (WHAT.what, "two boxes alike", "shelf parted", Harm.NONE)
    assert (last.told, last.open) == (frozenset({Told.PRESCRIBER, Told.PATIENT}), False)
    assert [entry.cause for _, _, entry in last.entries] == ["", "boxes", "two boxes alike"]
    assert [by for _, by, _ in last.entries] == [pharmacy.counter.id, user.id, user.id]
    assert last.recorded_at == first.recorded_at


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (IncidentEntry("too short"), "incident_what_too_short"),
        (IncidentEntry("   metformin   "), "incident_what_too_short"),
        (IncidentEntry("Metformin 850 for 500", hazard="H999"), "incident_no_such_hazard"),
    ],
)
def test_what_says_too_little_or_names_no_hazard_is_refused(
    supply: tuple[Pharmacy, Prescription, Dispense], entry: IncidentEntry, code: str
) -> None:
    assert code_of_refusal(lambda: recorded(supply, entry)) == code
    assert incidents(supply[0].site, supply[0].counter) == ()


def test_nothing_new_is_not_added(supply: tuple[Pharmacy, Prescription, Dispense]) -> None:
    pharmacy, _, _ = supply
    found = recorded(supply)
    site, user = pharmacy.site, pharmacy.counter
    blank = IncidentEntry("  ")
    assert code_of_refusal(lambda: add_to_incident(site, user, found.id, blank, HAZARDS)) == "incident_nothing_new"
    assert code_of_refusal(lambda: add_to_incident(site, user, uuid4(), FULL, HAZARDS)) == "incident_unknown"
    assert incidents(pharmacy.site, pharmacy.counter) == (found,)


@pytest.mark.parametrize(
    ("number", "dispense", "code"),
    [("RX-none", None, "incident_unknown_prescription"), (None, UUID(int=1), "incident_not_supplied")],
)
def test_what_was_never_supplied_is_no_incident(
    supply: tuple[Pharmacy, Prescription, Dispense], number: str | None, dispense: UUID | None, code: str
) -> None:
    pharmacy, prescription, _ = supply
    site, user, number = pharmacy.site, pharmacy.counter, number or prescription.number
    assert code_of_refusal(lambda: record_incident(site, user, number, dispense, WHAT, HAZARDS)) == code


def test_a_near_miss_is_no_incident(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.approved()
    other = pharmacy.stocked(a_product(name="Warf 5", ingredients=(an_ingredient("warfarin", "5"),)))
    why(pharmacy, prescription, other, batch_number="B1")
    assert incidents(pharmacy.site, pharmacy.counter) == ()
    site, number = pharmacy.site, prescription.number
    refusal = code_of_refusal(lambda: record_incident(site, pharmacy.counter, number, None, WHAT, HAZARDS))
    assert refusal == "incident_not_supplied"


def test_a_supply_that_was_reversed_since_has_reached_somebody_all_the_same(
    supply: tuple[Pharmacy, Prescription, Dispense],
) -> None:
    pharmacy, prescription, dispense = supply
    undo_dispense(pharmacy.site, pharmacy.pharmacist, dispense.id, "wrong strength")
    found = record_incident(pharmacy.site, pharmacy.counter, prescription.number, None, WHAT, HAZARDS)
    assert found.dispense_id == dispense.id


def test_an_administrator_sees_and_records_none(supply: tuple[Pharmacy, Prescription, Dispense]) -> None:
    pharmacy, prescription, dispense = supply
    found = recorded(supply)
    site, admin = pharmacy.site, a_user(Role.ADMINISTRATOR)
    for act in (
        lambda: incidents(site, admin),
        lambda: record_incident(site, admin, prescription.number, dispense.id, WHAT, HAZARDS),
        lambda: add_to_incident(site, admin, found.id, FULL, HAZARDS),
        lambda: export_incidents(site, admin, "asked for", HAZARDS),
    ):
        assert code_of_refusal(act) == "not_allowed"


def test_the_export_says_what_was_supplied_names_nobody_and_is_audited(
    supply: tuple[Pharmacy, Prescription, Dispense],
) -> None:
    pharmacy, prescription, _ = supply
    recorded(supply, FULL)
    with pharmacy.store.read() as tx:
        before = tx.audit.count()
        assert prescription.patient_id is not None
        name = tx.patients.get(prescription.patient_id).name
    (one,) = export_incidents(pharmacy.site, pharmacy.counter, "safety meeting", HAZARDS)
    assert (one.number, one.product, one.batch_number, one.quantity) == (
        prescription.number, "Glycomet 500", "B1", "20 tablet",
    )  # fmt: skip
    assert one.hazard_words == HAZARDS["H03"]
    assert name not in repr(one)
    with pharmacy.store.read() as tx:
        assert tx.audit.count() == before + 1
        assert tx.audit.verify().ok
    assert (
        code_of_refusal(lambda: export_incidents(pharmacy.site, pharmacy.counter, " ", HAZARDS))
        == "incident_reason_too_short"
    )


def test_an_incident_changes_nothing_of_the_work(supply: tuple[Pharmacy, Prescription, Dispense]) -> None:
    pharmacy, prescription, _ = supply
    with pharmacy.store.read() as tx:
        before = tx.prescriptions.status(prescription.id), len(tx.outbox.of_group(prescription.id))
    recorded(supply, FULL)
    with pharmacy.store.read() as tx:
        assert (tx.prescriptions.status(prescription.id), len(tx.outbox.of_group(prescription.id))) == before


def test_the_hazards_of_the_record_are_those_of_the_log() -> None:
    log = (paths.resources().parent / "docs" / "clinical-safety.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (H\d+) \| ([^|]+?) \|", log, re.MULTILINE)
    assert sorted(HAZARDS.items()) == sorted(rows)
