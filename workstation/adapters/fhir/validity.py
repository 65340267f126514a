"""Until when a prescription may be supplied, as the server says it. What cannot be read is a doubt, never "no end"."""

from collections.abc import Sequence
from datetime import date, tzinfo

from workstation.adapters.fhir.values import LATEST, Resource, child, day, local_day, text
from workstation.domain.prescription import PrescriptionLine

_RESTRICTION = "Task.restriction"
_VALIDITY = "dispenseRequest.validityPeriod"


def last_day(task: Resource) -> date | None:
    """The last day of `Task.restriction.period`; None where the server names none, or none that anybody lives to see.

    9999-12-31 is how many programs write "no end". What is not understood stands in `doubts`.
    """
    return day(text(child(task, "restriction", "period"), "end"))


def last_day_of_all(lines: Sequence[PrescriptionLine]) -> date | None:
    """The day after which no line may be supplied any more; None while one of them has no last day of its own."""
    ends = [line.valid_until for line in lines if line.is_work]
    known = [one for one in ends if one is not None]
    return max(known) if known and len(known) == len(ends) else None


def days_of_line(request: Resource, zone: tzinfo) -> tuple[date | None, date | None]:
    """First and last day of `MedicationRequest.dispenseRequest.validityPeriod` in the pharmacy's zone."""
    period = child(request, "dispenseRequest", "validityPeriod")
    return local_day(text(period, "start"), zone), local_day(text(period, "end"), zone)


def doubts(task: Resource, requests: Sequence[Resource]) -> list[str]:
    """What of the dates that decide about the validity is not understood, in words for people."""
    of_lines = [doubt for one in requests for doubt in _of_line(one)]
    return [*_of_restriction(task), *of_lines, *_of_writing(task, requests)]


def _of_line(request: Resource) -> list[str]:
    """A line whose dates are not understood may not be supplied any more, or not yet."""
    supply = request.get("dispenseRequest")
    period = supply.get("validityPeriod") if isinstance(supply, dict) else None
    if period is None:
        return []
    name = f"{request.get('resourceType')}/{request.get('id')} {_VALIDITY}"
    if not isinstance(period, dict):
        return [f"{name} is not understood"]
    ends = [(one, period.get(one)) for one in ("start", "end") if one in period or f"_{one}" in period]
    return [f"{name}.{one} is no date of ours" for one, said in ends if not _is_read(said)]


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
