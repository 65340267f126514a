"""Made-up alerts of the made-up prescription."""

from workstation.domain.overrides import OverrideReason
from workstation.domain.screening.model import Alert, AlertKind, Severity

WARFARIN_ASPIRIN = Alert(
    kind=AlertKind.INTERACTION, severity=Severity.MAJOR, interrupts=True, subjects=("warfarin", "aspirin"),
    effect="Together they raise the risk of major bleeding.",
    mechanism="Aspirin slows platelets and can injure the stomach; warfarin slows clotting.",
    management="Ask if both are meant (stent, valve). If yes: stomach protection, INR within a week, tell the patient"
    " the bleeding signs.",
    source="ANSM thesaurus, Oct 2020", rule="warfarin-aspirin", reviewed=False, medicines=("warfarin 5 mg",),
)  # fmt: skip
AUGMENTIN_WARFARIN = Alert(
    kind=AlertKind.INTERACTION, severity=Severity.MODERATE, interrupts=False, subjects=("amoxicillin", "warfarin"),
    effect="INR may rise.", mechanism="", management="Recheck INR in 3 to 5 days; the patient reports any bruising.",
    source="ANSM thesaurus", rule="amoxicillin-warfarin", reviewed=False,
)  # fmt: skip
REASONS = tuple(
    OverrideReason(code, frozenset(AlertKind), code == "other")
    for code in ("prescriber_confirmed", "already_stable", "monitoring_arranged", "dose_adjusted", "other")
)
"""With which both may be answered."""
