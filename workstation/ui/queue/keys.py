"""The keys of the queue, for its hints and the sheet of keys."""

from workstation.domain.queue import View
from workstation.ui.components.keycap import KeyHint
from workstation.ui.words import Words


def queue_keys(words: Words) -> tuple[KeyHint, ...]:
    """Moving, opening, claiming, explaining, and one for each view."""
    text = words.text
    return (
        KeyHint("Up Down", text("queue.move")),
        KeyHint("Enter", text("queue.review_key")),
        KeyHint("C", text("queue.claim_key")),
        KeyHint("F9", text("shell.key.hold")),
        KeyHint("F", text("queue.explain")),
        KeyHint("Shift+F7", text("queue.route_key")),
        KeyHint("Right", text("queue.preview_key")),
        *(KeyHint(f"Ctrl+{number}", words.word(view)) for number, view in enumerate(View, start=1)),
    )
