"""`workstation pair`: which order server this station works with."""

import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from workstation.cli.output import Exit, fail, note, print_json

if TYPE_CHECKING:
    from uuid import UUID

    from workstation.app.pair import Paired

app = typer.Typer(add_completion=False, rich_markup_mode=None)

WORDS = {
    "not_fhir": "What answers there (status {status}) is no FHIR server. The address ends where /metadata begins.",
    "not_r4": "The server speaks FHIR {version}; this program needs R4 (4.0.x).",
    "smart_not_offered": "The server does not offer SMART Backend Services. For a test server, ask for --auth none.",
    "smart_not_built": "Signing in by SMART is not built yet. A server that needs no token is paired by --auth none.",
    "token_needed": "The server wants a token (status {status}), which this version cannot get yet.",
    "organization_not_found": "The server knows no Organization {organization}.",
    "organization_not_unique": "{found} Organizations at the server have {organization}; give the id of one.",
    "work_waiting": "{waiting} entries still wait for {organization}. Send them (workstation sync --once) before "
    "this station goes to another pharmacy.",
}
"""A sentence for each PairingRefusal."""

HELP = """Pairs this station with an order server: who it is, who we are there, and what it really does.

URL is the base address of a FHIR R4 server, https only. The certificate is always checked: by the CAs of this
machine, or by --ca.

A test resource (Basic) is created, created again, changed, changed again on its old version, searched and deleted.
A value that this could not find out is null.

--auth: smart (the default), none. In this version only none can be used, and it has to be asked for.

probe.stale_update: 412, 409, ignored.

error.code: not_fhir, not_r4, smart_not_offered, smart_not_built, token_needed, organization_not_found,
organization_not_unique, work_waiting (exit 1); usage (2); order_server, keys, store (3).

Needs no administrator; makes the store when the folder is empty. Pairing again replaces the address.

Example: workstation pair https://127.0.0.1:8443 --organization pharmacy-1 --ca ca.pem --auth none
"""


@app.command(help=HELP)
def pair(
    url: Annotated[str, typer.Argument(metavar="URL", help="Base address of the server.")],
    organization: Annotated[
        str, typer.Option(metavar="ID", help="The pharmacy's Organization: its id, or system|value of an identifier.")
    ],
    ca: Annotated[Path | None, typer.Option(metavar="FILE", help="Certificate authority to trust, PEM.")] = None,
    auth: Annotated[str, typer.Option(help="smart or none.")] = "smart",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Looks, probes, remembers; ends with 1 when the server will not do."""
    from workstation.app.opening import opened
    from workstation.domain.errors import Refused
    from workstation.settings import current_settings

    _check_usage(url, ca, auth, as_json=as_json)
    with opened(current_settings()) as here:
        from time import monotonic, sleep

        from workstation.adapters.fhir.probe import Stopwatch
        from workstation.app import pair as pairing

        wanted = pairing.Wanted(url, organization, ca, pairing.Auth(auth))
        try:
            paired = pairing.pair(here.site, wanted, Stopwatch(monotonic, sleep))
        except Refused as refusal:
            sentence = WORDS[refusal.code.value].format(**refusal.facts)
            fail(refusal.code.value, sentence, as_json=as_json, exit_code=Exit.REFUSED)
        _show(paired, here.site.station.id, as_json=as_json)


def _check_usage(url: str, ca: Path | None, auth: str, *, as_json: bool) -> None:
    problem = ""
    if urlsplit(url).scheme != "https" or not urlsplit(url).netloc:
        problem = "URL must begin with https://"
    elif auth not in ("smart", "none"):
        problem = "--auth must be smart or none"
    elif ca is not None and not _is_ca(ca):
        problem = f"--ca {ca} is no readable PEM file with a certificate"
    if problem:
        fail("usage", problem, as_json=as_json, exit_code=Exit.USAGE)


def _is_ca(path: Path) -> bool:
    try:
        ssl.create_default_context(cafile=str(path))
        path.read_text(encoding="ascii")
    except (OSError, ValueError):
        return False
    return True


def to_json(paired: "Paired", station: "UUID") -> dict[str, Any]:
    """The document of the command line contract; `delete`, `software` and `url` come on top of it."""
    found = paired.probe
    return {
        "station": str(station),
        "organization": paired.pairing.organization,
        "url": paired.pairing.url,
        "auth": paired.pairing.auth,
        "probe": {
            "fhir_version": paired.capability.fhir_version,
            "software": paired.capability.software or None,
            "version_ids": found.version_ids,
            "stale_update": found.stale_update,
            "conditional_create": found.conditional_create,
            "search_lag_seconds": found.search_lag_seconds,
            "delete": found.delete,
            "transaction": None,  # never used by the sync, so not tried
            "max_batch": None,  # likewise
        },
        "warnings": list(paired.warnings),
    }


def _show(paired: "Paired", station: "UUID", *, as_json: bool) -> None:
    document = to_json(paired, station)
    if as_json:
        print_json(document)
        return
    typer.echo(f"Paired with {paired.pairing.url} as {paired.pairing.organization}.")
    for name, value in document["probe"].items():
        typer.echo(f"  {name.replace('_', ' '):<20} {_in_words(value)}")
    for sentence in paired.warnings:
        note(f"LOOK  {sentence}")


def _in_words(value: object) -> str:
    if value is None:
        return "not known"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
