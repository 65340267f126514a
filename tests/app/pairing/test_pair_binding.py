"""What the pairing wizard may ask for, without its screen: who may, what is told, stopped and kept, a copied store."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.app.pairing.steps import audited, binding_of, entered, pairing_in
from tests.factories import a_user
from workstation.app.machine import bind
from workstation.app.opening import Opened, opened
from workstation.app.pair import STAGES, PairingRefusal
from workstation.app.pair_binding import PairDeskRefusal
from workstation.app.pairing import Pairing, save_pairing
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.outbox import OutboxEntry, OutboxKind
from workstation.domain.users import AccessRefusal, Role
from workstation.orderserver.server import OrderServer
from workstation.settings import Settings
from workstation.ui.pairing import samples
from workstation.ui.pairing.actions import CopyDecision

# --- the check and the key --------------------------------------------------------------------------------------


def test_the_stages_are_told_in_their_order(here: Opened, server: OrderServer) -> None:
    told: list[str] = []
    binding_of(here).actions().check(entered(server), told.append, lambda: False)
    assert tuple(told) == STAGES == samples.STAGES


def test_the_public_key_is_written_to_a_file(here: Opened, tmp_path: Path) -> None:
    actions = binding_of(here).actions()
    actions.save_key(str(tmp_path / "station.json"))
    assert json.loads((tmp_path / "station.json").read_text(encoding="utf-8")) == json.loads(actions.public_key())
    with pytest.raises(Unavailable, match="cannot be written"):
        actions.save_key(str(tmp_path / "nowhere" / "station.json"))


@pytest.mark.parametrize("stage", ["server", "search", "batch", "transaction"])
def test_a_check_that_is_stopped_leaves_no_test_record_and_no_pairing(
    here: Opened, server: OrderServer, stage: str
) -> None:
    told: list[str] = []
    with pytest.raises(Refused) as refused:
        binding_of(here).actions().check(entered(server), told.append, lambda: stage in told or stage == STAGES[0])
    assert refused.value.code is PairDeskRefusal.STOPPED
    assert server.query("Basic") == []
    assert pairing_in(here) is None


def test_a_check_that_was_let_run_to_its_end_is_not_called_stopped(here: Opened, server: OrderServer) -> None:
    assert binding_of(here).actions().check(entered(server), lambda _stage: None, lambda: False).organization


def test_work_that_waits_for_another_pharmacy_keeps_the_station_there(here: Opened, server: OrderServer) -> None:
    actions = binding_of(here).actions()
    actions.check(entered(server), lambda _stage: None, lambda: False)
    save_pairing(here.site, Pairing("https://old.example", "Organization/old", ""))
    new = here.site.new_id
    entry = OutboxEntry(new(), 0, OutboxKind.UPDATE_TASK, new(), "Claim", "Task/1", {"claim": True}, datetime.now(UTC))
    with here.site.store.begin() as tx:
        tx.outbox.add(entry)
    with pytest.raises(Refused) as refused:
        actions.keep()
    assert refused.value.code is PairingRefusal.WORK_WAITING


# --- who may, and with what -------------------------------------------------------------------------------------


def test_counter_staff_may_not_pair(here: Opened, server: OrderServer) -> None:
    actions = binding_of(here, a_user(Role.COUNTER_STAFF)).actions()
    with pytest.raises(Refused) as refused:
        actions.meet(entered(server))
    assert refused.value.code is AccessRefusal.NOT_ALLOWED


def test_sample_data_does_not_leave_this_pc(here: Opened, server: OrderServer) -> None:
    with pytest.raises(Refused) as refused:
        binding_of(here).actions().check(
            entered(server, url="https://orders.example/fhir"), lambda _stage: None, lambda: False
        )
    assert refused.value.code is PairDeskRefusal.SAMPLE_DATA


def test_the_audit_says_who_paired(here: Opened, server: OrderServer) -> None:
    user = a_user(Role.ADMINISTRATOR)
    actions = binding_of(here, user).actions()
    actions.check(entered(server), lambda _stage: None, lambda: False)
    actions.keep()
    row = audited(here, "paired")
    assert str(user.id) in json.dumps(row, default=str)


# --- a copied store ---------------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Opened]:
    """A store that was copied, opened where the copy lies."""
    with opened(Settings(tmp_path / "original", None), demo=True) as first:
        bind(first.site, first.data_dir, why="")
    shutil.copytree(tmp_path / "original", tmp_path / "copy")
    with opened(Settings(tmp_path / "copy", None), demo=True) as second:
        yield second


def test_a_copy_is_noticed_and_not_paired_before_somebody_says_what_it_is(copy: Opened, server: OrderServer) -> None:
    binding = binding_of(copy)
    assert binding.connection().copied
    with pytest.raises(Refused) as refused:
        binding.actions().check(entered(server), lambda _stage: None, lambda: False)
    assert refused.value.code is PairingRefusal.STORE_COPIED


def test_a_station_that_moved_goes_on_and_the_audit_says_why(copy: Opened) -> None:
    user = a_user()
    binding = binding_of(copy, user)
    binding.actions().decide(CopyDecision(moved=True, reason="PC replaced, old disk destroyed"))
    assert not binding.connection().copied
    row = json.dumps(audited(copy, "station_moved"), default=str)
    assert str(user.id) in row
    assert "old disk destroyed" in row


def test_a_new_station_has_an_id_a_letter_and_a_key_of_its_own(copy: Opened, tmp_path: Path) -> None:
    actions = binding_of(copy).actions()
    before, key = copy.site.station, actions.public_key()
    actions.decide(CopyDecision(moved=False, reason="second counter, first one goes on"))
    copy.store.close()
    with opened(Settings(tmp_path / "copy", None), demo=True) as again:
        assert again.site.station.id != before.id
        assert again.site.station.letter == "B"
        assert binding_of(again).actions().public_key() != key
        assert not binding_of(again).connection().copied
