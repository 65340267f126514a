"""The check that this prescription already has: of the one before it, or its own that counts no more, and why."""

from collections.abc import Sequence

from PySide6.QtCore import Qt

from workstation.domain.retained_check import Change
from workstation.domain.workflow import CLOSED, standing
from workstation.services.review_view import ReviewView
from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Picture
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words, day


class RetainedNote(Card):
    """What was checked and whether it still counts. Without the colour of a severity, and never green: a person looked
    at another day, nobody did today."""

    def __init__(self, host: ThemeHost, title: str, note: str, *, kept: bool) -> None:
        super().__init__(host, CardLook(edge="border_control", ground="surface", dashed=not kept))
        self.setAccessibleName(f"{title}. {note}")
        row = Row(host, (13, 9, 13, 9), 12, self)
        picture = Picture(host, "check" if kept else "refresh", 20, "text_2")
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        column = Column(host, gap=2)
        column.addWidget(Label(host, title, weight=600, wrap=True, elide=False))
        column.addWidget(Label(host, note, Role.SMALL, "text_2", wrap=True))
        row.addLayout(column, 1)


def may_keep(view: ReviewView) -> bool:
    """Whether the check of the prescription before this one counts for this one, too."""
    return view.retained is not None and view.retained.kept and standing(view.events).approval is None


def check_is_void(view: ReviewView) -> bool:
    """An approval that stands on record and does not count: it is to be approved again."""
    return bool(view.void) and view.status not in CLOSED


def retained_notes(host: ThemeHost, words: Words, view: ReviewView) -> list[RetainedNote]:
    """None where there was no check before, or nothing is to be said of it any more."""
    text = words.text
    if check_is_void(view):
        return [RetainedNote(host, text("review.retained.void"), reasons(view.void, words), kept=False)]
    found = view.retained
    if found is None or view.status in CLOSED:
        return []
    facts = {"number": found.number, "by": found.by, "on": day(found.on)}
    if found.kept:
        note = text("review.retained.kept_note", until=day(found.until))
        return [RetainedNote(host, text("review.retained.kept", **facts), note, kept=True)]
    return [RetainedNote(host, text("review.retained.not_kept", **facts), reasons(found.changes, words), kept=False)]


def reasons(changes: Sequence[Change], words: Words) -> str:
    """A sentence for each: "Line 1, directions: 1-0-0 before, now 1-0-1."."""
    return " ".join(_reason(one, words) for one in changes)


def _reason(change: Change, words: Words) -> str:
    place = words.text("review.retained.line", line=change.line) if change.line is not None else ""
    said = words.text(
        f"review.retained.cause.{change.cause.value}", before=change.before, after=change.after, line=change.line
    )
    return f"{place}{said}" if not place else f"{place} {said[:1].lower()}{said[1:]}"
