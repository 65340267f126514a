"""Changing which clinical knowledge answers here: one audit row and the switch together, or neither.

What is in use stands in a file of the data folder and not in the store, because `workstation screen` needs no store.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from workstation.services.recording import audit
from workstation.services.site import Site


class KnowledgeRefusal(StrEnum):
    """Why an edition or a list is not taken into use. The one in use stays. Facts: `why`, a sentence."""

    NOT_KNOWLEDGE = "not_knowledge"
    """The file is neither an edition nor a list of a known kind."""
    UNSIGNED = "knowledge_unsigned"
    """A whole edition without a signature, or by a key that is not believed here."""
    BROKEN = "knowledge_broken"
    """Its files are not those that were signed, break the schema, or contradict each other."""
    NAME_TAKEN = "edition_name_taken"
    """An edition of that name is here with other contents."""
    NOTHING_TAKEN = "nothing_taken"
    """No row of a list could be taken over."""
    NOT_AT_HAND = "edition_not_at_hand"
    """There is no such edition here, or none before this one."""


def switch_knowledge(
    site: Site, action: str, facts: Mapping[str, str], switch: Callable[[], None], back: Callable[[], None]
) -> None:
    """Switches with its audit row, acting as the station. When the row cannot be written, `back` undoes the switch."""
    switched = False
    try:
        with site.store.begin() as tx:
            audit(tx, site, None, action, "knowledge", facts)
            switch()
            switched = True
    except BaseException:
        if switched:
            back()
        raise
