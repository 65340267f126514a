"""What `workstation knowledge info` tells. Needs no store."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from workstation import paths
from workstation.adapters.knowledge.library import SHIPPED, InUse, Library
from workstation.adapters.knowledge.seal import SEAL, faults_of_seal, signer_of
from workstation.adapters.knowledge.tables import table_of
from workstation.app.knowledge import current_knowledge, library_of, trusted
from workstation.app.knowledge_compare import label, shipped_name
from workstation.domain.errors import Unavailable
from workstation.domain.screening.knowledge import Knowledge
from workstation.settings import Settings


def knowledge_info(settings: Settings, today: date) -> dict[str, Any]:
    """The JSON of the contract and more. Raises Unavailable when no knowledge can be used."""
    knowledge = current_knowledge(settings, today)
    library = library_of(settings)
    in_use = _in_use(library, knowledge)
    folder = _folder(library, in_use.edition)
    return {
        "edition": knowledge.edition,
        "rules": knowledge.facts,
        "interactions": len(knowledge.rules),
        "ingredients": len(knowledge.ingredients),
        "names": len(knowledge.names.by_words) + len(knowledge.names.world),
        "classes": len(knowledge.classes),
        **_signature(folder),
        "date": knowledge.date,
        "age_days": (today - date.fromisoformat(knowledge.date)).days if knowledge.date else None,
        "shipped": in_use.edition == SHIPPED,
        "unreviewed": knowledge.unreviewed,
        "warnings": list(knowledge.warnings),
        "lists": list(in_use.lists),
        "editions": list(_at_hand(library, in_use)),
        "before": _before(library),
        "sources": [{"id": s.id, "title": s.title, "opened": s.opened or None} for s in knowledge.sources],
    }


def _in_use(library: Library, knowledge: Knowledge) -> InUse:
    """What really answers: the shipped edition where the imported one cannot be used."""
    try:
        noted = library.in_use()
    except Unavailable:
        return InUse()
    return noted if knowledge.edition.split("+")[0] == noted.edition else InUse(SHIPPED, noted.lists)


def _folder(library: Library, edition: str) -> Path:
    return paths.resources() / "knowledge" if edition == SHIPPED else library.editions / edition


def _at_hand(library: Library, in_use: InUse) -> Iterator[dict[str, Any]]:
    for name in (SHIPPED, *library.names()):
        folder = _folder(library, name)
        yield {
            "edition": shipped_name() if name == SHIPPED else name,
            "date": _date(folder),
            "shipped": name == SHIPPED,
            "in_use": name == in_use.edition,
            "whole": not faults_of_seal(folder),
            **_signature(folder),
        }


def _date(folder: Path) -> str | None:
    try:
        return str(table_of(folder / "edition.toml")["date"])
    except (Unavailable, KeyError):
        return None


def _before(library: Library) -> list[str]:
    try:
        return [label(state) for state in library.noted().before]
    except Unavailable:
        return []


def _signature(folder: Path) -> dict[str, Any]:
    """Whether a release key signed the seal. A development key proves nothing: signed is false, the key is named."""
    if not (folder / f"{SEAL}.sig").is_file():
        return {"signed": False, "signed_by": None, "signature": "there is no signature"}
    try:
        verified = signer_of(folder, trusted())
    except ValueError as why:
        return {"signed": False, "signed_by": None, "signature": str(why)}
    said = "development key" if verified.development else "release key"
    return {"signed": not verified.development, "signed_by": verified.key_id, "signature": said}
