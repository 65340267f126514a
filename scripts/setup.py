"""All set-up of a fresh checkout: `python -m scripts.setup run` for the program, `... dev` for the tests too.

Each step first looks at what is there, so that a second run takes a moment and needs no network.
"""

import argparse
import sys
import time
from collections.abc import Callable

from scripts import environment, fonts, system_packages
from scripts.shell import SetupError


def main(arguments: list[str]) -> int:
    """Run the steps; prints each with its seconds. Exit code 1 with a sentence when one cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m scripts.setup", description=__doc__)
    parser.add_argument("level", choices=["run", "dev"], help="run = the program; dev = its tests and tools too")
    level = parser.parse_args(arguments).level
    try:
        for name, step in steps(level):
            began = time.monotonic()
            done = step()
            print(f"set-up: {name}: {done} ({time.monotonic() - began:.1f} s)", flush=True)
    except SetupError as error:
        print(f"set-up stopped.\n{error}", file=sys.stderr)
        return 1
    return 0


def steps(level: str) -> list[tuple[str, Callable[[], str]]]:
    """(name, what to do) in order: fonts come out of system packages."""
    wanted = system_packages.DEV if level == "dev" else system_packages.RUN
    return [
        ("system packages", lambda: system_packages.ensure({**wanted, **environment.packages_to_create()})),
        ("Python packages", lambda: environment.ensure(level)),
        ("fonts", fonts.ensure),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
