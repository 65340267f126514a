"""The answer of a screening as the JSON of the command line contract."""

from typing import Any

from workstation.domain.screening import Alert, ScreeningResult


def answer_of(result: ScreeningResult) -> dict[str, Any]:
    """Keys as in the contract; `reviewed`, `medicines` and `unknown` come on top."""
    return {
        "id": result.id,
        "alerts": [_alert(alert) for alert in result.alerts],
        "screened": [{"text": s.text, "ingredients": list(s.ingredients)} for s in result.screened],
        "not_screened": [medicine.text for medicine in result.not_screened],
        "not_checked": [
            {
                "kind": item.kind,
                "subject": item.subject,
                "missing": item.missing,
                "interrupts": item.interrupts,
            }
            for item in result.not_checked
        ],
        "unknown": [
            {"text": m.text, "words": list(m.unknown), "suggestion": m.suggestion or None} for m in result.not_screened
        ],
        "counselling": [
            {"subject": c.ingredient, "about": c.about, "advice": c.advice, "source": c.source, "reviewed": c.reviewed}
            for c in result.counselling
        ],
        "warnings": list(result.warnings),
        "edition": result.edition,
    }


def _alert(alert: Alert) -> dict[str, Any]:
    return {
        "kind": alert.kind.value,
        "severity": alert.severity.word,
        "interrupts": alert.interrupts,
        "subjects": list(alert.subjects),
        "effect": alert.effect,
        "mechanism": alert.mechanism,
        "management": alert.management,
        "source": alert.source,
        "rule": alert.rule,
        "reviewed": alert.reviewed,
        "medicines": list(alert.medicines),
    }
