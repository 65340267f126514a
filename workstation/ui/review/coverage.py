"""What was screened against what, and plainly what was not: the part below the alerts."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt

from workstation.domain.screening import NotChecked
from workstation.services.review_view import ReviewView
from workstation.services.screening import ScreenedPrescription
from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.runs import Run, bold
from workstation.ui.components.severity import Picture
from workstation.ui.review.alert_views import not_checked_words
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words, day

OLD = timedelta(days=365)
"""From this age on an edition is said to be old (issue 5)."""
_KNOWLEDGE = "knowledge"
"""Kind of what is wrong with the knowledge itself, not with a fact of the patient."""


class Uncertain(Card):
    """Something that was not screened or not checked: dashed frame, no colour of a severity. `clean`: nothing found."""

    def __init__(self, host: ThemeHost, title: str, note: str, *, clean: bool = False) -> None:
        open_look = CardLook(edge="border_control", ground="surface", dashed=True)
        super().__init__(host, CardLook(edge="ok", ground="ok_soft") if clean else open_look)
        self.setAccessibleName(f"{title}. {note}")
        row = Row(host, (13, 9, 13, 9), 12, self)
        picture = Picture(host, "shape-ok", 20, "ok") if clean else Picture(host, "unreadable", 20, "text_2")
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        column = Column(host, gap=2)
        column.addWidget(Label(host, title, weight=600, wrap=True, elide=False))
        column.addWidget(Label(host, note, Role.SMALL, "text_2", wrap=True))
        row.addLayout(column, 1)


class TellPatient(Card):
    """What to say about food, drink, sun and driving: advice, no alert."""

    def __init__(self, host: ThemeHost, words: Words, screened: ScreenedPrescription) -> None:
        super().__init__(host, CardLook(edge="border_control", ground="surface"))
        title = words.text("review.counsel.title")
        column = Column(host, (13, 9, 13, 9), 4, self)
        head = Row(host, gap=12)
        head.addWidget(Picture(host, "message", 20, "text_2"), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(Label(host, title, weight=600, wrap=True, elide=False), 1)
        column.addLayout(head)
        by_advice: dict[str, list[str]] = {}
        for one in screened.counselling:
            by_advice.setdefault(one.advice, []).append(one.ingredient)
        for advice, ingredients in by_advice.items():
            said = (bold(f"{', '.join(dict.fromkeys(ingredients))}: "), Run(advice))
            column.addWidget(Label(host, said, Role.NOTE, wrap=True, elide=False))
        if not all(one.reviewed for one in screened.counselling):
            note = words.text("review.counsel.not_reviewed")
            column.addWidget(Label(host, note, Role.SMALL, "text_2", wrap=True))
        self.setAccessibleName(f"{title}. {' '.join(by_advice)}")


def coverage(host: ThemeHost, words: Words, view: ReviewView) -> list[Card | Label]:
    """The boxes from top to bottom: not screened, not checked, what to tell the patient, the line about it all."""
    screened, text = view.screened, words.text
    found: list[Card | Label] = [Uncertain(host, *_not_screened(one, screened, words)) for one in screened.not_screened]
    found += [Uncertain(host, *said) for said in not_checked_lines(_open(screened), words)]
    if screened.counselling:
        found.append(TellPatient(host, words, screened))
    old = old_words(screened, view.today, words)
    if old:
        found.append(Uncertain(host, old, text("review.alert.old_note")))
    if not screened.screened_medicines:
        return [*found, Uncertain(host, text("review.alert.nothing_screened"), text("review.alert.key_first"))]
    if not old and screened.reviewed and not (screened.alerts or screened.not_screened or screened.not_checked):
        return [*found, Uncertain(host, text("review.alert.clean"), screened_words(screened, words), clean=True)]
    return [*found, Label(host, screened_words(screened, words), Role.SMALL, "text_2", wrap=True)]


def screened_words(screened: ScreenedPrescription, words: Words) -> str:
    """ "Screened 4 medicines against 4219 facts, knowledge 2026.11.1 of 23 Nov 2026, not clinically reviewed."."""
    of = words.text("review.alert.of_day", day=day(screened.dated)) if screened.dated else ""
    reviewed = "" if screened.reviewed else f", {words.text('review.alert.not_reviewed')}"
    return words.text(
        "review.alert.screened",
        count=screened.screened_medicines,
        facts=screened.facts,
        edition=f"{screened.edition}{of}{reviewed}",
    )


def old_words(screened: ScreenedPrescription, today: date | None, words: Words) -> str:
    """That the edition is older than a year, or does not say how old it is; "" for a newer one."""
    if screened.dated is None:
        return words.text("review.alert.undated") if screened.edition and today is not None else ""
    if today is None or today - screened.dated <= OLD:
        return ""
    return words.text("review.alert.old", day=day(screened.dated))


def not_checked_lines(checks: Sequence[NotChecked], words: Words) -> list[tuple[str, str]]:
    """Title and note of each: what was not checked, what is missing, what to do. Checks that lack the same are one."""
    together: dict[tuple[str, str], list[str]] = {}
    for check in checks:
        together.setdefault((check.kind, check.missing), []).append(check.subject)
    return [_not_checked(kind, missing, subjects, words) for (kind, missing), subjects in together.items()]


def _not_checked(kind: str, missing: str, subjects: list[str], words: Words) -> tuple[str, str]:
    text = words.text
    if kind == _KNOWLEDGE:
        return missing, text("review.alert.old_note")
    title = not_checked_words(NotChecked(kind, ", ".join(dict.fromkeys(subjects)), missing), words)
    todo = f"review.not_checked.{kind}"
    note = text("review.alert.not_checked_note", missing=missing)
    return title, f"{note} {text(todo if words.has(todo) else 'review.not_checked.other')}"


def _open(screened: ScreenedPrescription) -> list[NotChecked]:
    """Without those that have a card of their own."""
    asked = {one.check for one in screened.checks}
    return [one for one in screened.not_checked if one not in asked]


def _not_screened(medicine: str, screened: ScreenedPrescription, words: Words) -> tuple[str, str]:
    note = words.text("review.alert.not_screened_note")
    nearly = screened.suggestions.get(medicine, "")
    hint = f" {words.text('review.alert.nearly', name=nearly)}" if nearly else ""
    return words.text("review.alert.not_screened", medicine=medicine), f"{note}{hint}"
