"""`workstation orderserver`: runs the reference order server as a process of its own."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workstation.cli.output import Exit, fail, note, print_json
from workstation.file_words import in_words
from workstation.orderserver.personalities import PERSONALITIES

if TYPE_CHECKING:
    from workstation.orderserver.report import LoadReport
    from workstation.orderserver.server import OrderServer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def orderserver(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE...", help="More files to load.")] = None,
    load: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE...", help="FHIR R4 content to load: .json, .ndjson, also .gz."),
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 0,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    organization: Annotated[str, typer.Option(help="Id of the pharmacy's Organization.")] = "pharmacy-1",
    name: Annotated[str, typer.Option(help="Name of the pharmacy.")] = "Sample pharmacy",
    auth: Annotated[str, typer.Option(help="smart (tokens needed) or none.")] = "none",
    client_jwk: Annotated[
        list[str] | None,
        typer.Option(metavar="[ID=]FILE", help="Public key (JWK) of a client; its id, else the file's name."),
    ] = None,
    cert_dir: Annotated[
        Path | None, typer.Option(help="Folder for ca.pem and keys; a CA that is there is used again.")
    ] = None,
    personality: Annotated[
        str,
        typer.Option(metavar="NAME", help=f"Behave as another FHIR server may: {', '.join(PERSONALITIES)}."),
    ] = "reference",
    ready_file: Annotated[
        Path | None, typer.Option(help="File to write, with what --json prints, when requests are answered.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help='Print {"url","ca","organization","auth","loaded"} when ready.')
    ] = False,
) -> None:
    """Starts the reference order server: a FHIR R4 subset over HTTPS, data in memory, for demo and tests.

    Loaded MedicationRequests become Tasks for the pharmacy. What cannot be used is listed entry by entry on
    stderr, the rest is loaded. Clients trust the certificate authority in ca.pem. A personality makes choices
    that FHIR leaves to a server (version ids, links, what is not supported). Ends on Ctrl-C or SIGTERM
    with exit code 0; 2 is wrong options, 3 a port or certificate folder that cannot be used.

    Example: workstation orderserver --port 8443 --load bundle.json --json
    """
    from dataclasses import replace

    from workstation.orderserver.config import Auth
    from workstation.orderserver.listener import ServerNotStarted
    from workstation.orderserver.resource_types import is_id
    from workstation.orderserver.server import OrderServer

    if auth not in list(Auth):
        fail("usage", "--auth must be smart or none", as_json=as_json, exit_code=Exit.USAGE)
    if not is_id(organization):
        text = "--organization must be 1 to 64 letters, digits, '-' or '.'"
        fail("usage", text, as_json=as_json, exit_code=Exit.USAGE)
    if personality not in PERSONALITIES:
        text = f"--personality must be one of {', '.join(PERSONALITIES)}"
        fail("usage", text, as_json=as_json, exit_code=Exit.USAGE)
    _log_to_stderr()
    server = OrderServer(
        replace(
            PERSONALITIES[personality],
            organization=organization,
            organization_name=name,
            host=host,
            port=port,
            auth=Auth(auth),
            cert_dir=cert_dir,
        )
    )
    for client in client_jwk or []:
        _register(server, client, as_json=as_json)
    report = server.load([*(load or []), *(files or [])])
    _show(report)
    try:
        server.start()
    except ServerNotStarted as error:
        fail(
            "unavailable",
            f"The order server cannot start: {error}.",
            as_json=as_json,
            exit_code=Exit.UNAVAILABLE,
        )
    _announce(server, report, ready_file, as_json=as_json)
    _serve_until_told(server)


def _register(server: "OrderServer", text: str, *, as_json: bool) -> None:
    import json

    client_id, found, name = text.partition("=")
    path = Path(name if found else text)
    try:
        server.register_client(client_id if found else path.stem, json.loads(path.read_bytes()))
    except (OSError, ValueError, AttributeError) as error:
        problem = f"{path.name} is no public key in JWK form: {in_words(error)}"
        fail("usage", problem, as_json=as_json, exit_code=Exit.USAGE)


def _show(report: "LoadReport") -> None:
    if not report.files:
        return
    note(f"{report.files} files, {report.stored} resources, {report.tasks} tasks with {report.lines} lines")
    for each in report.notes:
        note(each.sentence())


def _announce(server: "OrderServer", report: "LoadReport", ready_file: Path | None, *, as_json: bool) -> None:
    import json

    address = server.address
    ready: dict[str, Any] = {
        "url": address.url,
        "ca": str(address.ca),
        "organization": address.organization,
        "auth": server.config.auth.value,
        "loaded": report.as_json(),
    }
    if ready_file is not None:
        # a reader sees the whole file or none
        unfinished = ready_file.with_name(ready_file.name + ".part")
        try:
            unfinished.write_text(json.dumps(ready), encoding="utf-8")
            unfinished.replace(ready_file)
        except OSError as why:
            server.close()
            sentence = f"The file {ready_file} cannot be written: {in_words(why)}."
            fail("ready_file", sentence, as_json=as_json, exit_code=Exit.UNAVAILABLE)
    if as_json:
        print_json(ready)
    else:
        note(f"ready at {address.url}, certificate authority in {address.ca}")


def _serve_until_told(server: "OrderServer") -> None:
    import signal
    import threading

    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    while server.is_running and not told.wait(0.5):  # with a limit, as Windows delivers Ctrl-C only in between
        pass
    was_running = server.is_running
    server.close()
    if not was_running:
        raise SystemExit(int(Exit.UNAVAILABLE))


def _log_to_stderr() -> None:
    import logging
    import sys

    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("workstation.orderserver").setLevel(logging.INFO)
