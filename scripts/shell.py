"""What all set-up steps share: where the checkout is, running a command, the one error a person reads."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class SetupError(Exception):
    """Set-up cannot go on; the message says what is missing and which command brings it."""


def run(command: Sequence[str | Path], *, failure: str, env: Mapping[str, str] | None = None) -> None:
    """Run `command` in the checkout, output shown; raises SetupError with `failure` unless it succeeds."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env=dict(env) if env is not None else None,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except FileNotFoundError as missing:
        raise SetupError(f"{failure}\n(the command {missing.filename} is not there)") from missing
    if done.returncode != 0:
        raise SetupError(f"{failure}\n(`{command[0]}` ended with {done.returncode})")


def output_of(command: Sequence[str]) -> str | None:
    """What `command` prints, whatever its exit code; None when there is no such command."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    except FileNotFoundError:
        return None
    return done.stdout
