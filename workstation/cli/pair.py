"""`workstation pair`: which order server this station works with."""

import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workstation.cli.output import Exit, fail, note, print_json
from workstation.cli.pair_words import HELP, sentence

if TYPE_CHECKING:
    from uuid import UUID

    from workstation.app.pair import Paired, Wanted
    from workstation.settings import Settings
    from workstation.ui.words import Words

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(help=HELP)
def pair(
    url: Annotated[str, typer.Argument(metavar="URL", help="Base address of the server.")],
    organization: Annotated[
        str, typer.Option(metavar="ID", help="The pharmacy's Organization: its id, or system|value of an identifier.")
    ],
    ca: Annotated[Path | None, typer.Option(metavar="FILE", help="Certificate authority to trust, PEM.")] = None,
    pin: Annotated[str, typer.Option(metavar="SHA256", help="The server's public key (SPKI), hex or base64.")] = "",
    auth: Annotated[str, typer.Option(help="smart or none.")] = "smart",
    client_id: Annotated[str, typer.Option(metavar="ID", help="Name that the station is registered under.")] = "",
    jwk_out: Annotated[Path | None, typer.Option(metavar="FILE", help="Writes the public key to register.")] = None,
    moved: Annotated[bool, typer.Option("--moved", help="The station moved here; the old copy is gone.")] = False,
    new_station: Annotated[bool, typer.Option("--new-station", help="This copy becomes a new station.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Looks, probes, remembers; ends with 1 when the server will not do."""
    from workstation.adapters.fhir.pin import parse_pin
    from workstation.app.pair import Auth, Wanted
    from workstation.domain.errors import Refused
    from workstation.settings import current_settings

    problem = _problem(url, ca, pin, auth) or ("choose one of --moved and --new-station" * (moved and new_station))
    if problem:
        fail("usage", problem, as_json=as_json, exit_code=Exit.USAGE)
    wanted = Wanted(url, organization, ca, Auth(auth), parse_pin(pin) or "", client_id, jwk_out)
    try:
        paired, station = _paired(current_settings(), wanted, moved=moved, new_station=new_station)
    except Refused as refusal:
        said = sentence(_words(), refusal.code, refusal.facts)
        fail(refusal.code.value, said, as_json=as_json, exit_code=Exit.REFUSED)
    _show(paired, station, as_json=as_json)


def _paired(settings: "Settings", wanted: "Wanted", *, moved: bool, new_station: bool) -> "tuple[Paired, UUID]":
    from time import monotonic, sleep

    from workstation.adapters.fhir.probe import Stopwatch
    from workstation.app.machine import become_new_station, bind, settle
    from workstation.app.opening import opened
    from workstation.app.pair import pair as pair_with

    if new_station:
        with opened(settings) as here:
            become_new_station(here.store, here.site, here.data_dir, here.keys)
    with opened(settings) as here:
        settle(here.site, here.data_dir, moved=moved)
        paired = pair_with(here.site, wanted, Stopwatch(monotonic, sleep), here.keys)
        bind(here.site, here.data_dir, why="")
        return paired, here.site.station.id


def _words() -> "Words":
    from workstation import paths
    from workstation.ui.words import Words

    return Words(paths.resources() / "translations")


def _problem(url: str, ca: Path | None, pin: str, auth: str) -> str:
    from workstation.adapters.fhir.origin import origin_of
    from workstation.adapters.fhir.pin import parse_pin

    if not url.startswith("https://"):
        return "URL must begin with https://"
    if origin_of(url) is None:
        return "URL must begin with https://, name a host and hold no user name"
    if auth not in ("smart", "none"):
        return "--auth must be smart or none"
    if pin and parse_pin(pin) is None:
        return "--pin must be a SHA-256: 64 hex digits, or base64"
    if ca is not None and not _is_ca(ca):
        return f"--ca {ca} is no readable PEM file with a certificate"
    return ""


def _is_ca(path: Path) -> bool:
    try:
        ssl.create_default_context(cafile=str(path))
        path.read_text(encoding="ascii")
    except (OSError, ValueError):
        return False
    return True


def to_json(paired: "Paired", station: "UUID") -> dict[str, Any]:
    """The document of the command line contract, and some more."""
    pairing = paired.pairing
    return {
        "station": str(station),
        "organization": pairing.organization,
        "url": pairing.url,
        "auth": pairing.auth,
        "client_id": pairing.client_id or None,
        "pin": pairing.pin or None,
        "region": pairing.region or None,
        "probe": pairing.probe,
        "warnings": list(paired.warnings),
    }


def _show(paired: "Paired", station: "UUID", *, as_json: bool) -> None:
    if as_json:
        print_json(to_json(paired, station))
        return
    from workstation.ui.pairing.habits import habit_rows

    pairing = paired.pairing
    typer.echo(f"Paired with {pairing.url} as {pairing.organization}.")
    server = f"FHIR {pairing.probe['fhir_version']}, {pairing.probe['software'] or 'software not named'}"
    typer.echo(f"Station {station}. The server: {server}.\n")
    words = _words()
    rows = [("", words.text("pairing.result.there"), words.text("pairing.result.here"))]
    rows += [(one.what, one.there, one.here) for one in habit_rows(words, pairing.probe)]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for what, there, here in rows:
        typer.echo(f"  {what:<{widths[0]}}  {there:<{widths[1]}}  {here}")
    for warning in paired.warnings:
        note(f"LOOK  {warning}")
