"""The searches of a pull, in FHIR's words."""

from collections.abc import Sequence
from datetime import datetime

from workstation.adapters.fhir.messages_out import instant

Parameters = Sequence[tuple[str, str]]
PAGE = "100"
_INCLUDES = ("Task:patient", "Task:focus", "Task:based-on", "Task:requester")
_BODY_WEIGHT = "http://loinc.org|29463-7"


def tasks(organization: str, since: datetime | None, plainness: int) -> Parameters:
    """Tasks of a pharmacy. 0: changed since then, oldest change first, with what they point to; 1: without that;
    2: in any order; 3: all of them.
    """
    found = [("_lastUpdated", f"ge{instant(since)}")] if since is not None and plainness < 3 else []
    found += [("owner", organization)]
    found += [("_sort", "_lastUpdated")] if plainness < 2 else []
    found += [("_count", PAGE)]
    return [*found, *(("_include", one) for one in _INCLUDES if plainness < 1)]


def one_task(organization: str, *, newest: bool) -> Parameters:
    """The Task changed last, or first."""
    return [("owner", organization), ("_sort", "-_lastUpdated" if newest else "_lastUpdated"), ("_count", "1")]


def tasks_of_patients(organization: str, patients: Sequence[str]) -> Parameters:
    """A pharmacy's Tasks of some patients."""
    return [("owner", organization), ("patient", ",".join(patients)), ("_count", PAGE)]


def changed_since(references: Sequence[str], since: datetime | None) -> Parameters:
    """Resources of one type by their ids; `since` leaves out what has not changed."""
    ids = ",".join(one.partition("/")[2] for one in references)
    changed = [("_lastUpdated", f"ge{instant(since)}")] if since is not None else []
    return [*changed, ("_id", ids), ("_count", str(len(references)))]


def of_patients(patients: Sequence[str], since: datetime | None) -> Sequence[tuple[str, Parameters]]:
    """Allergies, conditions, medicines and body weights of some patients."""
    common = [("patient", ",".join(patients)), ("_count", "200")]
    common += [("_lastUpdated", f"ge{instant(since)}")] if since is not None else []
    return [
        ("AllergyIntolerance", common),
        ("Condition", common),
        ("MedicationStatement", common),
        ("Observation", [*common, ("code", _BODY_WEIGHT)]),
    ]
