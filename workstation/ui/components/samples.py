"""Invented data for the gallery and for tests of components."""

from workstation.domain.queue import Flag
from workstation.ui.components.alert_words import AlertView
from workstation.ui.components.facts import Fact, StepState, Todo
from workstation.ui.components.reasons import ReasonOption
from workstation.ui.components.runs import Run, bold, code
from workstation.ui.components.severity import Severity
from workstation.ui.components.steps import TrailStep
from workstation.ui.components.tabs import Tab
from workstation.ui.components.threeway import PartState, Tile
from workstation.ui.components.verdict_views import Match, Stop, StopTile
from workstation.ui.theme import Role

TYPE_SAMPLES = (
    (Role.VERDICT, "MATCH"),
    (Role.TITLE, "Queue · प्रतीक्षा सूची"),
    (Role.HEADING, "Lines and alerts"),
    (Role.MEDICINE, "ecoSPRIN 75 · encoRATE 200 · Il1 O0"),
    (Role.BODY, "Take 1 tablet at bedtime · 1 गोली लें"),
    (Role.SMALL, "batch WF2419 · expires 31 Mar 2027"),
    (Role.CODE, "(01)08901177011238(17)270331"),
)
FOOD = (("after", "after food"), ("before", "before food"), ("any", "any time"))
TABS = (
    Tab("all", "All open", 42),
    Tab("mine", "Mine", 5),
    Tab("late", "Late", 3, "shape-major", "major"),
    Tab("due", "Due in 15 min", 7, "half-diamond", "moderate"),
)
FLAG_WORDS = {
    Flag.ALLERGY: "Allergy",
    Flag.CONTRAINDICATED: "Contraindicated",
    Flag.INTERACTION_MAJOR: "Interaction",
    Flag.MAJOR: "Major alert",
    Flag.INTERACTION_MODERATE: "Interaction",
    Flag.CONTROLLED: "Controlled",
    Flag.NO_STOCK: "No stock",
    Flag.FRIDGE: "Fridge",
    Flag.OWING: "Owing",
    Flag.DUPLICATE: "Duplicate",
    Flag.CHILD_DOSE: "Child dose",
    Flag.DIRECTIONS: "Directions",
    Flag.NOT_CHECKED: "Not all checked",
    Flag.FACTS_MISSING: "Not all known",
    Flag.MINOR: "Minor note",
    Flag.NOT_SCREENED: "Not screened",
    Flag.SCREENING_WAITS: "Not screened yet",
    Flag.PATIENT_NOT_CONFIRMED: "Whose is it?",
    Flag.SEEN_BEFORE: "Seen before?",
    Flag.UNREADABLE_SCAN: "Unreadable scan",
    Flag.NEEDS_ATTENTION: "Needs a look",
}
TILES = (
    Fact("Age, sex", "67 M"),
    Fact("Weight", "72 kg"),
    Fact("eGFR 12 Nov", (bold("48"), Run(" mL/min", 400, "text_2"))),
    Fact("Pregnancy", "n/a"),
)
FACTS = (
    Fact("Conditions", "AF, type 2 diabetes, hypertension"),
    Fact("Takes now", (bold("Warf 5"), Run(" · Met XL 25 · Atorva 10 · Telma 40"))),
    Fact("INR", (bold("2.4"), Run(" on 10 Nov · target 2 to 3"))),
)
TODOS = (
    Todo("Ecosprin 75, shelf A1-12", StepState.DONE, "2 of 2"),
    Todo("Scan packs of Warf 5", StepState.NOW, "1 of 2"),
    Todo("Accuracy check by a second person", StepState.LATER, "policy: anticoagulant"),
)
SEVERITIES = (
    (Severity.CONTRAINDICATED, "Nitrate + sildenafil"),
    (Severity.MAJOR, "Warfarin + aspirin"),
    (Severity.MODERATE, "Warfarin + amoxicillin"),
    (Severity.MINOR, "Metformin + eGFR 48"),
    (Severity.MATCH, "Written = keyed = scanned"),
)
ALERT = AlertView(
    id="a1",
    severity=Severity.MAJOR,
    kind="INTERACTION",
    pair="Warf 5 + Ecosprin 75",
    lines="lines 1 and 2",
    what_happens="Aspirin slows platelets and can injure the stomach; warfarin slows clotting. Together they raise"
    " the risk of major bleeding.",
    what_to_do="Ask if both are meant (stent, valve). If yes: stomach protection, INR within a week, tell the patient"
    " the bleeding signs.",
    in_stock=(Run("If both stay: "), bold("Pan 40"), Run(" (pantoprazole), 12 strips, B4, ₹ 155.40.")),
    source="Knowledge pack 2026.11 · rule WARF-ASA-01 · not clinically reviewed",
    reasons=(
        ReasonOption("prescriber", "Prescriber confirmed both are meant"),
        ReasonOption("stable", "Patient already takes both, stable"),
        ReasonOption("other", "Other, in words", needs_text=True),
    ),
)
MODERATE = "INR may rise. Recheck INR in 3 to 5 days; patient reports any bruising."
ANSWERED = "Dr. Joshi confirmed both by phone 16:33, INR on 27 Nov. Override by A. Kulkarni."
EMPTY = "All 39 open prescriptions are on time. Late ones appear here by themselves."
PROBLEM = (
    "Dr. Menon stopped line 2 at 15:41. You handed over Telma 40 at 15:44, before this PC heard of it.",
    "The hand-over is stored here and stays. The server has not been changed.",
    "Look at both versions and decide. If the patient should not take it, call first.",
)
MATCH = Match(
    title="Warf 5 · warfarin 5 mg tablet",
    details=(
        (
            Run("Batch "),
            code("WF2419"),
            Run(" · expires "),
            bold("31 Mar 2027"),
            Run(" · serial "),
            code("7K2M09QX41"),
        ),
        (Run("GTIN "), code("08901177011238")),
    ),
    note="Label 1 of 2 printed 16:34:07: put it on this pack",
    packs_done=1,
    packs_total=2,
    packs_note="30 tablets = 2 × 15",
)
STOP = Stop(
    sentence="Wrong strength: 2 mg, not 5 mg",
    scanned=StopTile(
        "You scanned", "08901177011474", "Warf", "2 mg", "warfarin 2 mg tablet · batch WT0917 · strip of 15"
    ),
    expected=StopTile(
        "Expected", "08901177011238", "Warf", "5 mg", "warfarin 5 mg tablet · batch WF2419 · strip of 15"
    ),
    recorded="Nothing was recorded: no stock moved, no label printed, no dispense.",
    steps=(
        "Put this pack back on shelf B2-03",
        "Take Warf 5, batch WF2419, from shelf B2-05",
        "Scan it. The right pack clears this",
    ),
    sound=(bold("Sound: stop"), Run("  three low tones · counted as a near miss, without blame")),
)
TILES_OF_THREE = (
    Tile("Written", "line 1", PartState.AGREES, "Warf 5 mg", ("0-0-1 × 30 d",)),
    Tile(
        "Keyed", "AK 16:31", PartState.AGREES, "Warf 5",
        ("warfarin 5 mg · tablet", "1 tablet at bedtime, 30 days", "quantity 30"),
    ),
    Tile(
        "Scanned", "16:34:02", PartState.DIFFERS, (Run("Warf "), bold("2", "major")),
        ("warfarin 2 mg · tablet, strip of 15", "shelf B2-03, two places to the left"),
    ),
)  # fmt: skip
TRAIL = (
    TrailStep("Review", "review", StepState.DONE),
    TrailStep("Pick and scan", "scan", StepState.NOW),
    TrailStep("Accuracy check", "badge", StepState.LATER),
    TrailStep("Hand-over", "handover", StepState.LATER),
)
TOASTS = (
    ("Approved, sent to picking", Severity.MATCH, "", "Undo", "undo-approve"),
    ("Printer out of labels. 3 wait", Severity.MODERATE, "", "Show", "show-printer"),
    ("Back online. 14 of 14 sent", None, "refresh"),
)
OFFLINE = (
    "Offline since 16:12: the order server does not answer.",
    "Work goes on for the 9 prescriptions claimed here. 14 entries wait and each will be sent once.",
    "next try in 0:38",
)
