"""`python -m workstation` and the console script."""

import sys


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    from workstation.cli.main import main as run

    sys.exit(int(run()))


if __name__ == "__main__":
    main()
