"""A first pull with a helper that reads pages: the same comes in, whatever becomes of the helper."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest

from tests.factories import Pharmacy, a_pharmacy, fhir_request
from tests.unit.services.searching_server import SearchingServer, courier_to
from tests.unit.services.test_pull import here, note, prescriptions
from workstation.domain.errors import Unavailable
from workstation.domain.queue import QueueFilter
from workstation.services.sync.brought import bring, read
from workstation.services.sync.courier import Courier
from workstation.services.sync.gathering import Asked, gather
from workstation.services.sync.ports import Page, Resource
from workstation.services.sync.pull import Pulled, pull
from workstation.services.sync.watermark import SORTS, WATERMARK


class LinkingServer(SearchingServer):
    """Says where the next page of Tasks is: "page/1"."""

    def search(self, resource_type: str, parameters: Sequence[tuple[str, str]]) -> Iterator[Page]:
        """As its base does."""
        pages = super().search(resource_type, parameters)
        following = next(pages)
        for number, page in enumerate(pages, 1):
            yield replace(following, following=f"page/{number}" if resource_type == "Task" else "")
            following = page
        yield following


@dataclass(slots=True)
class Helper:
    """What the process does, without the process."""

    courier: Courier
    ready: bool = True
    dies_at: str = ""
    circles: bool = False
    shows: dict[str, Resource] = field(default_factory=dict)
    """Tasks as an index that lags behind shows them."""
    started: int = 0
    brought: list[str] = field(default_factory=list)

    def start(self) -> None:
        """Counted."""
        self.started += 1

    def is_ready(self) -> bool:
        """As it was told."""
        return self.ready

    def page(self, address: str) -> str:
        """One page, as it is written for the pipe."""
        if address == self.dies_at:
            raise Unavailable("pages", "killed")
        self.brought.append(address)
        found = self.courier.server.search("Task", self.courier.translation.task_search(None))
        page = list(found)[int(address.partition("/")[2])]
        tasks = [self.shows.get(f"Task/{one['id']}", one) for one in page.matches]
        again = "page/1" if self.circles else page.following
        return bring(self.courier, Asked(), replace(page, matches=tasks, following=again))


def a_linking_server(count: int, size: int) -> LinkingServer:
    """With prescriptions changed one minute after the other."""
    server = LinkingServer(*prescriptions(count))
    for number in range(count):
        server.dated(f"Task/t-RX-{number}", f"2026-11-22T00:{number:02d}:00Z")
    server.size = size
    return server


def helped(pharmacy: Pharmacy, server: SearchingServer) -> tuple[Courier, Helper]:
    """A courier with a helper."""
    alone = courier_to(pharmacy, server)
    helper = Helper(alone)
    return replace(alone, reader=helper), helper


def plain(pharmacy: Pharmacy) -> list[object]:
    """What the store holds, without ids of its own: the queue, and every copy word for word."""
    with pharmacy.store.read() as tx:
        rows = tx.prescriptions.queue(QueueFilter(limit=100))
        names = [one for kind in ("Task", "Patient", "MedicationRequest") for one in tx.mirror.references(kind)]
        copies = tx.mirror.copies(names)
    shown = [repr((row.number, row.patient_name, row.line_titles, row.flags, row.status)) for row in rows]
    return [*sorted(shown), *(copies[name] for name in sorted(copies))]


def test_with_a_helper_the_same_comes_in_as_without(pharmacy: Pharmacy) -> None:
    server = a_linking_server(12, size=5)
    courier, helper = helped(pharmacy, server)
    assert pull(courier) == Pulled(12, 0, "")
    assert helper.brought == ["page/1", "page/2"]
    with a_pharmacy() as other:
        pull(courier_to(other, server))
        assert plain(pharmacy) == plain(other)
        assert len(plain(pharmacy)) == 12 * 4
        assert note(pharmacy, WATERMARK) == note(other, WATERMARK) == "2026-11-22T00:11:00+00:00"


def test_the_watermark_moves_with_each_page_that_the_helper_brings(pharmacy: Pharmacy) -> None:
    courier, _ = helped(pharmacy, a_linking_server(12, size=3))
    marks: list[str] = []

    def seen(taken: int) -> bool:
        marks.append(note(pharmacy, WATERMARK))
        return taken < 9

    pull(courier, seen)
    assert note(pharmacy, SORTS) == "yes"
    assert marks[-1] == "2026-11-22T00:08:00+00:00"
    assert len(here(pharmacy)) == 9


@pytest.mark.parametrize("sorts", [True, False])
@pytest.mark.parametrize("dies_at", ["page/1", "page/2", "page/3"])
def test_a_helper_that_fails_is_done_without(pharmacy: Pharmacy, dies_at: str, sorts: bool) -> None:
    server = a_linking_server(12, size=3)
    server.sorts = sorts
    courier, helper = helped(pharmacy, server)
    helper.dies_at = dies_at
    assert pull(courier) == Pulled(12, 0, "")
    assert len(here(pharmacy)) == 12
    assert dies_at not in helper.brought


def test_a_helper_whose_pages_go_round_in_a_circle_is_done_without(pharmacy: Pharmacy) -> None:
    courier, helper = helped(pharmacy, a_linking_server(12, size=3))
    helper.circles = True
    assert pull(courier) == Pulled(12, 0, "")
    assert helper.brought == ["page/1"]


def test_a_helper_that_is_not_ready_holds_up_nothing(pharmacy: Pharmacy) -> None:
    courier, helper = helped(pharmacy, a_linking_server(12, size=3))
    helper.ready = False
    assert pull(courier) == Pulled(12, 0, "")
    assert helper.started > 0
    assert helper.brought == []


@pytest.mark.parametrize("count", [0, 3])
def test_for_a_single_page_no_helper_is_started(pharmacy: Pharmacy, count: int) -> None:
    courier, helper = helped(pharmacy, a_linking_server(count, size=5))
    assert pull(courier).tasks == count
    assert helper.started == 0


def test_only_a_first_pull_has_a_helper(pharmacy: Pharmacy) -> None:
    server = a_linking_server(12, size=3)
    pull(courier_to(pharmacy, server))
    courier, helper = helped(pharmacy, server)
    pull(courier)
    assert helper.started == 0


def test_what_is_here_already_is_passed_over_when_the_helper_brings_it(pharmacy: Pharmacy) -> None:
    server = a_linking_server(12, size=3)
    server.sorts = False
    server.dies_after = 3
    assert pull(courier_to(pharmacy, server)).tasks == 6
    server.dies_after = None
    courier, helper = helped(pharmacy, server)
    assert pull(courier).tasks == 6
    assert helper.brought == ["page/1", "page/2", "page/3"]
    assert len(here(pharmacy)) == 12


def test_a_task_that_the_helper_shows_from_the_past_is_read_as_it_is_now(pharmacy: Pharmacy) -> None:
    server = a_linking_server(12, size=3)
    server.sorts = False
    old = server.resources["Task/t-RX-5"]
    server.changed("Task/t-RX-5", "2026-11-22T09:00:00Z", priority="urgent")
    server.dies_after = 3
    pull(courier_to(pharmacy, server))
    server.dies_after = None
    courier, helper = helped(pharmacy, server)
    helper.shows["Task/t-RX-5"] = old
    server.changed("Task/t-RX-5", "2026-11-22T10:00:00Z", priority="stat")
    server.read_ones.clear()
    assert pull(courier).tasks == 7
    assert "Task/t-RX-5" in server.read_ones
    with pharmacy.store.read() as tx:
        versions = tx.mirror.versions(["Task/t-RX-5"])
    assert versions["Task/t-RX-5"] == server.resources["Task/t-RX-5"]["meta"]["versionId"]


def test_nothing_is_lost_on_the_way_through_the_pipe(pharmacy: Pharmacy) -> None:
    strange = fhir_request("m0", note=[{"text": "1.50 → \u0915\u0940 \U0001f48a"}], quantity={"value": Decimal("1.50")})
    server = a_linking_server(3, size=5)
    server.put(strange)
    courier = courier_to(pharmacy, server)
    page = next(iter(server.search("Task", courier.translation.task_search(None))))
    tasks = list(page.matches)
    brought = read(bring(courier, Asked(), page))
    assert brought.following == ""
    assert brought.stamps == [one["meta"]["lastUpdated"] for one in tasks]
    plain = gather(courier, Asked(), tasks, page.included)
    for task in tasks:
        assert brought.gathered.around(task) == plain.around(task)
        assert brought.gathered.facts_of(task) == plain.facts_of(task)
    line = next(one for name, one in brought.gathered.others.items() if name == "MedicationRequest/m0")
    assert str(line["quantity"]["value"]) == "1.50"
