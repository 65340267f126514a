"""`workstation outbox`: retry, park and export by a person who proves who it is; the export proves the station."""

import getpass
import os
import stat
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet

from tests.factories import a_user
from tests.unit.cli.conftest import Ended, Run
from workstation.adapters.keys.passwords import Argon2Hasher
from workstation.adapters.keys.station_key import ES384
from workstation.app.cli_user import PASSPHRASE_FILE
from workstation.app.opening import Opened, opened
from workstation.app.outbox_export import export_to_folder
from workstation.domain import exact_json
from workstation.domain.outbox import OutboxEntry, OutboxKind, OutboxState
from workstation.domain.users import Role
from workstation.services.sign_in import SecretKind, add_user
from workstation.settings import current_settings

SECRET = "river lamp forty neem"
WAITING, PARKED = UUID(int=1), UUID(int=2)


def entry_of(here: Opened, id_: UUID, state: OutboxState) -> OutboxEntry:
    body = {
        "resourceType": "MedicationDispense",
        "quantity": {"value": Decimal("1.50")},
        "subject": {"display": "Ravi"},
    }
    return OutboxEntry(
        id=id_,
        sequence=0,
        kind=OutboxKind.CREATE,
        group=here.site.new_id(),
        what="Dispense of Warf 5, 30 tablets",
        target="MedicationDispense",
        body=body,
        created_at=here.site.clock(),
        state=state,
        answer="422 · quantity.unit" if state is OutboxState.PARKED else "",
    )


@pytest.fixture
def store(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with one waiting and one parked entry, a pharmacist and an administrator."""
    file = tmp_path / "user"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    monkeypatch.setenv(PASSPHRASE_FILE, str(file))
    with opened(current_settings()) as found:
        for name, role in (("Asha Rao", Role.PHARMACIST), ("Ira Admin", Role.ADMINISTRATOR)):
            user = replace(a_user(role), id=found.site.new_id(), name=name)
            add_user(found.site, Argon2Hasher(), user, {SecretKind.PASSPHRASE: SECRET})
        with found.store.begin() as tx:
            tx.outbox.add(entry_of(found, WAITING, OutboxState.WAITING))
            tx.outbox.add(entry_of(found, PARKED, OutboxState.PARKED))
    return here


def state(entry: UUID) -> OutboxState:
    with opened(current_settings()) as here, here.store.read() as tx:
        return tx.outbox.get(entry).state


def audit_rows() -> int:
    with opened(current_settings()) as here, here.store.read() as tx:
        assert tx.audit.verify().ok
        return tx.audit.count()


def keys_of(public: Any) -> KeySet:
    return KeySet.import_key_set(public)


def refusal(ended: Ended) -> tuple[int, str]:
    return ended.code, str(ended.json["error"]["code"])


@pytest.mark.usefixtures("store")
def test_a_parked_entry_waits_again_and_a_waiting_one_is_parked(run: Run) -> None:
    retried = run("outbox", "retry", PARKED, "--user", "asha rao", "--json")
    assert (retried.code, retried.json) == (0, {"id": str(PARKED), "state": "waiting"})
    parked = run("outbox", "park", WAITING, "--user", "Asha Rao", "--reason", "the clinic is asked", "--json")
    assert (parked.code, parked.json) == (0, {"id": str(WAITING), "state": "parked"})
    assert (state(PARKED), state(WAITING)) == (OutboxState.WAITING, OutboxState.PARKED)


@pytest.mark.usefixtures("store")
def test_without_json_one_sentence_says_how_it_stands(run: Run) -> None:
    ended = run("outbox", "retry", PARKED, "--user", "Asha Rao")
    assert ended.code == 0
    assert "waiting" in ended.out + ended.err


@pytest.mark.usefixtures("store")
def test_a_wrong_passphrase_changes_nothing_and_is_counted(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "wrong").write_text("another\n", encoding="utf-8")
    monkeypatch.setenv(PASSPHRASE_FILE, str(tmp_path / "wrong"))
    before = audit_rows()
    ended = run("outbox", "retry", PARKED, "--user", "Asha Rao", "--json")
    assert refusal(ended) == (1, "wrong_secret")
    assert state(PARKED) is OutboxState.PARKED
    assert audit_rows() == before + 1


@pytest.mark.usefixtures("store")
def test_a_passphrase_is_asked_for_where_no_file_has_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSPHRASE_FILE)
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: SECRET)
    assert run("outbox", "retry", PARKED, "--user", "Asha Rao", "--json").code == 0


@pytest.mark.usefixtures("store")
def test_a_passphrase_file_that_is_not_there_is_said(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(PASSPHRASE_FILE, str(tmp_path / "nowhere"))
    ended = run("outbox", "retry", PARKED, "--user", "Asha Rao", "--json")
    assert refusal(ended) == (3, "keys")
    assert PASSPHRASE_FILE in ended.json["error"]["message"]


@pytest.mark.usefixtures("store")
def test_a_user_who_does_not_exist_is_refused(run: Run) -> None:
    assert refusal(run("outbox", "retry", PARKED, "--user", "Nobody", "--json")) == (1, "unknown_user")


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("words", [("retry", UUID(int=9)), ("park", UUID(int=9), "--reason", "the clinic is asked")])
def test_an_entry_that_does_not_exist_is_refused(run: Run, words: tuple[object, ...]) -> None:
    assert refusal(run("outbox", *words, "--user", "Asha Rao", "--json")) == (1, "unknown_entry")


@pytest.mark.usefixtures("store")
def test_what_is_no_id_is_a_usage_mistake(run: Run) -> None:
    assert run("outbox", "retry", "first", "--user", "Asha Rao", "--json").code == 2


@pytest.mark.usefixtures("store")
def test_only_what_is_parked_is_sent_again_and_only_what_waits_is_parked(run: Run) -> None:
    user = ("--user", "Asha Rao", "--json")
    assert refusal(run("outbox", "retry", WAITING, *user)) == (1, "not_parked")
    assert refusal(run("outbox", "park", PARKED, "--reason", "the clinic is asked", *user)) == (1, "not_waiting")
    assert refusal(run("outbox", "park", WAITING, "--reason", "x", *user)) == (1, "reason_too_short")


def exported(run: Run, file: Path, *words: str) -> Ended:
    given = words or ("--user", "Asha Rao")
    return run("outbox", "export", file, *given, "--reason", "server support asked for it", "--json")


@pytest.mark.usefixtures("store")
def test_the_export_holds_every_open_entry_and_is_signed_by_the_station(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "open.jws"
    ended = exported(run, file)
    assert (ended.code, ended.json) == (0, {"file": str(file), "entries": 2})
    with opened(current_settings()) as here:
        public, station = here.keys.public_jwks(ES384), str(here.site.station.id)
    assert all("d" not in key for key in public["keys"])
    signed = file.read_text(encoding="ascii").strip()
    claims = jwt.decode(signed, keys_of(public), algorithms=[ES384]).claims
    assert (claims["iss"], claims["format"]) == (station, "pharmacist-workstation/outbox/1")
    entries = exact_json.loads(claims["entries"])
    assert [(one["id"], one["state"]) for one in entries] == [(str(WAITING), "waiting"), (str(PARKED), "parked")]
    assert str(entries[0]["body"]["quantity"]["value"]) == "1.50", "numbers keep their digits"
    assert entries[1]["answer"] == "422 · quantity.unit"


@pytest.mark.usefixtures("store")
def test_an_export_that_was_changed_does_not_verify(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "open.jws"
    exported(run, file)
    with opened(current_settings()) as here:
        keys = keys_of(here.keys.public_jwks(ES384))
    head, payload, signature = file.read_text(encoding="ascii").strip().split(".")
    middle = len(payload) // 2
    other = "A" if payload[middle] != "A" else "B"
    changed = f"{head}.{payload[:middle]}{other}{payload[middle + 1 :]}.{signature}"
    with pytest.raises(BadSignatureError):
        jwt.decode(changed, keys, algorithms=[ES384])


@pytest.mark.usefixtures("store")
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_export_is_for_its_owner_alone(run: Run, tmp_path: Path) -> None:
    exported(run, tmp_path / "open.jws")
    assert stat.S_IMODE((tmp_path / "open.jws").stat().st_mode) == 0o600


def test_the_window_writes_its_exports_into_a_folder_beside_the_store(store: Path) -> None:
    with opened(current_settings()) as here:
        with here.store.read() as tx:
            user = next(one for one in tx.users.all() if one.role is Role.PHARMACIST)
        count, file = export_to_folder(here, user, "server support")
    assert (count, file.parent) == (2, store / "exports")
    assert file.exists()


@pytest.mark.usefixtures("store")
def test_a_file_that_is_there_already_is_left_as_it_is(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "open.jws"
    file.write_text("the one of yesterday", encoding="utf-8")
    ended = exported(run, file)
    assert refusal(ended) == (3, "file")
    assert file.read_text(encoding="utf-8") == "the one of yesterday"


@pytest.mark.usefixtures("store")
def test_an_export_into_a_folder_that_is_not_there_is_said(run: Run, tmp_path: Path) -> None:
    assert refusal(exported(run, tmp_path / "nowhere" / "open.jws")) == (3, "file")


@pytest.mark.usefixtures("store")
def test_whoever_may_see_no_patient_may_not_export(run: Run, tmp_path: Path) -> None:
    ended = exported(run, tmp_path / "open.jws", "--user", "Ira Admin")
    assert refusal(ended) == (1, "not_allowed")
    assert not (tmp_path / "open.jws").exists()


@pytest.mark.usefixtures("store")
def test_no_patient_stands_on_the_screen(run: Run, tmp_path: Path) -> None:
    said = [run("outbox", "list"), run("outbox", "list", "--json"), exported(run, tmp_path / "open.jws")]
    assert all("Ravi" not in one.out + one.err for one in said)
