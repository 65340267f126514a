"""`python -m workstation.adapters.samplepharmacy DIR`."""

import json
from pathlib import Path

import pytest

from workstation.adapters.samplepharmacy.__main__ import main


@pytest.mark.ci
def test_it_writes_bundles_scans_truth_and_stock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "out")]) == 0
    folder = tmp_path / "out"
    scans = sorted(path.name for path in (folder / "scans").iterdir())
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    assert sorted(truth) == scans
    assert len(scans) >= 12
    assert truth["RX-26-004821.jpg"]["lines"][0]["medicine"] == "Tab. Warf 5 mg"
    bundles = sorted((folder / "bundles").iterdir())
    assert json.loads(bundles[0].read_bytes())["type"] == "transaction"
    assert len(json.loads((folder / "stock.json").read_text(encoding="utf-8"))) > 900
    assert str(len(bundles) + len(scans) + 2) in capsys.readouterr().out
