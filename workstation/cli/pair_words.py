"""The words that only `workstation pair` has: its help page and its options. The others are shared with the screen."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from workstation.domain.errors import Fact

if TYPE_CHECKING:
    from workstation.ui.words import Words

OPTIONS = {
    "smart_not_offered": "For a test server, ask for --auth none.",
    "not_registered": "--jwk-out FILE writes the public key; then run the same command again.",
    "token_needed": "Leave --auth none away.",
    "work_waiting": "workstation sync --once sends them.",
    "store_copied": "--moved: the station moved here and the old copy is gone. --new-station: both go on.",
    "station_has_work": "The empty folder: --data-dir. The old one is gone: --moved.",
}
"""What to type, for each PairingRefusal that an option answers. What happened stands in resources/translations."""


def sentence(words: "Words", code: StrEnum, facts: Mapping[str, Fact]) -> str:
    """A refusal as the screen says it, and the option that answers it."""
    return " ".join(part for part in (words.refusal(code, facts), OPTIONS.get(code.value, "")) if part)


HELP = """Pairs this station with an order server: who it is, who we are there, and what it really does.

URL is the base address of a FHIR R4 server, https only, TLS 1.2 or newer. The certificate is always checked: by the
CAs of this machine, or by --ca. --pin is the SHA-256 of the server's public key (SPKI), in hex or base64: with --ca
both must agree; alone it takes the place of a CA, so that a self-signed certificate will do (its host name and dates
are checked all the same).

--auth: smart (the default), none. SMART Backend Services: the station has a key pair of its own, made here and kept
with the key of the store. The first run writes the public key and ends with not_registered; when the operator of the
server has registered it, the same command pairs. --client-id is the name that it was registered under; without it,
the id of this station. none is for tests, training and demo, and has to be asked for.

--moved, --new-station: settle that a store was found on another machine than before, or copied beside itself. Until
then nothing is synced. --moved: the station goes on here and the old copy is used no more. --new-station: both go on;
this one gets an id, a letter and a key of its own. Only without open work in it.

Test resources (Basic) are created, created again, changed, changed again on an old version, searched, sent as a
batch and as a transaction, and deleted. A value that this could not find out is null.

probe.stale_update: 412, 409, ignored. probe.max_batch: 20 at most; 0 = no batches.

error.code: not_fhir, not_r4, smart_not_offered, smart_algorithm, smart_unsafe, not_registered, token_needed,
region_not_allowed, organization_not_found, organization_not_unique, work_waiting, store_copied, station_has_work
(exit 1); usage (2); order_server, keys, store (3).

Needs no administrator; makes the store when the folder is empty. Pairing again replaces the address.

Example: workstation pair https://orders.example/fhir --organization pharmacy-1 --jwk-out station.json
"""
