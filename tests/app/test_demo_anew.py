"""The sample pharmacy begins anew with every start, and says so where something was done before."""

import json
from pathlib import Path

import pytest

from workstation.app.demo import _clear_old_demo
from workstation.domain.errors import Unavailable


def _record(folder: Path, kind: str) -> Path:
    record = folder / "store.key"
    record.write_text(json.dumps({"kind": kind}), encoding="utf-8")
    return record


def test_an_empty_folder_has_nothing_to_begin_anew(tmp_path: Path) -> None:
    assert not _clear_old_demo(tmp_path)


def test_an_earlier_demo_is_cleared_and_told(tmp_path: Path) -> None:
    record = _record(tmp_path, "demo")
    (tmp_path / "store.db").touch()
    assert _clear_old_demo(tmp_path)
    assert not record.exists()
    assert not (tmp_path / "store.db").exists()


def test_a_real_store_is_never_touched(tmp_path: Path) -> None:
    record = _record(tmp_path, "pharmacy")
    with pytest.raises(Unavailable):
        _clear_old_demo(tmp_path)
    assert record.exists()
