"""Another machine, another folder, or the same one as before."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from workstation.adapters.keys.machine import Machine, machine_of_note, this_machine

HERE = Machine("system", frozenset({"a", "b"}), "path", "folder")


def test_the_same_place_is_the_same_machine() -> None:
    assert not HERE.is_another(HERE)


@pytest.mark.parametrize(
    "change",
    [
        {"network": frozenset({"b", "c"})},
        {"network": frozenset()},
        {"system": ""},
        {"path": "renamed"},
        {"folder": "restored"},
    ],
    ids=["another network card", "no network card", "no system id", "a renamed path", "a restored folder"],
)
def test_a_part_replaced_a_folder_renamed_or_restored_is_no_other_machine(change: dict[str, object]) -> None:
    now = replace(HERE, **change)  # type: ignore[arg-type]  # names and values stand together above
    assert not now.is_another(HERE)
    assert not HERE.is_another(now)


@pytest.mark.parametrize(
    "change",
    [{"system": "other"}, {"network": frozenset({"c"})}, {"path": "copy", "folder": "copy"}],
    ids=["another installation", "a cloned machine", "a copied folder"],
)
def test_a_copy_is_noticed(change: dict[str, object]) -> None:
    now = replace(HERE, **change)  # type: ignore[arg-type]  # as above
    assert now.is_another(HERE)


def test_a_copied_folder_is_another_and_a_renamed_one_is_not(tmp_path: Path) -> None:
    first = tmp_path / "store"
    first.mkdir()
    before = this_machine(first)
    shutil.copytree(first, tmp_path / "copy")
    assert this_machine(tmp_path / "copy").is_another(before)
    first.rename(tmp_path / "renamed")
    assert not this_machine(tmp_path / "renamed").is_another(before)


def test_what_is_kept_comes_back_and_names_nothing(tmp_path: Path) -> None:
    here = this_machine(tmp_path)
    assert machine_of_note(here.to_note()) == here
    assert str(tmp_path) not in str(here.to_note())
    assert machine_of_note({}) == Machine("", frozenset(), "", "")
