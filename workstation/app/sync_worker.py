"""The sync in a process of its own: the worker's side and the program's side.

The worker gets the store's key over the pipe, opens the same store, and does one round when it is asked to.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from pathlib import Path

from workstation.adapters.processes.client import WorkerClient
from workstation.adapters.processes.server import Handler, Json, Request
from workstation.app.opening import Opened, jitter, opened_with_key
from workstation.app.syncing import syncing
from workstation.domain.errors import Unavailable
from workstation.services.sync.courier import Courier, Rhythm
from workstation.services.sync.once import SyncReport, sync_once
from workstation.settings import current_settings


class SyncWorker:
    """Keeps the store open between rounds; the connection is made anew, so that a new pairing counts at once."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._opened: Opened | None = None

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What the worker answers."""
        return {"round": self.round}

    def round(self, request: Request) -> Json:
        """{"data_dir"} → the report of one round."""
        if self._opened is None:
            settings = current_settings(Path(request.body["data_dir"]))
            self._opened = self._stack.enter_context(opened_with_key(settings, request.secret))
        with syncing(self._opened) as line:
            rhythm = Rhythm(jitter(), wait=time.sleep)
            courier = Courier(self._opened.site, line.server, line.translation, rhythm, line.habits, line.reader)
            return asdict(sync_once(courier, partial(_told, request)))


def _told(request: Request, pulled: int) -> bool:
    """A sign of life: a first pull takes longer than the program waits for a worker that says nothing."""
    request.tell({"pulled": pulled})
    return True


class RemoteSync:
    """Asks the sync process for rounds."""

    def __init__(self, worker: WorkerClient, data_dir: Path) -> None:
        self._worker = worker
        self._data_dir = data_dir

    def round(self, told: Callable[[int], None]) -> SyncReport:
        """One round; `told` hears on this thread how many prescriptions were taken in so far.

        Raises Unavailable when the process cannot do it.
        """
        body = {"data_dir": str(self._data_dir)}
        answer = self._worker.request("round", body, on_progress=lambda sign: told(int(sign["pulled"])))
        if answer.result is None:
            raise Unavailable("sync", "The sync was interrupted.")
        return SyncReport(**answer.result)

    def close(self) -> None:
        """Ends the process."""
        self._worker.close()
