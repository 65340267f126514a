"""Versions, the index and the clock underneath."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.adapters.orderserver.client import Api, Clock, dispense, task
from workstation.orderserver.search import find_pairs
from workstation.orderserver.store import Store


def _ids(store: Store, **parameters: str) -> list[str]:
    return [version.id for version in find_pairs(store, "Task", list(parameters.items()))]


def test_a_clock_that_goes_back_hides_nothing_from_a_search_by_time() -> None:
    clock = Clock()
    store = Store(clock)
    first = store.put("Task", "t1", task())
    clock.advance(minutes=-30)
    second = store.put("Task", "t2", task())
    assert second.last_updated >= first.last_updated
    assert _ids(store, _lastUpdated="ge2026-11-01T08:00:00Z") == ["t1", "t2"]


def test_a_broken_transaction_leaves_no_trace() -> None:
    store = Store(Clock())
    store.put("Task", "t1", task(status="requested"))
    with pytest.raises(ValueError, match="broken"):
        _change_and_break(store, [("t1", "accepted"), ("t2", "accepted"), ("t1", "delete")])
    assert _ids(store) == ["t1"]
    assert _ids(store, status="requested") == ["t1"]
    assert _ids(store, status="accepted") == []
    assert len(store.history("Task", "t1")) == 1
    assert store.history("Task", "t2") == ()


_changes = st.lists(
    st.tuples(st.sampled_from(["t1", "t2", "t3"]), st.sampled_from(["requested", "accepted", "delete"])),
    max_size=40,
)


@given(_changes, _changes)
def test_index_and_log_always_agree_with_what_is_current(
    kept: list[tuple[str, str]], undone: list[tuple[str, str]]
) -> None:
    store, model = Store(Clock()), dict[str, str]()
    _apply(store, kept)
    for name, status in kept:
        model.pop(name, None)
        if status != "delete":
            model[name] = status
    with pytest.raises(ValueError, match="broken"):
        _change_and_break(store, undone)
    assert _ids(store) == list(model)
    for status in ("requested", "accepted"):
        assert set(_ids(store, status=status)) == {name for name, value in model.items() if value == status}


def _change_and_break(store: Store, changes: list[tuple[str, str]]) -> None:
    with store.transaction():
        _apply(store, changes)
        raise ValueError("broken")


def _apply(store: Store, changes: list[tuple[str, str]]) -> None:
    for name, status in changes:
        if status == "delete":
            store.delete("Task", name)
        else:
            store.put("Task", name, task(status=status))


def test_many_changes_of_one_resource_do_not_slow_the_log() -> None:
    store = Store(Clock())
    for _ in range(2000):
        store.put("Task", "t1", task())
    assert len(list(store.by_change("Task"))) == 1
    assert len(store.history("Task", "t1")) == 2000


def test_threads_that_create_on_a_condition_make_one_resource() -> None:

    api = Api()
    start = threading.Barrier(4)
    statuses: list[int] = []

    def create() -> None:
        start.wait()
        for _ in range(5):
            answer = api.post("/MedicationDispense", dispense(), if_none_exist="identifier=d-1")
            statuses.append(answer.status_code)

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 19 + [201]


def test_threads_that_claim_with_the_same_version_leave_one_winner() -> None:

    api = Api()
    etag = api.put("/Task/t1", task(id="t1")).headers["etag"]
    start = threading.Barrier(4)
    statuses: list[int] = []

    def claim() -> None:
        start.wait()
        statuses.append(api.put("/Task/t1", task(id="t1", status="accepted"), if_match=etag).status_code)

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 412, 412, 412]
