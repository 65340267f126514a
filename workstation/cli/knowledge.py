"""`workstation knowledge`: what the knowledge base holds."""

import sys
from typing import Annotated

import typer

from workstation.cli.output import Exit, fail, print_json

app = typer.Typer(
    help="The clinical knowledge base: what it holds, and whether its files are in order.",
    add_completion=False,
    rich_markup_mode=None,
)


@app.command()
def info(as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False) -> None:
    """Edition, numbers of facts, sources. Unreviewed facts do alert and are marked."""
    from workstation.adapters.knowledge import load_knowledge
    from workstation.domain.errors import Unavailable
    from workstation.paths import resources

    try:
        knowledge = load_knowledge(resources())
    except Unavailable as why:
        fail("knowledge_unavailable", why.why, as_json=as_json, exit_code=Exit.UNAVAILABLE)
    answer = {
        "edition": knowledge.edition,
        "rules": knowledge.facts,
        "interactions": len(knowledge.rules),
        "ingredients": len(knowledge.ingredients),
        "names": len(knowledge.names.by_words),
        "classes": len(knowledge.classes),
        "signed": knowledge.signed,
        "unreviewed": knowledge.unreviewed,
        "sources": [{"id": s.id, "title": s.title, "opened": s.opened or None} for s in knowledge.sources],
    }
    if as_json:
        print_json(answer)
        return
    for key, value in answer.items():
        if key != "sources":
            sys.stdout.write(f"{key}: {value}\n")
    for source in knowledge.sources:
        sys.stdout.write(f"source: {source.id}: {source.title}\n")


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
