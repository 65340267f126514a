"""Reads in the worker process: what the screens use."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from workstation.adapters.ocr.requests import marks_from
from workstation.adapters.processes.client import Json, WorkerClient, WorkerDied, WorkerTooSlow
from workstation.domain.reading import DateRules, FileRefusal, Reading, reading_from_json, refusal_sentence
from workstation.domain.reading.model import PageMark
from workstation.domain.reading.refusal import FAST_ALONE

Progress = Callable[[Reading], None]


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
        on_progress: Progress | None = None,
    ) -> Reading | None:
        """The reading; None when it was cancelled.

        A file on which the worker dies is tried a second time. When it dies again, or takes too long, the fast pass
        reads it alone; when that cannot be had either, the reading is `refused`: the file is never tried for ever.
        Raises Unavailable when there is no worker to ask (it cannot start, or was closed): no file is to blame.
        """
        body: Json = {
            "name": name,
            "accurate": accurate,
            "today": dates.today.isoformat(),
            "date_order": dates.order.value,
            "valid_days": dates.valid_days,
        }
        blobs = [source] if isinstance(source, bytes) else []
        if isinstance(source, Path):
            body["path"] = str(source)

        try:
            return self._tried_twice(body, blobs, on_progress)
        except _Stopped as stopped:
            if not accurate or not stopped.seen:
                return _refused(name or body.get("path", ""), stopped.why)
            seen, why = stopped.seen, stopped.why
        try:
            rest = self._once({**body, "accurate": False}, blobs, on_progress)
        except _Stopped:
            return _refused(name or body.get("path", ""), why)
        return rest and _continued(seen, rest)

    def _tried_twice(self, body: Json, blobs: list[bytes], on_progress: Progress | None) -> Reading | None:
        try:
            return self._once(body, blobs, on_progress)
        except _Stopped as stopped:
            if isinstance(stopped.why, WorkerTooSlow):
                raise  # it would be as slow again
        return self._once(body, blobs, on_progress)

    def _once(self, body: Json, blobs: list[bytes], on_progress: Progress | None) -> Reading | None:
        seen: list[Reading] = []

        def progress(told: Json) -> None:
            seen.append(reading_from_json(told["reading"]))
            if on_progress:
                on_progress(seen[-1])

        try:
            answer = self._worker.request("read", body, blobs, on_progress=progress)
        except (WorkerDied, WorkerTooSlow) as why:
            raise _Stopped(why, seen[-1] if seen else None) from why
        return reading_from_json(answer.result) if answer.result else None

    def marks(self, source: bytes) -> tuple[PageMark, ...]:
        """What tells the pages of a file from others, without reading them; () for one that ends the worker."""
        try:
            answer = self._worker.request("marks", {}, [source])
        except (WorkerDied, WorkerTooSlow):
            return ()
        return marks_from(answer.result) if answer.result else ()

    def cancel(self) -> None:
        """Drops what is being read."""
        self._worker.cancel()

    def close(self) -> None:
        """Ends the worker."""
        self._worker.close()


class _Stopped(Exception):
    """The worker ended on a file, after it had told `seen` of it."""

    def __init__(self, why: WorkerDied | WorkerTooSlow, seen: Reading | None) -> None:
        super().__init__(why.why)
        self.why = why
        self.seen = seen


def _refused(name: str, why: WorkerDied | WorkerTooSlow) -> Reading:
    if isinstance(why, WorkerTooSlow):
        return Reading(name, refused=refusal_sentence(FileRefusal.TOOK_TOO_LONG, {"seconds": round(why.seconds)}))
    return Reading(name, refused=refusal_sentence(FileRefusal.READER_STOPPED, {}))


def _continued(seen: Reading, rest: Reading) -> Reading:
    """The pages that were read in full, and the fast pass from the page on which the accurate one stopped."""
    whole = len(seen.pages) - 1
    fast = (replace(page, warnings=(*page.warnings, FAST_ALONE)) for page in rest.pages[whole:])
    return replace(rest, pages=(*seen.pages[:whole], *fast))
