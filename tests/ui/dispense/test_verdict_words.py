"""Every refusal of a scan and of a hand-over has its three parts, and a STOP that says them."""

from datetime import UTC, date, datetime

import pytest

from workstation.domain.dispensing import ScanRefusal
from workstation.domain.errors import Fact, Refused
from workstation.services.handover import HandOverRefusal
from workstation.ui.dispense.samples import PRESCRIPTION, WARF_5, SampleCounter
from workstation.ui.dispense.verdicts import brand_and_mark, differing, stop_of
from workstation.ui.dispense.views import current_line
from workstation.ui.words import Words

FACTS: dict[str, Fact] = {
    "scanned": "Warf 2",
    "scanned_strength": "warfarin 2 mg",
    "scanned_form": "tablet",
    "scanned_gtin": "08901177011474",
    "scanned_shelf": "B2-03",
    "expected": "Warf 5",
    "expected_strength": "warfarin 5 mg",
    "expected_form": "capsule",
    "expected_gtin": "08901177011238",
    "expected_shelf": "B2-05",
    "expected_batch": "WF2419",
    "line": 1,
    "lines": 2,
    "gtin": "08901177011474",
    "batch_number": "B123",
    "expiry_date": date(2026, 12, 10),
    "use_batch": "WF2419",
    "days_supply": 30,
    "lasts_days": 19,
    "on_pack": date(2026, 12, 1),
    "in_stock": date(2026, 12, 31),
    "why": "two codes",
    "held_for": "RX-2",
    "held_day": date(2026, 11, 22),
    "held_since": datetime(2026, 11, 22, 10, 42, tzinfo=UTC),
    "missing": 2,
    "serial_number": "7K2M",
    "product": "Warf 5",
    "number": "RX-1",
    "subjects": "warfarin + aspirin",
    "severity": "major",
    "elsewhere": "20 tablet",
    "owing": "5 tablet",
    "bin": "H-07",
}


@pytest.mark.parametrize("code", [*ScanRefusal, *HandOverRefusal])
def test_every_refusal_at_the_counter_says_what_happened_what_is_safe_and_what_to_do(
    words: Words, code: ScanRefusal | HandOverRefusal
) -> None:
    assert words.has_refusal(code)
    parts = words.parts(code, FACTS)
    assert parts.happened
    assert parts.safe
    assert parts.todo
    assert "–" not in parts.sentence


@pytest.mark.parametrize("code", list(ScanRefusal))
def test_every_refused_scan_makes_a_stop_with_a_sentence_and_steps(words: Words, code: ScanRefusal) -> None:
    view = SampleCounter().open(PRESCRIPTION.id)
    stopped = stop_of(words, view, Refused(code, **FACTS), current_line(view, None), WARF_5.gtin)
    assert stopped.stop.sentence
    assert not stopped.stop.sentence.endswith(".")
    assert stopped.stop.recorded
    assert 1 <= len(stopped.stop.steps) <= 3


@pytest.mark.parametrize("code", list(ScanRefusal))
def test_a_stop_without_any_fact_still_says_something(words: Words, code: ScanRefusal) -> None:
    view = SampleCounter().open(PRESCRIPTION.id)
    assert stop_of(words, view, Refused(code), None, "garbage").stop.sentence


def test_a_batch_refusal_is_about_the_line_whose_pack_was_scanned(words: Words) -> None:
    view = SampleCounter().open(PRESCRIPTION.id)
    refusal = Refused(ScanRefusal.QUARANTINED, batch_number="B123")
    scanned = f"(01){WARF_5.gtin}(10)B123"
    stopped = stop_of(words, view, refusal, current_line(view, PRESCRIPTION.lines[1].id), scanned)
    assert stopped.line_id == PRESCRIPTION.lines[0].id


def test_the_steps_say_it_when_no_shelf_is_known(words: Words) -> None:
    view = SampleCounter().open(PRESCRIPTION.id)
    facts = FACTS | {"scanned_shelf": "", "expected_shelf": "", "expected_batch": None}
    stopped = stop_of(words, view, Refused(ScanRefusal.WRONG_STRENGTH, **facts), None, "")
    assert stopped.stop.steps == (
        "Put Warf 2 back where it came from",
        "Take Warf 5",
        "Scan it. The right pack clears this",
    )


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("warfarin 2 mg", "warfarin 5 mg", ("2 mg", "5 mg")),
        (
            "amoxicillin 250 mg + clavulanic acid 125 mg",
            "amoxicillin 500 mg + clavulanic acid 125 mg",
            ("250 mg", "500 mg"),
        ),
        (
            "amoxicillin 250 mg + clavulanic acid 62.5 mg",
            "amoxicillin 500 mg + clavulanic acid 125 mg",
            ("amoxicillin 250 mg + clavulanic acid 62.5 mg", "amoxicillin 500 mg + clavulanic acid 125 mg"),
        ),
        ("paracetamol 125 mg per 5 mL", "paracetamol 250 mg per 5 mL", ("125 mg per 5 mL", "250 mg per 5 mL")),
        ("aspirin 75 mg", "aspirin 75 mg + clopidogrel 75 mg", ("aspirin 75 mg", "aspirin 75 mg + clopidogrel 75 mg")),
    ],
)
def test_only_what_differs_of_a_strength_is_said(one: str, other: str, said: tuple[str, str]) -> None:
    assert differing(one, other) == said


def test_a_number_that_the_brand_ends_with_is_not_said_twice() -> None:
    assert brand_and_mark("Warf 5", "5 mg") == ("Warf", "5 mg")
    assert brand_and_mark("Ecosprin 75", "150 mg") == ("Ecosprin 75", "150 mg")
    assert brand_and_mark("Dolo 650", "") == ("Dolo 650", "")
