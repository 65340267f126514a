"""The player itself: every line gets an answer, and a second start goes on where the store stands."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.scenario.conftest import METFORMIN, PHARMACY, Counter
from tests.scenario_player import main, opened_desk, play
from tests.scenario_strengths import read_strength
from workstation.app.clinical import PackKnowledge
from workstation.domain import exact_json
from workstation.domain.matching import base_amount, tells_prolonged_release
from workstation.orderserver.server import OrderServer

SENSIBLE: dict[str, object] = {
    "users": [{"name": "Asha", "role": "pharmacist"}],
    "user": "Asha",
    "prescription": "RX-1",
    "line": 1,
    "lines": [{"gtin": METFORMIN, "quantity": 1}],
    "gtin": METFORMIN,
    "name": "A brand",
    "ingredients": ["metformin"],
    "strength": "500 mg",
    "form": "tablet",
    "pack_size": 10,
    "unit": "tablet",
    "batch_number": "B1",
    "expiry_date": "2035-12-31",
    "quantity": 1,
    "code": METFORMIN,
    "days": 3,
    "reason": "a reason long enough",
    "dispense": "x",
    "offset_seconds": 0,
}
"""Fields that every action may be given; those it does not know it leaves alone."""
FIELDS = {
    "set_up": "users",
    "sign_in": "user",
    "add_product": "gtin ingredients strength pack_size",
    "receive_stock": "expiry_date quantity",
    "clock": "offset_seconds",
    "transcribe": "prescription lines",
    "scan": "line code batch_number",
    "hand_over": "quantity",
    "emergency_supply": "line code days reason",
    "undo_dispense": "dispense",
    "kill": "when",
    "approve": "override_reason",
}
"""The fields of each action in which a value of another type could do harm."""
WRONG = (True, 7, "words", [1], {"value": "x"}, float("inf"), -1, "\ud800", "1e99")


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


def test_a_role_that_there_is_not_leaves_no_user_behind(tmp_path: Path, knowledge: PackKnowledge) -> None:
    with opened_desk(tmp_path / "store", None, knowledge) as desk:
        counter = Counter(desk)
        users = [{"name": "Asha", "role": "pharmacist"}, {"name": "Ravi", "role": "wizard"}]
        assert counter("set_up", users=users)["refused"] == "bad_input"
        assert counter("sign_in", user="Asha")["refused"] == "unknown_user"
        counter.ok("set_up", users=[users[0], users[0]])
        counter.ok("sign_in", user="Asha")
        with desk.site.store.read() as tx:
            assert [one.name for one in tx.users.all()] == ["Asha"]


@pytest.mark.parametrize("do", FIELDS)
def test_a_wrong_value_in_any_field_of_an_action_is_answered(counter: Counter, do: str) -> None:
    """The player goes on whatever a field holds; it never ends with an error of its own."""
    counter.to_picking()
    for field in FIELDS[do].split():
        for wrong in WRONG:
            answer = play(counter.desk, json.dumps({"do": do, **SENSIBLE, field: wrong}))
            assert answer["ok"] or answer["refused"], (field, wrong, answer)
            counter.desk.armed = None
    counter.ok("dump")


@pytest.mark.parametrize("seconds", [10**8 * 10_000, -(10**9) * 100, "1e300"])
def test_a_time_that_no_calendar_holds_is_refused_and_the_clock_stays(counter: Counter, seconds: object) -> None:
    assert counter("clock", offset_seconds=seconds)["refused"] == "bad_input"
    counter.ok("sign_in", user="Asha")


def test_a_line_that_is_no_text_is_refused_and_the_next_one_is_played(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "1.jsonl"
    script.write_bytes(b'{"do":"\xff\xfe"}\n' + b"[" * 100_000 + b'\n{"do":"sync"\n{"do":[]}\n{"do":"dump"}\n')
    assert main([str(script), "--data-dir", str(tmp_path / "store")]) == 0
    answers = [exact_json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["refused"] for one in answers] == ["bad_input", "bad_input", "bad_input", "unknown_action", None]


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([str(tmp_path / "none.jsonl"), "--data-dir", str(tmp_path / "store")])
    assert ended.value.code == 2
    assert "there is no file" in capsys.readouterr().err


def test_sync_says_whether_the_server_was_away(
    open_counter: Callable[[str], Counter], server: OrderServer, tmp_path: Path, knowledge: PackKnowledge
) -> None:
    counter = open_counter("one")
    assert counter.ok("sync")["offline"] is False
    server.stop()
    away = counter("sync")
    assert (away["ok"], away["offline"], away["refused"]) == (False, True, None)
    with opened_desk(tmp_path / "alone", None, knowledge) as desk:
        assert Counter(desk)("sync")["offline"] is True


@pytest.mark.parametrize(
    ("written", "form", "meant"),
    [
        ("500 mg", "tablet", ("500 mg", None)),
        ("500mg", "tablet", ("500 mg", None)),
        ("100 mcg", "inhaler", ("100 ug", None)),
        ("100 micrograms", "inhaler", ("100 ug", None)),
        ("62.5 µg", "tablet", ("62.5 ug", None)),
        ("5 mg/5 mL", "syrup", ("5 mg", "5 mL")),
        ("5mg/5ml", "syrup", ("5 mg", "5 mL")),
        ("5 mg per 5 mL", "syrup", ("5 mg", "5 mL")),
        ("100 mcg per dose", "inhaler", ("100 ug", None)),
        ("100 mcg/dose", "inhaler", ("100 ug", None)),
        ("100 micrograms/actuation", "inhaler", ("100 ug", None)),
        ("1 g", "tablet", ("1 g", None)),
        ("100 IU/mL", "injection", ("100 [iU]", "1 mL")),
        ("2.5%", "oral solution", ("2.5 g", "100 mL")),
        ("2.5 %", "cream", ("2.5 g", "100 g")),
        ("2.5% w/v", "gel", ("2.5 g", "100 mL")),
        ("25 ug/h", "patch", ("25 ug", "1 h")),
        ("-", "syrup", (None, None)),
    ],
)
def test_strengths_are_read_as_people_write_them(written: str, form: str, meant: tuple[str | None, str | None]) -> None:
    found = tuple(None if one is None else f"{one.value} {one.unit}" for one in read_strength(written, form))
    assert found == meant


@pytest.mark.parametrize("written", ["strong", "5", "5 mg/", "5 apples", "5 mg/5 apples", "0 mg", "5 mg/0 mL", "mg 5"])
def test_a_strength_that_says_nothing_is_refused(written: str, counter: Counter) -> None:
    product = {**PHARMACY[2], "strength": written}
    assert play(counter.desk, exact_json.dumps(product))["refused"] == "bad_input"


def test_a_product_in_micrograms_a_dose_is_the_one_in_micrograms() -> None:
    first, second = (read_strength(one, "inhaler") for one in ("0.1 mg", "100 micrograms per dose"))
    assert first[0] is not None
    assert second[0] is not None
    assert base_amount(first[0]) == base_amount(second[0])


@pytest.mark.parametrize(
    ("name", "form", "prolonged"),
    [
        ("Metolar XR 25", "tablet", True),
        ("Metoprolol 25", "extended release tablet", True),
        ("Metolar 25", "tablet", False),
    ],
)
def test_a_product_is_of_the_release_that_its_name_or_form_says(name: str, form: str, prolonged: bool) -> None:
    assert tells_prolonged_release(name, form) is prolonged
