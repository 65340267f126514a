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
    accept_restored: Annotated[
        str, typer.Option("--accept-restored", metavar="REASON", help="Go on after this store was set back; says why.")
    ] = "",
    user: Annotated[str, typer.Option("--user", help="Who accepts it; the passphrase is asked for.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Sends what waits, takes in what is new. Acts as the station; needs nobody to sign in.

    `waiting`, `parked` and `conflicts` say how things stand after the round. Exit 3 when the server does not answer:
    nothing is lost, it goes with the next round. `stopped` (exit 1): this store was set back to an older state, and
    nothing is sent until a person has looked and says --accept-restored.

    Example: workstation sync --once --json
    """
    if accept_restored:
        _accept(accept_restored, user)
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
        report = sync_once(Courier(here.site, line.server, line.translation, rhythm, line.habits, line.reader))
    answer = {
        "pulled": report.pulled,
        "pushed": report.pushed,
        "waiting": report.waiting,
        "parked": report.parked,
        "conflicts": report.conflicts,
        "offline": bool(report.offline),
        "why": report.offline,
        "stopped": report.stopped,
        "seconds": Decimal(f"{time.monotonic() - started:.3f}"),
    }
    if as_json:
        print_json(answer)
    else:
        note(report.offline or "Online.")
        shown = ("pulled", "pushed", "waiting", "parked")
        typer.echo(", ".join(f"{name} {answer[name]}" for name in shown))
    if report.stopped:
        note("Nothing is sent: this store is older than what the server has of it. See --accept-restored.")
    raise typer.Exit(Exit.UNAVAILABLE if report.offline else Exit.REFUSED if report.stopped else Exit.OK)


def _accept(reason: str, user: str) -> None:
    if not user:
        raise typer.BadParameter("say --user: a person takes the responsibility")
    from workstation.app.cli_user import signed_in
    from workstation.services.sync.sentinel import accept_restored_store

    with signed_in(user) as (here, person):
        accept_restored_store(here.site, person, reason)
