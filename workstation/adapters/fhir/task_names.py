"""What a Task names: its numbers, lines, scans and supplies, and what it names in a way that cannot be followed."""

from collections.abc import Iterator

from workstation.adapters.fhir.values import OURS, Resource, child, objects, reference, text

LINE_TYPES = ("MedicationRequest/", "ServiceRequest/", "Appointment/", "DeviceRequest/", "NutritionOrder/")
SCAN_TYPES = ("DocumentReference/",)
_UNDERSTOOD = frozenset(one.rstrip("/") for one in (*LINE_TYPES, *SCAN_TYPES))


def lines_of(task: Resource) -> list[str]:
    """References to the lines: basedOn, inputs and focus, each once, in that order."""
    based = [reference(one) for one in objects(task.get("basedOn"))]
    inputs = [reference(one, "valueReference") for one in objects(task.get("input"))]
    found = [*based, *inputs, reference(task, "focus")]
    return [one for one in dict.fromkeys(found) if one.startswith(LINE_TYPES)]


def supplies_of(task: Resource) -> list[str]:
    """Supplies that the Task names: a search for them may lag, what is named can be read."""
    found = [reference(one, "valueReference") for one in objects(task.get("output"))]
    return [one for one in dict.fromkeys(found) if one.startswith("MedicationDispense/")]


def scans_of(task: Resource) -> list[str]:
    """References to the scans: inputs and focus, each once."""
    inputs = [reference(one, "valueReference") for one in objects(task.get("input"))]
    found = [*inputs, reference(task, "focus")]
    return [one for one in dict.fromkeys(found) if one.startswith(SCAN_TYPES)]


def numbers_of(task: Resource) -> list[str]:
    """The prescription's number first, then what else the Task is known by; without what we have stamped."""
    theirs = [one for one in objects(task.get("identifier")) if not text(one, "system").startswith(f"{OURS}/")]
    found = [text(task, "groupIdentifier", "value"), *(text(one, "value") for one in theirs)]
    return [one for one in found if one]


def number_of(task: Resource) -> str:
    """The number that people use."""
    return next(iter(numbers_of(task)), str(task["id"]))


def unfollowed(task: Resource) -> list[str]:
    """What may be a line or a scan and has no place of its own at the server, in words for people.

    A line that nobody sees would be left out in silence: a resource inside the Task, one that is named by its
    identifier only, or by an address that is none (`urn:`).
    """
    inside = {text(one, "id"): text(one, "resourceType") for one in objects(task.get("contained"))}
    return [doubt for place, target in _named(task) if (doubt := _doubt(place, target, inside))]


def _named(task: Resource) -> Iterator[tuple[str, Resource]]:
    yield "focus", child(task, "focus")
    yield from (("basedOn", one) for one in objects(task.get("basedOn")))
    yield from (("input", child(one, "valueReference")) for one in objects(task.get("input")))


def _doubt(place: str, target: Resource, inside: dict[str, str]) -> str:
    address = text(target, "reference")
    if address.startswith("#"):
        kind = inside.get(address[1:], "")
        return f"Task.{place} is inside the Task: {kind or address}" if kind in _UNDERSTOOD or not kind else ""
    if address.startswith("urn:"):
        return f"Task.{place} has no place at the server: {address}"
    if not address and text(target, "type") in _UNDERSTOOD and "identifier" in target:
        return f"Task.{place} is named by its identifier only: {text(target, 'type')}"
    return ""
