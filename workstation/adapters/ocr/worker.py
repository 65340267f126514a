"""What the worker process for reading answers: `read` (a path, or the content as bytes)."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

from workstation.adapters.ocr.lexicon_files import load_lexicon
from workstation.adapters.ocr.reader import FileReader, find_engines
from workstation.adapters.ocr.requests import marks, pack, photo, split
from workstation.adapters.processes.server import Handler, Json, Request
from workstation.domain.dosage import DosageWords
from workstation.domain.reading import DateOrder, DateRules, Lexicon, Reading, ReadingRules, reading_to_json


class OcrWorker:
    """Keeps engines and lexicon warm between requests."""

    def __init__(self, words: DosageWords | None) -> None:
        self._words = words

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {
            "read": self.read,
            "warm_up": self.warm_up,
            "marks": marks,
            "split": self.split,
            "pack": self.pack,
            "photo": photo,
        }

    def read(self, request: Request) -> Json:
        """{"path" or a blob, "name", "accurate", "today", "date_order", "valid_days"} → the reading as JSON.

        Progress is the reading so far: {"reading": …}.
        """
        body = request.body
        source = request.blobs[0] if request.blobs else Path(body["path"])

        def tell(reading: Reading) -> None:
            request.tell({"reading": reading_to_json(reading)})

        reading = self._reader.read(
            source,
            self._rules(body),
            name=body.get("name", ""),
            accurate=body.get("accurate", True),
            on_progress=tell,
        )
        return reading_to_json(reading)

    def split(self, request: Request) -> Json:
        """See `requests.split`; {"today", "date_order", "valid_days"} as for reading."""
        return split(request, self._reader, self._rules(request.body))

    def pack(self, request: Request) -> Json:
        """See `requests.pack`."""
        return pack(request, self._reader)

    def _rules(self, body: Json) -> ReadingRules:
        dates = DateRules(date.fromisoformat(body["today"]), DateOrder(body["date_order"]), body["valid_days"])
        return ReadingRules(self._lexicon, dates, self._words)

    def warm_up(self, _: Request) -> Json:
        """Loads engines and lexicon; answers what is there."""
        return {"engines": list(self._reader.engines.names), "names": len(self._lexicon)}

    @cached_property
    def _reader(self) -> FileReader:
        return FileReader(find_engines())

    @cached_property
    def _lexicon(self) -> Lexicon:
        return load_lexicon()
