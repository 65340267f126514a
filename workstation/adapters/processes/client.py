"""The program's side of a worker: starts it, asks, hears progress, cancels, starts it again when it died."""

import logging
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, cast

from workstation.adapters.processes.frames import BrokenPipe, Message, read_message, write_message
from workstation.domain.errors import Unavailable

log = logging.getLogger(__name__)
Json = dict[str, Any]
START_SECONDS = 30.0


def worker_command(kind: str) -> list[str]:
    """The same executable with the hidden sub-command, from a checkout, a wheel or a frozen bundle."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "_worker", kind]
    return [sys.executable, "-m", "workstation", "_worker", kind]


class WorkerDied(Unavailable):
    """The worker ended by itself, or was killed, in the middle of a request."""


class WorkerTooSlow(Unavailable):
    """The worker was ended: it said nothing for `seconds`."""

    def __init__(self, what: str, seconds: float) -> None:
        super().__init__(what, f"The worker was ended: no answer within {seconds:g} seconds.")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """How long one step of a request may take and how much memory the worker may have."""

    seconds: float = 120.0
    """From one sign of life (progress or answer) to the next."""
    memory_bytes: int = 4 * 1024**3
    """Address space, not resident memory: the neural networks reserve far more than they use (about 0.5
    GB).
    """


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request: a result, a refusal by a rule (code and facts), or nothing because it was
    cancelled.
    """

    result: Json | None = None
    refused: Json | None = None
    cancelled: bool = False


class WorkerClient:
    """One worker process. Methods may be called from any thread; requests go one after the other."""

    def __init__(
        self,
        kind: str,
        *,
        limits: WorkerLimits | None = None,
        secret: bytes = b"",
        command: Sequence[str] | None = None,
    ) -> None:
        self._kind = kind
        self._limits = limits or WorkerLimits()
        self._secret = secret
        self._command = list(command or worker_command(kind))
        self._turn = threading.Lock()
        self._pipe = threading.Lock()
        self._running: _Running | None = None
        self._number = 0
        self._current: int | None = None

    def request(
        self,
        do: str,
        body: Json | None = None,
        blobs: Sequence[bytes] = (),
        *,
        on_progress: Callable[[Json], None] | None = None,
        seconds: float | None = None,
    ) -> Answer:
        """Asks and waits for the answer; `on_progress` is called on this thread.

        Raises WorkerDied, WorkerTooSlow (it is ended then), or Unavailable(kind) when the worker cannot start or was
        closed meanwhile; the next request starts a new one.
        """
        with self._turn:
            running = self._started()
            self._number += 1
            self._current = self._number
            try:
                self._send(running, {**(body or {}), "id": self._number, "do": do}, blobs)
                return self._wait(running, self._number, on_progress, seconds or self._limits.seconds)
            finally:
                self._current = None

    def cancel(self) -> None:
        """Asks the worker to drop the request it works on; it answers `cancelled` at its next step."""
        number, running = self._current, self._running
        if number is None or running is None:
            return
        try:
            with self._pipe:
                write_message(running.input, {"cancel": number})
        except (OSError, ValueError):
            log.debug("the worker was gone before it could be told to drop its work")

    def warm_up(self) -> None:
        """Starts the worker now, so that the first request does not wait for it."""
        with self._turn:
            self._started()

    def close(self) -> None:
        """Ends the worker and waits until it is gone."""
        running, self._running = self._running, None
        if running:
            running.end()

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._running.process.pid if self._running else None

    def _started(self) -> "_Running":
        if self._running and self._running.process.poll() is None:
            return self._running
        self.close()
        try:
            self._running = running = _Running(self._command)
        except OSError as problem:
            raise Unavailable(self._kind, f"The worker cannot be started: {problem}.") from problem
        try:
            self._send(running, {"memory_bytes": self._limits.memory_bytes}, [self._secret] if self._secret else [])
            ready = self._next(running, START_SECONDS).body.get("ready")
        except (WorkerDied, WorkerTooSlow) as problem:  # nothing was asked yet: no request is to blame
            raise Unavailable(self._kind, "The worker did not answer the greeting.") from problem
        if not ready:
            self.close()
            raise Unavailable(self._kind, "The worker did not answer the greeting.")
        return running

    def _send(self, running: "_Running", body: Json, blobs: Sequence[bytes] = ()) -> None:
        try:
            with self._pipe:
                write_message(running.input, body, blobs)
        except (OSError, ValueError) as problem:
            raise self._gone(running) from problem

    def _wait(
        self, running: "_Running", number: int, on_progress: Callable[[Json], None] | None, seconds: float
    ) -> Answer:
        while True:
            body = self._next(running, seconds).body
            if body.get("id") != number:
                continue
            if "progress" in body:
                if on_progress:
                    on_progress(body["progress"])
            elif trouble := body.get("unavailable"):
                raise Unavailable(trouble["what"], trouble["why"])
            else:
                return Answer(body.get("result"), body.get("refused"), body.get("cancelled", False))

    def _next(self, running: "_Running", seconds: float) -> Message:
        try:
            message = running.messages.get(timeout=seconds)
        except queue.Empty:
            self.close()
            raise WorkerTooSlow(self._kind, seconds) from None
        if message is None:
            raise self._gone(running)
        return message

    def _gone(self, running: "_Running") -> Unavailable:
        if self._running is not running:
            return Unavailable(self._kind, "The worker was closed.")
        self.close()
        return WorkerDied(self._kind, "The worker ended unexpectedly; it is started again for the next request.")


class _Running:
    """A started process with the threads that drain its pipes."""

    def __init__(self, command: Sequence[str]) -> None:
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, close_fds=True
        )
        self.input = cast(BinaryIO, self.process.stdin)
        self.messages: queue.Queue[Message | None] = queue.Queue()
        self._threads = [
            threading.Thread(target=self._read, args=(self.process.stdout,), name="worker-answers", daemon=True),
            threading.Thread(target=_drain, args=(self.process.stderr,), name="worker-stderr", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _read(self, pipe: IO[bytes]) -> None:
        try:
            while (message := read_message(cast(BinaryIO, pipe))) is not None:
                self.messages.put(message)
        except (BrokenPipe, OSError, ValueError) as problem:
            log.warning("worker sent no frame: %s", type(problem).__name__)
        self.messages.put(None)

    def end(self) -> None:
        """Closes its input, which ends it; kills it when that is not enough."""
        try:
            self.input.close()
        except OSError:
            log.debug("the worker's input was closed already")
        try:
            self.process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for thread in self._threads:
            thread.join()
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe:
                pipe.close()


def _drain(pipe: IO[bytes]) -> None:
    """Reads standard error to its end. Only the number of lines is kept: they may name a file or a
    patient.
    """
    lines = sum(1 for _ in pipe)
    if lines:
        log.info("worker wrote %d lines to standard error", lines)
