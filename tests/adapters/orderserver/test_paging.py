"""Pages that neither skip nor repeat, whatever happens between them."""

import pytest

from tests.adapters.orderserver.client import BASE, Api, assert_outcome, task
from workstation.orderserver.config import ServerConfig


@pytest.fixture
def seven(api: Api) -> Api:
    """Seven Tasks, a minute apart."""
    for number in range(7):
        api.put(f"/Task/t{number}", task(id=f"t{number}"))
        api.clock.advance(minutes=1)
    return api


def _page(api: Api, url: str) -> tuple[list[str], str]:
    bundle = api.get(url.removeprefix(BASE)).json()
    links = {link["relation"]: link["url"] for link in bundle["link"]}
    return [entry["resource"]["id"] for entry in bundle.get("entry", [])], links.get("next", "")


def test_the_next_links_lead_through_all_matches(seven: Api) -> None:
    found, url = [], "/Task?_count=3&_sort=_lastUpdated"
    sizes = []
    while url:
        ids, url = _page(seven, url)
        found += ids
        sizes.append(len(ids))
    assert found == [f"t{number}" for number in range(7)]
    assert sizes == [3, 3, 1]


@pytest.mark.parametrize("sort", ["_lastUpdated", "-_lastUpdated", "_id"])
def test_changes_between_pages_skip_and_repeat_nothing(seven: Api, sort: str) -> None:
    first, following = _page(seven, f"/Task?_count=3&_sort={sort}")
    for number in range(7):
        seven.put(f"/Task/t{number}", task(id=f"t{number}", status="accepted"))
    seven.post("/Task", task())
    rest = []
    while following:
        ids, following = _page(seven, following)
        rest += ids
    assert sorted(first + rest) == [f"t{number}" for number in range(7)]


def test_a_page_shows_the_version_that_matched_so_that_a_watermark_never_runs_ahead(seven: Api) -> None:
    _, following = _page(seven, "/Task?_count=3&_sort=_lastUpdated")
    seven.put("/Task/t4", task(id="t4", status="accepted"))
    entries = seven.get(following.removeprefix(BASE)).json()["entry"]
    updated = [entry["resource"]["meta"]["lastUpdated"] for entry in entries]
    assert updated == sorted(updated)
    assert max(updated) < "2026-11-01T08:06"


def test_what_was_deleted_between_pages_is_left_out(seven: Api) -> None:
    _, following = _page(seven, "/Task?_count=3")
    seven.delete("/Task/t4")
    assert _page(seven, following)[0] == ["t3", "t5"]


def test_a_page_of_a_forgotten_search_is_gone(seven: Api) -> None:
    assert_outcome(seven.get("/Task?_page=unknown&_offset=3"), 410, "expired")


def test_a_page_address_that_was_tampered_with_is_refused(seven: Api) -> None:
    _, following = _page(seven, "/Task?_count=3")
    for wrong in (following.replace("_offset=3", "_offset=x"), following.replace("/Task?", "/Patient?")):
        assert seven.get(wrong.removeprefix(BASE)).status_code == 400


def test_old_searches_are_forgotten_first(seven: Api) -> None:
    _, oldest = _page(seven, "/Task?_count=3")
    for _ in range(128):
        _, newest = _page(seven, "/Task?_count=3")
    assert seven.get(oldest.removeprefix(BASE)).status_code == 410
    assert seven.get(newest.removeprefix(BASE)).status_code == 200


def test_the_server_limits_the_page_size() -> None:
    api = Api(ServerConfig(page_size=2, max_page_size=3))
    for _ in range(5):
        api.post("/Task", task())
    assert len(api.matches("/Task")) == 2
    assert len(api.matches("/Task?_count=100")) == 3
