"""`workstation incident`: errors that reached a patient. Near misses are counted by themselves and are not these."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from workstation.cli.output import note, print_json
from workstation.domain.incidents import Harm, Incident, IncidentEntry, Told

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)

UserOption = Annotated[str, typer.Option("--user", help="Name of the user who asks; the passphrase is asked for.")]
ToldOption = Annotated[list[Told] | None, typer.Option("--told", help="Who has been told; may stand several times.")]
CauseOption = Annotated[str, typer.Option("--cause", help="Why it could happen.")]
ActionOption = Annotated[str, typer.Option("--action", help="What was or will be done.")]
HarmOption = Annotated[Harm | None, typer.Option("--harm", help="What it did to the patient, as far as is known.")]
HazardOption = Annotated[str, typer.Option("--hazard", help='Id in the hazard log ("H03").')]
DispenseOption = Annotated[UUID | None, typer.Option("--dispense", help="Id of the supply, where there are several.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.callback()
def incident() -> None:
    """Errors that reached a patient: what happened, who was told, why, and what is done. Nothing is ever changed."""


@app.command()
def record(
    prescription: Annotated[str, typer.Argument(help="Number of the prescription.")],
    what: Annotated[str, typer.Option("--what", help="What happened, without names.")],
    user: UserOption,
    dispense: Annotated[
        UUID | None, typer.Option("--dispense", help="Id of the supply, where there are several.")
    ] = None,
    told: ToldOption = None,
    cause: CauseOption = "",
    action: ActionOption = "",
    harm: HarmOption = None,
    hazard: HazardOption = "",
    as_json: JsonOption = False,
) -> None:
    """Records an error that reached a patient. Name nobody in the words: people stand there by their role.

    Example: workstation incident record RX-A-12 --what "10 mg for 1 mg" --told patient --user "Asha Rao"
    """
    from workstation import paths
    from workstation.adapters.knowledge.hazards import load_hazards
    from workstation.app.cli_user import signed_in
    from workstation.services.incidents import record_incident

    entry = IncidentEntry(what, frozenset(told or ()), cause, action, harm, hazard)
    with signed_in(user) as (here, person):
        hazards = load_hazards(paths.resources())
        _said(record_incident(here.site, person, prescription, dispense, entry, hazards), as_json)


@app.command()
def add(
    incident_id: Annotated[UUID, typer.Argument(metavar="INCIDENT", help="Id, as `incident list` shows it.")],
    user: UserOption,
    what: Annotated[str, typer.Option("--what", help="What happened, better known.")] = "",
    told: ToldOption = None,
    cause: CauseOption = "",
    action: ActionOption = "",
    harm: HarmOption = None,
    hazard: HazardOption = "",
    as_json: JsonOption = False,
) -> None:
    """Adds what was found out or done since. What was said before stays in the record.

    Example: workstation incident add 0190e5a8-... --cause "two boxes alike" --action "shelf parted" --user "Asha Rao"
    """
    from workstation import paths
    from workstation.adapters.knowledge.hazards import load_hazards
    from workstation.app.cli_user import signed_in
    from workstation.services.incidents import add_to_incident

    entry = IncidentEntry(what, frozenset(told or ()), cause, action, harm, hazard)
    with signed_in(user) as (here, person):
        _said(add_to_incident(here.site, person, incident_id, entry, load_hazards(paths.resources())), as_json)


@app.command("list")
def list_incidents(user: UserOption, as_json: JsonOption = False) -> None:
    """Lists all of them; OPEN = cause, action or the patient's knowledge of it is missing.

    Example: workstation incident list --user "Asha Rao" --json
    """
    from workstation.app.cli_user import signed_in
    from workstation.app.incident_file import incident_json
    from workstation.services.incidents import incidents

    with signed_in(user) as (here, person):
        found = incidents(here.site, person)
    if as_json:
        print_json({"incidents": [incident_json(one) for one in found]})
        return
    for one in found:
        state = "OPEN  " if one.open else "closed"
        typer.echo(f"{one.id}  {state}  {one.recorded_at:%Y-%m-%d}  {one.hazard or '-':<4}  {one.harm:<8}  {one.what}")
    if not found:
        typer.echo("No incident is on record.")


@app.command()
def export(
    file: Path,
    user: UserOption,
    reason: Annotated[str, typer.Option("--reason", help="Why; it goes into the audit.")],
    as_json: JsonOption = False,
) -> None:
    """Writes all of them with their history to a JSON file. It names no patient: the supply leads to one.

    Example: workstation incident export incidents.json --user "Asha Rao" --reason "safety meeting of November"
    """
    from workstation import paths
    from workstation.adapters.knowledge.hazards import load_hazards
    from workstation.app.cli_user import signed_in
    from workstation.app.incident_file import write_incidents

    with signed_in(user) as (here, person):
        count = write_incidents(here, person, reason, load_hazards(paths.resources()), file)
    if as_json:
        print_json({"file": str(file), "incidents": count})
    else:
        note(f"{count} incidents written.")


def _said(incident: Incident, as_json: bool) -> None:
    from workstation.app.incident_file import incident_json

    if as_json:
        print_json(incident_json(incident))
    else:
        note(f"Recorded as {incident.id}.{' Cause, action or telling the patient is open.' if incident.open else ''}")
