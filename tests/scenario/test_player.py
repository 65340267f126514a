"""The player itself: every line gets an answer, and a second start goes on where the store stands."""

from pathlib import Path

import pytest

from tests.scenario.conftest import PHARMACY, Counter
from tests.scenario_player import main, opened_desk, play
from workstation.app.clinical import PackKnowledge
from workstation.domain import exact_json


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ('{"do":"fly"}', "unknown_action"),
        ("[1]", "unknown_action"),
        ("not json", "bad_input"),
        ('{"do":"claim"}', "bad_input"),
        ('{"do":"kill","when":"sometimes"}', "bad_input"),
        ('{"do":"claim","prescription":"RX-9"}', "unknown_prescription"),
        (
            '{"do":"receive_stock","gtin":"123","batch_number":"B","expiry_date":"2030-01-01","quantity":1}',
            "unknown_product",
        ),
        ('{"do":"undo_dispense","dispense":"x","reason":"wrong"}', "unknown_dispense"),
        ('{"do":"sign_in","user":"Nobody"}', "unknown_user"),
        ('{"do":"clock","offset_seconds":"later"}', "bad_input"),
    ],
)
def test_a_line_that_cannot_be_played_is_refused_and_the_next_one_is_played(
    counter: Counter, line: str, refused: str
) -> None:
    assert play(counter.desk, line)["refused"] == refused
    counter.ok("dump")


def test_nothing_is_done_before_somebody_signed_in(tmp_path: Path, knowledge: PackKnowledge) -> None:
    with opened_desk(tmp_path / "store", None, knowledge) as desk:
        counter = Counter(desk)
        stock = {"gtin": "1", "batch_number": "B", "expiry_date": "2030-01-01", "quantity": 1}
        assert counter("receive_stock", **stock)["refused"] in ("not_signed_in", "unknown_product")
        assert counter.dump()["audit"] == {"rows": 0, "ok": True}


def test_started_again_it_goes_on_where_the_store_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    first.write_text("\n".join(exact_json.dumps(one) for one in PHARMACY), encoding="utf-8")
    second.write_text('{"do":"sign_in","user":"Sneha"}\n\n{"do":"dump"}\n', encoding="utf-8")
    folder = str(tmp_path / "store")
    assert main([str(first), "--data-dir", folder]) == 0
    assert main([str(second), "--data-dir", folder]) == 0
    answers = [exact_json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(answers) == len(PHARMACY) + 2
    assert all(one["ok"] for one in answers)
    assert [row["quantity_on_hand"] for row in answers[-1]["stock"]] == [100, 100, 100]


def test_a_passphrase_file_seals_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "passphrase"
    secret.write_text("a long enough pass phrase\n", encoding="utf-8")
    script = tmp_path / "1.jsonl"
    script.write_text('{"do":"dump"}\n', encoding="utf-8")
    monkeypatch.setenv("WORKSTATION_PASSPHRASE_FILE", str(secret))
    assert main([str(script), "--data-dir", str(tmp_path / "store")]) == 0
    secret.write_text("another one\n", encoding="utf-8")
    assert main([str(script), "--data-dir", str(tmp_path / "store")]) == 3
    assert "does not open" in capsys.readouterr().err


def test_the_clock_of_the_scenario_makes_stock_expire(counter: Counter) -> None:
    counter.to_picking()
    counter.ok("clock", offset_seconds=86400 * 365 * 12)
    assert counter("scan", prescription="RX-1", code=PHARMACY[2]["gtin"])["refused"] == "prescription_expired"
