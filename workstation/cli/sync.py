"""`workstation sync`: one round with the order server."""

import time
from decimal import Decimal
from typing import Annotated

import typer

from workstation.cli.output import Exit, note, print_json

LONGEST_PAUSE = 30.0
"""Seconds for which one round waits when the server asks for a pause."""

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def sync(
    once: Annotated[bool, typer.Option("--once", help="One round, then end.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Sends what waits, takes in what is new. Acts as the station; needs nobody to sign in.

    `waiting`, `parked` and `conflicts` say how things stand after the round. Exit 3 when the server does not answer:
    nothing is lost, it goes with the next round.

    Example: workstation sync --once --json
    """
    if not once:
        raise typer.BadParameter("say --once: the program itself syncs all the time while it is open")
    from workstation.app.opening import jitter, opened
    from workstation.app.syncing import syncing
    from workstation.services.sync.courier import Courier, Rhythm
    from workstation.services.sync.once import sync_once
    from workstation.settings import current_settings

    started = time.monotonic()
    with opened(current_settings()) as here, syncing(here) as line:
        rhythm = Rhythm(jitter(), impatient=True, patience=LONGEST_PAUSE, wait=time.sleep)
        report = sync_once(Courier(here.site, line.server, line.translation, rhythm, line.habits))
    answer = {
        "pulled": report.pulled,
        "pushed": report.pushed,
        "waiting": report.waiting,
        "parked": report.parked,
        "conflicts": report.conflicts,
        "offline": bool(report.offline),
        "why": report.offline,
        "seconds": Decimal(f"{time.monotonic() - started:.3f}"),
    }
    if as_json:
        print_json(answer)
    else:
        note(report.offline or "Online.")
        typer.echo(", ".join(f"{report_key} {answer[report_key]}" for report_key in ("pulled", "pushed", "waiting")))
    raise typer.Exit(Exit.UNAVAILABLE if report.offline else Exit.OK)
