"""`workstation incident`: an error that reached a patient is recorded, added to, listed and exported by a person."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from tests.adapters.db.samples import open_pharmacy
from tests.factories import a_user, tablets
from tests.unit.cli.conftest import Run
from workstation.adapters.keys.passwords import Argon2Hasher
from workstation.app.cli_user import PASSPHRASE_FILE
from workstation.app.opening import opened
from workstation.domain.users import Role
from workstation.services.sign_in import SecretKind, add_user
from workstation.settings import current_settings

SECRET = "river lamp forty neem"
WHO = ("--user", "Asha Rao", "--json")
WHAT = "Warf 5 was handed over for Warf 1"


@pytest.fixture
def number(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The number of a prescription that was supplied once, in a store with somebody at the counter."""
    file = tmp_path / "user"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    monkeypatch.setenv(PASSPHRASE_FILE, str(file))
    with opened(current_settings()) as found:
        user = replace(a_user(Role.COUNTER_STAFF), id=found.site.new_id(), name="Asha Rao")
        add_user(found.site, Argon2Hasher(), user, {SecretKind.PASSPHRASE: SECRET})
        with found.store.begin() as tx:
            pharmacy = open_pharmacy(tx, stock=tablets(10))
            tx.dispenses.add(pharmacy.dispense(tablets(2)))
    assert here.exists()
    return pharmacy.prescription.number


def test_an_incident_is_recorded_added_to_listed_and_exported(run: Run, number: str, tmp_path: Path) -> None:
    recorded = run("incident", "record", number, "--what", WHAT, "--hazard", "h03", "--told", "patient", *WHO)
    assert recorded.code == 0
    assert (recorded.json["hazard"], recorded.json["told"], recorded.json["open"]) == ("H03", ["patient"], True)
    more = ("--cause", "two boxes alike", "--action", "shelf parted", "--told", "prescriber", "--harm", "none")
    added = run("incident", "add", recorded.json["id"], *more, *WHO)
    assert (added.code, added.json["open"], added.json["harm"]) == (0, False, "none")
    listed = run("incident", "list", *WHO)
    assert listed.json == {"incidents": [added.json]}
    assert WHAT in run("incident", "list", "--user", "Asha Rao").out
    file = tmp_path / "incidents.json"
    written = run("incident", "export", file, "--reason", "safety meeting", *WHO)
    assert written.json == {"file": str(file), "incidents": 1}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (one,) = json.loads(file.read_text(encoding="utf-8"))["incidents"]
    assert (one["prescription"], one["what"], len(one["entries"])) == (number, WHAT, 2)
    assert one["hazard_words"] == "Wrong pack supplied"


def test_a_file_that_is_there_is_not_written_over(run: Run, number: str, tmp_path: Path) -> None:
    run("incident", "record", number, "--what", WHAT, *WHO)
    file = tmp_path / "incidents.json"
    file.write_text("mine", encoding="utf-8")
    ended = run("incident", "export", file, "--reason", "safety meeting", *WHO)
    assert (ended.code, ended.json["error"]["code"]) == (3, "file")
    assert file.read_text(encoding="utf-8") == "mine"


def test_what_is_refused_says_why(run: Run, number: str) -> None:
    ended = run("incident", "record", number, "--what", "short", *WHO)
    assert (ended.code, ended.json["error"]["code"]) == (1, "incident_what_too_short")
    assert run("incident", "list", *WHO).json == {"incidents": []}
    assert "No incident is on record." in run("incident", "list", "--user", "Asha Rao").out
