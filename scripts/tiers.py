"""The test tiers: `python -m scripts.tiers test` before every push, `... soak` for hours; each step timed."""

import argparse
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

from scripts.shell import ROOT

BIN = ROOT / ".venv" / "bin"


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a tier."""

    name: str
    command: tuple[str, ...]
    most_minutes: float | None = None
    """It is ended, and has failed, after so long. None: it ends by itself."""


LINT = (
    Step("lint", ("ruff", "check", ".")),
    Step("format", ("ruff", "format", "--check", ".")),
    Step("types", ("mypy",)),
    Step("layers", ("lint-imports", "--no-logo")),
)
WORKERS = min(4, (os.cpu_count() or 1) + 1)
"""One more than there are cores: a fifth of the time a test waits for a process, a server or the clock."""
PYTEST = ("pytest", "-n", f"{WORKERS}", "--dist", "worksteal")
TIERS = {
    "lint": LINT,
    "test": (*LINT, Step("tests", PYTEST)),
    # Too long for every stop: what takes many seconds of real processes, and the state machine of the sync with its
    # 504 examples.
    "machine": (
        Step("slow tests", (*PYTEST, "-m", "ci")),
        Step("pull of anything", ("pytest", "tests/unit/services/test_pull_anything.py")),
        Step(
            "machine",
            (*PYTEST, "tests/scenario/test_sync_machine.py", "-p", "no:randomly", "-o", "faulthandler_timeout=0"),
        ),
    ),
    # The long runs alone, one after the other: they measure memory and time. Then every hypothesis test, which
    # hypothesis marks itself, with the many examples of the profile `soak`.
    "soak": (
        Step("begin", ("python", "-m", "scripts.soak_result", "--begin")),
        Step("long runs", ("pytest", "-m", "soak", "-p", "no:randomly", "-o", "faulthandler_timeout=0")),
        Step("result", ("python", "-m", "scripts.soak_result")),
        Step("examples", (*PYTEST, "-m", "hypothesis and not soak"), most_minutes=300),
    ),
}


def main(arguments: list[str]) -> int:
    """Run every step of a tier, also after one failed; exit code 1 when any did."""
    parser = argparse.ArgumentParser(prog="python -m scripts.tiers", description=__doc__)
    parser.add_argument("tier", choices=sorted(TIERS))
    tier = parser.parse_args(arguments).tier
    began = time.monotonic()
    failed = [step.name for step in TIERS[tier] if not succeeds(step, environment(tier))]
    verdict = f"failed in {', '.join(failed)}" if failed else "all green"
    print(f"make {tier}: {verdict}, {time.monotonic() - began:.0f} s in all", flush=True)
    return 1 if failed else 0


def succeeds(step: Step, env: dict[str, str]) -> bool:
    """Run one step with its output shown; prints its seconds."""
    print(f"--- {step.name}: {' '.join(step.command)}", flush=True)
    began = time.monotonic()
    command = [str(BIN / step.command[0]), *step.command[1:]]
    with subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL) as process:
        try:
            code = process.wait(step.most_minutes * 60 if step.most_minutes else None)
            verdict = "ok" if code == 0 else f"FAILED ({code})"
        except subprocess.TimeoutExpired:
            _end(process)
            code, verdict = 1, f"FAILED (not done after {step.most_minutes:.0f} minutes)"
    print(f"--- {step.name}: {verdict} in {time.monotonic() - began:.1f} s", flush=True)
    return code == 0


def _end(process: "subprocess.Popen[bytes]") -> None:
    """As Ctrl+C does, so that pytest stops what it started; by force when that takes longer than a minute."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()


def environment(tier: str) -> dict[str, str]:
    """Our variables and what a tier fixes: no screen; in CI, the same hypothesis examples each time.

    Python may keep what it compiled, whatever the machine says: compiling all tests anew takes each worker 15 s.
    """
    profile = "soak" if tier == "soak" else "ci" if os.environ.get("CI") else "dev"
    many = {"WORKSTATION_MACHINE_EXAMPLES": "504", "WORKSTATION_PULL_EXAMPLES": "300"}
    examples = many if tier == "machine" else {}
    return {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        **examples,
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
        "QT_QPA_PLATFORM": "offscreen",
        "PYTEST_QT_API": "pyside6",
        "HYPOTHESIS_PROFILE": os.environ.get("HYPOTHESIS_PROFILE", profile),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
