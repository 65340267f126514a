"""Ways to a label printer that takes raw data: a TCP connection, or a device file. Every wait has an end."""

import os
import select
import socket
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from time import monotonic
from typing import Protocol

from workstation.domain.printer import PrinterProblem, PrinterTrouble

CONNECT_SECONDS = 3.0
SEND_SECONDS = 10.0
"""Without a byte taken: a printer without paper stops to take any when its memory is full."""
_AT_ONCE = 4096


class Line(Protocol):
    """An open way to one printer. A wait ends after seconds; trouble is a PrinterTrouble."""

    def send(self, data: bytes) -> None:
        """Hands all of it over. Raises PrinterTrouble(CUT_OFF or SILENT)."""
        ...

    def receive(self, seconds: float) -> bytes:
        """What came, at the latest after so many seconds; empty when nothing did. Raises PrinterTrouble(CUT_OFF)."""
        ...


class LineTo(Protocol):
    """Opens the way to a printer."""

    @property
    def name(self) -> str:
        """The printer as people know it."""
        ...

    def open(self) -> AbstractContextManager[Line]:
        """The line, closed at the end. Raises PrinterTrouble when there is none."""
        ...


class NetworkPrinter:
    """A printer at an address. One connection for a whole job: most printers serve one PC at a time."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self.name = f"{host}:{port}"

    @contextmanager
    def open(self) -> Iterator[Line]:
        """Connects."""
        try:
            connection = socket.create_connection((self._host, self._port), CONNECT_SECONDS)
        except (OSError, UnicodeError) as problem:
            raise PrinterTrouble(PrinterProblem.NOT_REACHED, self.name) from problem
        with connection:
            yield _NetworkLine(connection, self.name)


class _NetworkLine:
    def __init__(self, connection: socket.socket, name: str) -> None:
        self._connection, self._name = connection, name

    def send(self, data: bytes) -> None:
        self._connection.settimeout(SEND_SECONDS)
        try:
            for at in range(0, len(data), _AT_ONCE):
                self._connection.sendall(data[at : at + _AT_ONCE])
        except TimeoutError as problem:
            raise PrinterTrouble(PrinterProblem.SILENT, self._name) from problem
        except OSError as problem:
            raise PrinterTrouble(PrinterProblem.CUT_OFF, self._name) from problem

    def receive(self, seconds: float) -> bytes:
        self._connection.settimeout(max(seconds, 0.001))
        try:
            came = self._connection.recv(_AT_ONCE)
        except TimeoutError:
            return b""
        except OSError as problem:
            raise PrinterTrouble(PrinterProblem.CUT_OFF, self._name) from problem
        if not came:
            raise PrinterTrouble(PrinterProblem.CUT_OFF, self._name)
        return came


class DevicePrinter:
    """A printer at a device file, such as /dev/usb/lp0. A plain file is refused: it would be written over."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self.name = path

    @contextmanager
    def open(self) -> Iterator[Line]:
        """Opens the device for both directions without waiting for it."""
        handle = self._handle()
        try:
            yield _DeviceLine(handle, self.name)
        finally:
            os.close(handle)

    def _handle(self) -> int:
        try:
            if not stat.S_ISCHR(self._path.stat().st_mode):
                raise PrinterTrouble(PrinterProblem.NO_DEVICE, self.name)
            # Not every system has these two; where they are missing it has no such device files either.
            flags = os.O_RDWR | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
            return os.open(self._path, flags)
        except PermissionError as problem:
            raise PrinterTrouble(PrinterProblem.NOT_ALLOWED, self.name) from problem
        except (OSError, ValueError) as problem:
            raise PrinterTrouble(PrinterProblem.NO_DEVICE, self.name) from problem


class _DeviceLine:
    def __init__(self, handle: int, name: str) -> None:
        self._handle, self._name = handle, name

    def send(self, data: bytes) -> None:
        left = memoryview(data)
        until = monotonic() + SEND_SECONDS
        while left:
            _, ready, _ = select.select([], [self._handle], [], max(0.0, until - monotonic()))
            if not ready:
                raise PrinterTrouble(PrinterProblem.SILENT, self._name)
            taken = self._write(left[:_AT_ONCE])
            if taken:
                left, until = left[taken:], monotonic() + SEND_SECONDS

    def _write(self, data: memoryview) -> int:
        try:
            return os.write(self._handle, data)
        except BlockingIOError:
            return 0
        except OSError as problem:
            raise PrinterTrouble(PrinterProblem.CUT_OFF, self._name) from problem

    def receive(self, seconds: float) -> bytes:
        ready, _, _ = select.select([self._handle], [], [], max(seconds, 0.0))
        if not ready:
            return b""
        try:
            return os.read(self._handle, _AT_ONCE)
        except BlockingIOError:
            return b""
        except OSError as problem:
            raise PrinterTrouble(PrinterProblem.CUT_OFF, self._name) from problem
