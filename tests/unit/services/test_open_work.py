"""Today's open work for a downtime: who, what is owed, how far it is, where it lies."""

from datetime import timedelta

from tests.factories import NOW, Pharmacy, a_line, a_patient, tablets
from tests.unit.services.counter_acts import bagged, handed_over, scanned, supplied
from workstation.domain.workflow import Status
from workstation.services.open_work import open_work


def test_the_list_is_sorted_by_due_time_and_names_what_a_person_needs(pharmacy: Pharmacy) -> None:
    later = pharmacy.received(due_at=NOW + timedelta(hours=3), allergies=["Penicillin"])
    sooner = pharmacy.received(due_at=NOW + timedelta(minutes=5), patient=a_patient(name="Teresa Fernandes"))
    work = open_work(pharmacy.site, pharmacy.counter)
    assert [row.number for row in work.rows] == [sooner.number, later.number]
    assert [row.patient_name for row in work.rows] == ["Teresa Fernandes", "Ramesh Deshpande"]
    assert work.rows[1].allergies == ("Penicillin",)
    (line,) = work.rows[0].lines
    assert (line.medicine, line.owing) == ("Metformin 500 mg tablet", tablets(20))


def test_stage_and_bin_are_those_of_this_moment_and_what_is_done_is_not_listed(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    waiting = pharmacy.approved(lines=(a_line(product_id=product.id),))
    for _ in range(2):
        scanned(pharmacy, waiting, product)
    bagged(pharmacy, waiting)
    gone = pharmacy.approved(lines=(a_line(product_id=product.id),))
    supplied(pharmacy, gone, product)
    (row,) = open_work(pharmacy.site, pharmacy.counter).rows
    assert (row.number, row.status, row.bin, row.claimed) == (waiting.number, Status.READY, "H-01", True)
    handed_over(pharmacy, waiting)
    assert open_work(pharmacy.site, pharmacy.counter).rows == ()


def test_what_is_not_claimed_here_says_so(pharmacy: Pharmacy) -> None:
    pharmacy.received()
    (row,) = open_work(pharmacy.site, pharmacy.counter).rows
    assert not row.claimed


def test_every_page_of_the_queue_is_listed(pharmacy: Pharmacy) -> None:
    for _ in range(205):
        pharmacy.received()
    rows = open_work(pharmacy.site, pharmacy.counter).rows
    assert len({row.number for row in rows}) == len(rows) == 205


def test_printing_the_list_is_in_the_audit_without_a_name(pharmacy: Pharmacy) -> None:
    pharmacy.received()
    before = _audit_rows(pharmacy)
    open_work(pharmacy.site, pharmacy.counter)
    assert _audit_rows(pharmacy) == before + 1


def _audit_rows(pharmacy: Pharmacy) -> int:
    with pharmacy.store.read() as tx:
        assert tx.audit.verify().ok
        return tx.audit.count()
