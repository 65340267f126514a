"""How well single handwritten words are read, on writers that nothing was fitted on (see `benchmarks.reading`)."""

import csv
import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from workstation.adapters.ocr.ink import InkInBox
from workstation.adapters.ocr.lexicon_files import names_in
from workstation.adapters.ocr.reader import Engines, find_engines
from workstation.domain.reading import Box, Lexicon, LexiconEntry
from workstation.domain.reading.candidates import WrittenName, find_candidates
from workstation.domain.reading.lexicon import fold
from workstation.domain.reading.model import Candidate

Json = dict[str, Any]
PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"}


def measure_words(folder: Path, labels: Path, lexicon: Path | None, sample: int, stretch: float) -> Json:
    """Images of one word each; without a lexicon file all labels are the lexicon. Writers: neighbouring numbers."""
    truth = _labels(labels)
    names = Lexicon(names_in(lexicon) if lexicon else (LexiconEntry(text) for text in set(truth.values())))
    files = {file.name: file for file in folder.rglob("*") if file.suffix.lower() in PICTURES}
    chosen = _unseen_writers(sorted(truth.keys() & files.keys()), sample)
    fewer = _without_a_third(names)
    counts: Counter[str] = Counter()
    margins: list[tuple[float, bool]] = []
    engines: Engines = find_engines(fast=False)
    assert engines.accurate is not None
    started = time.perf_counter()
    for name in chosen:
        image = np.asarray(Image.open(files[name]).convert("RGB"), dtype=np.uint8)
        stretches = (stretch, 1.25 * stretch, 1.5 * stretch)
        ink = InkInBox(engines.accurate.recogniser, image, stretches)
        key, read = fold(truth[name]), ink.readings[0] if ink.readings else ""
        box = Box(0, 0, 128, 128)
        again = _Again(ink)
        found = find_candidates(WrittenName(read or "?", 0.8, False, box, box), names, again)
        ranked = [fold(candidate.name) for candidate in found]
        counts.update(words=1, plain=fold(read) == key, first=ranked[:1] == [key], five=key in ranked)
        margins.append((found[0].score, ranked[:1] == [key]))
        if names.exact(key) and not fewer.exact(key):
            counts.update(_forced(find_candidates(WrittenName(read or "?", 0.8, False, box, box), fewer, again), fewer))
    seconds = time.perf_counter() - started
    return {
        "words": counts["words"],
        "lexicon": len(names),
        "plain_reading": round(counts["plain"] / counts["words"], 3),
        "first": round(counts["first"] / counts["words"], 3),
        "among_five": round(counts["five"] / counts["words"], 3),
        "names_taken_out_of_the_lexicon": {
            "words": counts["out"],
            "none_of_these_first": _share(counts["own_first"], counts["out"]),
            "another_name_at_least_half_sure": _share(counts["forced"], counts["out"]),
            "another_name_0.8_sure": _share(counts["forced_surely"], counts["out"]),
        },
        "reliability": _reliability(margins),
        "milliseconds_per_word": round(1000 * seconds / counts["words"], 1),
    }


class _Again:
    """A second look that is always at the same ink."""

    def __init__(self, ink: InkInBox) -> None:
        self._ink = ink

    def __call__(self, box: Box) -> InkInBox:
        return self._ink


def _without_a_third(names: Lexicon) -> Lexicon:
    """The lexicon with every third name taken out, by a fixed seed: what is written may be in no list."""
    entries = sorted(names, key=lambda entry: entry.name)
    random.Random(7).shuffle(entries)
    return Lexicon(entries[len(entries) // 3 :])


def _forced(found: Sequence[Candidate], lexicon: Lexicon) -> dict[str, int]:
    """What became of a name that is in no list: the reading itself first, or some other name."""
    other = lexicon.exact(found[0].name) is not None
    return {
        "out": 1,
        "own_first": int(not other),
        "forced": int(other and found[0].score >= 0.5),
        "forced_surely": int(other and found[0].score >= 0.8),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def _labels(file: Path) -> dict[str, str]:
    """Name of the picture and what is written on it."""
    with file.open(encoding="utf-8-sig", newline="") as rows:
        reader = csv.DictReader(rows)
        columns = list(reader.fieldnames or ())
        image, text = ("Images", "Text") if {"Images", "Text"} <= set(columns) else columns[:2]
        return {Path(row[image]).name: row[text].strip() for row in reader if row[image] and row[text]}


def _unseen_writers(names: Sequence[str], sample: int) -> list[str]:
    """The half of the writers that nothing was fitted on: blocks of 50 neighbouring numbers, split by a fixed seed."""
    blocks = sorted({_number(name) // 50 for name in names})
    random.Random(3).shuffle(blocks)
    held_out = set(blocks[: len(blocks) // 2])
    chosen = [name for name in names if _number(name) // 50 in held_out]
    random.Random(3).shuffle(chosen)
    return chosen[:sample] if sample else chosen


def _number(name: str) -> int:
    return int("".join(re.findall(r"\d+", name)) or 0)


def _reliability(scored: Sequence[tuple[float, bool]]) -> list[Json]:
    steps = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)
    table = []
    for low, high in pairwise(steps):
        within = [right for score, right in scored if low <= score < high]
        if within:
            share = round(sum(within) / len(within), 3)
            said = round(sum(score for score, _ in scored if low <= score < high) / len(within), 3)
            table.append({"score_from": low, "score_mean": said, "words": len(within), "right": share})
    return table
