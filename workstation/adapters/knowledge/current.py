"""The knowledge that answers here: the edition in use with the lists beside it, and what is wrong with it as warnings.

An imported edition is used only as it was signed. When it is not, the shipped one answers, and every answer says so:
warnings also stand in `not_checked`, so that no answer is a clean bill by accident.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from workstation.adapters.knowledge.library import SHIPPED, InUse, Library
from workstation.adapters.knowledge.lists import OwnList, load_list
from workstation.adapters.knowledge.loader import OLD_DAYS, load_knowledge
from workstation.adapters.knowledge.merge import with_lists
from workstation.adapters.knowledge.seal import faults_of_seal, faults_of_signature, signer_of
from workstation.domain.errors import Unavailable
from workstation.domain.screening.knowledge import Knowledge
from workstation.services.signatures import VerifySignature


def load_current(
    resources: Path, library: Library, verify: VerifySignature, today: date | None = None, language: str = "en"
) -> Knowledge:
    """The compiled knowledge in use. `today` tells how old it is; None = its age does not matter.

    Raises Unavailable("knowledge") when the shipped edition cannot be used either.
    """
    try:
        chosen, said = library.in_use(), []
    except Unavailable as why:
        chosen, said = InUse(), [why.why]
    knowledge, troubles = _edition(resources, library, chosen.edition, verify, lambda at: load_knowledge(
        resources, language, today, at))  # fmt: skip
    lists: dict[str, OwnList] = {}
    for stem in chosen.lists:
        try:
            lists[stem] = own = load_list(library.lists, stem)
            said.extend(_age(own, today))
        except Unavailable as why:
            said.append(f"{why.why} What it adds is missing.")
    whole = with_lists(knowledge, lists)
    return replace(whole, warnings=(*whole.warnings, *troubles, *said))


def _edition(
    resources: Path, library: Library, name: str, verify: VerifySignature, load: Callable[[Path], Knowledge]
) -> tuple[Knowledge, list[str]]:
    """The edition of that name, or the shipped one with a sentence why."""
    shipped = resources / "knowledge"
    if name == SHIPPED:
        return load(shipped), faults_of_signature(shipped, verify)
    try:
        return imported_edition(library, name, shipped, verify, load), []
    except Unavailable as why:
        knowledge = load(shipped)
        said = (
            f"The imported edition {name} cannot be used ({why.why}): the shipped edition {knowledge.edition} answers."
        )
        return knowledge, [said, *faults_of_signature(shipped, verify)]


def imported_edition(
    library: Library, name: str, shipped: Path, verify: VerifySignature, load: Callable[[Path], Knowledge]
) -> Knowledge:
    """An imported edition that is as it was signed. Raises Unavailable with the end of a sentence."""
    folder = library.editions / name
    if not folder.is_dir():
        raise Unavailable("knowledge", "it is not there any more")
    try:
        development = signer_of(folder, verify).development
        if development and not signer_of(shipped, verify).development:
            raise ValueError("it is signed with a development key")
    except ValueError as why:
        raise Unavailable("knowledge", str(why)) from why
    faults = faults_of_seal(folder)
    if faults:
        raise Unavailable("knowledge", faults[0].rstrip("."))
    return load(folder)


def _age(own: OwnList, today: date | None) -> list[str]:
    """A sentence when a list was imported long ago."""
    if today is None or (today - date.fromisoformat(own.imported)).days <= OLD_DAYS:
        return []
    return [f"The list {own.name} was imported on {own.imported}, more than a year ago: import it anew."]
