"""Reads conditions as recorded: "Chronic congestive heart failure (disorder)" is heart failure."""

from workstation.domain.screening.knowledge import Knowledge
from workstation.domain.screening.text import words


def read_condition(knowledge: Knowledge, text: str) -> tuple[str, ...] | None:
    """Ids of the conditions that the words name; () when they speak of a relative or deny; None = not recognised."""
    index = knowledge.conditions
    said = words(text)
    if any(said[: len(opening)] == opening for opening in index.not_the_patient):
        return ()
    found: list[str] = []
    position = 0
    while position < len(said):
        for length in range(min(index.longest, len(said) - position), 0, -1):
            condition = index.by_words.get(said[position : position + length])
            if condition is not None:
                found.append(condition)
                position += length - 1
                break
        position += 1
    return tuple(dict.fromkeys(found)) or None
