"""Two prescriptions on one page are never taken over as one."""

from tests.unit.domain.reading.pages import page_of
from workstation.domain.reading import Decision

ONE = ("Patient: Asha Rao     Date: 20/11/2026", "Rx", "Tab. Warf 5 mg 0-0-1 x 30 days")


def test_a_page_with_two_patients_has_to_be_confirmed_throughout() -> None:
    page = page_of(*ONE, "Patient: Vikram Shetty     Date: 21/11/2026", "Rx", "Tab. Dolo 650 mg 1-1-1 x 3 days")
    assert len(page.lines) == 2
    assert {line.medicine.decision for line in page.lines} == {Decision.CONFIRM}
    assert Decision.READ not in {found.decision for found in page.fields.values()}
    (why,) = page.warnings
    assert why.startswith("Two patients stand on this page")


def test_a_surname_in_front_of_the_date_is_no_part_of_its_label() -> None:
    assert page_of(*ONE).fields["patient"].value == "Asha Rao"


def test_a_name_that_stands_twice_is_one_patient() -> None:
    page = page_of(*ONE, "Patient: Asha Rao     Date: 20/11/2026")
    assert page.lines[0].medicine.decision is Decision.READ
    assert page.warnings == ()
