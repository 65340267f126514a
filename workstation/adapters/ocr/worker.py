"""What the worker process for reading answers: `read` (a path, or the content as bytes)."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

from workstation.adapters.ocr.lexicon_files import load_lexicon
from workstation.adapters.ocr.reader import FileReader, find_engines
from workstation.adapters.processes.server import Handler, Json, Request
from workstation.domain.dosage import DosageWords
from workstation.domain.reading import DateOrder, DateRules, Lexicon, Reading, ReadingRules, reading_to_json


class OcrWorker:
    """Keeps engines and lexicon warm between requests."""

    def __init__(self, words: DosageWords | None) -> None:
        self._words = words

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {"read": self.read, "warm_up": self.warm_up}

    def read(self, request: Request) -> Json:
        """{"path" or a blob, "name", "accurate", "today", "date_order", "valid_days"} → the reading as JSON.

        Progress is the reading so far: {"reading": …}.
        """
        body = request.body
        source = request.blobs[0] if request.blobs else Path(body["path"])
        dates = DateRules(date.fromisoformat(body["today"]), DateOrder(body["date_order"]), body["valid_days"])

        def tell(reading: Reading) -> None:
            request.tell({"reading": reading_to_json(reading)})

        reading = self._reader.read(
            source,
            ReadingRules(self._lexicon, dates, self._words),
            name=body.get("name", ""),
            accurate=body.get("accurate", True),
            on_progress=tell,
        )
        return reading_to_json(reading)

    def warm_up(self, _: Request) -> Json:
        """Loads engines and lexicon; answers what is there."""
        return {"engines": list(self._reader.engines.names), "names": len(self._lexicon)}

    @cached_property
    def _reader(self) -> FileReader:
        return FileReader(find_engines())

    @cached_property
    def _lexicon(self) -> Lexicon:
        return load_lexicon()
