"""`workstation db`: care of the store."""

from typing import Annotated

import typer

from workstation.cli.output import Exit, print_json

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.callback()
def db() -> None:
    """Care of the store."""


@app.command("check")
def check(as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False) -> None:
    """Looks through the whole store; exit 1 when something does not add up. Changes nothing.

    checks[].name: encryption, integrity, foreign_keys, stock, quantities, audit, status.

    Example: workstation db check --json
    """
    from workstation.adapters.db import check_store
    from workstation.app.opening import opened
    from workstation.settings import current_settings

    with opened(current_settings()) as here:
        findings = check_store(here.store)
    ok = all(one.ok for one in findings)
    if as_json:
        checks = [{"name": one.name, "ok": one.ok, "detail": one.detail} for one in findings]
        print_json({"ok": ok, "checks": checks})
    else:
        for one in findings:
            typer.echo(f"{'ok ' if one.ok else 'BAD'} {one.name}: {one.detail}")
    raise typer.Exit(Exit.OK if ok else Exit.REFUSED)
