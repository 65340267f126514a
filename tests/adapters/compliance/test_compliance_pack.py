"""The shipped compliance pack: signed, of the right form, and strict where nobody verified it."""

import csv
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.sign_packs import KEY_ID, development_key
from workstation import paths
from workstation.adapters.compliance import load_pack
from workstation.adapters.compliance.form import complaints
from workstation.adapters.keys import signing
from workstation.domain.compliance import DateOrder, schedule_of
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.prescribers import EmergencyCheck, PrescriberRefusal, number_doubt, prescriber_stops
from workstation.domain.prescription import Prescriber
from workstation.services.signatures import SignatureRefusal

PACK = paths.resources() / "compliance" / "in.toml"
VERIFY = signing.TrustedKeys.from_files([paths.resources() / "keys" / "trusted.toml"]).verify


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The shipped pack and its signature, to be tampered with."""
    for path in (PACK, PACK.with_name("in.toml.sig")):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path / "in.toml"


def document() -> dict[str, Any]:
    """The shipped pack as it is written."""
    return tomllib.loads(PACK.read_text(encoding="utf-8"))


def test_the_shipped_pack_is_signed_and_says_that_it_is_by_a_development_key() -> None:
    pack = load_pack(PACK, VERIFY)
    assert (pack.signed, pack.development_key) == (True, True)
    assert (pack.id, pack.currency, pack.time_zone, pack.second_language) == (
        "in",
        "INR",
        "Asia/Kolkata",
        "hi",
    )
    assert pack.date_order is DateOrder.DAY_FIRST
    assert pack.schedules.keys() == {"OTC", "G", "H", "H1", "X", "NDPS"}


def test_the_shipped_pack_interrupts_for_contraindicated_and_major_alerts_only() -> None:
    policy = load_pack(PACK, VERIFY).alerts
    assert {severity.word: place.value for severity, place in policy.places.items()} == {
        "contraindicated": "interrupt",
        "major": "interrupt",
        "moderate": "inline",
        "minor": "on_demand",
    }
    assert (policy.hard_rules, policy.remembered_days) == (frozenset(), 180)


@pytest.mark.parametrize(
    ("key", "value"),
    [("contraindicated", "inline"), ("major", "on_demand"), ("remembered_days", 367), ("hard_rules", [""])],
)
def test_a_site_may_not_let_the_worst_alerts_out_of_sight(key: str, value: object) -> None:
    changed = document()
    changed["alerts"][key] = value
    assert complaints(changed)


@pytest.mark.parametrize("code", ["H1", "X", "NDPS"])
def test_controlled_medicines_need_a_prescription_and_have_no_emergency_supply(code: str) -> None:
    schedule = schedule_of(load_pack(PACK, VERIFY), code)
    assert (schedule.prescription_needed, schedule.controlled, schedule.emergency_supply_days) == (
        True,
        True,
        0,
    )


def test_every_fact_has_a_source_or_says_that_it_is_unverified() -> None:
    pack = load_pack(PACK, VERIFY)
    for legal in [pack.validity_legal, *(schedule.legal for schedule in pack.schedules.values())]:
        assert legal.source == "unverified" or "opened 2026-" in legal.source
        assert legal.reviewed_by is None, "a review is entered with the name of the professional who did it"


def test_every_schedule_of_the_catalogue_is_known() -> None:
    catalogue = paths.resources() / "catalogue" / "products.csv"
    with catalogue.open(encoding="utf-8", newline="") as file:
        used = {row["schedule"] for row in csv.DictReader(file)}
    assert used
    assert used <= load_pack(PACK, VERIFY).schedules.keys()


def test_a_pack_that_was_changed_is_refused(copy: Path) -> None:
    text = copy.read_text(encoding="utf-8")
    copy.write_text(text.replace("controlled = true", "controlled = false", 1), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_pack(copy, VERIFY)
    assert refused.value.code is SignatureRefusal.WRONG


def test_a_pack_without_signature_is_refused(copy: Path) -> None:
    copy.with_name("in.toml.sig").unlink()
    with pytest.raises(Refused) as refused:
        load_pack(copy, VERIFY)
    assert refused.value.code is SignatureRefusal.UNREADABLE


def test_a_missing_pack_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"gb\.toml cannot be read"):
        load_pack(tmp_path / "gb.toml", VERIFY)


@pytest.mark.parametrize("content", [b"\xff", b"id = ", b"id = 'in'"])
def test_a_signed_pack_that_this_program_does_not_understand_is_named(copy: Path, content: bytes) -> None:
    copy.write_bytes(content)
    copy.with_name("in.toml.sig").write_bytes(signing.sign(content, KEY_ID, development_key()))
    with pytest.raises(Unavailable, match=r"in\.toml"):
        load_pack(copy, VERIFY)


def without_source(pack: dict[str, Any]) -> None:
    del pack["schedule"][0]["legal"]["source"]


def reviewed_by_nobody(pack: dict[str, Any]) -> None:
    pack["schedule"][0]["legal"]["reviewed_by"] = ""


def controlled_without_prescription(pack: dict[str, Any]) -> None:
    pack["schedule"][-1]["prescription_needed"] = False


def controlled_with_emergency_supply(pack: dict[str, Any]) -> None:
    pack["schedule"][-1]["emergency_supply_days"] = 1


def twice(pack: dict[str, Any]) -> None:
    pack["schedule"].append(pack["schedule"][0])


def of_no_zone(pack: dict[str, Any]) -> None:
    pack["time_zone"] = "Asia/Atlantis"


def with_an_unknown_word(pack: dict[str, Any]) -> None:
    pack["schedule"][0]["contolled"] = True


@pytest.mark.parametrize(
    "spoil",
    [
        without_source,
        reviewed_by_nobody,
        controlled_without_prescription,
        controlled_with_emergency_supply,
        twice,
        of_no_zone,
        with_an_unknown_word,
    ],
)
def test_the_form_refuses_a_pack(spoil: Callable[[dict[str, Any]], None]) -> None:
    pack = document()
    assert complaints(pack) == []
    spoil(pack)
    assert complaints(pack) != []


def test_the_shipped_pack_asks_for_a_registration_number_and_stops_nobody() -> None:
    rules = load_pack(PACK, VERIFY).prescribers
    assert rules.needed_for == {"X", "NDPS"}
    assert rules.stopped == ()
    assert number_doubt(rules, Prescriber("Dr. Joshi", "MMC 2011/04/1187")) is None
    (refused,) = prescriber_stops(rules, Prescriber("Dr. Vet", "VCI-1234"), ["H"])
    assert refused.code is PrescriberRefusal.MAY_NOT
    assert rules.emergency_checks == frozenset(EmergencyCheck), "nothing is left out in an emergency"


def test_what_an_emergency_leaves_out_is_said_in_words_that_the_program_knows() -> None:
    changed = document()
    changed["prescriber"]["emergency_checks"] = ["number"]
    assert not complaints(changed)
    changed["prescriber"]["emergency_checks"] = ["stopped"]
    assert complaints(changed)


def test_an_entry_of_the_stop_list_needs_a_reason_and_somebody() -> None:
    for entry in ({"reason": "forged pads"}, {"name": "Dr. Sen"}):
        changed = document()
        changed["prescriber"]["stopped"] = [entry]
        assert complaints(changed)
    changed = document()
    changed["prescriber"]["stopped"] = [{"name": "Dr. Sen", "reason": "forged pads"}]
    assert not complaints(changed)
