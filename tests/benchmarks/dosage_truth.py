"""How far the dosage parser agrees with a truth: `python -m tests.benchmarks.dosage_truth`.

Two tables. The first reads meds.txt of the set "smart-tsv-2018" in the reference data folder: column SIG against dose,
unit and frequency of the set; length of course, "when needed" and route, for which the set has no columns, against
dosage_labels.tsv beside this file. The second reads dosage_indian.tsv beside this file.

A field counts as given only where the whole text was understood: that is what the program computes with. Where a word
was left unread the structure says so and nothing is computed; what it holds besides is the column "named as unsure".
Every wrong field and every text that was not understood is listed.
"""

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from tests.benchmarks.reference import reference_folder
from workstation.domain.dosage import DosageInstruction, parse_dosage

HERE = Path(__file__).parent
FIELDS = ("dose", "unit", "frequency", "duration", "needed", "route")
UNITS = {
    "{tablet}": "tablet",
    "{puff}": "puff",
    "[drp]": "drop",
    "units": "[iU]",
    "inj": "injection",
    "{dose}": "dose",
    "[in_us]": "inch",
    "tsp": "mL",
}
COUNTED = ("", "tablet", "capsule")
DAYS = {"/d": 1, "/wk": 7}

# What the set says of these texts is not what they say; the same words have another value elsewhere in the set or the
# abbreviation allows one value only. sig → (field, value of the set, value of the text)
MISTAKES_OF_THE_SET: Mapping[tuple[str, str, str], str] = {
    ("1 tab qd", "frequency", "2"): "1",
    ("2 puffs bid", "frequency", "4"): "2",
    ("4 gtt in ear bid x7 days", "frequency", "3"): "2",
    ("4 gtt in ear bid x7 day", "frequency", "3"): "2",
    ("1 cap once a week", "dose", "2"): "1",
}

Values = dict[str, str]
"""Field → its value as text; a field that the text does not say is absent."""


@dataclass(frozen=True, slots=True)
class Row:
    """One text with its truth. Of `judged` fields an absent value means that the text does not say it."""

    sig: str
    truth: Values
    judged: tuple[str, ...]
    doubtful: bool = False


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")


def _said(values: Mapping[str, str | None]) -> Values:
    return {field: value for field, value in values.items() if value}


def smart_rows(folder: Path, *, mended: bool) -> Iterator[Row]:
    """The rows of meds.txt; `mended` puts right what the set says against its own text."""
    labels = {line["sig"].lower(): line for line in _table(HERE / "dosage_labels.tsv")}
    for line in _table(folder / "smart-tsv-2018" / "meds.txt"):
        sig = " ".join(line["SIG"].split())
        label = labels.get(sig.lower(), {})
        truth = {"duration": label.get("days"), "needed": label.get("needed"), "route": label.get("route")}
        judged: tuple[str, ...] = FIELDS[3:]
        if line["Q_TO_TAKE_VALUE"] or line["FREQUENCY_VALUE"]:
            judged = FIELDS
            times = 5 if line["Q_TO_TAKE_UNIT"] == "tsp" else 1
            dose, a_day = line["Q_TO_TAKE_VALUE"], line["FREQUENCY_VALUE"]
            truth["dose"] = str(Decimal(dose) * times) if dose else None
            truth["unit"] = UNITS.get(line["Q_TO_TAKE_UNIT"], line["Q_TO_TAKE_UNIT"])
            truth["frequency"] = str(Fraction(a_day) / DAYS[line["FREQUENCY_UNIT"]]) if a_day else None
            for field in FIELDS if mended else ():
                truth[field] = MISTAKES_OF_THE_SET.get((sig, field, truth.get(field) or ""), truth.get(field))
        if sig:
            yield Row(sig, _said(truth), judged)


def indian_rows() -> Iterator[Row]:
    """The rows of dosage_indian.tsv."""
    for written in _table(HERE / "dosage_indian.tsv"):
        line = {key: value or "" for key, value in written.items()}
        truth = {"dose": line["dose"], "unit": line["unit"], "frequency": line["a_day"], "duration": line["days"]}
        truth |= {"needed": line["needed"], "route": line["route"]}
        judged = FIELDS if line["unit"] or not line["dose"] else tuple(each for each in FIELDS if each != "unit")
        yield Row(line["sig"], _said(truth), judged, bool(line["doubt"]))


def values_of(dosage: DosageInstruction) -> Values:
    """What the structure says, in the words of the truth."""
    a_day = dosage.times_per_day
    return _said(
        {
            "dose": str(dosage.dose.value) if dosage.dose else None,
            "unit": dosage.dose.unit or "tablet" if dosage.dose else None,
            "frequency": str(Fraction(a_day).limit_denominator(100)) if a_day is not None else None,
            "duration": str(dosage.duration_days) if dosage.duration_days is not None else None,
            "needed": "1" if dosage.as_needed else None,
            "route": dosage.route.value if dosage.route else None,
        }
    )


def _same(field: str, ours: str, truth: str) -> bool:
    if field == "unit":
        # The set calls every bare number and every capsule a tablet.
        return ours == truth or (truth == "tablet" and ours in COUNTED)
    return Fraction(ours) == Fraction(truth) if field in ("dose", "frequency") else ours == truth


@dataclass(slots=True)
class Tally:
    """Counts of one field."""

    said: int = 0
    given: int = 0
    right: int = 0
    unsure: int = 0


def measure(rows: Iterable[Row]) -> tuple[dict[str, Tally], Counter[str], Counter[str]]:
    """Per field, then the wrong fields and the texts that were not understood, each with how often."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    wrong: Counter[str] = Counter()
    unread: Counter[str] = Counter()
    for row in rows:
        dosage = parse_dosage(row.sig)
        ours = values_of(dosage)
        # Without any word about when, a text is understood in full and still no dosage: "1 tab", "" of the set.
        complete = not dosage.unparsed and dosage.understood
        if row.doubtful:
            wrong[f"{row.sig!r}: doubtful, ours {ours}"] += complete
            continue
        if not complete and row.truth:
            unread[f"{row.sig!r}: unread {dosage.unparsed!r}"] += 1
        for field in row.judged:
            tally, said, found = tallies[field], row.truth.get(field), ours.get(field)
            tally.said += said is not None
            tally.given += complete and found is not None
            tally.unsure += not complete and found is not None
            good = complete and said is not None and found is not None and _same(field, found, said)
            tally.right += good
            if complete and not good and (said is not None or found is not None):
                wrong[f"{row.sig!r}: {field} {said}, ours {found}"] += 1
    return tallies, +wrong, unread


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def report(title: str, rows: Iterable[Row]) -> None:
    """Prints one table and its lists."""
    tallies, wrong, unread = measure(rows)
    print(f"{title}\n")
    print("| field | said | given | right | precision | recall | named as unsure |")
    print("|---|---|---|---|---|---|---|")
    for field in FIELDS:
        one = tallies[field]
        shares = f"{_share(one.right, one.given)} | {_share(one.right, one.said)}"
        print(f"| {field} | {one.said} | {one.given} | {one.right} | {shares} | {one.unsure} |")
    print(f"\nwrong fields or doubts that passed: {sum(wrong.values())}; texts not understood: {sum(unread.values())}")
    for name, listed in (("wrong", wrong), ("unread", unread)):
        for text, count in sorted(listed.items()):
            print(f"{count:3} × {name:6} {text}")
    print()


def main() -> int:
    """Prints the tables; 1 when something is wrong against the mended truth, 3 when the reference data is absent."""
    folder = reference_folder()
    indian = list(indian_rows())
    report(f"Indian directions ({len(indian)} texts)", indian)
    if folder is None:
        print("The reference data folder is not here (WORKSTATION_REFERENCE_DATA).")
        return 3
    report("smart-tsv-2018 as published", smart_rows(folder, mended=False))
    mended = list(smart_rows(folder, mended=True))
    report("smart-tsv-2018, its own contradictions mended", mended)
    return 1 if measure(indian)[1] or measure(mended)[1] else 0


if __name__ == "__main__":
    sys.exit(main())
