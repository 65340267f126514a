"""Text recognition: pictures and PDFs to readings. Engines are loaded when first used, never at import."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

from workstation.domain.dosage import DosageWords
from workstation.domain.reading import DateOrder, DateRules, Lexicon, Reading, ReadingRules

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
"""onnxruntime from 1.29 reports to its maker over the network, and keeps a file for it among the temporary ones, unless
this is set before it is loaded (its Privacy.md). A pharmacy reports to nobody. Worker processes inherit it.
"""


def read_file(
    source: Path | bytes,
    lexicon: Lexicon,
    *,
    today: date,
    accurate: bool = True,
    date_order: DateOrder = DateOrder.DAY_FIRST,
    words: DosageWords | None = None,
    on_progress: Callable[[Reading], None] | None = None,
) -> Reading:
    """Reads one file in this process. To read many, keep a `reader.FileReader`; the screens use
    `remote.RemoteReader`.

    What cannot be read comes back with `refused`, never as an exception.
    """
    from workstation.adapters.ocr.reader import FileReader, find_engines

    rules = ReadingRules(lexicon, DateRules(today, date_order), words)
    return FileReader(find_engines(accurate=accurate)).read(source, rules, accurate=accurate, on_progress=on_progress)
