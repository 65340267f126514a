"""The process is killed and started again on the same store: what was done is there once, or not at all."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.scenario.conftest import METFORMIN, SIGN_IN, Json
from workstation import paths
from workstation.domain import exact_json
from workstation.orderserver.server import OrderServer

TO_THE_BAG: list[Json] = [
    {"do": "sync"},
    {"do": "claim", "prescription": "RX-1"},
    {"do": "sync"},
    {"do": "approve", "prescription": "RX-1"},
    {"do": "scan", "prescription": "RX-1", "code": METFORMIN},
    {"do": "scan", "prescription": "RX-1", "code": METFORMIN},
    {"do": "accuracy_check", "prescription": "RX-1"},
]
HAND_OVER: Json = {"do": "hand_over", "prescription": "RX-1"}


class Station:
    """A player in a process of its own, on one store."""

    def __init__(self, folder: Path, server: OrderServer, furnished: Path) -> None:
        shutil.copytree(furnished, folder)
        self._folder = folder
        self._server = server

    def play(self, *actions: Json) -> tuple[int, list[Any]]:
        """Exit code (negative = the signal that killed it) and the answers that came."""
        script = self._folder.with_suffix(".jsonl")
        script.write_text("".join(exact_json.dumps(action) + "\n" for action in actions), encoding="utf-8")
        address = self._server.address
        command = [sys.executable, "-m", "tests.scenario_player", str(script), "--data-dir", str(self._folder)]
        command += ["--server", address.url, "--ca", str(address.ca), "--organization", "pharmacy-1", "--auth", "none"]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=False, cwd=paths.resources().parent
        )
        return done.returncode, [exact_json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(("when", "is_supplied"), [("before_commit", False), ("after_commit", True)])
def test_a_power_cut_at_the_counter_leaves_a_whole_supply_or_none(
    server: OrderServer, tmp_path: Path, furnished: Path, when: str, is_supplied: bool
) -> None:
    station = Station(tmp_path / "store", server, furnished)
    code, answers = station.play(SIGN_IN, *TO_THE_BAG, {"do": "kill", "when": when}, HAND_OVER)
    assert (code, answers[-1]["armed"]) == (-signal.SIGKILL, when)
    _, (left,) = station.play({"do": "dump"})
    assert left["audit"]["ok"]
    assert left["prescriptions"][0]["status"] == ("handed_over" if is_supplied else "ready")
    again = [] if is_supplied else [HAND_OVER]
    _, answers = station.play(SIGN_IN, *again, {"do": "sync"}, {"do": "dump"})
    assert all(one["ok"] for one in answers), answers
    _everything_arrived_once(server, answers[-1])


@pytest.mark.parametrize(
    "when",
    [
        pytest.param("before_commit", marks=pytest.mark.ci),
        pytest.param("after_commit", marks=pytest.mark.ci),
        "after_send",
        pytest.param("after_answer", marks=pytest.mark.ci),
    ],
)
def test_a_power_cut_while_sending_leads_to_nothing_twice(
    server: OrderServer, tmp_path: Path, furnished: Path, when: str
) -> None:
    station = Station(tmp_path / "store", server, furnished)
    code, answers = station.play(SIGN_IN, *TO_THE_BAG, HAND_OVER, {"do": "kill", "when": when}, {"do": "sync"})
    assert (code, answers[-1]["armed"]) == (-signal.SIGKILL, when)
    code, answers = station.play({"do": "kill", "when": when}, {"do": "sync"})
    assert (code, len(answers)) == (-signal.SIGKILL, 1)
    code, answers = station.play({"do": "sync"}, {"do": "sync"}, {"do": "dump"})
    assert [one["ok"] for one in answers] == [True] * 3
    _everything_arrived_once(server, answers[-1])


def _everything_arrived_once(server: OrderServer, left: Json) -> None:
    (dispense,) = server.query("MedicationDispense")
    (task,) = server.query("Task?_id=t-RX-1")
    assert (task["status"], len(task["output"])) == ("completed", 1)
    assert [one["identifier"] for one in left["dispenses"]] == [dispense["identifier"][0]["value"]]
    assert (left["outbox"], left["conflicts"], left["audit"]["ok"]) == ([], [], True)
    stock = {row["gtin"]: (row["quantity_on_hand"], row["reserved"]) for row in left["stock"]}
    assert stock[METFORMIN] == (80, 0)
