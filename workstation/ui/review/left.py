"""What is left before approval, in words and with the place that F8 leads to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workstation.domain.errors import Refused
from workstation.domain.users import AccessRefusal
from workstation.services.approval import ApprovalRefusal
from workstation.services.review_view import ReviewView
from workstation.services.screening import alert_key, check_key
from workstation.services.server_changes import ServerChanges
from workstation.ui.components.severity import Severity
from workstation.ui.review.checks import IDENTITY, place_of
from workstation.ui.review.server_changes import EDITS
from workstation.ui.words import Words

MOST_SHOWN = 3


class Where(StrEnum):
    """The part of the screen in which something is missing."""

    LINE = "line"
    ALERT = "alert"
    PATIENT = "patient"
    SERVER = "server"
    CHECK = "check"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Left:
    """One thing that is left. `place` is the position of a line, the key of an alert or a card above the lines."""

    words: str
    where: Where
    place: str = ""


def things_left(view: ReviewView, words: Words) -> tuple[Left, ...]:
    """Everything between here and approval, in the order of the screen."""
    found = [*_of_server(view.server, words), *_of_checks(view, words)]
    found += [_of_refusal(refused, words) for refused in view.missing if not _asked_above(refused, view.server)]
    for alert in view.screened.unanswered:
        word = words.text(f"word.Severity.{alert.severity.name.lower()}")
        found.append(Left(words.text("review.left.alert", severity=word), Where.ALERT, alert_key(alert)))
    for check in view.screened.open_checks:
        found.append(Left(words.text("review.left.check", subject=check.subject), Where.ALERT, check_key(check)))
    return tuple(found)


def _of_server(changes: ServerChanges, words: Words) -> Iterator[Left]:
    """What the cards above the lines ask for."""
    text = words.text
    if changes.unread:
        yield Left(text("server_changes.left.edits"), Where.SERVER, EDITS)
    for supply in changes.supplies:
        yield Left(text("server_changes.left.supply", line=supply.line), Where.SERVER, supply.reference)
    for doubt in changes.same_numbers:
        yield Left(text("server_changes.left.number"), Where.SERVER, f"{doubt.attention_id}")


def _of_checks(view: ReviewView, words: Words) -> Iterator[Left]:
    """What the cards about patient and paper ask for."""
    if view.identity is not None:
        yield Left(words.text("checks.left.identity"), Where.CHECK, IDENTITY)
    for one in view.seen:
        yield Left(words.text("checks.left.seen", number=one.other.number), Where.CHECK, place_of(one.other.id))


def _asked_above(refused: Refused, changes: ServerChanges) -> bool:
    """Whether a card above the lines asks for it already."""
    if refused.code in (ApprovalRefusal.IDENTITY_NOT_CONFIRMED, ApprovalRefusal.SEEN_BEFORE):
        return True
    said = str(refused.facts.get("doubt", ""))
    asked = any(said.startswith(f"{one.reference} (") for one in changes.supplies)
    return refused.code is ApprovalRefusal.NOT_UNDERSTOOD and (
        asked or any(said == one.detail for one in changes.same_numbers)
    )


def _of_refusal(refused: Refused, words: Words) -> Left:
    line = refused.facts.get("line")
    key = f"review.left.{refused.code.value}"
    known = isinstance(refused.code, ApprovalRefusal) and words.has(key)
    said = words.text(key, **refused.facts) if known else words.parts(refused.code, refused.facts).happened
    said = said if known else said[:1].lower() + said[1:].rstrip(".")
    if line is not None:
        return Left(said, Where.LINE, str(line))
    where = Where.PATIENT if refused.code is ApprovalRefusal.PATIENT_UNKNOWN else Where.NOWHERE
    return Left(said, where)


def barred_words(view: ReviewView, words: Words) -> str:
    """Why this person may not decide, and who may; "" for whoever may."""
    if view.barred is None:
        return ""
    if view.barred.code is not AccessRefusal.NOT_ALLOWED:
        return words.parts(view.barred.code, view.barred.facts).happened
    names = f" {words.text('review.barred_or')} ".join(view.approvers)
    return words.text("review.barred_who", names=names) if names else words.text("review.barred")


def summary(left: Sequence[Left], words: Words) -> str:
    """ "confirm line 2 · answer the MAJOR alert", lines to confirm put together, at most three parts."""
    parts = [one.words for one in left]
    to_confirm = [
        one.place for one in left if one.words == words.text("review.left.line_not_confirmed", line=one.place)
    ]
    if len(to_confirm) > 1:
        together = words.text("review.left.lines_not_confirmed", lines=", ".join(to_confirm))
        singles = {words.text("review.left.line_not_confirmed", line=place) for place in to_confirm}
        parts = [together, *(part for part in parts if part not in singles)]
    parts = list(dict.fromkeys(parts))
    if len(parts) > MOST_SHOWN:
        parts = [*parts[:MOST_SHOWN], words.text("review.left.more", count=len(parts) - MOST_SHOWN)]
    return " · ".join(parts)


def shown_severity(severity: object) -> Severity:
    """The severity of the screening as the components know it."""
    return Severity(str(getattr(severity, "name", severity)).lower())
