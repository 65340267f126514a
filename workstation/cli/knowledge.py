"""`workstation knowledge`: what the knowledge base holds."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

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
        knowledge = load_knowledge(resources(), today=date.today())  # noqa: DTZ011  # how old the edition is
    except Unavailable as why:
        fail("knowledge_unavailable", why.why, as_json=as_json, exit_code=Exit.UNAVAILABLE)
    answer = {
        "edition": knowledge.edition,
        "rules": knowledge.facts,
        "interactions": len(knowledge.rules),
        "ingredients": len(knowledge.ingredients),
        "names": len(knowledge.names.by_words) + len(knowledge.names.world),
        "classes": len(knowledge.classes),
        **_signature(resources()),
        "date": knowledge.date,
        "unreviewed": knowledge.unreviewed,
        "warnings": list(knowledge.warnings),
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


def _signature(resources: Path) -> dict[str, Any]:
    """Whether a release key signed the seal. A development key proves nothing: signed is false, the key is named."""
    from workstation.adapters.keys.signing import TrustedKeys
    from workstation.adapters.knowledge.seal import SEAL
    from workstation.domain.errors import Refused, Unavailable

    seal = resources / "knowledge" / SEAL
    try:
        keys = TrustedKeys.from_files([resources / "keys" / "trusted.toml"])
        verified = keys.verify(seal.read_bytes(), seal.with_name(SEAL + ".sig").read_bytes())
    except OSError:
        return {"signed": False, "signed_by": None, "signature": "there is no signature"}
    except Refused as why:
        return {"signed": False, "signed_by": None, "signature": why.code.value}
    except Unavailable as why:
        return {"signed": False, "signed_by": None, "signature": why.why}
    said = "development key" if verified.development else "release key"
    return {"signed": not verified.development, "signed_by": verified.key_id, "signature": said}


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
