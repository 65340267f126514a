"""Stacks and packs in a worker of their own: whoever waits at the screen does not wait for the queue to be read."""

from collections.abc import Callable, Mapping
from typing import Any

from workstation.adapters.ocr.pack import PackPhoto
from workstation.adapters.ocr.requests import jpeg_from, photo_from, split_from
from workstation.adapters.processes.client import Answer, WorkerClient, WorkerDied, WorkerTooSlow
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.reading import DateRules, FileRefusal
from workstation.domain.reading.stack_plan import StackPlan, plan_of

CAMERA_SECONDS = 15.0
PageSeen = Callable[[int, int, bytes], None]
"""Number of a page, how many there are, its picture as JPEG; b"" when it was read."""


class RemoteLooks:
    """The worker starts at the first question."""

    def __init__(self, worker: WorkerClient) -> None:
        self._worker = worker

    def split(self, content: bytes, dates: DateRules, on_page: PageSeen) -> tuple[StackPlan, int] | None:
        """Where the prescriptions of a stack may begin, and how many pages behind the last one are not shown.

        None when it was cancelled. `on_page` is called on this thread. Raises Refused with a FileRefusal.
        """

        def progress(told: dict[str, Any]) -> None:
            if "jpeg" in told:
                on_page(told["number"], told["of"], jpeg_from(told))
            else:
                on_page(told["read"], told["of"], b"")

        body = {"today": dates.today.isoformat(), "date_order": dates.order.value, "valid_days": dates.valid_days}
        result = self._asked("split", body, content, progress)
        if result is None:
            return None
        found, turns, not_shown = split_from(result)
        return plan_of(found, turns), not_shown

    def pack(self, content: bytes) -> PackPhoto | None:
        """Codes and words on the photo of a pack; None when it was cancelled. Raises Refused with a FileRefusal."""
        result = self._asked("pack", {}, content, None)
        return photo_from(result) if result is not None else None

    def photo(self) -> bytes:
        """A JPEG of what stands before the camera. Raises Unavailable("camera") where there is none."""
        try:
            answer = self._worker.request("photo", {}, [], seconds=CAMERA_SECONDS)
        except (WorkerDied, WorkerTooSlow) as gone:
            raise Unavailable("camera", "The camera does not answer.") from gone
        return jpeg_from(answer.result or {"jpeg": ""})

    def cancel(self) -> None:
        """Drops what is being looked at."""
        self._worker.cancel()

    def close(self) -> None:
        """Ends the worker."""
        self._worker.close()

    def _asked(
        self, do: str, body: Mapping[str, Any], content: bytes, progress: Callable[[dict[str, Any]], None] | None
    ) -> dict[str, Any] | None:
        try:
            answer = self._worker.request(do, dict(body), [content], on_progress=progress)
        except WorkerTooSlow as slow:
            raise Refused(FileRefusal.TOOK_TOO_LONG, seconds=round(slow.seconds)) from slow
        except WorkerDied as died:
            raise Refused(FileRefusal.READER_STOPPED) from died
        return _result(answer)


def _result(answer: Answer) -> dict[str, Any] | None:
    if answer.refused is not None:
        raise Refused(FileRefusal(answer.refused["code"]), **answer.refused["facts"])
    if answer.cancelled:
        return None
    if answer.result is None:
        raise Unavailable("ocr", "The worker gave no answer.")
    return answer.result
