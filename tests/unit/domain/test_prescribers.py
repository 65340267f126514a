"""Who may prescribe what, and whose prescriptions a site does not supply."""

import pytest

from workstation.domain.prescribers import (
    PrescriberKind,
    PrescriberRefusal,
    PrescriberRules,
    StoppedPrescriber,
    number_doubt,
    prescriber_stops,
)
from workstation.domain.prescription import Prescriber

RULES = PrescriberRules(
    pattern=r"(?=.*\d)[A-Z0-9][A-Z0-9 ./()-]{1,30}",
    needed_for=frozenset({"X"}),
    kinds=(PrescriberKind("Dental", r"DC.*", frozenset({"H"})),),
    stopped=(
        StoppedPrescriber("licence suspended", "MMC 4711", "Dr. A. Rao"),
        StoppedPrescriber("forged pads", name="Dr. Vikram Sen"),
    ),
)


def codes(prescriber: Prescriber, *schedules: str) -> list[object]:
    return [one.code for one in prescriber_stops(RULES, prescriber, schedules)]


def test_a_registered_prescriber_may_prescribe() -> None:
    assert codes(Prescriber("Dr. Meera Joshi", "MMC 2011/04/1187"), "H", "X") == []


def test_a_controlled_medicine_waits_for_a_well_formed_number_and_others_do_not() -> None:
    assert codes(Prescriber("Dr. Joshi"), "X") == [PrescriberRefusal.NO_NUMBER]
    assert codes(Prescriber("Dr. Joshi", "MMC"), "X") == [PrescriberRefusal.MALFORMED]
    assert codes(Prescriber("Dr. Joshi"), "H") == []


@pytest.mark.parametrize(
    ("number", "code"),
    [("", PrescriberRefusal.NO_NUMBER), (" ", PrescriberRefusal.NO_NUMBER), ("Reg", PrescriberRefusal.MALFORMED),
     ("12#4", PrescriberRefusal.MALFORMED), ("mmc-1187", None), ("56789", None), ("KMC 2010.0045", None)],
)  # fmt: skip
def test_a_number_is_missing_malformed_or_right(number: str, code: PrescriberRefusal | None) -> None:
    doubt = number_doubt(RULES, Prescriber("Dr. Joshi", number))
    assert (doubt.code if doubt else None) == code


def test_a_kind_of_prescriber_prescribes_its_schedules_only() -> None:
    assert codes(Prescriber("Dr. Dent", "DC-221"), "H") == []
    assert codes(Prescriber("Dr. Dent", "DC-221"), "H", "X") == [PrescriberRefusal.MAY_NOT]


@pytest.mark.parametrize(
    "prescriber",
    [Prescriber("Dr. Somebody", "mmc-4711"), Prescriber("Rao, A.", ""), Prescriber("DR. VIKRAM SEN", "MMC 9")],
    ids=["by number", "by name where the paper has no number", "by name where the list has no number"],
)
def test_who_is_on_the_stop_list_is_found(prescriber: Prescriber) -> None:
    assert codes(prescriber, "H") == [PrescriberRefusal.STOPPED]


def test_a_namesake_with_another_number_is_not_stopped() -> None:
    assert codes(Prescriber("Dr. A. Rao", "MMC 8888"), "H") == []


def test_a_pack_without_rules_asks_nothing() -> None:
    assert prescriber_stops(PrescriberRules(), Prescriber(""), ["X"]) == []
