"""What the pack says of the responsible pharmacist and of bags that nobody collects."""

import tomllib
from pathlib import Path

import pytest

from scripts.sign_packs import KEY_ID, development_key
from workstation import paths
from workstation.adapters.compliance import load_pack
from workstation.adapters.compliance.form import complaints
from workstation.adapters.keys import signing
from workstation.domain.compliance import CompliancePack
from workstation.domain.duty import DutyRules
from workstation.domain.returns import PackFate, WillCallRules

PACK = paths.resources() / "compliance" / "in.toml"
VERIFY = signing.TrustedKeys.from_files([paths.resources() / "keys" / "trusted.toml"]).verify
ABSENCE, DAYS = "absence_minutes = 0\n", "return_after_days = 14\n"


def changed(folder: Path, old: str, new: str) -> CompliancePack:
    """The shipped pack with one thing said otherwise, signed anew."""
    text = PACK.read_text(encoding="utf-8")
    assert old in text
    path = folder / "in.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    signature = signing.sign(path.read_bytes(), KEY_ID, development_key())
    path.with_name(path.name + ".sig").write_bytes(signature)
    return load_pack(path, VERIFY)


def test_the_shipped_pack_asks_for_a_responsible_pharmacist_and_allows_no_absence() -> None:
    assert load_pack(PACK, VERIFY).duty == DutyRules(needed=True, absence_minutes=0, longest_hours=16)


def test_a_pack_of_a_country_that_allows_an_absence_says_how_long(tmp_path: Path) -> None:
    assert changed(tmp_path, ABSENCE, "absence_minutes = 120\n").duty.absence_minutes == 120


def test_a_pack_that_says_nothing_asks_for_nobody(tmp_path: Path) -> None:
    text = PACK.read_text(encoding="utf-8")
    start = text.index("[responsible_pharmacist]")
    section = text[start : text.index("\n# ", start)]
    assert changed(tmp_path, section, "").duty == DutyRules()


def test_the_shipped_pack_says_when_a_bag_is_taken_apart(tmp_path: Path) -> None:
    assert load_pack(PACK, VERIFY).will_call == WillCallRules(14, PackFate.RELABEL)
    assert changed(tmp_path, DAYS, "return_after_days = 3\n").will_call.return_after_days == 3


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("responsible_pharmacist", "absence_minutes", -1),
        ("responsible_pharmacist", "longest_hours", "a day"),
        ("will_call", "return_after_days", -1),
        ("will_call", "cut_packs", "shelf"),
    ],
)
def test_what_makes_no_sense_is_refused(section: str, key: str, value: object) -> None:
    document = tomllib.loads(PACK.read_text(encoding="utf-8"))
    document[section][key] = value
    assert complaints(document)
