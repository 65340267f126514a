"""Who wrote a paper: read, confirmed by a person, kept with the prescription, and known again by the hand."""

import json
from dataclasses import replace

import pytest

from tests.factories import Pharmacy, a_line, a_pack
from tests.looking import answer_questions, approve
from tests.unit.domain.reading.test_habit import OWN, UNIWARFIN, WARF, medicine_of, reading
from tests.unit.services.outcomes import code_of_refusal, status_of
from tests.unit.services.server_acts import taken
from workstation.domain import exact_json
from workstation.domain.prescribers import PrescriberRules, StoppedPrescriber
from workstation.domain.prescription import LineSource, PrescribedMedicine, Prescriber, Prescription
from workstation.domain.reading import Decision, MedicineReading, Reading, reading_to_json
from workstation.domain.reading.model import FieldReading
from workstation.domain.workflow import EventKind, Status
from workstation.services.as_written import as_written
from workstation.services.prescriber_on_paper import confirm_prescriber
from workstation.services.review_view import review_view
from workstation.services.walk_in import PaperFile, take_in_paper

RAO = Prescriber("Dr. S. Rao", "MMC 12345")


def written(by: Prescriber = RAO) -> Reading:
    """A page in doubt between two names, and with a letterhead."""
    read = reading(OWN, UNIWARFIN, WARF)
    (page,) = read.pages
    fields = {
        "prescriber": FieldReading(by.name or None, 0.5, Decision.CONFIRM, None),
        "registration_number": FieldReading(by.registration_number or None, 0.5, Decision.CONFIRM, None),
    }
    return replace(read, pages=(replace(page, fields={**page.fields, **fields}),))


def taken_in(pharmacy: Pharmacy, content: bytes, by: Prescriber = RAO) -> Prescription:
    """A paper over the counter, read."""
    prescription = take_in_paper(pharmacy.site, pharmacy.counter, PaperFile(content, "image/png"))
    with pharmacy.store.begin() as tx:
        tx.documents.save_reading(
            prescription.document_ids[0], "test 1", exact_json.dumps(reading_to_json(written(by)))
        )
    return prescription


def stored(pharmacy: Pharmacy, prescription: Prescription) -> Prescription:
    with pharmacy.store.read() as tx:
        return tx.prescriptions.get(prescription.id)


def confirmations(pharmacy: Pharmacy, prescription: Prescription) -> list[list[str]]:
    """Name and number of each, oldest first."""
    with pharmacy.store.read() as tx:
        events = [json.loads(one.detail) for one in tx.prescriptions.events(prescription.id)
                  if one.kind is EventKind.PRESCRIBER_CONFIRMED]  # fmt: skip
    return [[one["name"], one["registration_number"]] for one in events]


def say(pharmacy: Pharmacy, prescription: Prescription, name: str = RAO.name, number: str = RAO.registration_number,
        *, by_pharmacist: bool = False) -> None:  # fmt: skip
    user = pharmacy.pharmacist if by_pharmacist else pharmacy.counter
    confirm_prescriber(pharmacy.site, user, prescription.id, name, number)


def test_what_was_read_is_asked_and_is_no_fact_before_somebody_says_so(pharmacy: Pharmacy) -> None:
    prescription = taken_in(pharmacy, b"one")
    asked = review_view(pharmacy.site, pharmacy.counter, prescription.id).prescriber
    assert asked is not None
    assert (asked.read, asked.confirmed) == (RAO, None)
    assert stored(pharmacy, prescription).prescriber == Prescriber("")


def test_what_a_person_confirms_is_kept_with_the_prescription_and_stays_in_its_history(pharmacy: Pharmacy) -> None:
    prescription = taken_in(pharmacy, b"one")
    say(pharmacy, prescription)
    say(pharmacy, prescription, name="Dr. Sunil Rao", by_pharmacist=True)
    assert stored(pharmacy, prescription).prescriber == Prescriber("Dr. Sunil Rao", "MMC 12345")
    assert confirmations(pharmacy, prescription) == [["Dr. S. Rao", "MMC 12345"], ["Dr. Sunil Rao", "MMC 12345"]]


def test_the_same_said_twice_is_recorded_once(pharmacy: Pharmacy) -> None:
    prescription = taken_in(pharmacy, b"one")
    say(pharmacy, prescription)
    say(pharmacy, prescription)
    assert len(confirmations(pharmacy, prescription)) == 1


@pytest.mark.parametrize(("name", "number"), [("Dr. Good", RAO.registration_number), (RAO.name, ""), (RAO.name, "9")])
def test_other_words_than_were_read_are_a_pharmacists(pharmacy: Pharmacy, name: str, number: str) -> None:
    prescription = taken_in(pharmacy, b"one")
    assert code_of_refusal(lambda: say(pharmacy, prescription, name, number)) == "not_allowed"
    say(pharmacy, prescription, name, number, by_pharmacist=True)
    assert stored(pharmacy, prescription).prescriber == Prescriber(name, number)


def test_where_nothing_was_read_whoever_transcribes_keys_it(pharmacy: Pharmacy) -> None:
    prescription = taken_in(pharmacy, b"one", Prescriber(""))
    say(pharmacy, prescription, " Dr.  Meera Joshi ", "")
    assert stored(pharmacy, prescription).prescriber == Prescriber("Dr. Meera Joshi")


def test_a_number_that_a_person_left_out_does_not_come_back_from_the_reading(pharmacy: Pharmacy) -> None:
    prescription = taken_in(pharmacy, b"one")
    say(pharmacy, prescription, number="", by_pharmacist=True)
    with pharmacy.store.read() as tx:
        assert as_written(tx, tx.prescriptions.get(prescription.id))[0] == Prescriber(RAO.name)


def test_neither_name_nor_number_and_an_order_that_names_its_prescriber_are_refused(pharmacy: Pharmacy) -> None:
    paper, order = taken_in(pharmacy, b"one"), pharmacy.claimed()
    assert code_of_refusal(lambda: say(pharmacy, paper, " ", "")) == "prescriber_nothing_given"
    assert code_of_refusal(lambda: say(pharmacy, order)) == "prescriber_of_order"
    assert review_view(pharmacy.site, pharmacy.counter, order.id).prescriber is None


def test_said_anew_after_the_approval_it_voids_what_was_checked(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    line = a_line(source=LineSource.TRANSCRIBED, server_reference="", product_id=product.id,
                  confirmed_by=pharmacy.pharmacist.id)  # fmt: skip
    scan = taken_in(pharmacy, b"one").document_ids
    prescription = pharmacy.claimed(lines=(line,), prescriber=Prescriber(""), document_ids=scan)
    answer_questions(pharmacy.site, pharmacy.pharmacist, prescription.id)
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    say(pharmacy, prescription)
    assert status_of(pharmacy, prescription) is not Status.APPROVED


def test_a_confirmed_number_is_what_the_stop_list_looks_at(pharmacy: Pharmacy) -> None:
    rules = PrescriberRules(stopped=(StoppedPrescriber("forged pads", registration_number="MMC 12346"),))
    site = replace(pharmacy.site, compliance=a_pack(prescribers=rules))
    prescription = taken_in(pharmacy, b"one")
    confirm_prescriber(site, pharmacy.pharmacist, prescription.id, RAO.name, "MMC 12346")
    missing = review_view(site, pharmacy.pharmacist, prescription.id).missing
    assert "prescriber_stopped" in [one.code.value for one in missing]


def test_our_own_words_that_come_back_without_the_number_take_nothing_away(pharmacy: Pharmacy) -> None:
    """A server gives a requester back as a display alone."""
    assert taken(pharmacy, prescriber=RAO).prescriber == RAO
    assert taken(pharmacy, prescriber=Prescriber(RAO.name)).prescriber == RAO
    other = Prescriber("Dr. Meera Joshi")
    assert taken(pharmacy, prescriber=other).prescriber == other


# --- the hand is known again ------------------------------------------------------------------------------------


def teach(pharmacy: Pharmacy) -> Prescription:
    """A paper of this prescriber on which somebody chose Warf where "Wanf" was read."""
    prescription = taken_in(pharmacy, b"earlier")
    line = a_line(
        source=LineSource.TRANSCRIBED, server_reference="", written_text="Tab. Wanf 5 mg",
        confirmed_by=pharmacy.pharmacist.id, medicine=PrescribedMedicine("Warf 5"),
    )  # fmt: skip
    with pharmacy.store.begin() as tx:
        tx.prescriptions.save(replace(prescription, lines=(line,)))
    return prescription


def test_a_paper_teaches_once_its_prescriber_is_confirmed_on_both(pharmacy: Pharmacy) -> None:
    earlier, later = teach(pharmacy), taken_in(pharmacy, b"later")

    def first() -> MedicineReading:
        (read,) = review_view(pharmacy.site, pharmacy.counter, later.id).readings.values()
        return medicine_of(read)

    assert first().candidates[0].chosen_before == 0
    say(pharmacy, earlier)
    assert [one.chosen_before for one in first().candidates] == [0, 0, 0], "of this paper nobody knows whose it is"
    say(pharmacy, later)
    after = first()
    assert (after.candidates[0].name, after.candidates[0].chosen_before) == ("Warf", 1)
    assert after.decision is Decision.CONFIRM, "no decision is raised"
    assert {one.name for one in after.candidates} == {"Wanf", "Uniwarfin", "Warf"}, "no name comes or goes"


def test_another_prescriber_learns_nothing_from_it(pharmacy: Pharmacy) -> None:
    say(pharmacy, teach(pharmacy))
    other = Prescriber("Dr. S. Rao", "MMC 99999")
    later = taken_in(pharmacy, b"later", other)
    say(pharmacy, later, other.name, other.registration_number)
    (read,) = review_view(pharmacy.site, pharmacy.counter, later.id).readings.values()
    assert [one.chosen_before for one in medicine_of(read).candidates] == [0, 0, 0]
