"""`workstation outbox`: what this station has done and the order server has not confirmed yet."""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from workstation.cli.output import note, print_json

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.callback()
def outbox() -> None:
    """What this station has done and the order server has not confirmed yet."""


@app.command("list")
def list_entries(as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False) -> None:
    """Lists waiting and parked entries in the order in which they will go. Names no patient.

    state: waiting (goes by itself), parked (the server refused it; a person has to look).

    Example: workstation outbox list --json
    """
    from workstation.app.opening import opened
    from workstation.settings import current_settings

    with opened(current_settings()) as here, here.store.read() as tx:
        now = here.site.clock()
        entries: list[dict[str, Any]] = [
            {
                "id": str(one.id),
                "what": one.what,
                "age_seconds": int((now - one.created_at).total_seconds()),
                "attempts": one.attempts,
                "state": one.state.value,
                "answer": one.answer or None,
            }
            for one in tx.outbox.open()
        ]
    if as_json:
        print_json({"entries": entries})
        return
    for one in entries:
        typer.echo(f"{one['state']:<8} {one['age_seconds']:>8} s  {one['attempts']:>3} tries  {one['what']}")
    if not entries:
        typer.echo("Nothing waits: everything was sent.")


UserOption = Annotated[str, typer.Option("--user", help="Name of the user who asks; the passphrase is asked for.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; it goes into the audit.")]
EntryArgument = Annotated[UUID, typer.Argument(help="Id of the entry, as `outbox list` shows it.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command()
def retry(entry: EntryArgument, user: UserOption, as_json: JsonOption = False) -> None:
    """Lets a parked entry try once more with the next round. It is looked up at the server first.

    Example: workstation outbox retry 0190e5a8-... --user "Asha Rao"
    """
    from workstation.app.cli_user import signed_in
    from workstation.services.outbox import send_again

    with signed_in(user) as (here, person):
        send_again(here.site, person, entry)
    _said(entry, "waiting", as_json)


@app.command()
def park(entry: EntryArgument, user: UserOption, reason: ReasonOption, as_json: JsonOption = False) -> None:
    """Takes a waiting entry out of the line until it is sent again; others pass it.

    Example: workstation outbox park 0190e5a8-... --user "Asha Rao" --reason "the clinic is asked"
    """
    from workstation.app.cli_user import signed_in
    from workstation.services.outbox import park as park_entry

    with signed_in(user) as (here, person):
        park_entry(here.site, person, entry, reason)
    _said(entry, "parked", as_json)


@app.command()
def export(file: Path, user: UserOption, reason: ReasonOption, as_json: JsonOption = False) -> None:
    """Writes everything that is open to a signed file for the order server's people. It names patients.

    The file is a JWS (RFC 7515, compact) by this station's key; `workstation pair --jwk-out` gives the public one.

    Example: workstation outbox export open.jws --user "Asha Rao" --reason "server support asked for it"
    """
    from workstation.app.cli_user import signed_in
    from workstation.app.outbox_export import write_export

    with signed_in(user) as (here, person):
        count = write_export(here, person, reason, file)
    if as_json:
        print_json({"file": str(file), "entries": count})
    else:
        note(f"{count} entries written and signed. The file names patients: keep it as you keep prescriptions.")


def _said(entry: UUID, state: str, as_json: bool) -> None:
    if as_json:
        print_json({"id": str(entry), "state": state})
    else:
        note(f"The entry is {state} now.")
