"""Where the server keeps its data, asked again after pairing; and what is forgotten when a station is paired anew."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from workstation.adapters.fhir.capability import Capability
from workstation.app.opening import Opened, opened
from workstation.app.pairing import PAGE_ENTRIES, Pairing, pairing_of, save_pairing
from workstation.app.syncing import syncing
from workstation.domain.errors import Unavailable
from workstation.domain.outbox import Attention, AttentionCode
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.server import OrderServer
from workstation.services.sync.batching import MAX_BATCH
from workstation.services.sync.sentinel import known_sentinel
from workstation.services.sync.stock_up import LEVELS
from workstation.services.sync.untaken import NOT_TAKEN, note_untaken
from workstation.services.sync.watermark import WATERMARK
from workstation.settings import Settings

ABROAD = Capability("4.0.1", "", smart=False, regions=("US",))
AT_HOME = Capability("4.0.1", "", smart=False, regions=("IN-MH",))
SILENT = Capability("4.0.1", "", smart=False)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Opened]:
    """A store of its own, with a key in the clear."""
    with opened(Settings(tmp_path / "store", None), demo=True) as found:
        yield found


def served(here: Opened, certificates: Path, region: str) -> Iterator[OrderServer]:
    """A server that declares a region; the store was paired with it yesterday, when it said IN."""
    with OrderServer(ServerConfig(region=region, cert_dir=certificates)) as server:
        paired(here, server.address.url, server.address.ca.read_text(encoding="ascii"))
        with here.site.store.begin() as tx:
            tx.sync_notes.set("pairing.region_read", "2020-01-01")
        yield server


def paired(here: Opened, url: str, ca: str = "", region: str = "IN", organization: str = "pharmacy-1") -> Pairing:
    """As if `workstation pair` had found it."""
    pairing = Pairing(url, f"Organization/{organization}", ca, region=region)
    save_pairing(here.site, pairing)
    return pairing


def region_of(here: Opened) -> str:
    """As kept."""
    with here.site.store.read() as tx:
        found = pairing_of(tx)
    assert found is not None
    return found.region


def listed(here: Opened) -> list[tuple[str, str]]:
    """What people are told."""
    with here.site.store.read() as tx:
        return [(one.code, one.detail) for one in tx.attentions.open()]


def refused(here: Opened) -> str:
    """Why nothing is synced."""
    with pytest.raises(Unavailable) as refusal, syncing(here):
        raise AssertionError("it was synced")
    return refusal.value.why


@pytest.fixture
def abroad(here: Opened, tmp_path: Path) -> Iterator[OrderServer]:
    """It has moved."""
    yield from served(here, tmp_path / "certificates", "US")


@pytest.fixture
def silent(here: Opened, tmp_path: Path) -> Iterator[OrderServer]:
    """It says nothing any more."""
    yield from served(here, tmp_path / "certificates", "")


def test_a_server_that_moved_abroad_is_not_synced_with_and_people_are_told_once(
    here: Opened, abroad: OrderServer
) -> None:
    for _ in range(3):
        assert "keeps its data in US" in refused(here)
    assert listed(here) == [("region_not_allowed", "US")]
    assert region_of(here) == "US"


def test_a_server_that_says_nothing_any_more_has_not_moved(here: Opened, silent: OrderServer) -> None:
    with syncing(here):
        assert region_of(here) == "IN"
    assert listed(here) == []


def test_a_server_that_is_away_is_as_it_was(here: Opened) -> None:
    paired(here, "https://127.0.0.1:9")
    with here.site.store.begin() as tx:
        tx.sync_notes.set("pairing.region_read", "")
    with syncing(here):
        assert region_of(here) == "IN"


def test_what_is_read_before_hints_counts_as_well_and_so_does_the_way_back(here: Opened) -> None:
    pairing = paired(here, "https://127.0.0.1:9")
    with here.link.connected() as line:
        line.declared(SILENT)
        line.declared(None)
        with pytest.raises(Unavailable, match="does not allow"):
            line.declared(ABROAD)
    assert "US" in refused(here)
    assert listed(here) == [("region_not_allowed", "US")]
    save_pairing(here.site, pairing)
    with here.link.connected() as line:
        line.declared(AT_HOME)
    assert (listed(here), region_of(here)) == ([], "IN-MH")


# --- paired anew -------------------------------------------------------------------------------------------------


def learnt(here: Opened) -> None:
    """What a first server left in the store."""
    site = here.site
    with site.store.begin() as tx:
        tx.sync_notes.set(WATERMARK, "2026-11-22T00:00:00+00:00")
        tx.sync_notes.set(MAX_BATCH, "1")
        tx.sync_notes.set(LEVELS, '{"1": "2"}')
        tx.sync_notes.set(PAGE_ENTRIES, "25")
        tx.sync_notes.set("sentinel", _SENTINEL)
        tx.mirror.save("Task/1", "a", "", "{}")
        note_untaken(tx, site, "Provenance", "not here")
        note_untaken(tx, site, "Basic", "not here")
        tx.attentions.add(Attention(site.new_id(), None, AttentionCode.SERVER_RESTORED, "", site.clock()))


_STATE = '{"epoch": "e", "counter": 7, "write_id": "w", "written_at": "2026-11-22T00:00:00+00:00"}'
_SENTINEL = (
    f'{{"reference": "Basic/1", "written": {_STATE}, "intended": null,'
    ' "stopped": false, "adopt": false, "unsupported": true}'
)
FIRST, OTHER = "https://one.example/fhir", "https://two.example/fhir"


@pytest.mark.parametrize(
    ("url", "organization", "from_the_beginning", "anew"),
    [
        (FIRST, "pharmacy-1", False, False),
        (OTHER, "pharmacy-1", True, False),
        (FIRST, "pharmacy-2", True, True),
    ],
)
def test_another_server_is_pulled_from_the_beginning_and_what_was_refused_is_tried_again(
    here: Opened, url: str, organization: str, from_the_beginning: bool, anew: bool
) -> None:
    paired(here, FIRST)
    learnt(here)
    paired(here, url, organization=organization)
    with here.site.store.read() as tx:
        refused_before = [tx.sync_notes.get(note) for note in (NOT_TAKEN + "Provenance", NOT_TAKEN + "Basic")]
        assert refused_before == ["", ""]
        assert [tx.sync_notes.get(note) for note in (MAX_BATCH, LEVELS, PAGE_ENTRIES)] == ["", "", ""]
        assert (not tx.sync_notes.get(WATERMARK)) is from_the_beginning
        assert (tx.mirror.get("Task/1") is None) is from_the_beginning
        sentinel = known_sentinel(tx)
    assert listed(here) == [("server_restored", "")]
    assert sentinel is not None
    assert (sentinel.unsupported, sentinel.adopt, sentinel.written is None) == (False, anew, anew)
