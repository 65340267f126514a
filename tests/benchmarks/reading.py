"""How well and how fast prescriptions are read, beside raw Tesseract and raw RapidOCR in the same run.

    python -m tests.benchmarks.reading --images DIR --truth truth.json [--lexicon FILE]
    python -m tests.benchmarks.reading --words DIR --labels CSV [--lexicon FILE] [--sample N]

truth.json: {file: {"kind", "lines": [...], "drugs": [...], "strengths": [...], "patient", "date", "prescriber"}}.
labels.csv: columns Images, Text; one handwritten word per image. Prints one JSON document.
"""

import argparse
import csv
import json
import random
import re
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from workstation.adapters.ocr.ink import InkInBox
from workstation.adapters.ocr.lexicon_files import load_lexicon
from workstation.adapters.ocr.rapid import DETECTOR_SIDE
from workstation.adapters.ocr.reader import Engines, FileReader, find_engines
from workstation.domain.reading import Box, DateRules, Decision, Lexicon, LexiconEntry, Page, Reading, ReadingRules
from workstation.domain.reading.candidates import WrittenName, find_candidates
from workstation.domain.reading.lexicon import fold

Json = dict[str, Any]


def words_in(texts: Iterable[str]) -> Counter[str]:
    """Words by letters and figures, for comparing."""
    return Counter(word for text in texts for piece in text.split() if (word := fold(piece)))


def recall(truth: Counter[str], read: Counter[str]) -> float:
    """Share of the true words that were read."""
    return sum((truth & read).values()) / max(1, sum(truth.values()))


# --- whole pages --------------------------------------------------------------------------------------------


class Tally:
    """Sums per kind of page."""

    def __init__(self) -> None:
        self.sums: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, kind: str, **counts: float) -> None:
        for group in (kind, "all"):
            for name, count in counts.items():
                self.sums[group][name] += count  # type: ignore[assignment]  # counts of every kind

    def rate(self, group: str, part: str, whole: str) -> float | None:
        total = self.sums[group][whole]
        return round(self.sums[group][part] / total, 3) if total else None


def measure_pages(images: Path, truth: Path, lexicon: Path | None) -> Json:
    """Every image that the truth names."""
    expected = json.loads(truth.read_text(encoding="utf-8"))
    engines = find_engines()
    reader, rules = FileReader(engines), ReadingRules(load_lexicon(lexicon), DateRules(date(2026, 11, 22)))
    tally, raw = Tally(), RawEngines()
    _warm(reader, raw)
    for name, page in expected.items():
        if (images / name).is_file():
            _measure_page(images / name, page, reader, rules, raw, tally)
    return {
        "engines": list(engines.names),
        "detector_side": DETECTOR_SIDE,
        "kinds": {kind: _page_figures(tally, kind) for kind in tally.sums},
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _warm(reader: FileReader, raw: "RawEngines") -> None:
    blank = np.full((200, 200, 3), 255, np.uint8)
    for engine in (reader.engines.fast, reader.engines.accurate):
        if engine:
            engine.read(blank)
    raw.rapid(blank)


def _measure_page(
    file: Path, truth: Json, reader: FileReader, rules: ReadingRules, raw: "RawEngines", tally: Tally
) -> None:
    kind, wanted = truth["kind"], words_in(truth["lines"])
    fast, fast_cpu = _timed(lambda: reader.read(file, rules, accurate=False))
    full, full_cpu = _timed(lambda: reader.read(file, rules))
    pixels = np.asarray(Image.open(file).convert("RGB"))
    tesseract, tesseract_cpu = _timed(lambda: raw.tesseract(file))
    bare, bare_cpu = _timed(lambda: raw.rapid(pixels))
    tally.add(
        kind,
        pages=1,
        words=sum(wanted.values()),
        fast_cpu=fast_cpu,
        accurate_cpu=full_cpu - fast_cpu,
        tesseract_cpu=tesseract_cpu,
        rapid_cpu=bare_cpu,
        **_found_words(wanted, fast=_words(fast), ours=_words(full), tesseract=tesseract, rapid=bare),
    )
    _count_medicines(truth, full, tesseract, bare, tally, kind)
    _count_fields(truth, full, tally, kind)


def _timed(run: Callable[[], Any]) -> tuple[Any, float]:
    before = _cpu()
    result = run()
    return result, _cpu() - before


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _words(reading: Reading) -> list[str]:
    return [word.text for page in reading.pages for word in page.words]


def _found_words(wanted: Counter[str], **read: Sequence[str]) -> dict[str, float]:
    found = {f"{name}_found": float(sum((wanted & words_in(texts)).values())) for name, texts in read.items()}
    return found | {"ours_read": float(sum(words_in(read["ours"]).values()))}


def _count_medicines(
    truth: Json, reading: Reading, tesseract: Sequence[str], rapid: Sequence[str], tally: Tally, kind: str
) -> None:
    lines = [line for page in reading.pages for line in page.lines]
    first = Counter(fold(line.medicine.value or "") for line in lines)
    offered = [{fold(candidate.name) for candidate in line.medicine.candidates} for line in lines]
    strengths = Counter(fold(line.strength.value or "") for line in lines)
    raw = {"tesseract": words_in(tesseract), "rapid": words_in(rapid)}
    for drug in truth["drugs"]:
        key = fold(drug)
        top = _taken(first, key)
        five = any(key in names for names in offered)
        tally.add(kind, medicines=1, medicines_first=top, medicines_five=five or top)
        tally.add(kind, **{f"{name}_medicines": _taken(words, key) for name, words in raw.items()})
    for strength in truth.get("strengths", []):
        tally.add(kind, strengths=1, strengths_found=_taken(strengths, fold(strength)))
    true_names = {fold(drug) for drug in truth["drugs"]}
    for line in lines:
        decision = line.medicine.decision
        right = fold(line.medicine.value or "") in true_names
        tally.add(kind, lines=1, **{decision.value: 1})
        tally.add(kind, read_right=decision is Decision.READ and right)


def _taken(counted: Counter[str], key: str) -> bool:
    if not counted[key]:
        return False
    counted[key] -= 1
    return True


def _count_fields(truth: Json, reading: Reading, tally: Tally, kind: str) -> None:
    if not reading.pages:
        return
    page: Page = reading.pages[0]
    for name in ("patient", "date", "prescriber"):
        if truth.get(name):
            found = fold(page.fields[name].value or "") == fold(truth[name])
            tally.add(kind, fields=1, fields_found=found)


def _page_figures(tally: Tally, kind: str) -> Json:
    pages = tally.sums[kind]["pages"]
    rate = tally.rate
    return {
        "pages": pages,
        "word_recall": {
            "ours": rate(kind, "ours_found", "words"),
            "fast_pass": rate(kind, "fast_found", "words"),
            "pytesseract_raw": rate(kind, "tesseract_found", "words"),
            "rapidocr_raw": rate(kind, "rapid_found", "words"),
        },
        "word_precision": rate(kind, "ours_found", "ours_read"),
        "medicines": {
            "count": tally.sums[kind]["medicines"],
            "first": rate(kind, "medicines_first", "medicines"),
            "among_five": rate(kind, "medicines_five", "medicines"),
            "pytesseract_raw": rate(kind, "tesseract_medicines", "medicines"),
            "rapidocr_raw": rate(kind, "rapid_medicines", "medicines"),
        },
        "strengths": rate(kind, "strengths_found", "strengths"),
        "fields": rate(kind, "fields_found", "fields"),
        "decisions": {name.value: rate(kind, name.value, "lines") for name in Decision},
        "precision_of_read": rate(kind, "read_right", "read"),
        "cpu_seconds_per_page": {
            "fast": rate(kind, "fast_cpu", "pages"),
            "accurate": rate(kind, "accurate_cpu", "pages"),
            "pytesseract_raw": rate(kind, "tesseract_cpu", "pages"),
            "rapidocr_raw": rate(kind, "rapid_cpu", "pages"),
        },
    }


class RawEngines:
    """The two engines as they come, for comparison; RapidOCR with one thread and our detector side, like ours."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self._rapid = RapidOCR(
            params={
                "Global.use_cls": False,
                "Global.log_level": "critical",
                "Global.max_side_len": 2_600,
                "Det.limit_type": "max",
                "Det.limit_side_len": DETECTOR_SIDE,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def tesseract(self, file: Path) -> list[str]:
        """Words of pytesseract with its defaults."""
        import pytesseract

        return str(pytesseract.image_to_string(Image.open(file).convert("RGB"))).split()

    def rapid(self, pixels: np.ndarray[Any, Any]) -> list[str]:
        """Words of RapidOCR."""
        found = self._rapid(np.ascontiguousarray(pixels[:, :, ::-1]))
        return [word for text in getattr(found, "txts", None) or () for word in text.split()]


# --- single handwritten words -------------------------------------------------------------------------------


def measure_words(folder: Path, labels: Path, lexicon: Path | None, sample: int, stretch: float) -> Json:
    """Images of one word each; without a lexicon file all labels are the lexicon. Writers: neighbouring numbers."""
    with labels.open(encoding="utf-8-sig", newline="") as rows:
        truth = {row["Images"]: row["Text"].strip() for row in csv.DictReader(rows)}
    names = load_lexicon(lexicon) if lexicon else Lexicon(LexiconEntry(text) for text in set(truth.values()))
    files = {file.name: file for file in folder.rglob("*.jpg")}
    chosen = _unseen_writers(sorted(truth.keys() & files.keys()), sample)
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
        found = find_candidates(WrittenName(read or "?", 0.8, False, box, box), names, lambda _, ink=ink: ink)
        ranked = [fold(candidate.name) for candidate in found]
        counts.update(words=1, plain=fold(read) == key, first=ranked[:1] == [key], five=key in ranked)
        margins.append((found[0].score, ranked[:1] == [key]))
    seconds = time.perf_counter() - started
    return {
        "words": counts["words"],
        "lexicon": len(names),
        "plain_reading": round(counts["plain"] / counts["words"], 3),
        "first": round(counts["first"] / counts["words"], 3),
        "among_five": round(counts["five"] / counts["words"], 3),
        "reliability": _reliability(margins),
        "milliseconds_per_word": round(1000 * seconds / counts["words"], 1),
    }


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
    steps = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 1.01)
    table = []
    for low, high in pairwise(steps):
        within = [right for score, right in scored if low <= score < high]
        if within:
            share = round(sum(within) / len(within), 3)
            table.append({"score_from": low, "words": len(within), "right": share})
    return table


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=Path)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--words", type=Path)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--lexicon", type=Path)
    parser.add_argument("--sample", type=int, default=0, help="words to measure; 0 = all of the held-out writers")
    parser.add_argument("--stretch", type=float, default=2.0, help="width of squashed word images")
    given = parser.parse_args(arguments)
    if given.images and given.truth:
        answer = measure_pages(given.images, given.truth, given.lexicon)
    elif given.words and given.labels:
        answer = measure_words(given.words, given.labels, given.lexicon, given.sample, given.stretch)
    else:
        parser.error("either --images and --truth, or --words and --labels")
    sys.stdout.write(json.dumps(answer, indent=1) + "\n")


if __name__ == "__main__":
    main()
