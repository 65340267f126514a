"""The words of `workstation pair`: its help page, its refusals, and what a server's habits mean for the pharmacy."""

from collections.abc import Callable, Mapping
from typing import Any

REFUSALS = {
    "not_fhir": "What answers there (status {status}) is no FHIR server. The address ends where /metadata begins.",
    "not_r4": "The server speaks FHIR {version}; this program needs R4 (4.0.x).",
    "smart_not_offered": "The server does not offer SMART Backend Services. For a test server, ask for --auth none.",
    "smart_algorithm": "The server takes neither ES384 nor RS384 signatures, which SMART requires. Ask its operator.",
    "smart_unsafe": "The server gives tokens at an address that is not https. Nothing was sent; ask its operator.",
    "not_registered": "{said} Have this station registered there: client id {client}, public key {key}. Then run the "
    "same command again. Nothing is paired yet.",
    "token_needed": "The server lets nobody read without the right token (status {status}). Pair without --auth none; "
    "if that was so already, its operator has to give this station more rights.",
    "region_not_allowed": "The server keeps its data in {region}; the compliance pack allows {allowed}. Nothing is "
    "paired.",
    "organization_not_found": "The server knows no Organization {organization}.",
    "organization_not_unique": "{found} Organizations at the server have {organization}; give the id of one.",
    "work_waiting": "{waiting} entries still wait for {organization}. Send them (workstation sync --once) before "
    "this station goes to another pharmacy.",
    "store_copied": "This store was copied from another station. If the station moved here and the old copy is gone, "
    "add --moved; if both go on, add --new-station.",
    "station_has_work": "{work} prescriptions or unsent entries of the old station are in this copy, and only one of "
    "the two may go on with them. Give the new station an empty folder (--data-dir), or say --moved if the old one is "
    "gone.",
}
"""A sentence for each PairingRefusal."""

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

Row = tuple[str, str, str]
"""(what, what the server does, what the program does)"""
_UNKNOWN = ("not known", "the careful way is taken")


def _yes_no(yes: str, no: str) -> Callable[[object], tuple[str, str]]:
    return lambda value: ("yes", yes) if value else ("no", no)


def _stale(value: object) -> tuple[str, str]:
    if value == "ignored":
        return "overwrites", "reads before and after each change"
    return f"refuses ({value})", "a change never overwrites another one"


def _lag(value: object) -> tuple[str, str]:
    return f"{value} s", "a search just after a write is not believed before that"


def _batch(value: object) -> tuple[str, str]:
    if not value:
        return "no", "one request for each fact"
    return f"up to {value}", f"up to {value} facts in one request"


_ROWS: Mapping[str, tuple[str, Callable[[object], tuple[str, str]]]] = {
    "version_ids": (
        "a version for each change",
        _yes_no("changes are told apart by it", "every Task is read again each time"),
    ),
    "stale_update": ("a change of an old version", _stale),
    "conditional_create": (
        "creates only once (If-None-Exist)",
        _yes_no("used, and looked up all the same after a lost reply", "looks by identifier before it sends again"),
    ),
    "search_lag_seconds": ("a search shows what is new after", _lag),
    "max_batch": ("batches", _batch),
    "transaction": ("transactions", _yes_no("not needed", "not needed: facts first, the Task last")),
    "delete": ("deletes test resources", _yes_no("nothing was left behind", "look for Basic resources of this probe")),
}


def table(probe: Mapping[str, Any]) -> list[Row]:
    """One row for each habit."""
    found = []
    for name, (what, say) in _ROWS.items():
        value = probe[name]
        there, here = _UNKNOWN if value is None else say(value)
        found.append((what, there, here))
    return found
