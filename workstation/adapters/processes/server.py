"""The worker's side: takes requests one after the other, tells progress, ends when its input ends."""

import os
import queue
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from workstation.adapters.processes.frames import BrokenPipe, Message, read_message, write_message
from workstation.domain.errors import Refused, Unavailable

Json = dict[str, Any]


class Cancelled(Exception):
    """The client no longer wants the answer."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the client asks for."""

    body: Json
    blobs: tuple[bytes, ...]
    tell: Callable[[Json], None]
    """Sends progress; raises Cancelled when the client has cancelled."""
    secret: bytes
    """What the client gave with its greeting (the store key); empty if nothing."""


Handler = Callable[[Request], Json]


def serve(handlers: Mapping[str, Handler], source: BinaryIO | None = None, target: BinaryIO | None = None) -> None:
    """Answers requests until the input ends. Whatever else writes to standard output goes to standard
    error.
    """
    source = source or sys.stdin.buffer
    target = target or _own_output()
    greeting = read_message(source)
    if greeting is None:
        return
    limit(greeting.body.get("memory_bytes"))
    secret = greeting.blobs[0] if greeting.blobs else b""
    write_message(target, {"ready": True, "pid": os.getpid()})
    inbox = _Inbox(source)
    while (message := inbox.next()) is not None:
        _answer(message, handlers, target, inbox, secret)


def limit(memory_bytes: int | None) -> None:
    """No core dumps (they hold patient data), and no more address space than said; Linux and macOS only."""
    try:
        import resource
    except ImportError:  # Windows has neither; there a worker may take what it gets
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory_bytes and sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _own_output() -> BinaryIO:
    """A private copy of standard output; the public one is pointed at standard error, as libraries print
    there.
    """
    private = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return private


class _Inbox:
    """Reads ahead on a thread, so that a cancellation and the end of the input are seen during work."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._waiting: queue.Queue[Message | None] = queue.Queue()
        self._cancelled: set[int] = set()
        self._busy = threading.Event()
        threading.Thread(target=self._read, name="worker-inbox", daemon=True).start()

    def _read(self) -> None:
        while (message := self._message()) is not None:
            if "cancel" in message.body:
                self._cancelled.add(message.body["cancel"])
            else:
                self._waiting.put(message)
        self._waiting.put(None)
        if self._busy.is_set():
            os._exit(0)  # the client is gone: nobody waits for the rest of the work

    def _message(self) -> Message | None:
        """A client that was killed while it wrote is gone as well: nobody is left to be told."""
        try:
            return read_message(self._source)
        except BrokenPipe:
            return None

    def next(self) -> Message | None:
        self._busy.clear()
        message = self._waiting.get()
        self._busy.set()
        return message

    def is_cancelled(self, number: int) -> bool:
        return number in self._cancelled


def _answer(message: Message, handlers: Mapping[str, Handler], target: BinaryIO, inbox: _Inbox, secret: bytes) -> None:
    number = message.body.pop("id")

    def tell(progress: Json) -> None:
        if inbox.is_cancelled(number):
            raise Cancelled
        write_message(target, {"id": number, "progress": progress})

    handler = handlers.get(message.body.pop("do"))
    if handler is None:
        write_message(target, {"id": number, "unavailable": {"what": "worker", "why": "unknown request"}})
        return
    try:
        result = handler(Request(message.body, message.blobs, tell, secret))
        write_message(target, {"id": number, "result": result})
    except Cancelled:
        write_message(target, {"id": number, "cancelled": True})
    except Refused as refused:
        write_message(target, {"id": number, "refused": {"code": refused.code.value, "facts": _plain(refused.facts)}})
    except Unavailable as trouble:
        write_message(target, {"id": number, "unavailable": {"what": trouble.what, "why": trouble.why}})


def _plain(facts: Mapping[str, object]) -> Json:
    return {name: fact if isinstance(fact, str | int | bool | None) else str(fact) for name, fact in facts.items()}
