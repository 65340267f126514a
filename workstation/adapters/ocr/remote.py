"""Reads in the worker process: what the screens use."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from workstation.adapters.processes.client import WorkerClient
from workstation.domain.errors import Unavailable
from workstation.domain.reading import DateRules, FileRefusal, Reading, reading_from_json, refusal_sentence


class RemoteReader:
    """Reads files in a worker that is started at first use and started again when it dies."""

    def __init__(self, worker: WorkerClient) -> None:
        self._worker = worker

    def read(
        self,
        source: Path | bytes,
        dates: DateRules,
        *,
        name: str = "",
        accurate: bool = True,
        on_progress: Callable[[Reading], None] | None = None,
    ) -> Reading | None:
        """The reading; None when it was cancelled. A worker that died on the file gives a reading with
        `refused`.
        """
        body = {
            "name": name,
            "accurate": accurate,
            "today": dates.today.isoformat(),
            "date_order": dates.order.value,
            "valid_days": dates.valid_days,
        }
        blobs = [source] if isinstance(source, bytes) else []
        if isinstance(source, Path):
            body["path"] = str(source)

        def progress(told: dict[str, Any]) -> None:
            if on_progress:
                on_progress(reading_from_json(told["reading"]))

        try:
            answer = self._worker.request("read", body, blobs, on_progress=progress)
        except Unavailable:
            return Reading(name, refused=refusal_sentence(FileRefusal.READER_STOPPED, {}))
        return reading_from_json(answer.result) if answer.result else None

    def cancel(self) -> None:
        """Drops what is being read."""
        self._worker.cancel()

    def close(self) -> None:
        """Ends the worker."""
        self._worker.close()
