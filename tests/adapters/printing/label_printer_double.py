"""A label printer on a real TCP port (or a pseudo terminal): takes ZPL, keeps what it printed, runs out of paper.

Its reader of ZPL is written from the programming guide and shares nothing with the program.
"""

import os
import pty
import re
import socket
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PIL import Image

_FORMAT = re.compile(rb"\^XA(.*?)\^XZ", re.DOTALL)
_GRAPHIC = re.compile(rb"\^FO0,(\d+)\^GFA,(\d+),(\d+),(\d+),(.*?)\^FS", re.DOTALL)
_SIZE = re.compile(rb"\^PW(\d+)\^LL(\d+)")
MOST_BYTES = 99_999
"""Of one graphic field: a printer cuts off what is more."""


def picture_of(one_format: bytes) -> Image.Image:
    """The picture that a format puts on paper, black on white."""
    size = _SIZE.search(one_format)
    assert size is not None, "no size"
    page = Image.new("L", (int(size[1]), int(size[2])), 255)
    for found in _GRAPHIC.finditer(one_format):
        top, sent, total, row_bytes = (int(found[number]) for number in (1, 2, 3, 4))
        rows = unpacked(found[5].decode("ascii"), row_bytes)
        assert sum(len(row) for row in rows) == total * 2 == sent * 2, "the counts of the field do not fit its data"
        seen = bytes.fromhex("".join(rows))[: MOST_BYTES // row_bytes * row_bytes]
        band = Image.frombytes("1", (row_bytes * 8, len(seen) // row_bytes), bytes(255 - one for one in seen))
        page.paste(band.convert("L"), (0, top))
    return page


def unpacked(data: str, row_bytes: int) -> list[str]:
    """The rows of hexadecimal digits behind compressed ones."""
    wide, row, count = row_bytes * 2, "", 0
    rows: list[str] = []
    for sign in data:
        if "G" <= sign <= "Y":
            count += ord(sign) - ord("F")
        elif "g" <= sign <= "z":
            count += 20 * (ord(sign) - ord("f"))
        elif sign == ":":
            assert not row
            rows.append(rows[-1])
        else:
            row += {",": "0", "!": "F"}.get(sign, sign) * (wide - len(row) if sign in ",!" else max(1, count))
            count = 0
        assert len(row) <= wide, "a row is longer than the field"
        if len(row) == wide:
            rows.append(row)
            row = ""
    assert not row
    return rows


@dataclass
class LabelPrinterDouble:
    """How it is, and what came out of it. Changed by the test, read by the thread that serves it."""

    paper: int = 1000
    """Labels on the roll."""
    head_open: bool = False
    paused: bool = False
    silent: bool = False
    """Takes everything and says nothing."""
    silent_when_not_well: bool = False
    """Says nothing while something is wrong, as some models do."""
    babbles: bool = False
    """Answers what no label printer answers."""
    hangs_up: bool = False
    """Closes the connection at the first label."""
    slow: int = 0
    """Questions that are answered before a label comes out."""
    printed: list[Image.Image] = field(default_factory=list)
    waiting: list[bytes] = field(default_factory=list)
    cancelled: int = 0
    questions: int = 0
    connections: int = 0
    _came: bytes = b""
    _asked_since: int = 0

    @property
    def well(self) -> bool:
        """Whether it prints."""
        return self.paper > 0 and not self.head_open and not self.paused

    def take(self, data: bytes) -> bytes | None:
        """What it answers to these bytes; None: it closes the connection."""
        self._came += data
        answer = b""
        while True:
            ask, form, cancel = self._came.find(b"~HS"), _FORMAT.search(self._came), self._came.find(b"~JA")
            first = min((at for at in (ask, form.start() if form else -1, cancel) if at >= 0), default=-1)
            if first < 0:
                return answer
            if form is not None and first == form.start():
                self._came = self._came[form.end() :]
                if self.hangs_up:
                    return None
                self.waiting.append(form[1])
                self._asked_since = 0
                self._print(at_once=not self.slow)
            elif first == cancel:
                self._came = self._came[first + 3 :]
                self.cancelled += len(self.waiting)
                self.waiting.clear()
            else:
                self._came = self._came[first + 3 :]
                answer += self._say()

    def _print(self, *, at_once: bool) -> None:
        while self.waiting and self.well and (at_once or self._asked_since >= self.slow):
            self._asked_since = 0
            self.printed.append(picture_of(self.waiting.pop(0)))
            self.paper -= 1
            if not at_once:
                return

    def _say(self) -> bytes:
        self.questions += 1
        self._asked_since += 1
        self._print(at_once=False)
        if self.silent or (self.silent_when_not_well and not self.well):
            return b""
        if self.babbles:
            return b"HTTP/1.1 400 Bad Request\r\n\r\n"
        out, head, pause = (int(one) for one in (self.paper <= 0, self.head_open, self.paused))
        return (
            f"\x02030,{out},{pause},0288,{len(self.waiting):03},0,0,0,000,0,0,0\x03\r\n"
            f"\x02000,0,{head},0,0,2,4,0,00000000,1,000\x03\r\n"
            "\x021234,0\x03\r\n"
        ).encode("ascii")


@contextmanager
def at_an_address(printer: LabelPrinterDouble) -> Iterator[tuple[str, int]]:
    """Serves it on a free port of this machine, one connection after the other."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            printer.connections += 1
            connection.settimeout(0.05)
            with connection:
                _serve(printer, over, lambda link=connection: link.recv(65_536), connection.sendall)  # type: ignore[misc]

    with listener, _thread(serve, over):
        yield listener.getsockname()[:2]


@contextmanager
def at_a_device(printer: LabelPrinterDouble) -> Iterator[str]:
    """Serves it behind a character device."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    over = threading.Event()
    os.set_blocking(ours, False)

    def serve() -> None:
        _serve(printer, over, lambda: _read(ours, over), lambda data: os.write(ours, data))

    try:
        with _thread(serve, over):
            yield os.ttyname(theirs)
    finally:
        os.close(ours)
        os.close(theirs)


def _read(handle: int, over: threading.Event) -> bytes:
    try:
        return os.read(handle, 65_536)
    except BlockingIOError:
        over.wait(0.01)
        raise TimeoutError from None


def _serve(
    printer: LabelPrinterDouble,
    over: threading.Event,
    receive: Callable[[], bytes],
    send: Callable[[bytes], object],
) -> None:
    while not over.is_set():
        try:
            data = receive()
        except TimeoutError:
            continue
        except OSError:
            return
        answer = printer.take(data) if data else None
        if answer is None:
            return
        if answer:
            send(answer)


@contextmanager
def _thread(serve: Callable[[], None], over: threading.Event) -> Iterator[None]:
    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
