"""`python -m workstation.adapters.samplepharmacy DIR`: writes the sample pharmacy into a folder, for
developers.

DIR/bundles/*.json (FHIR R4 transaction Bundles, in the order to load), DIR/scans/RX-….jpg, DIR/truth.json
(what stands on each scan, in the words of `workstation read --json`), DIR/stock.json.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from workstation.adapters.samplepharmacy.fhir_bundle import arrivals, bundle_json, fhir_bundle
from workstation.adapters.samplepharmacy.fhir_values import Json
from workstation.adapters.samplepharmacy.loading import sample_pharmacy
from workstation.adapters.samplepharmacy.models import SampleBatch, SamplePrescription
from workstation.adapters.samplepharmacy.scan_drawing import draw_scan
from workstation.adapters.samplepharmacy.scan_page import ScanTruth
from workstation.adapters.samplepharmacy.scan_pages import look_of, page_of, seed_of
from workstation.adapters.samplepharmacy.stock import stock_batches
from workstation.domain.errors import Unavailable
from workstation.domain.quantity import plain_number

_ZONE = ZoneInfo("Asia/Kolkata")


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0, or 3 when the fonts are not staged."""
    parser = argparse.ArgumentParser(prog="python -m workstation.adapters.samplepharmacy", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--seed", type=int, default=1, help="seed of the stock")
    options = parser.parse_args(arguments)
    now = datetime.now(UTC)
    try:
        files = write_sample(options.folder, now, now.astimezone(_ZONE).date(), options.seed)
    except Unavailable as error:
        sys.stderr.write(f"{error}\n")
        return 3
    sys.stdout.write(f"{files} files in {options.folder}\n")
    return 0


def write_sample(folder: Path, now: datetime, today: date, seed: int) -> int:
    """Writes everything and returns the number of files. Raises Unavailable when the fonts are not staged."""
    pharmacy = sample_pharmacy(today)
    (folder / "bundles").mkdir(parents=True, exist_ok=True)
    (folder / "scans").mkdir(exist_ok=True)
    truths: dict[str, Any] = {}
    jpegs: dict[str, bytes] = {}
    for each in pharmacy.prescriptions:
        if each.scan is not None:
            drawn = draw_scan(page_of(each, today), look_of(each), seed_of(each))
            jpegs[each.number] = drawn.jpeg
            truths[f"{each.number}.jpg"] = truth_json(drawn.truth)
            (folder / "scans" / f"{each.number}.jpg").write_bytes(drawn.jpeg)

    def scan_of(prescription: SamplePrescription, _today: date) -> bytes | None:
        return jpegs.get(prescription.number)

    bundles = fhir_bundle(pharmacy, now, today, scan_of)
    bundles += [bundle for _, bundle in arrivals(pharmacy, now, today, scan_of)]
    _write_bundles(folder / "bundles", bundles)
    _write_json(folder / "truth.json", truths)
    _write_json(folder / "stock.json", [_batch_json(each) for each in stock_batches(today, seed)])
    return len(bundles) + len(jpegs) + 2


def truth_json(truth: ScanTruth) -> Json:
    """The truth about a scan; keys as in `workstation read --json`."""
    return {
        "width": truth.width,
        "height": truth.height,
        "words": [
            {"text": each.text, "box": list(each.box), "handwritten": each.is_handwritten} for each in truth.words
        ],
        "fields": {each.name: {"value": each.value, "box": list(each.box)} for each in truth.fields},
        "lines": [
            {
                "text": each.text,
                "medicine": each.medicine,
                "dosage_instruction": each.dosage_instruction,
                "duration": each.duration,
                "box": list(each.box),
            }
            for each in truth.lines
        ],
    }


def _write_bundles(folder: Path, bundles: Iterable[Json]) -> None:
    for number, bundle in enumerate(bundles):
        (folder / f"{number:02d}.json").write_bytes(bundle_json(bundle))


def _write_json(path: Path, document: object) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _batch_json(batch: SampleBatch) -> Json:
    return {
        "gtin": batch.gtin,
        "batch_number": batch.batch_number,
        "expiry_date": batch.expiry_date.isoformat(),
        "quantity": {"value": plain_number(batch.quantity.value), "unit": batch.quantity.unit},
        "packs": batch.packs,
        "received_on": batch.received_on.isoformat(),
        "shelf": batch.shelf,
    }


if __name__ == "__main__":
    sys.exit(main())
