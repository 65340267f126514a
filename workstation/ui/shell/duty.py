"""Who is responsible for the pharmacy, as the status bar says it."""

from dataclasses import dataclass

from workstation.ui.components.runs import Run, bold
from workstation.ui.theme import Token
from workstation.ui.words import Words


@dataclass(frozen=True, slots=True)
class DutyShown:
    """`name` "" = nobody; `since` and `away_since` in words, "" where they do not apply."""

    name: str = ""
    since: str = ""
    away_since: str = ""


def duty_words(words: Words, shown: DutyShown, *, short: bool) -> tuple[tuple[Run, ...], str, Token]:
    """Words, icon and tone of the part; `short` for a narrow window."""
    text = words.text
    if not shown.name:
        return (bold(text("duty.status.nobody"), "major"),), "shape-major", "major"
    if shown.away_since:
        away = text("duty.status.away", since=shown.away_since)
        return (bold(shown.name, "moderate"), Run(f" · {away}", tone="moderate")), "shape-moderate", "moderate"
    lead = Run(f"{text('duty.status.lead')} ", tone="text_2")
    tail = () if short else (Run(f" · {text('duty.status.since', since=shown.since)}", tone="text_2"),)
    return (lead, bold(shown.name), *tail), "shape-ok", "ok"
