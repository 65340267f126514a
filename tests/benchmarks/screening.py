"""What a screening costs, against the least that anybody could do: `python -m tests.benchmarks.screening`.

Prints one JSON document. A result has `ours`, a `floor` (bare Python that only touches the same data), their `ratio`
and the `goal` of the issue. `processor_ms` counts only our own work and is fairer on a machine that does other things.
Sizes are of the shipped knowledge; profiles are drawn with a fixed seed.
"""

import csv
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import combinations
from pathlib import Path

from tests.adapters.knowledge.measure import TWENTY
from tests.adapters.knowledge.pair_lists import lines_of, pairs_of, told, unknown_names
from workstation.adapters.knowledge import load_knowledge
from workstation.adapters.knowledge.answers import answer_of
from workstation.adapters.knowledge.loader import read_sources
from workstation.adapters.knowledge.profiles import read_profile
from workstation.app.knowledge import current_knowledge
from workstation.domain.screening import Knowledge, MedicineEntry, PatientFacts, ScreeningProfile, Severity, screen
from workstation.paths import resources
from workstation.settings import Settings

SEED, PROFILES, TODAY = 20261123, 5000, date(2026, 11, 23)
Result = dict[str, object]


def best(work: Callable[[], object], times: int) -> tuple[float, float, float]:
    """Median and 99th percentile of the clock, and the least of the processor, in milliseconds."""
    clock, processor = [], []
    for _ in range(times):
        began, spent = time.perf_counter_ns(), time.process_time_ns()
        work()
        clock.append((time.perf_counter_ns() - began) / 1e6)
        processor.append((time.process_time_ns() - spent) / 1e6)
    return statistics.median(clock), sorted(clock)[int(times * 0.99) - 1], min(processor)


def compared(name: str, goal: float, ours: Callable[[], object], floor: Callable[[], object], times: int) -> Result:
    """One result: our work beside the floor."""
    least = best(floor, times)[0]
    median, late, processor = best(ours, times)
    return {
        "name": name, "unit": "ms", "goal": goal, "ours": round(median, 3), "p99": round(late, 3),
        "processor_ms": round(processor, 3), "floor": round(least, 3), "ratio": round(median / least, 1),
    }  # fmt: skip


def loading() -> Result:
    """Loading all files, against reading and parsing the same CSV files."""
    folder = resources() / "knowledge"

    def parse() -> int:
        return sum(len(list(csv.reader(file.open(encoding="utf-8", newline="")))) for file in folder.glob("*.csv"))

    return compared("load the knowledge", 100, lambda: load_knowledge(resources()), parse, 9)


def loading_what_answers() -> Result:
    """As a station loads it, the signature verified with keys read anew, against reading the same bytes."""
    settings = Settings(Path(tempfile.gettempdir()) / "no-knowledge-here", None)
    folder = resources() / "knowledge"

    def read() -> int:
        return sum(len(file.read_bytes()) for file in folder.rglob("*") if file.is_file())

    return compared("load it, signature verified", 100, lambda: current_knowledge(settings, TODAY), read, 9)


def loading_sources() -> Result:
    """The files that people edit, as they are read after a change: without the compiled form."""
    catalogue = resources() / "catalogue" / "products.csv"
    work = partial(read_sources, resources() / "knowledge", catalogue)
    return {**compared("load its files without the compiled form", 0, work, lambda: None, 9), "goal": None}


def twenty(knowledge: Knowledge) -> Result:
    """20 medicines with everything told, against 190 look-ups of a pair in a dictionary."""
    patient = PatientFacts(Decimal(70), "female", Decimal(60), egfr=Decimal(50))
    medicines = tuple(MedicineEntry(text) for text in TWENTY)
    profile = ScreeningProfile("p", patient, medicines, (), ("penicillin",), ("heart failure",))
    pairs: Mapping[tuple[str, str], str] = dict.fromkeys(combinations(sorted(TWENTY), 2), "major")

    def floor() -> list[str | None]:
        return [pairs.get(pair) for pair in combinations(sorted(TWENTY), 2)]

    found = compared("20 medicines, all explained", 1, lambda: screen(profile, knowledge), floor, 300)
    return {**found, "alerts": len(screen(profile, knowledge).alerts)}


def many(knowledge: Knowledge) -> Result:
    """5,000 profiles from a line of JSON to a line of JSON, against reading and writing the JSON alone."""
    draw = random.Random(SEED)
    names = sorted(knowledge.ingredients)
    lines = [
        json.dumps({"id": str(n), "patient": {"age_years": draw.randint(1, 95)}, "medicines": draw.sample(names, 6)})
        for n in range(PROFILES)
    ]
    began, spent = time.perf_counter(), time.process_time()
    answers = [json.dumps(answer_of(screen(read_profile(line, TODAY), knowledge))) for line in lines]
    ours, unloaded = PROFILES / (time.perf_counter() - began), PROFILES / (time.process_time() - spent)
    began = time.perf_counter()
    for line, answer in zip(lines, answers, strict=True):
        json.dumps(json.loads(answer))
        json.loads(line)
    floor = PROFILES / (time.perf_counter() - began)
    return {
        "name": "profiles a second, JSON to JSON", "unit": "1/s", "goal": 1000, "ours": round(ours),
        "processor": round(unloaded), "floor": round(floor), "ratio": round(floor / ours, 1), "of": PROFILES,
    }  # fmt: skip


def lists(knowledge: Knowledge) -> list[Result]:
    """Shares on our own lists (tests/adapters/knowledge/data), in percent."""
    must, given, note = (pairs_of(name) for name in ("must_tell.txt", "given_together.txt", "worth_a_note.txt"))
    names = lines_of("names.txt")

    def share(part: int, whole: int) -> float:
        return round(100 * part / whole, 2)

    return [
        {"name": "names known", "goal": 95, "of": len(names),
         "ours": share(len(names) - len(list(unknown_names(knowledge))), len(names))},
        {"name": "pairs told that must be", "goal": 95, "of": len(must),
         "ours": share(sum(1 for pair in must if told(knowledge, *pair)), len(must))},
        {"name": "of these interrupting", "goal": None, "of": len(must),
         "ours": share(sum(1 for pair in must if any(a.interrupts for a in told(knowledge, *pair))), len(must))},
        {"name": "pairs given together that are major", "goal": 1, "of": len(given), "ours": share(
            sum(1 for pair in given if any(a.severity >= Severity.MAJOR for a in told(knowledge, *pair))), len(given))},
        {"name": "pairs worth a note that interrupt", "goal": 10, "of": len(note),
         "ours": share(sum(1 for pair in note if any(a.interrupts for a in told(knowledge, *pair))), len(note))},
    ]  # fmt: skip


def main() -> None:
    """Measures and prints."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    loads = [loading(), loading_what_answers(), loading_sources()]
    knowledge = load_knowledge(resources())
    results = [*loads, twenty(knowledge), many(knowledge), *lists(knowledge)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer = {
        "machine": {"processors": os.cpu_count(), "load": round(os.getloadavg()[0], 1)},
        "edition": knowledge.edition, "facts": knowledge.facts, "unreviewed": knowledge.unreviewed,
        "ingredients": len(knowledge.ingredients),
        "names": len(knowledge.names.by_words) + len(knowledge.names.world),
        "rss_mb": round(memory), "rss_mb_before": round(before / 1024), "results": results,
    }  # fmt: skip
    sys.stdout.write(json.dumps(answer, indent=1) + "\n")


if __name__ == "__main__":
    assert Path(resources()).is_dir()
    main()
