"""`workstation outbox`: what this station has done and the order server has not confirmed yet."""

from typing import Annotated, Any

import typer

from workstation.cli.output import print_json

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
