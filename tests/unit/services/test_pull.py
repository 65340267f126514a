"""Pulling page by page: what is asked, what is asked again, and what a server that does less gets asked instead."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.factories import Json, Pharmacy, a_pharmacy, fhir_patient, fhir_request, fhir_task
from tests.unit.services.searching_server import SearchingServer, courier_to
from workstation.domain.errors import Unavailable
from workstation.domain.outbox import AttentionCode
from workstation.domain.queue import Flag, QueueFilter
from workstation.services.sync.ports import Answer, ServerBusy, UnusableResource
from workstation.services.sync.pull import Pulled, pull, pull_all_again
from workstation.services.sync.watermark import SORTS, WATERMARK


def prescriptions(count: int) -> list[Json]:
    """So many, each with a patient and a line of its own, changed one minute after the other."""
    found: list[Json] = []
    for number in range(count):
        patient = {"reference": f"Patient/p{number}"}
        found += [
            fhir_patient(f"p{number}"),
            fhir_request(f"m{number}", subject=patient),
            fhir_task(f"RX-{number}", [f"m{number}"], **{"for": patient}),
        ]
    return found


def a_server(count: int = 3, size: int = 1000) -> SearchingServer:
    """With prescriptions changed one minute after the other."""
    server = SearchingServer(*prescriptions(count))
    for number in range(count):
        server.dated(f"Task/t-RX-{number}", f"2026-11-22T0{number // 60}:{number % 60:02d}:00Z")
    server.size = size
    return server


def here(pharmacy: Pharmacy) -> list[str]:
    """Numbers of the prescriptions in the store."""
    with pharmacy.store.read() as tx:
        return sorted(one.number for one in tx.prescriptions.queue(QueueFilter(limit=1000)))


def note(pharmacy: Pharmacy, key: str) -> str:
    """A note of the sync."""
    with pharmacy.store.read() as tx:
        return tx.sync_notes.get(key) or ""


def tasks_asked(server: SearchingServer) -> list[dict[str, str]]:
    """Searches for the work of the pharmacy."""
    return [one for kind, one in server.asked if kind == "Task" and "_count" in one and one["_count"] == "100"]


def test_a_pull_that_broke_off_goes_on_where_it_stopped(pharmacy: Pharmacy) -> None:
    server = a_server(20, size=2)
    server.dies_after = 8
    assert pull(courier_to(pharmacy, server)) == Pulled(16, 0, "the line was cut")
    assert note(pharmacy, WATERMARK) == "2026-11-22T00:15:00+00:00"
    server.dies_after = None
    server.asked.clear()
    assert pull(courier_to(pharmacy, server)).tasks == 4
    assert tasks_asked(server)[0]["_lastUpdated"] == "ge2026-11-22T00:10:00.000Z"
    assert len(here(pharmacy)) == 20


def test_a_server_that_does_not_sort_gets_its_watermark_at_the_end(pharmacy: Pharmacy) -> None:
    server = a_server(20, size=2)
    server.sorts = False
    server.dated("Task/t-RX-0", "2026-11-22T05:00:00Z")
    server.dies_after = 8
    assert pull(courier_to(pharmacy, server)).offline
    assert note(pharmacy, WATERMARK) == ""
    server.dies_after = None
    assert pull(courier_to(pharmacy, server)).tasks == 4
    assert note(pharmacy, WATERMARK) == "2026-11-22T05:00:00+00:00"
    assert note(pharmacy, SORTS) == "no"


def test_a_server_that_stops_sorting_takes_its_watermark_back(pharmacy: Pharmacy) -> None:
    server = a_server(6, size=2)
    with pharmacy.store.begin() as tx:
        tx.sync_notes.set(SORTS, "yes")
    server.sorts = False
    server.dated("Task/t-RX-0", "2026-11-22T05:00:00Z")
    server.dies_after = 2
    pull(courier_to(pharmacy, server))
    assert note(pharmacy, WATERMARK) == ""
    server.dies_after = None
    pull(courier_to(pharmacy, server))
    assert len(here(pharmacy)) == 6


def test_what_an_index_shows_late_is_still_found_within_five_minutes(pharmacy: Pharmacy) -> None:
    server = a_server(10)
    late = server.resources.pop("Task/t-RX-6")
    pull(courier_to(pharmacy, server))
    pharmacy.clock.forward(minutes=1)
    pull(courier_to(pharmacy, server))
    server.resources["Task/t-RX-6"] = late
    assert pull(courier_to(pharmacy, server)).tasks == 1


def test_after_five_quiet_minutes_only_what_is_new_is_asked_for(pharmacy: Pharmacy) -> None:
    server = a_server(10)
    for _ in range(3):
        pull(courier_to(pharmacy, server))
        pharmacy.clock.forward(minutes=4)
    server.asked.clear()
    pull(courier_to(pharmacy, server))
    assert tasks_asked(server)[0]["_lastUpdated"] == "ge2026-11-22T00:09:00.000Z"


def test_what_is_here_in_that_version_is_not_taken_in_again(pharmacy: Pharmacy) -> None:
    server = a_server()
    assert pull(courier_to(pharmacy, server)).tasks == 3
    server.asked.clear()
    server.read_ones.clear()
    assert pull(courier_to(pharmacy, server)).tasks == 0
    assert server.read_ones == []


def test_what_a_write_of_ours_met_is_read_directly(pharmacy: Pharmacy) -> None:
    server = a_server()
    pull(courier_to(pharmacy, server))
    server.changed("Task/t-RX-1", at="2020-01-01T00:00:00Z", priority="stat")
    with pharmacy.store.begin() as tx:
        tx.mirror.save("Task/t-RX-1", "2", "", "{}", taken_in=False)
    assert pull(courier_to(pharmacy, server)).tasks == 1
    with pharmacy.store.read() as tx:
        found = tx.prescriptions.by_task("Task/t-RX-1")
    assert found is not None
    assert found.urgent


def test_facts_about_many_patients_are_asked_in_lists(pharmacy: Pharmacy) -> None:
    server = a_server(50)
    pull(courier_to(pharmacy, server))
    lists = [one["patient"].count(",") + 1 for kind, one in server.asked if kind == "AllergyIntolerance"]
    assert sorted(set(lists)) == [10, 40]


@pytest.mark.parametrize("reads_lists", [True, False])
def test_every_patient_has_its_own_allergies_whether_lists_are_answered_or_not(
    pharmacy: Pharmacy, reads_lists: bool
) -> None:
    server = a_server(5)
    for number in range(5):
        subject = {"reference": f"Patient/p{number}"}
        server.put(
            {
                "resourceType": "AllergyIntolerance",
                "id": f"a{number}",
                "patient": subject,
                "code": {"text": f"x{number}"},
            }
        )
    server.reads_lists = reads_lists
    pull(courier_to(pharmacy, server))
    with pharmacy.store.read() as tx:
        for number in range(5):
            patient = tx.patients.by_reference(f"Patient/p{number}")
            assert patient is not None
            known = tx.patients.context(patient.id).allergies
            assert known is not None
            assert [one.text for one in known] == [f"x{number}"]


def test_a_server_without_allergies_means_unknown_and_never_none(pharmacy: Pharmacy) -> None:
    server = a_server()
    server.refuses = {"AllergyIntolerance"}
    assert pull(courier_to(pharmacy, server)).offline == ""
    with pharmacy.store.read() as tx:
        patient = tx.patients.by_reference("Patient/p1")
        assert patient is not None
        assert tx.patients.context(patient.id).allergies is None


@pytest.mark.parametrize("refused", [{"_include"}, {"_sort"}, {"_lastUpdated"}, {"_id"}, {"patient"}, {"prescription"}])
def test_a_search_that_is_refused_is_made_in_a_plainer_form(pharmacy: Pharmacy, refused: set[str]) -> None:
    server = a_server()
    server.refuses = refused
    for _ in range(2):
        assert pull(courier_to(pharmacy, server)).offline == ""
    assert len(here(pharmacy)) == 3


def test_a_refused_search_for_work_counts_as_offline_with_the_servers_words(pharmacy: Pharmacy) -> None:
    server = a_server()
    server.refuses = {"Task"}
    assert pull(courier_to(pharmacy, server)).offline == "it does not do this"


def test_a_page_that_breaks_off_counts_for_nothing(pharmacy: Pharmacy) -> None:
    server: Any = a_server(3, size=3)
    real = server.search

    def search(kind: str, parameters: Any) -> Any:
        if kind == "Condition":
            raise Unavailable("order_server", "garbage came")
        return real(kind, parameters)

    server.search = search
    assert pull(courier_to(pharmacy, server)) == Pulled(0, 0, "garbage came")
    assert (here(pharmacy), note(pharmacy, WATERMARK)) == ([], "")
    server.search = real
    assert pull(courier_to(pharmacy, server)).tasks == 3


def test_a_server_that_asks_for_a_pause_is_left_alone(pharmacy: Pharmacy) -> None:
    server: Any = a_server()
    real = server.search

    def busy(kind: str, parameters: Any) -> Any:
        raise ServerBusy("too much", 60.0)

    server.search = busy
    assert pull(courier_to(pharmacy, server)) == Pulled(0, 0, "")
    server.search = real
    server.asked.clear()
    assert pull(courier_to(pharmacy, server)) == Pulled(0, 0, "")
    assert server.asked == []
    pharmacy.clock.forward(seconds=61)
    assert pull(courier_to(pharmacy, server)).tasks == 3


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_a_line_that_cannot_be_read_now_is_not_taken_for_missing(pharmacy: Pharmacy, status: int) -> None:
    server: Any = a_server(1)
    real: Callable[[str], Answer] = server.read

    def read(reference: str) -> Answer:
        return (
            Answer(status, None, "", "", said="not now")
            if reference.startswith("MedicationRequest")
            else real(reference)
        )

    server.read = read
    assert "not now" in pull(courier_to(pharmacy, server)).offline
    assert here(pharmacy) == []


def test_a_resource_of_another_type_under_a_reference_is_not_taken_for_it(pharmacy: Pharmacy) -> None:
    server: Any = a_server(1)
    server.refuses = {"_id"}
    real: Callable[[str], Answer] = server.read

    def read(reference: str) -> Answer:
        found = real(reference)
        wrong = {**(found.resource or {}), "resourceType": "Patient"}
        return replace(found, resource=wrong) if reference.startswith("MedicationRequest") else found

    server.read = read
    pull(courier_to(pharmacy, server))
    with pharmacy.store.read() as tx:
        assert [one.detail for one in tx.attentions.open()] == ["MedicationRequest/m0 is not at the server"]


def test_a_task_that_makes_no_sense_is_told_once_for_each_version(pharmacy: Pharmacy) -> None:
    server = a_server(2)
    courier = courier_to(pharmacy, server)
    choking: Any = _Choking(courier.translation, "Task/t-RX-0")
    broken = replace(courier, translation=choking)
    for _ in range(2):
        pull(broken)
    assert here(pharmacy) == ["RX-1"]
    server.changed("Task/t-RX-0", at="2026-11-22T00:30:00Z")
    pull(broken)
    with pharmacy.store.read() as tx:
        told = [(one.code, one.detail) for one in tx.attentions.open()]
    code = AttentionCode.UNUSABLE_RESOURCE
    assert told == [(code, "Task/t-RX-0 version 1"), (code, "Task/t-RX-0 version 2")]
    pull(courier)
    assert here(pharmacy) == ["RX-0", "RX-1"]


class _Choking:
    """A translation that finds no words for one Task."""

    def __init__(self, real: Any, reference: str) -> None:
        self._real, self._reference = real, reference

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def prescription(self, task: Json, *rest: Any) -> Any:
        """Like a resource beyond sense."""
        if f"Task/{task['id']}" == self._reference:
            raise UnusableResource("TypeError")
        return self._real.prescription(task, *rest)


def test_a_pull_ends_where_nobody_wants_more(pharmacy: Pharmacy) -> None:
    server = a_server(20, size=2)
    assert pull(courier_to(pharmacy, server), lambda taken: taken < 4).tasks == 4
    assert pull(courier_to(pharmacy, server)).tasks == 16


def test_progress_is_told_page_by_page(pharmacy: Pharmacy) -> None:
    told: list[int] = []

    def tell(taken: int) -> bool:
        told.append(taken)
        return True

    pull(courier_to(pharmacy, a_server(6, size=2)), tell)
    assert list(dict.fromkeys(told)) == [0, 2, 4, 6]


def test_many_at_once_are_screened_after_their_page_and_never_look_clean_before(pharmacy: Pharmacy) -> None:
    server: Any = a_server(12)
    real = server.search
    seen: list[set[tuple[Flag, ...]]] = []

    def search(kind: str, parameters: Any) -> Any:
        if kind == "Patient" and here(pharmacy):
            with pharmacy.store.read() as tx:
                rows = tx.prescriptions.queue(QueueFilter(limit=100))
            seen.append({tuple(one.flags) for one in rows})
        return real(kind, parameters)

    server.search = search
    pull(courier_to(pharmacy, server))
    assert seen[0] == {(Flag.SCREENING_WAITS,)}
    with pharmacy.store.read() as tx:
        rows = tx.prescriptions.queue(QueueFilter(limit=100))
    assert {tuple(one.flags) for one in rows} == {(Flag.PATIENT_NOT_CONFIRMED, Flag.NO_STOCK)}  # all have one name


def facts(pharmacy: Pharmacy) -> list[Any]:
    """What the store says of prescriptions, lines and patients, without ids of its own."""
    with pharmacy.store.read() as tx:
        found = []
        for row in tx.prescriptions.queue(QueueFilter(limit=1000)):
            one = tx.prescriptions.get(row.id)
            assert one.patient_id is not None
            context = tx.patients.context(one.patient_id)
            lines = tuple(replace(line, id=one.id) for line in one.lines)
            plain = replace(one, received_at=pharmacy.clock(), lines=lines)
            found.append((one.number, repr(plain), repr(context), row.flags, row.status))
        return sorted(found)


def test_wiping_the_copy_and_pulling_again_gives_the_same(pharmacy: Pharmacy) -> None:
    server = a_server(12, size=5)
    pull(courier_to(pharmacy, server))
    before = facts(pharmacy)
    with pharmacy.store.begin() as tx:
        pull_all_again(tx)
        assert tx.mirror.references("Task") == []
    assert pull(courier_to(pharmacy, server)).tasks == 12
    assert facts(pharmacy) == before
    assert len(before) == 12


def test_two_stores_that_pulled_differently_hold_the_same() -> None:
    server = a_server(12, size=5)
    with a_pharmacy() as one, a_pharmacy() as other:
        pull(courier_to(one, server))
        for dies in (1, 2, None):
            server.dies_after = dies
            pull(courier_to(other, server))

        def plain(pharmacy: Pharmacy) -> list[Any]:
            with pharmacy.store.read() as tx:
                rows = tx.prescriptions.queue(QueueFilter(limit=100))
            return sorted((row.number, row.patient_name, row.line_titles, row.flags, row.status) for row in rows)

        assert plain(one) == plain(other)
