"""`workstation screen`: clinical screening of a profile."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workstation.cli.output import Exit, fail, note, print_json
from workstation.file_words import in_words

if TYPE_CHECKING:
    from workstation.domain.errors import Refused
    from workstation.domain.screening import Knowledge, NotScreened, ScreeningResult

app = typer.Typer(add_completion=False, rich_markup_mode=None)

HELP = """Screens the medicines of a patient: interactions, allergies, duplicates, conditions, pregnancy,
breastfeeding, age, kidneys, doses, effects that add up.

FILE is a profile in our own JSON, or a FHIR R4 Bundle of one patient; FILE.jsonl holds one profile per line; - reads
standard input (one document, or one per line).

kind: interaction, allergy, duplicate, condition, pregnancy, lactation, age, renal, hepatic, dose, duration, quantity,
refill, additive. In not_checked also: patient, medicines, knowledge, excipient.
severity: contraindicated, major, moderate, minor.

What could not be understood stands in not_screened, what could not be checked in not_checked: an empty list of
alerts alone is no clean bill.

Exit 0 every profile got an answer, 1 some could not be read, 3 the knowledge base cannot be used.
"""


@app.command(help=HELP)
def screen(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="Profile (.json), profiles (.jsonl), or -.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document per profile.")] = False,
) -> None:
    """Answers each profile; ends with 1 when any could not be read."""
    from workstation.domain.errors import Refused

    documents = _documents(file, as_json)
    knowledge = _knowledge(as_json)
    for warning in knowledge.warnings:
        note(f"Warning: {warning}")
    refused = False
    for line, text in documents:
        try:
            result = _screened(text, knowledge)
        except Refused as refusal:
            if line is None:
                fail(refusal.code.value, str(refusal.facts["why"]), as_json=as_json, exit_code=Exit.REFUSED)
            refused = True
            _say_refusal(refusal, line, as_json)
        else:
            _say(result, as_json)
    if refused:
        raise typer.Exit(int(Exit.REFUSED))


def _documents(file: str, as_json: bool) -> list[tuple[int | None, str]]:
    """The JSON documents of the input: the whole of it (None), or one per line with the number of its line."""
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as why:
        name = "standard input" if file == "-" else file
        fail("not_readable", f"{name} cannot be read: {in_words(why)}.", as_json=as_json, exit_code=Exit.USAGE)
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    by_line = file.endswith((".jsonl", ".ndjson")) or (file == "-" and len(lines) > 1 and _is_document(lines[0][1]))
    return [*lines] if by_line else [(None, text)]


def _is_document(line: str) -> bool:
    import json

    try:
        json.loads(line)
    except json.JSONDecodeError:
        return False
    return True


def _knowledge(as_json: bool) -> "Knowledge":
    from workstation.app.knowledge import current_knowledge
    from workstation.domain.errors import Unavailable
    from workstation.settings import current_settings

    try:
        return current_knowledge(current_settings(), _today())
    except Unavailable as why:
        fail("knowledge_unavailable", why.why, as_json=as_json, exit_code=Exit.UNAVAILABLE)


def _screened(text: str, knowledge: "Knowledge") -> "ScreeningResult":
    from workstation.adapters.knowledge.profiles import read_profile
    from workstation.domain.screening import screen as screen_profile

    return screen_profile(read_profile(text, _today()), knowledge)


def _today() -> date:
    """Commands know no pharmacy's time zone; the calendar of this machine only tells an age."""
    return date.today()  # noqa: DTZ011  # the day on the wall of whoever types the command


def _say_refusal(refusal: "Refused", line: int | None, as_json: bool) -> None:
    why = str(refusal.facts["why"])
    if as_json:
        print_json({"error": {"code": refusal.code.value, "message": why, "line": line}})
    else:
        sys.stdout.write(f"Not screened: line {line}: {why}\n")


def _say(result: "ScreeningResult", as_json: bool) -> None:
    from workstation.adapters.knowledge.answers import answer_of

    if as_json:
        print_json(answer_of(result))
    else:
        sys.stdout.write(to_text(result) + "\n")


def to_text(result: "ScreeningResult") -> str:
    """The answer for people: alerts with severity words first, then what was not screened and not checked. That there
    is no alert comes after both, and is said of nothing that was not screened.
    """
    lines = []
    for alert in result.alerts:
        mark = "STOP  " if alert.interrupts else ""
        reviewed = "" if alert.reviewed else " · not clinically reviewed"
        lines.append(f"{mark}{alert.severity.word.upper()}  {alert.kind.value}: {' + '.join(alert.subjects)}")
        lines.append(f"    {alert.effect} {alert.mechanism}")
        lines.append(f"    Do: {alert.management}")
        lines.append(f"    Source: {alert.source}{reviewed}")
    lines.extend(_not_screened(medicine) for medicine in result.not_screened)
    lines.extend(f"Not checked: {item.kind}, {item.subject}: {item.missing}" for item in result.not_checked)
    lines.extend(f"Tell the patient: {one.ingredient}: {one.advice}" for one in result.counselling)
    if not result.screened:
        lines.append(f"Nothing was screened, edition {result.edition}.")
        return "\n".join(lines)
    if not result.alerts:
        lines.append("No alert of what was screened." if result.not_screened else "No alert.")
    lines.append(f"Screened {len(result.screened)} medicines, edition {result.edition}.")
    return "\n".join(lines)


def _not_screened(medicine: "NotScreened") -> str:
    from workstation.adapters.knowledge.fhir_profiles import WITHOUT_NAME

    if medicine.text.endswith(WITHOUT_NAME):
        return f"Not screened: {medicine.text}"
    meant = f"; spelt nearly so: {medicine.suggestion}" if medicine.suggestion else ""
    return f"Not screened: {medicine.text} (unknown: {', '.join(medicine.unknown)}{meant})"
