"""Plays a scenario: one JSON object per line in, one JSON answer per line out. It acts as the screens do, on the real
store, with the real services, over real HTTPS.

python -m tests.scenario_player FILE.jsonl --data-dir DIR [--server URL --ca FILE --organization ID --auth none]

FILE may be `-` for standard input. Started again on the same DIR it goes on where the store stands.
"""

import argparse
import io
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from uuid_utils.compat import uuid7

from tests.scenario_actions import ACTIONS
from tests.scenario_desk import Desk, PlayerRefusal
from tests.scenario_habits import ProbedHabits
from tests.scenario_kill import KillingServer, KillingStore, KillingTransport, KillSwitch
from workstation import paths
from workstation.adapters.compliance import load_pack
from workstation.adapters.db import open_store
from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.messages_out import FhirMessages
from workstation.adapters.fhir.patience import SHORT_PAUSE, Patience
from workstation.adapters.fhir.translation import FhirTranslation
from workstation.adapters.keys.passwords import Argon2Hasher
from workstation.adapters.keys.signing import TrustedKeys
from workstation.adapters.keys.store_key import load_or_create_key
from workstation.adapters.knowledge import load_knowledge
from workstation.adapters.knowledge.overrides import load_override_reasons
from workstation.app.clinical import PackKnowledge
from workstation.domain import exact_json
from workstation.domain.compliance import CompliancePack
from workstation.domain.errors import Refused, Unavailable
from workstation.services.clinical import ClinicalKnowledge
from workstation.services.site import Site
from workstation.services.sync.ports import OrderServer, Translation

EARLIEST, LATEST = 1971, 9000
"""Years to which a scenario may move the clock; every rule must be able to count on from there."""


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """The order server to work with. `organization` is the id of the pharmacy's Organization, or system|value."""

    url: str
    ca: Path | None
    organization: str


@dataclass(slots=True)
class OffsetClock:
    """The clock of this PC, moved by the scenario."""

    offset: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        """Now, aware."""
        return datetime.now(UTC) + self.offset


@contextmanager
def opened_desk(
    data_dir: Path, options: ServerOptions | None, clinical: ClinicalKnowledge | None = None
) -> Iterator[Desk]:
    """A counter on the store in `data_dir`. `clinical` stands for the shipped knowledge where a test wants its own."""
    data_dir.mkdir(parents=True, exist_ok=True)
    clock, switch = OffsetClock(), KillSwitch()
    named = os.environ.get("WORKSTATION_PASSPHRASE_FILE")
    key = load_or_create_key(data_dir, passphrase_file=Path(named) if named else None, demo=not named)
    store = open_store(data_dir / "store.db", key, new_id=uuid7, clock=clock, demo=not named)
    pack = compliance_pack()
    try:
        site = Site(
            store=KillingStore(store, switch),
            clock=clock,
            new_id=uuid7,
            station=store.station(),
            compliance=pack,
            zone=ZoneInfo(pack.time_zone),
            messages=FhirMessages(_organization(options) if options else ""),
            clinical=clinical or PackKnowledge(load_knowledge(paths.resources())),
            overrides=load_override_reasons(paths.resources()),
        )
        yield Desk(site, switch, Argon2Hasher(), connector(options, switch, site), _mover(clock))
    finally:
        store.close()


def compliance_pack() -> CompliancePack:
    """The shipped pack."""
    keys = TrustedKeys.from_files([paths.resources() / "keys" / "trusted.toml"])
    return load_pack(paths.resources() / "compliance" / "in.toml", keys.verify)


def _mover(clock: OffsetClock) -> Any:
    def move(seconds: float) -> None:
        moved = timedelta(seconds=seconds)
        if not EARLIEST <= (datetime.now(UTC) + moved).year <= LATEST:
            raise Refused(PlayerRefusal.BAD_INPUT, no_such_time=str(moved))
        clock.offset = moved

    return move


def connector(options: ServerOptions | None, switch: KillSwitch, site: Site) -> Any:
    """Opens a connection for one sync: the server and the translation. Raises Unavailable where none is given."""

    @contextmanager
    def connected() -> Iterator[tuple[OrderServer, Translation]]:
        if options is None:
            raise Unavailable("order_server", "No order server was given: play with --server URL --organization ID.")
        transport = KillingTransport(options.ca, switch) if switch.armed else None
        with FhirServer(options.url, options.ca, transport, patience=Patience(SHORT_PAUSE, time.sleep)) as server:
            translation = FhirTranslation(_organization(options), site.station.id, site.new_id, site.zone, options.url)
            yield KillingServer(server, switch), translation

    return connected


def _organization(options: ServerOptions) -> str:
    """ "Organization/<id>"; a system|value identifier is looked up at the server."""
    if "|" not in options.organization:
        return f"Organization/{options.organization.removeprefix('Organization/')}"
    with FhirServer(options.url, options.ca) as server:
        found = server.find("Organization", options.organization)
    if len(found) != 1:
        raise Unavailable("order_server", f"{len(found)} organizations have this identifier.")
    return f"Organization/{found[0]['id']}"


def play(desk: Desk, line: str) -> dict[str, Any]:
    """Plays one line. Never raises for what a rule forbids, for what does not answer, or for a line that is wrong."""
    try:
        line.encode("utf-8")  # bytes that are no text came as surrogates
        action = exact_json.loads(line)
        if not isinstance(action, dict) or str(action.get("do")) not in ACTIONS:
            raise Refused(PlayerRefusal.UNKNOWN_ACTION, line=line.strip()[:80])
        desk.begin_action()
        answer = ACTIONS[action["do"]](desk, action)
    except Refused as no:
        facts = {name: value if isinstance(value, int) else str(value) for name, value in no.facts.items()}
        return {"ok": False, "refused": no.code.value, "facts": facts}
    except Unavailable as gone:
        return {"ok": False, "refused": None, "unavailable": gone.what, "why": gone.why}
    except (ValueError, RecursionError) as error:
        why = str(error).encode("utf-8", "replace").decode("utf-8")
        return {"ok": False, "refused": PlayerRefusal.BAD_INPUT.value, "why": why}
    return {"ok": True, "refused": None, **answer}


def play_all(desk: Desk, lines: TextIO, out: TextIO) -> None:
    """Plays every line; each answer is out before the next action begins."""
    for line in lines:
        if line.strip():
            out.write(exact_json.dumps(play(desk, line)) + "\n")
            out.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. 0 = every line got an answer, 2 = there is no such file, 3 = the store could not be opened."""
    parser = argparse.ArgumentParser(prog="python -m tests.scenario_player")
    parser.add_argument("file")
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--server")
    parser.add_argument("--ca", type=Path)
    parser.add_argument("--organization", default="")
    parser.add_argument("--auth", choices=["none"], default="none")
    given = parser.parse_args(arguments)
    if given.file != "-" and not Path(given.file).is_file():
        parser.error(f"there is no file {given.file}")
    options = ServerOptions(given.server, given.ca, given.organization) if given.server else None
    try:
        with opened_desk(given.data_dir, options) as desk:
            if options is not None:
                desk.habits = ProbedHabits(desk.site, options.url, options.ca)
            if given.file == "-":
                play_all(desk, io.TextIOWrapper(sys.stdin.buffer, "utf-8", "surrogateescape"), sys.stdout)
            else:
                with Path(given.file).open(encoding="utf-8", errors="surrogateescape") as lines:
                    play_all(desk, lines, sys.stdout)
    except Unavailable as gone:
        sys.stderr.write(f"{gone.what}: {gone.why}\n")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
