"""How far the dosage parser agrees with a truth of others: `python -m tests.benchmarks.dosage_truth`.

Reads meds.txt of the set "smart-tsv-2018" in the reference data folder: column SIG against dose value, dose unit,
frequency value and frequency unit. Prints a table and every disagreement.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tests.benchmarks.reference import reference_folder
from workstation.domain.dosage import DosageInstruction, parse_dosage

UNITS = {
    "{tablet}": "tablet",
    "{puff}": "puff",
    "[drp]": "drop",
    "units": "[iU]",
    "inj": "injection",
    "{dose}": "dose",
    "[in_us]": "inch",
}
COUNTED = ("tablet", "capsule")
DAYS = {"/d": Decimal(1), "/wk": Decimal(7)}


@dataclass(frozen=True, slots=True)
class Row:
    """One sig with its truth; empty columns are None."""

    sig: str
    dose: Decimal | None
    unit: str
    per_day: Decimal | None


def rows(folder: Path) -> Iterator[Row]:
    """The rows of meds.txt."""
    with (folder / "smart-tsv-2018" / "meds.txt").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t"):
            frequency, unit = line["FREQUENCY_VALUE"], line["FREQUENCY_UNIT"]
            yield Row(
                sig=line["SIG"],
                dose=Decimal(line["Q_TO_TAKE_VALUE"]) if line["Q_TO_TAKE_VALUE"] else None,
                unit=UNITS.get(line["Q_TO_TAKE_UNIT"], line["Q_TO_TAKE_UNIT"]),
                per_day=Decimal(frequency) / DAYS[unit] if frequency else None,
            )


def verdict(row: Row, dosage: DosageInstruction) -> str:
    """agrees, differs, abstains (left something unread), more (truth is empty, something was read) or both empty."""
    if row.dose is None and row.per_day is None:
        return "truth is empty"
    if dosage.unparsed:
        return "abstains"
    same_dose = row.dose is None or _same_dose(row, dosage)
    same_times = row.per_day is None or dosage.times_per_day == row.per_day
    return "agrees" if same_dose and same_times else "differs"


def _same_dose(row: Row, dosage: DosageInstruction) -> bool:
    dose = dosage.dose
    if dose is None:
        return False
    if row.unit == "tsp":
        return dose.unit == "mL" and dose.value == row.dose * 5 if row.dose is not None else False
    # The truth calls every bare number and every capsule a tablet.
    same_unit = dose.unit == row.unit or (row.unit == "tablet" and dose.unit in ("", *COUNTED))
    return dose.value == row.dose and same_unit


def main() -> int:
    """Prints the table; 0 unless the reference data is absent."""
    folder = reference_folder()
    if folder is None:
        print("The reference data folder is not here (WORKSTATION_REFERENCE_DATA).")
        return 3
    counts: Counter[str] = Counter()
    shown: Counter[tuple[str, str]] = Counter()
    for row in rows(folder):
        dosage = parse_dosage(row.sig)
        result = verdict(row, dosage)
        counts[result] += 1
        if result in ("differs", "abstains"):
            truth = f"{row.dose} {row.unit}, {row.per_day} a day"
            ours = f"{dosage.dose}, {dosage.times_per_day} a day, unread {dosage.unparsed!r}"
            shown[(result, f"{row.sig!r}: truth {truth}; ours {ours}")] += 1
    for name, count in counts.most_common():
        print(f"{count:5}  {name}")
    print()
    for (result, text), count in sorted(shown.items()):
        print(f"{count:3} × {result:9} {text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
