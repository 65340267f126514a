"""What a soak measures: memory in use, how it grows with the work, and the summary that is kept of a run."""

import gc
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULT = Path(__file__).resolve().parents[2] / "build" / "soak.json"
"""One object per test, by its name; docs/soak.md is made of it (`python -m scripts.soak_result`)."""
DEFAULT_MINUTES = 120.0
MEGABYTE = 1024 * 1024


def resident_mb(process: int | str = "self") -> float:
    """Resident memory of a process in MB (proc(5), statm: second field, in pages)."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


def minutes_of_this_run() -> float:
    """How long all soak tests together may take: WORKSTATION_SOAK_MINUTES."""
    return float(os.environ.get("WORKSTATION_SOAK_MINUTES", DEFAULT_MINUTES))


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Rise of the straight line with the least squares through (x, y); 0 where all x are the same."""
    if not points:
        return 0.0
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0


@dataclass(slots=True)
class Growth:
    """Memory against work done. The first part of the run warms up and does not count."""

    memory: list[tuple[float, float]] = field(default_factory=list)
    """(work done, MB resident)."""
    blocks: list[tuple[float, float]] = field(default_factory=list)
    """(work done, blocks that Python's allocator holds): what a leak of objects moves, and no cache of SQLite's."""
    warm_share: float = 0.25

    def look(self, work_done: float) -> None:
        """Notes what is in use now, and nothing that only waits for the collector."""
        gc.collect()
        self.memory.append((work_done, resident_mb()))
        self.blocks.append((work_done, sys.getallocatedblocks()))

    @property
    def work_counted(self) -> float:
        """How much work was done after the warm-up, which is a share of the work."""
        counted = self._counted(self.memory)
        return counted[-1][0] - counted[0][0] if counted else 0.0

    @property
    def mb_per_1000(self) -> float:
        """MB per 1,000 pieces of work after the warm-up."""
        return slope(self._counted(self.memory)) * 1000

    def facts(self) -> dict[str, float]:
        """What a summary tells."""
        return {
            "rss_first_mb": round(self.memory[0][1], 1),
            "rss_last_mb": round(self.memory[-1][1], 1),
            "rss_mb_per_1000": round(self.mb_per_1000, 2),
            "python_blocks_per_1000": round(slope(self._counted(self.blocks)) * 1000),
            "measured_over": round(self.work_counted),
        }

    def _counted(self, points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        if not points:
            return []
        begins = points[0][0] + (points[-1][0] - points[0][0]) * self.warm_share
        return [point for point in points if point[0] >= begins]


@dataclass(slots=True)
class Until:
    """Says when the time of a test is over."""

    seconds: float
    began: float = field(default_factory=time.monotonic)

    @property
    def over(self) -> bool:
        """No further round begins."""
        return self.used >= self.seconds

    @property
    def used(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self.began


Report = Callable[[str, dict[str, Any]], None]


def keep(name: str, facts: dict[str, Any], result: Path = RESULT) -> None:
    """Adds the summary of one test to the results of this run, in place of what an earlier run left."""
    known = json.loads(result.read_text(encoding="utf-8")) if result.exists() else {}
    known[name] = {"finished": datetime.now(UTC).isoformat(timespec="seconds"), **facts}
    result.parent.mkdir(parents=True, exist_ok=True)
    result.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
