"""The reference order server in a process of its own: it keeps every version in memory, and a soak measures the
workstation alone.

Started by `ServerProcess`; one JSON object per line in, one out. The server's clock can be put forward, as that of
the workstation can: a day of a pharmacy is played in minutes.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.soak.measuring import resident_mb
from workstation.adapters.samplepharmacy.fhir_bundle import fhir_bundle
from workstation.adapters.samplepharmacy.loading import sample_pharmacy
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.report import NoteKind
from workstation.orderserver.server import OrderServer

ROOT = Path(__file__).resolve().parents[2]
Json = dict[str, Any]


class ServerProcess:
    """The parent's side. `url`, `ca` and `organization` are what a workstation needs to know."""

    def __init__(self, certificates: Path) -> None:
        command = [sys.executable, "-m", "tests.soak.server_process", str(certificates)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.ca = certificates / "ca.pem"
        try:
            began = self._answer()
        except BaseException:
            self.close()
            raise
        self.url, self.organization = str(began["url"]), str(began["organization"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def load(self, bundle: Json) -> None:
        """Puts the resources of a Bundle onto the server."""
        self._ask({"do": "load", "bundle": bundle})

    def stop(self) -> None:
        """Nobody answers any more; the data stay."""
        self._ask({"do": "stop"})

    def start(self) -> None:
        """Answers again, at the same address."""
        self._ask({"do": "start"})

    def put_clock_forward(self, to: timedelta) -> None:
        """The server's clock is this much ahead of the real one."""
        self._ask({"do": "clock", "seconds": to.total_seconds()})

    @property
    def resident_mb(self) -> float:
        """Memory of the server, in MB: it is no part of the workstation's."""
        return resident_mb(self._process.pid)

    @property
    def cpu_seconds(self) -> float:
        """Processor seconds that the server has used (proc(5), stat: utime and stime, after the name in brackets)."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """Ends the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()

    def _ask(self, request: Json) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        self._answer()

    def _answer(self) -> Json:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the order server's process ended ({self._process.poll()})")
        found: Json = json.loads(line)
        assert "trouble" not in found, found
        return found


@dataclass(slots=True)
class Ahead:
    """A clock that is put forward."""

    by: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        """Now, aware."""
        return datetime.now(UTC) + self.by


@dataclass(slots=True)
class Child:
    """The server's side."""

    server: OrderServer
    ahead: Ahead

    def act(self, request: Json) -> Json:
        """One request of the parent."""
        match request["do"]:
            case "load":
                told = self.server.load_document(request["bundle"])
                refused = [note.sentence() for note in told.notes if note.kind is NoteKind.REFUSED]
                return {"trouble": refused} if refused else {}
            case "stop":
                self.server.stop()
            case "start":
                self.server.start()
            case "clock":
                self.ahead.by = timedelta(seconds=request["seconds"])
        return {}


def main(certificates: Path) -> None:
    """Serves the surroundings of the sample pharmacy (people, places, patients) until standard input ends."""
    now = datetime.now(UTC)
    pharmacy = replace(sample_pharmacy(now.date()), prescriptions=())
    ahead = Ahead()
    config = ServerConfig(
        organization=str(pharmacy.organization_id), organization_name=pharmacy.name, cert_dir=certificates
    )
    with OrderServer(config, clock=ahead) as server:
        for bundle in fhir_bundle(pharmacy, now, now.date()):
            server.load_document(bundle)
        child = Child(server, ahead)
        _tell({"url": server.address.url, "organization": config.organization})
        for line in sys.stdin:
            _tell(child.act(json.loads(line)))


def _tell(answer: Json) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
