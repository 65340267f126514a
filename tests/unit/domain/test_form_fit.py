"""A tablet is not taken for the syrup that is written, and 5 mL of it is no dose."""

import pytest

from workstation.domain.dosage import parse_dosage
from workstation.domain.form_fit import is_other_form, kind_of, odd_unit
from workstation.services.directions import DirectionsGap, gap_in


@pytest.mark.parametrize(
    ("written", "form", "other"),
    [
        ("Syp. Zinconia 5 mL OD", "tablet", True),
        ("Syp. Zinconia 5 mL OD", "syrup", False),
        ("Syp Zinconia", "suspension", False),
        ("Crocin drops 0.8 mL SOS", "tablet", True),
        ("Crocin drops 0.8 mL SOS", "drops", False),
        ("Tab. Pan D 40", "capsule", False),
        ("Tab Xone 1 g", "injection", True),
        ("Inj. Lantus 10 units", "pen", False),
        ("Cap Tiova", "inhalation capsule", True),
        ("Fusidic cream", "tablet", True),
        ("Morcontin 10 CR", "tablet", False),
        ("Gelusil 2 tsp", "tablet", False),
        ("Warf 5", "tablet", False),
        ("Tab. ORS", "sachet", False),
        ("", "tablet", False),
    ],
)
def test_the_form_that_the_paper_names_is_compared_with_the_products(written: str, form: str, other: bool) -> None:
    assert is_other_form(written, form) is other


@pytest.mark.parametrize(
    ("directions", "form", "unit"),
    [
        ("5 mL OD", "tablet", "mL"),
        ("1 tsp bd", "tablet", "mL"),
        ("5 mL OD", "syrup", ""),
        ("0.8 mL tds", "drops", ""),
        ("1 tablet bd", "syrup", "tablet"),
        ("1 tablet bd", "dispersible tablet", ""),
        ("2 puffs bd", "inhaler", ""),
        ("2 puffs bd", "tablet", "puff"),
        ("1 capsule od", "inhalation capsule", ""),
        ("10 units at night", "pen", ""),
        ("500 mg bd", "tablet", ""),
        ("1-0-1", "tablet", ""),
    ],
)
def test_a_dose_in_a_unit_that_the_form_does_not_have_is_named(directions: str, form: str, unit: str) -> None:
    assert odd_unit(parse_dosage(directions), form) == unit


def test_such_a_dose_is_a_gap_also_in_one_step_of_several() -> None:
    assert gap_in("5 mL OD", "tablet") is DirectionsGap.OTHER_UNIT
    assert gap_in("1 tab x 3d then 5 mL od x 3d", "tablet") in {DirectionsGap.OTHER_UNIT, DirectionsGap.NOT_UNDERSTOOD}
    assert gap_in("5 mL OD", "syrup") is None


def test_a_form_with_two_words_of_different_kinds_is_what_is_done_with_it() -> None:
    kinds = [kind_of(form) for form in ("inhalation capsule", "cutaneous solution", "eye drops", "vaginal tablet")]
    assert kinds == ["inhaled", "on_skin", "drops", "solid"]
    assert kind_of("patch") is None
