"""How well and how fast prescriptions are read, beside raw Tesseract and raw RapidOCR in the same run.

    python -m tests.benchmarks.reading --images DIR --truth truth.json [--lexicon FILE]
    python -m tests.benchmarks.reading --words DIR --labels CSV [--lexicon FILE] [--sample N]

truth.json: {file: {"kind", "lines": [...], "drugs": [...], "strengths": [...], "patient", "date", "prescriber"}}.
labels.csv: columns Images, Text (or the first two of any name); one handwritten word per image. With --images,
--lexicon adds to the shipped names as `workstation read` does; with --words it is the whole lexicon (without it all
labels are). Prints one JSON document. --diagram FILE.svg draws what a score is worth (with --words).
"""

import argparse
import json
import resource
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.benchmarks.reading_words import measure_words
from tests.benchmarks.reliability import reliability_diagram
from workstation.adapters.ocr.lexicon_files import load_lexicon
from workstation.adapters.ocr.rapid import DETECTOR_SIDE
from workstation.adapters.ocr.reader import FileReader, find_engines
from workstation.domain.reading import DateRules, Decision, Page, Reading, ReadingRules
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
    kind, wanted = truth.get("kind", "unknown"), words_in(truth.get("lines", ()))
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
    for drug in truth.get("drugs") or ():
        key = fold(drug)
        top = _taken(first, key)
        five = any(key in names for names in offered)
        tally.add(kind, medicines=1, medicines_first=top, medicines_five=five or top)
        tally.add(kind, **{f"{name}_medicines": _taken(words, key) for name, words in raw.items()})
    for strength in truth.get("strengths") or ():
        tally.add(kind, strengths=1, strengths_found=_taken(strengths, fold(strength)))
    true_names = {fold(drug) for drug in truth.get("drugs") or ()}
    for line in lines:
        decision = line.medicine.decision
        right = fold(line.medicine.value or "") in true_names
        tally.add(kind, lines=1, **{decision.value: 1})
        tally.add(
            kind, read_right=decision is Decision.READ and right, read_wrong=decision is Decision.READ and not right
        )
    taken = Counter(fold(line.medicine.value or "") for line in lines if line.medicine.decision is Decision.READ)
    tally.add(kind, medicines_read=sum(_taken(taken, fold(drug)) for drug in truth.get("drugs") or ()))


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
        "wrong_among_read": tally.sums[kind]["read_wrong"],
        "medicines_read": rate(kind, "medicines_read", "medicines"),
        "accurate_against_bare_rapidocr": _ratio(tally.sums[kind]),
        "cpu_seconds_per_page": {
            "fast": rate(kind, "fast_cpu", "pages"),
            "accurate": rate(kind, "accurate_cpu", "pages"),
            "pytesseract_raw": rate(kind, "tesseract_cpu", "pages"),
            "rapidocr_raw": rate(kind, "rapid_cpu", "pages"),
        },
    }


def _ratio(sums: Counter[str]) -> float | None:
    """CPU seconds of the accurate pass against those of RapidOCR alone, over all pages of the kind."""
    return round(sums["accurate_cpu"] / sums["rapid_cpu"], 3) if sums["rapid_cpu"] else None


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
    parser.add_argument("--diagram", type=Path, help="SVG of what a score is worth (with --words)")
    given = parser.parse_args(arguments)
    if given.images and given.truth:
        answer = measure_pages(given.images, given.truth, given.lexicon)
    elif given.words and given.labels:
        answer = measure_words(given.words, given.labels, given.lexicon, given.sample, given.stretch)
        if given.diagram:
            given.diagram.write_text(reliability_diagram(answer["reliability"]), encoding="utf-8")
    else:
        parser.error("either --images and --truth, or --words and --labels")
    sys.stdout.write(json.dumps(answer, indent=1) + "\n")


if __name__ == "__main__":
    main()
