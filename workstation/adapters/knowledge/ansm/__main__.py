"""`python -m workstation.adapters.knowledge.ansm FOLDER`: maintainers' command, run once per edition."""

import sys
from pathlib import Path

from workstation.adapters.knowledge.ansm.convert import convert, write
from workstation.paths import resources


def main(folder: str) -> None:
    """Converts and says what came out."""
    knowledge = resources() / "knowledge"
    conversion = convert(Path(folder), knowledge)
    write(conversion, knowledge)
    sys.stdout.write(f"{len(conversion.rules)} rules, {len(conversion.classes)} classes\n")
    for name in conversion.unknown:
        sys.stdout.write(f"not known here: {name}\n")


if __name__ == "__main__":
    main(sys.argv[1])
