"""Conformance of the barcode reader with vectors nobody here wrote: `python -m tests.benchmarks.barcode_vectors`.

Reads gs1/gs1_test_vectors.json of the reference data folder (GS1 Syntax Engine and Syntax Dictionary, Apache-2.0),
prints a table by kind and every vector that differs, and ends with 1 when there is one. Vectors that are not
applicable are counted with the reason, never silently dropped.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.benchmarks.reference import reference_folder
from workstation.adapters.scanner import parse_code
from workstation.adapters.scanner.checks import CHECKS, Fault, wrong_character
from workstation.adapters.scanner.identifiers import identifiers
from workstation.domain.scanned_code import ScannedCode, Symbology

Vector = dict[str, Any]
TODAY = date(2026, 11, 22)

CHECK_OF = {
    "csum": "check_digit",
    "yymmd0": "date_or_month",
    "yymmdd": "date",
    "yyyymmdd": "long_date",
    "yyyymmd0": "long_date_or_month",
    "hh": "hour",
    "mi": "minute",
    "ss": "second",
    "hhmi": "hour_minute",
    "pieceoftotal": "piece_of_total",
    "csumalpha": "check_pair",
    "pcenc": "percent_encoded",
    "mediatype": "media_type",
    "hasnondigit": "has_non_digit",
    "nonzero": "not_zero",
    "zero": "zero",
    "nozeroprefix": "no_leading_zero",
    "yesno": "yes_no",
    "hyphen": "hyphen",
}
CHARACTERS_OF = {"cset82": "X", "cset39": "Y", "csetnumeric": "N", "cset64": "Z"}

DEFAULTS = {"setPermitZeroSuppressedGTINinDLuris": "false", "setPermitUnknownAIs": "false"}
NEEDS_SETTING = "needs a setting that we do not have (zero-suppressed GTINs in links, unknown AIs)"
CONVENIENCE = re.compile(r"/(gtin|sscc|ser|lot|cpv|expdt)/")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one vector."""

    vector: Vector
    verdict: str
    """agrees, differs or skipped."""
    why: str = ""


def outcomes(folder: Path) -> Iterator[Outcome]:
    """Every vector of the file, judged."""
    document = json.loads((folder / "gs1" / "gs1_test_vectors.json").read_text(encoding="utf-8"))
    return (judge(vector) for vector in document["vectors"])


def judge(vector: Vector) -> Outcome:
    """Runs one vector against our reader."""
    reason = _not_applicable(vector)
    if reason:
        return Outcome(vector, "skipped", reason)
    why = _difference(vector)
    return Outcome(vector, "differs" if why else "agrees", why)


def _not_applicable(vector: Vector) -> str:
    kind, text = vector["kind"], vector["input"]
    if kind in ("ai_association_validateAIrequisites", "ai_association_validateDigSigRequiresSerialisedKey"):
        return "required companions are judged over all codes of a pack, not in one code"
    if kind.startswith("ai_association"):
        known = all(ai in identifiers() for ai in re.findall(r"\((\d+)\)", text))
        return "" if known else NEEDS_SETTING
    if text == "buf":
        return "the vector does not carry its input"
    if CONVENIENCE.search(text):
        return "names for AIs in links: the same vector is given as right and as wrong"
    if kind == "scan_data_generate" and not vector["valid"]:
        return "writing codes is not our job; what is written right is read back"
    if not _settings_are_default(vector.get("settings_in_effect", [])):
        return NEEDS_SETTING
    return ""


def _settings_are_default(settings: Iterable[str]) -> bool:
    """The settings were switched on and off again earlier in the same upstream test: the last call counts."""
    state: dict[str, str] = {}
    for call in settings:
        match = re.fullmatch(r"gs1_encoder_(\w+)\(ctx, (.*)\)", call)
        if match:
            state[match[1] if match[1] != "setValidationEnabled" else match[2].split(",")[0]] = match[2].split()[-1]
    return all(DEFAULTS.get(name, "true") == value for name, value in state.items())


def _difference(vector: Vector) -> str:
    if vector["kind"] == "lint":
        return _lint_difference(vector)
    if vector["kind"] == "scan_data_generate":
        return _read_back_difference(vector)
    text, expected = vector["input"], vector.get("expected")
    if vector["kind"] == "unbracketed_parse":
        expected = text if vector["valid"] else None
        text = text.replace("^", "\x1d")
    if vector["kind"].startswith("ai_association"):
        expected = None
    code = parse_code(text, TODAY)
    if not vector["valid"]:
        return "" if code.errors or code.suspect else f"accepted {code.element_strings}"
    if expected is not None and not _is_message(expected):
        as_link = code.symbology is Symbology.GS1_DIGITAL_LINK and not code.errors
        return "" if as_link or not code.element_strings else f"read {code.element_strings} from plain data"
    if code.errors:
        return f"refused: {code.errors[0].message}"
    return "" if expected is None else _written_difference(_with_gtin(code), expected)


def _is_message(expected: str) -> bool:
    return expected.startswith("^") or "|^" in expected


def _written_difference(elements: tuple[tuple[str, str], ...], expected: str) -> str:
    """Compares with a message in unbracketed form; superfluous FNC1 and the joint of a composite code do not count."""
    linear, joint, above = expected.partition("|")
    if joint and not linear.startswith("^"):
        linear = f"01{linear:0>14}"
    written = unbracketed(elements)
    same = written.replace("^", "") == (linear + above).replace("^", "")
    return "" if same else f"read {written}"


def _with_gtin(code: ScannedCode) -> tuple[tuple[str, str], ...]:
    """The element strings; the digits of an EAN or UPC count as AI 01."""
    if code.symbology not in (Symbology.EAN_13, Symbology.EAN_8, Symbology.UPC_A):
        return code.element_strings
    return (("01", code.gtin or ""), *code.element_strings)


def unbracketed(elements: Iterable[tuple[str, str]]) -> str:
    """Element strings with ^ for FNC1, in front and behind values whose length is not predefined."""
    text = "^"
    for ai, value in elements:
        text += ai + value + ("" if identifiers()[ai].predefined_length else "^")
    return text.rstrip("^")


def _read_back_difference(vector: Vector) -> str:
    if not _is_message(vector["input"]):
        return ""
    code = parse_code(vector["expected"], TODAY)
    if code.errors:
        return f"refused: {code.errors[0].message}"
    return _written_difference(_with_gtin(code), vector["input"])


def _lint_difference(vector: Vector) -> str:
    text, linter = vector["input"], vector["linter"]
    if linter in CHARACTERS_OF:
        fault = wrong_character(text, CHARACTERS_OF[linter])
        return _fault_difference(vector, fault)
    return _fault_difference(vector, CHECKS[CHECK_OF[linter]](text))


def _fault_difference(vector: Vector, fault: Fault | None) -> str:
    if vector["valid"]:
        return f"refused: {fault.message}" if fault is not None else ""
    if fault is None:
        return "accepted"
    marked = (vector["error_markup"] or "*").index("*")
    return "" if fault.at == marked or "*" in vector["input"] else f"found at {fault.at}, not at {marked}"


def main() -> int:
    """Prints the table; 1 when a vector differs, 3 when the reference data is absent."""
    folder = reference_folder()
    if folder is None:
        print("The reference data folder is not here (WORKSTATION_REFERENCE_DATA).")
        return 3
    results = list(outcomes(folder))
    kinds = Counter(result.vector["kind"] for result in results)
    counts = Counter((result.vector["kind"], result.verdict) for result in results)
    print(f"{'kind':<54}{'vectors':>8}{'applicable':>12}{'agree':>8}{'differ':>8}{'skipped':>9}")
    for kind, total in kinds.most_common():
        agree, differ, skipped = (counts[kind, verdict] for verdict in ("agrees", "differs", "skipped"))
        print(f"{kind:<54}{total:>8}{total - skipped:>12}{agree:>8}{differ:>8}{skipped:>9}")
    for reason, count in Counter(result.why for result in results if result.verdict == "skipped").items():
        print(f"skipped {count:>4}: {reason}")
    differing = [result for result in results if result.verdict == "differs"]
    for result in differing:
        vector = result.vector
        print(f"differs {vector['kind']} {vector['src']} {vector['input']!r} valid={vector['valid']}: {result.why}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
