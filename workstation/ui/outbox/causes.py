"""Why an entry was not taken, from what was written down about the server's answer."""

import re

from workstation.domain.outbox import OutboxEntry
from workstation.ui.theme import Token

_ANSWER = re.compile(r"^(?P<status>\d{3}) · (?P<said>.*)$", re.DOTALL)
_SENTENCES = {
    "the claim was lost": "claim_lost",
    "The prescription has a newer version at the server.": "conflict",
    "The prescription is not at the server any more.": "deleted",
    "The work item of this prescription is not at the server.": "deleted",
}
"""What the sync writes down itself (services.sync.task_write)."""
_BY_HAND = "Parked by hand: "
"""services.outbox.park."""
_BY_STATUS = {
    "400": "value", "401": "not_allowed", "403": "not_allowed", "404": "not_found", "409": "conflict",
    "410": "not_found", "412": "conflict", "422": "value",
}  # fmt: skip
LOOKS: dict[str, tuple[str, Token]] = {
    "conflict": ("shape-moderate", "moderate"),
    "claim_lost": ("shape-moderate", "moderate"),
    "by_hand": ("hold", "minor"),
    "deleted": ("shape-major", "major"),
    "value": ("shape-major", "major"),
    "not_found": ("shape-major", "major"),
    "not_allowed": ("shape-major", "major"),
    "other": ("shape-moderate", "moderate"),
}


def answer_of(entry: OutboxEntry) -> tuple[str, str]:
    """What the server said, and its status ("" when none came)."""
    found = _ANSWER.match(entry.answer)
    if found:
        return found["said"], found["status"]
    return entry.answer.removeprefix(_BY_HAND), ""


def cause_of(entry: OutboxEntry) -> str:
    """Why a parked entry needs a person."""
    said, status = answer_of(entry)
    if entry.answer.startswith(_BY_HAND):
        return "by_hand"
    return _SENTENCES.get(said) or _BY_STATUS.get(status, "other")
