"""What an alert is about, in words that do not mislead."""

from dataclasses import replace

import pytest

from tests.fakes import an_alert
from workstation.domain.screening import AlertKind, NotChecked
from workstation.ui.alert_title import alert_title
from workstation.ui.review.alert_views import not_checked_words
from workstation.ui.words import Words

PAIR = an_alert("x", AlertKind.INTERACTION, ("warfarin", "aspirin"), ())


def test_an_allergy_does_not_read_as_a_pair_of_medicines(words: Words) -> None:
    assert alert_title(PAIR, words) == "warfarin + aspirin"
    allergy = replace(PAIR, kind=AlertKind.ALLERGY, subjects=("amoxicillin", "penicillin"))
    assert alert_title(allergy, words) == "amoxicillin: allergy to penicillin"
    assert alert_title(allergy, words, "Augmentin 625 Duo") == "Augmentin 625 Duo: allergy to penicillin"
    condition = replace(PAIR, kind=AlertKind.CONDITION, subjects=("metformin", "kidney disease, stage 4"))
    assert alert_title(condition, words) == "metformin: patient has kidney disease, stage 4"


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (NotChecked("condition", "conditions", "conditions unknown"), "Not checked: conditions of the patient"),
        (NotChecked("allergy", "allergies", "allergy status unknown"), "Not checked: allergies"),
        (
            NotChecked("interaction", "current medicines", "current medicines unknown"),
            "Not checked: interactions with what the patient takes",
        ),
        (NotChecked("renal", "metformin", "eGFR"), "Not checked: kidney of metformin"),
    ],
)
def test_a_check_that_was_not_made_is_named_in_plain_words(words: Words, check: NotChecked, said: str) -> None:
    assert not_checked_words(check, words) == said
