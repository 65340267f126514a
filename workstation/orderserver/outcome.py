"""What a request is refused with: an HTTP status and an OperationOutcome that says why in words.

Source of the issue codes: FHIR R4, value set issue-type.
"""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong: issue-type code, a sentence, the element it is about (may be empty)."""

    code: str
    text: str
    expression: str = ""


class FhirError(Exception):
    """A request that is refused. Carries everything the answer needs."""

    def __init__(self, status: int, *issues: Issue, headers: dict[str, str] | None = None) -> None:
        super().__init__("; ".join(issue.text for issue in issues))
        self.status = status
        self.issues = issues
        self.headers = headers or {}


def refuse(status: int, code: str, text: str, expression: str = "") -> FhirError:
    """A `FhirError` with one issue, to be raised."""
    return FhirError(status, Issue(code, text, expression))


def operation_outcome(*issues: Issue, severity: str = "error") -> Json:
    """The OperationOutcome resource for some issues."""
    return {"resourceType": "OperationOutcome", "issue": [_issue(issue, severity) for issue in issues]}


def _issue(issue: Issue, severity: str) -> Json:
    entry: Json = {"severity": severity, "code": issue.code, "diagnostics": issue.text}
    if issue.expression:
        entry["expression"] = [issue.expression]
    return entry
