"""A paper whose letterhead lost its colour is asked about where the prescriber's other papers have one."""

from dataclasses import replace

import pytest

from tests.factories import Pharmacy
from tests.unit.domain.reading.test_habit import OWN, UNIWARFIN, WARF, reading
from workstation.domain import exact_json
from workstation.domain.prescription import Prescriber, Prescription
from workstation.domain.reading import reading_to_json
from workstation.services.review_view import review_view
from workstation.services.walk_in import PaperFile, take_in_paper

RAO = Prescriber("Dr. S. Rao", "MMC 12345")


def paper(pharmacy: Pharmacy, head: float | None, by: Prescriber = RAO) -> Prescription:
    """A paper of this prescriber with so much colour at its head."""
    content = f"{pharmacy.site.new_id()}".encode()
    prescription = take_in_paper(pharmacy.site, pharmacy.counter, PaperFile(content, "image/png"))
    read = reading(OWN, UNIWARFIN, WARF)
    stored = replace(read, pages=(replace(read.pages[0], head_colour=head),))
    with pharmacy.store.begin() as tx:
        tx.documents.save_reading(prescription.document_ids[0], "test 1", exact_json.dumps(reading_to_json(stored)))
        tx.prescriptions.save(replace(prescription, prescriber=by))
    return prescription


def hint(pharmacy: Pharmacy, prescription: Prescription) -> str:
    (read,) = review_view(pharmacy.site, pharmacy.counter, prescription.id).readings.values()
    return " ".join(one for one in read.pages[0].warnings if "letterhead" in one)


def test_a_grey_letterhead_among_coloured_ones_asks_for_the_original_and_blocks_nothing(pharmacy: Pharmacy) -> None:
    for head in (0.9, 0.8, 0.95, None):
        paper(pharmacy, head)
    copy = paper(pharmacy, 0.0)
    assert "on 3 other papers of this prescriber" in hint(pharmacy, copy)
    codes = {one.code.value for one in review_view(pharmacy.site, pharmacy.counter, copy.id).missing}
    assert codes <= {"patient_unknown", "no_lines", "identity_not_confirmed"}


@pytest.mark.parametrize(
    ("here", "others"), [(0.0, (0.9, 0.9)), (0.0, (0.9, 0.9, 0.0)), (None, (0.9, 0.9, 0.9)), (0.5, (0.9, 0.9, 0.9))],
    ids=["two papers", "a black pad besides", "a grey scan", "colour"],
)  # fmt: skip
def test_otherwise_nothing_is_said(pharmacy: Pharmacy, here: float | None, others: tuple[float, ...]) -> None:
    for head in others:
        paper(pharmacy, head)
    assert hint(pharmacy, paper(pharmacy, here)) == ""


def test_papers_of_somebody_else_say_nothing_about_it(pharmacy: Pharmacy) -> None:
    for _ in range(3):
        paper(pharmacy, 0.9, Prescriber("Dr. S. Rao", "MMC 99999"))
    assert hint(pharmacy, paper(pharmacy, 0.0)) == ""
    for _ in range(3):
        paper(pharmacy, 0.9, Prescriber(""))
    assert hint(pharmacy, paper(pharmacy, 0.0, Prescriber(""))) == ""
