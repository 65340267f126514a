"""A paper that was read before there were marks is known again too."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tests.factories import Pharmacy
from tests.unit.services.test_reading import row_of
from tests.unit.services.test_seen_before import LOOK, NEAR, RAMESH, a_scan_of, asked, came
from workstation.domain.queue import Flag
from workstation.domain.reading import Decision, Reading
from workstation.domain.reading.model import PageMark
from workstation.services.page_marks import MarksToFetch


@dataclass
class FakeMarker:
    """The same look for every file."""

    look: str = LOOK
    calls: list[bytes] = field(default_factory=list)
    opens: bool = True

    def marks(self, source: bytes) -> Sequence[PageMark]:
        """Of one page."""
        self.calls.append(source)
        return (PageMark(f"pixels of {self.look}", self.look),) if self.opens else ()


def unmarked(reading: Reading) -> Reading:
    """As it was stored before there were marks."""
    return replace(reading, pages=tuple(replace(page, mark=PageMark()) for page in reading.pages))


def fetch_all(pharmacy: Pharmacy, marker: FakeMarker) -> int:
    """Until none is left; how many there were."""
    marks = MarksToFetch(pharmacy.site, marker)
    count = 0
    while marks.fetch_next() is not None:
        count += 1
    return count


def test_an_old_scan_gets_its_marks_and_is_seen_again(pharmacy: Pharmacy) -> None:
    old = came(pharmacy, unmarked(a_scan_of("Ramesh Deshpande")), RAMESH)
    new = came(pharmacy, a_scan_of("Ramesh Deshpande", NEAR), RAMESH)
    assert [one.by_picture for one in asked(pharmacy, new)] == [False]
    assert fetch_all(pharmacy, FakeMarker()) == 1
    assert [one.by_picture for scan in (new, old) for one in asked(pharmacy, scan)] == [True, True]
    assert Flag.SEEN_BEFORE in row_of(pharmacy, old).flags
    assert Flag.SEEN_BEFORE in row_of(pharmacy, new).flags
    assert fetch_all(pharmacy, FakeMarker()) == 0, "it is done for good"


def test_what_was_read_stays_as_it_was(pharmacy: Pharmacy) -> None:
    old = came(pharmacy, unmarked(a_scan_of("Ramesh Deshpande")), RAMESH)
    with pharmacy.store.read() as tx:
        before = tx.documents.reading(old.document_ids[0])
    fetch_all(pharmacy, FakeMarker())
    with pharmacy.store.read() as tx:
        assert tx.documents.reading(old.document_ids[0]) == before


def test_a_file_that_cannot_be_opened_any_more_is_tried_once(pharmacy: Pharmacy) -> None:
    came(pharmacy, unmarked(a_scan_of("Ramesh Deshpande")), RAMESH)
    marker = FakeMarker(opens=False)
    assert fetch_all(pharmacy, marker) == len(marker.calls) == 1


def test_an_illegible_page_and_one_with_its_mark_are_left_alone(pharmacy: Pharmacy) -> None:
    reading = unmarked(a_scan_of("Ramesh Deshpande"))
    illegible = replace(reading, pages=(replace(reading.pages[0], decision=Decision.UNREADABLE),))
    came(pharmacy, illegible, RAMESH)
    came(pharmacy, a_scan_of("Ramesh Deshpande"), RAMESH)
    assert fetch_all(pharmacy, FakeMarker()) == 0
