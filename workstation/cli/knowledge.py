"""`workstation knowledge`: what the knowledge base holds, and where it comes from."""

import sys
import time
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workstation.cli.output import Exit, fail, print_json

if TYPE_CHECKING:
    from collections.abc import Iterator

app = typer.Typer(
    help="The clinical knowledge base: what it holds, whether it is in order, and other editions of it.",
    add_completion=False,
    rich_markup_mode=None,
)

IMPORT_HELP = """Takes clinical knowledge into use.

A whole EDITION is a folder or a zip file as resources/knowledge: it is taken only with the signature of a known key,
whole, and with every row in order; it then answers instead of the one in use. A program that runs takes it at its next
start.

A LIST of this pharmacy needs no signature and stands beside the edition: it can add alerts or make them stricter, never
take one away. --format generic: a table with the headings a, b, severity and, if wanted, effect, mechanism, management,
interrupts, a_routes, b_routes (docs/screening.md); --mapping own.toml when its headings are others. ddinter: one CSV
file of DDInter, or a folder of them. ansm: thesaurus_YYYY-MM.json(.gz) with its substances file, or the folder of both.
Importing a list of the same name again stands in for the earlier one.

format: auto, edition, generic, ddinter, ansm.
severity: contraindicated, major, moderate, minor.

Exit 0 all was taken, 1 rows were refused or the file as a whole was (then the knowledge in use stays), 3 unavailable.

Example: workstation knowledge import compendium.csv --name acme --title "Acme compendium, licence 4711" --json
"""


@app.command()
def info(as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False) -> None:
    """What answers here: edition, age, numbers of facts, sources, signature; and other editions at hand.

    Unreviewed facts do alert and are marked.
    """
    from workstation.app.knowledge_info import knowledge_info
    from workstation.settings import current_settings

    with _in_words(as_json):
        answer = knowledge_info(current_settings(), _today())
    if as_json:
        print_json(answer)
        return
    from workstation.cli.knowledge_words import info_text

    sys.stdout.write(info_text(answer))


@app.command("import", help=IMPORT_HELP)
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE|DIR", help="An edition, or a list of this pharmacy.")],
    read_as: Annotated[str, typer.Option("--format", metavar="NAME", help="What it is: see above.")] = "auto",
    mapping: Annotated[str, typer.Option("--mapping", metavar="NAME|TOML", help="As --format, or own.toml.")] = "",
    name: Annotated[str, typer.Option("--name", help="Of a list: short; the source of its alerts.")] = "",
    title: Annotated[str, typer.Option("--title", help="Of a list: what it is, with edition and licence.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Takes an edition or a list into use; ends with 1 when anything is refused."""
    from workstation.app.knowledge_change import FORMATS, Wanted, import_knowledge
    from workstation.settings import current_settings

    own = Path(mapping) if mapping.endswith(".toml") else None
    kind = read_as if read_as != "auto" or own or not mapping else mapping
    if kind not in ("auto", *FORMATS):
        raise typer.BadParameter(f"{kind!r} is none of auto, {', '.join(FORMATS)}, and no .toml file.")
    started = time.perf_counter()
    wanted = Wanted(file, "" if kind == "auto" else kind, own, name, title)
    with _in_words(as_json):
        done = import_knowledge(current_settings(), wanted, _today())
    seconds = Decimal(f"{time.perf_counter() - started:.2f}")
    refused = [{"row": one.row, "why": one.why, **({"file": one.file} if one.file else {})} for one in done.refused]
    answer: dict[str, Any] = {
        "format": done.read_as,
        "edition": done.edition,
        "previous": done.previous,
        "signed": done.signed_by is not None and not done.development,
        "signed_by": done.signed_by,
        "name": done.name or None,
        "replaced": done.replaced or None,
        "rows": done.rows,
        "imported": done.imported,
        "rules": done.rules,
        "refused": refused,
        "warnings": list(done.warnings),
        "seconds": seconds,
    }
    if as_json:
        print_json(answer)
    else:
        from workstation.cli.knowledge_words import import_text

        sys.stdout.write(import_text(answer))
    raise typer.Exit(Exit.REFUSED if refused else Exit.OK)


@app.command()
def rollback(
    to: Annotated[str, typer.Option("--to", metavar="EDITION", help="Which; without it the one before.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Goes back to the knowledge that answered before, or to an edition at hand ("shipped", or as info names it).

    An edition named alone answers alone, without lists. A program that runs takes it at its next start.
    """
    from workstation.app.knowledge_change import roll_back
    from workstation.settings import current_settings

    with _in_words(as_json):
        previous, edition, knowledge = roll_back(current_settings(), to, _today())
    if as_json:
        print_json({"edition": edition, "previous": previous, "warnings": list(knowledge.warnings)})
        return
    sys.stdout.write(f"Edition {edition} answers now; before it was {previous}.\n")
    sys.stdout.writelines(f"Warning: {one}\n" for one in knowledge.warnings)


@app.command()
def diff(
    a: Annotated[str, typer.Argument(metavar="A", help="shipped, current, an edition at hand, a folder or zip.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Likewise.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """What edition B says and A does not: rules, ingredients, names, classes, sentences, sources.

    Rules that are gone or became milder are named first. Example: workstation knowledge diff shipped new-edition.zip
    """
    from workstation.app.knowledge_compare import compare
    from workstation.cli.knowledge_words import diff_json, diff_text
    from workstation.settings import current_settings

    with _in_words(as_json):
        found = compare(current_settings(), a, b)
    if as_json:
        print_json(diff_json(found))
    else:
        sys.stdout.write(diff_text(found))


@app.command()
def validate(as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False) -> None:
    """For maintainers: every row of every file against its schema, and every code against its sentence."""
    from workstation.adapters.knowledge.validate import faults_of
    from workstation.paths import resources

    faults = faults_of(resources() / "knowledge")
    if as_json:
        print_json({"ok": not faults, "faults": faults})
    else:
        sys.stdout.write("\n".join(faults) + "\n" if faults else "In order.\n")
    if faults:
        raise typer.Exit(int(Exit.REFUSED))


@contextmanager
def _in_words(as_json: bool) -> "Iterator[None]":
    """Refusals of knowledge carry their sentence; what cannot be used is unavailable."""
    from workstation.domain.errors import Refused, Unavailable
    from workstation.services.knowledge_editions import KnowledgeRefusal

    try:
        yield
    except Refused as refusal:
        if not isinstance(refusal.code, KnowledgeRefusal):
            raise
        fail(refusal.code.value, str(refusal.facts["why"]), as_json=as_json, exit_code=Exit.REFUSED)
    except Unavailable as why:
        if why.what != "knowledge":
            raise
        fail("knowledge_unavailable", why.why, as_json=as_json, exit_code=Exit.UNAVAILABLE)


def _today() -> date:
    """Commands know no pharmacy's time zone; the calendar of this machine only tells how old an edition is."""
    return date.today()  # noqa: DTZ011  # the day on the wall of whoever types the command
