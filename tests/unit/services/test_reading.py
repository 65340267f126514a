"""Reading ahead: what a scan says becomes lines once, and none of them is a keyed value before a person says so."""

from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

import pytest

from tests.factories import Pharmacy, a_code, a_line, a_pharmacy, a_product, an_ingredient, tablets
from tests.looking import approve
from tests.unit.services.outcomes import code_of_refusal
from workstation.domain.prescription import Prescription
from workstation.domain.queue import Flag, QueueFilter, QueueRow
from workstation.domain.reading import DateRules, FileRefusal, refusal_sentence
from workstation.domain.reading.geometry import Box
from workstation.domain.reading.model import (
    Candidate,
    Decision,
    DosageReading,
    LineReading,
    MedicineReading,
    Page,
    Reading,
    StrengthReading,
)
from workstation.services.approval import reject
from workstation.services.document_ports import ScanDocument
from workstation.services.emergency import EmergencyRequest, emergency_supply
from workstation.services.queue_view import preview_view, queue_view
from workstation.services.reading import ReadAhead, read_next
from workstation.services.screening import screen_prescription
from workstation.services.transcription import KeyedLine, confirm_line, remove_line, start_review


def a_read_line(
    name: str = "Glycomet", amount: int = 500, decision: Decision = Decision.READ, ingredient: str = "metformin"
) -> LineReading:
    """Twice a day for ten days."""
    text = f"Tab. {name} {amount} 1-0-1 x 10 days"
    return LineReading(
        text=text,
        box=Box(10, 20, 300, 40),
        medicine=MedicineReading(name, decision, (Candidate(name, (ingredient,), 0.9, True),), None),
        strength=StrengthReading(str(amount), decision, ((Decimal(amount), "mg"),)),
        form="tablet",
        dosage_instruction=DosageReading("1-0-1", None),
        quantity=None,
        quantity_unit=None,
        duration_days=10,
    )


def a_page(*lines: LineReading, decision: Decision = Decision.CONFIRM) -> Page:
    """A page with these medicine lines."""
    return Page(1000, 1400, (), {}, lines, decision=decision)


def a_reading(*pages: Page) -> Reading:
    """By one engine; a page with one certain line unless said."""
    return Reading("scan.png", pages or (a_page(a_read_line()),), ("made-up 1",))


@dataclass
class FakeReader:
    """Answers with the readings it was given, in order."""

    readings: list[Reading | None]
    names: list[str]

    def read(self, _source: bytes, _dates: DateRules, *, name: str = "") -> Reading | None:
        """The next one."""
        self.names.append(name)
        return self.readings.pop(0)


def read_all(pharmacy: Pharmacy, *readings: Reading | None) -> FakeReader:
    """Reads as many scans as there are readings."""
    reader = FakeReader(list(readings), [])
    for _ in readings:
        read_next(pharmacy.site, reader)
    return reader


def scanned(pharmacy: Pharmacy, scans: int = 1, **changes: object) -> Prescription:
    """A prescription that came as scans, without lines unless said."""
    prescription = pharmacy.received(**{"lines": (), **changes})  # type: ignore[arg-type]  # of a_prescription
    documents = [a_scan(pharmacy, prescription.id, number) for number in range(scans)]
    prescription = replace(prescription, document_ids=tuple(one.id for one in documents))
    with pharmacy.store.begin() as tx:
        for document in documents:
            tx.documents.save(document)
        tx.prescriptions.save(prescription)
    return prescription


def a_scan(pharmacy: Pharmacy, prescription_id: UUID, number: int) -> ScanDocument:
    """A picture; the reader of these tests does not look at it."""
    content = f"scan {number}".encode()
    mark = sha256(content).hexdigest()
    return ScanDocument(pharmacy.site.new_id(), prescription_id, f"D/{number}", "", "image/png", content, mark)


def stored(pharmacy: Pharmacy, prescription: Prescription) -> Prescription:
    """As it is now."""
    with pharmacy.store.read() as tx:
        return tx.prescriptions.get(prescription.id)


def row_of(pharmacy: Pharmacy, prescription: Prescription) -> QueueRow:
    """As the queue shows it."""
    rows = queue_view(pharmacy.site, pharmacy.counter, QueueFilter()).rows
    return next(row for row in rows if row.id == prescription.id)


def test_nothing_waits_when_every_scan_was_read(pharmacy: Pharmacy) -> None:
    scanned(pharmacy)
    reader = read_all(pharmacy, a_reading())
    assert read_next(pharmacy.site, reader) is None


def test_a_reading_that_was_cancelled_leaves_the_scan_unread(pharmacy: Pharmacy) -> None:
    prescription = scanned(pharmacy)
    read_all(pharmacy, None)
    assert not row_of(pharmacy, prescription).was_read
    assert read_next(pharmacy.site, FakeReader([a_reading()], [])) == prescription.id


def test_what_was_read_is_in_the_queue_as_read_and_not_confirmed(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = scanned(pharmacy)
    assert not row_of(pharmacy, prescription).was_read
    read_all(pharmacy, a_reading(a_page(a_read_line(), a_read_line("Unknownil", decision=Decision.CONFIRM))))
    row = row_of(pharmacy, prescription)
    assert (row.line_titles, row.line_count, row.draft_count) == (("Glycomet 500", "Unknownil 500"), 2, 2)
    assert row.was_read
    first, second = stored(pharmacy, prescription).lines
    assert (first.product_id, first.quantity_prescribed, first.days_supply) == (product.id, tablets(20), 10)
    assert (second.product_id, second.position, second.is_draft) == (None, 2, True)


def test_a_confirmed_draft_is_no_draft_any_more(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = scanned(pharmacy)
    read_all(pharmacy, a_reading())
    line = stored(pharmacy, prescription).lines[0]
    keyed = KeyedLine("Glycomet 500", "1-0-1", tablets(20), 10, product.id, line_id=line.id)
    confirm_line(pharmacy.site, pharmacy.counter, prescription.id, keyed)
    row = row_of(pharmacy, prescription)
    assert (row.line_count, row.draft_count) == (1, 0)


def test_a_draft_is_not_approved_and_not_supplied_in_an_emergency(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = scanned(pharmacy)
    read_all(pharmacy, a_reading())
    pharmacy.confirm_identity(prescription)
    line = stored(pharmacy, prescription).lines[0]
    assert code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == "line_not_confirmed"
    request = EmergencyRequest(prescription.id, line.id, a_code(product), 3, "no doctor reachable")
    code = code_of_refusal(lambda: emergency_supply(pharmacy.site, pharmacy.pharmacist, request))
    assert code == "line_not_confirmed"


def test_a_draft_that_was_removed_stays_removed(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = scanned(pharmacy)
    read_all(pharmacy, a_reading())
    start_review(pharmacy.site, pharmacy.counter, prescription.id)
    line = stored(pharmacy, prescription).lines[0]
    remove_line(pharmacy.site, pharmacy.counter, prescription.id, line.id, "a stamp")
    start_review(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert read_next(pharmacy.site, FakeReader([a_reading()], [])) is None
    assert stored(pharmacy, prescription).lines == ()


def test_two_counters_that_read_the_same_scan_draft_it_once(pharmacy: Pharmacy) -> None:
    prescription = scanned(pharmacy)

    class SlowReader(FakeReader):
        def read(self, source: bytes, dates: DateRules, *, name: str = "") -> Reading | None:
            read_all(pharmacy, a_reading())
            return super().read(source, dates, name=name)

    read_next(pharmacy.site, SlowReader([a_reading()], []))
    assert len(stored(pharmacy, prescription).lines) == 1


def test_a_second_scan_adds_its_lines_once_and_brings_no_removed_one_back(pharmacy: Pharmacy) -> None:
    prescription = scanned(pharmacy, scans=2)
    read_all(pharmacy, a_reading(a_page(a_read_line()), a_page()))
    removed = stored(pharmacy, prescription).lines[0]
    remove_line(pharmacy.site, pharmacy.counter, prescription.id, removed.id, "a stamp")
    read_all(pharmacy, a_reading(a_page(a_read_line("Ecosprin", 75))))
    (line,) = stored(pharmacy, prescription).lines
    assert (line.medicine.text, line.position) == ("Ecosprin 75", 1)
    assert line.written is not None
    assert line.written.page == 2


def test_lines_of_a_later_scan_move_behind_the_pages_of_one_that_was_read_late(pharmacy: Pharmacy) -> None:
    prescription = scanned(pharmacy, scans=2)
    with pharmacy.store.begin() as tx:
        first = tx.documents.get(prescription.document_ids[0])
        tx.documents.save(replace(first, content=None))
    read_all(pharmacy, a_reading())
    with pharmacy.store.begin() as tx:
        tx.documents.save(first)
    read_all(pharmacy, a_reading(a_page(), a_page(a_read_line("Ecosprin", 75))))
    places = {one.medicine.text: one.written.page for one in stored(pharmacy, prescription).lines if one.written}
    assert places == {"Glycomet 500": 2, "Ecosprin 75": 1}


def test_an_electronic_prescription_with_a_scan_is_read_and_not_drafted(pharmacy: Pharmacy) -> None:
    line = a_line()
    prescription = scanned(pharmacy, lines=(line,))
    read_all(pharmacy, a_reading())
    assert stored(pharmacy, prescription).lines == (line,)
    assert row_of(pharmacy, prescription).was_read


def test_a_closed_prescription_is_not_drafted(pharmacy: Pharmacy) -> None:
    prescription = scanned(pharmacy)
    pharmacy.claim(prescription)
    reject(pharmacy.site, pharmacy.pharmacist, prescription.id, "written for another pharmacy")
    read_all(pharmacy, a_reading())
    assert stored(pharmacy, prescription).lines == ()


def test_a_scan_that_is_read_after_the_approval_adds_nothing_to_what_was_approved(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = scanned(pharmacy)
    pharmacy.claim(prescription)
    keyed = KeyedLine("Glycomet 500", "1-0-1", tablets(20), 10, product.id)
    approved = confirm_line(pharmacy.site, pharmacy.counter, prescription.id, keyed)
    pharmacy.confirm_identity(prescription)
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    read_all(pharmacy, a_reading())
    assert stored(pharmacy, prescription).lines == approved.lines


NAMELESS = (Flag.PATIENT_NOT_CONFIRMED, Flag.NOT_SCREENED)
"""Of a scan on which neither a patient nor a medicine was read."""


@pytest.mark.parametrize(
    ("pages", "flags"),
    [
        ((Decision.UNREADABLE, Decision.UNREADABLE), (*NAMELESS, Flag.UNREADABLE_SCAN)),
        ((Decision.UNREADABLE, Decision.CONFIRM), NAMELESS),
        ((Decision.READ,), NAMELESS),
    ],
)
def test_a_scan_is_called_unreadable_only_when_no_page_is_legible(
    pharmacy: Pharmacy, pages: tuple[Decision, ...], flags: tuple[Flag, ...]
) -> None:
    prescription = scanned(pharmacy)
    read_all(pharmacy, a_reading(*(a_page(decision=one) for one in pages)))
    assert row_of(pharmacy, prescription).flags == flags
    assert stored(pharmacy, prescription).lines == ()


def test_nothing_is_drafted_from_a_file_that_was_refused(pharmacy: Pharmacy) -> None:
    prescription = scanned(pharmacy)
    read_all(pharmacy, Reading("scan.png", refused="Not a picture."))
    assert row_of(pharmacy, prescription).flags == (*NAMELESS, Flag.UNREADABLE_SCAN)


def test_the_queue_screens_what_was_read_as_the_review_does_and_a_removed_line_takes_its_flag_along() -> None:
    with a_pharmacy() as pharmacy:
        for name, gtin, amount in (("warfarin", "08901177011238", "5"), ("aspirin", "08901177011474", "75")):
            parts = (an_ingredient(name, amount),)
            pharmacy.stocked(a_product(name=name.title(), gtin=gtin, ingredients=parts))
        doubtful = a_read_line("Warfarin", 5, Decision.CONFIRM, "warfarin")
        aspirin = a_read_line("Aspirin", 75, ingredient="aspirin")
        guessed = scanned(pharmacy)
        read_all(pharmacy, a_reading(a_page(doubtful, aspirin)))
        assert Flag.INTERACTION_MAJOR in row_of(pharmacy, guessed).flags
        reviewed = screen_prescription(pharmacy.site, pharmacy.pharmacist, guessed.id)
        assert len(reviewed.alerts) == 1
        assert preview_view(pharmacy.site, pharmacy.counter, guessed.id).screened == reviewed

        line = stored(pharmacy, guessed).lines[0]
        remove_line(pharmacy.site, pharmacy.counter, guessed.id, line.id, "a stamp")
        assert row_of(pharmacy, guessed).flags == (Flag.PATIENT_NOT_CONFIRMED,)


def test_doubtful_names_are_kept_in_the_order_that_goes_with_what_the_patient_takes() -> None:
    with a_pharmacy() as pharmacy:
        prescription = scanned(pharmacy)
        assert prescription.patient_id is not None
        with pharmacy.site.store.begin() as tx:
            tx.patients.save_current_medicines(prescription.patient_id, ["Warf 5"])
        line = a_read_line("Uniwarfin", 5, Decision.CONFIRM, "warfarin")
        ours = (Candidate("Uniwarfin", ("warfarin",), 0.4, True), Candidate("Warf", ("warfarin",), 0.3, True))
        read_all(pharmacy, a_reading(a_page(replace(line, medicine=replace(line.medicine, candidates=ours)))))
        assert stored(pharmacy, prescription).lines[0].medicine.text.startswith("Warf")


NO_ENGINE = Reading("scan.png", refused=refusal_sentence(FileRefusal.NO_ENGINE, {}))


def test_a_scan_that_no_engine_was_there_for_says_so_and_is_read_when_one_is(pharmacy: Pharmacy) -> None:
    prescription = scanned(pharmacy)
    ahead = ReadAhead(pharmacy.site, FakeReader([NO_ENGINE], []))
    assert [ahead.read_next(), ahead.read_next()] == [prescription.id, None], "once while the program runs"
    assert Flag.UNREADABLE_SCAN in row_of(pharmacy, prescription).flags
    read_all(pharmacy, NO_ENGINE)
    read_all(pharmacy, a_reading())
    assert [line.medicine.text for line in stored(pharmacy, prescription).lines] == ["Glycomet 500"]
    assert Flag.UNREADABLE_SCAN not in row_of(pharmacy, prescription).flags
    assert read_next(pharmacy.site, FakeReader([], [])) is None


def test_a_file_that_was_refused_for_its_own_sake_is_not_read_again(pharmacy: Pharmacy) -> None:
    scanned(pharmacy)
    read_all(pharmacy, Reading("scan.png", refused="The file is damaged."))
    assert read_next(pharmacy.site, FakeReader([], [])) is None
