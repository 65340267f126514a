"""`workstation audit`: the audit chain of this store."""

from typing import Annotated

import typer

from workstation.cli.output import Exit, print_json

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.callback()
def audit() -> None:
    """The audit chain of this store."""


@app.command("verify")
def verify(as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False) -> None:
    """Recomputes every hash of every chain; exit 1 and the first bad row when one does not fit.

    `head` is the last hash of each station's chain: kept elsewhere, it shows whether rows were cut off the end.
    Reads beside a running program.

    Example: workstation audit verify --json
    """
    from workstation.app.opening import opened
    from workstation.settings import current_settings

    with opened(current_settings()) as here, here.store.read() as tx:
        verdict = tx.audit.verify()
    bad = verdict.first_bad_row
    head = {str(station): value.hex() for station, value in verdict.heads.items()}
    if as_json:
        first = {"station": str(bad[0]), "sequence": bad[1]} if bad else None
        print_json({"rows": verdict.rows, "ok": verdict.ok, "first_bad_row": first, "head": head})
    else:
        where = f"; row {bad[1]} of station {bad[0]} does not fit" if bad else ""
        typer.echo(f"{verdict.rows} rows, {'unbroken' if verdict.ok else 'BROKEN'}{where}")
    raise typer.Exit(Exit.OK if verdict.ok else Exit.REFUSED)
