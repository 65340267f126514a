"""Until when a prescription may be supplied, as the server says it. What cannot be read is a doubt, never "no end"."""

from collections.abc import Sequence
from datetime import date

from workstation.adapters.fhir.values import LATEST, Resource, child, day, text

_RESTRICTION = "Task.restriction"


def last_day(task: Resource) -> date | None:
    """The last day of `Task.restriction.period`; None where the server names none, or none that anybody lives to see.

    9999-12-31 is how many programs write "no end". What is not understood stands in `doubts`.
    """
    return day(text(child(task, "restriction", "period"), "end"))


def doubts(task: Resource, requests: Sequence[Resource]) -> list[str]:
    """What of the dates that decide about the validity is not understood, in words for people."""
    return [*_of_restriction(task), *_of_writing(task, requests)]


def _of_restriction(task: Resource) -> list[str]:
    restriction = task.get("restriction")
    if restriction is None:
        return []
    if not isinstance(restriction, dict):
        return [f"{_RESTRICTION} is not understood"]
    if restriction.get("modifierExtension"):
        return [f"{_RESTRICTION} has a modifierExtension"]
    period = restriction.get("period")
    if period is None:
        return [f"{_RESTRICTION}.period is not said"] if "_period" in restriction else []
    if not isinstance(period, dict):
        return [f"{_RESTRICTION}.period is not understood"]
    end = period.get("end")
    if end is None:
        return [f"{_RESTRICTION}.period.end is not said"] if "_end" in period else []
    return [] if _is_read(end) else [f"{_RESTRICTION}.period.end is no date of ours"]


def _is_read(end: object) -> bool:
    return isinstance(end, str) and (day(end) is not None or _is_far(end))


def _is_far(value: str) -> bool:
    """A date that is one, and so far ahead that it stands for "no end"."""
    try:
        return date.fromisoformat(value[:10]).year > LATEST
    except ValueError:
        return False


def _of_writing(task: Resource, requests: Sequence[Resource]) -> list[str]:
    """Without a last day the law counts from the day of writing. Said and not readable is not "not said"."""
    said = [one.get("authoredOn") for one in (*requests, task)]
    readable = any(isinstance(one, str) and day(one) is not None for one in said)
    if last_day(task) is not None or readable or all(one is None for one in said):
        return []
    return ["authoredOn is no date of ours"]
