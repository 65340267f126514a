"""What the patient takes now orders candidates in doubt, and does nothing else."""

from dataclasses import replace

import pytest

from tests.unit.domain.reading.pages import page_of
from workstation.domain.reading import Candidate, Decision, MedicineReading, Reading
from workstation.domain.reading.habit import ranked_for

WARF, UNIWARFIN, OWN = (
    Candidate("Warf", ("warfarin",), 0.3, in_catalogue=True),
    Candidate("Uniwarfin", ("warfarin",), 0.4, in_catalogue=True),
    Candidate("Wanf", (), 0.1, in_catalogue=False),
)


def reading(*candidates: Candidate, decision: Decision = Decision.CONFIRM) -> Reading:
    page = page_of("Rx", "Tab. Wanf 5 mg 0-0-1", printed=False)
    medicine = MedicineReading(candidates[0].name, decision, candidates, None, candidates[0].score)
    return Reading("scan.png", (replace(page, lines=(replace(page.lines[0], medicine=medicine),)),))


def medicine_of(read: Reading) -> MedicineReading:
    return read.pages[0].lines[0].medicine


def test_a_medicine_that_the_patient_takes_comes_first_among_names_in_doubt() -> None:
    ranked = medicine_of(ranked_for(reading(UNIWARFIN, WARF, OWN), ["Warf 5", "Met XL 25"]))
    assert [one.name for one in ranked.candidates] == ["Warf", "Uniwarfin", "Wanf"]
    assert (ranked.value, ranked.decision) == ("Warf", Decision.CONFIRM)


def test_the_scores_stay_probabilities() -> None:
    ranked = medicine_of(ranked_for(reading(UNIWARFIN, WARF, OWN), ["Warf"]))
    assert ranked.candidates[0].score == pytest.approx(0.9 / 1.6)
    assert sum(one.score for one in ranked.candidates) <= 1.0


def test_a_clear_reading_of_another_medicine_stays_first() -> None:
    clear = replace(UNIWARFIN, score=0.9)
    assert medicine_of(ranked_for(reading(clear, replace(WARF, score=0.05)), ["Warf 5"])).value == "Uniwarfin"


@pytest.mark.parametrize("taken", [[], ["Telma 40"], [""]])
def test_what_is_not_among_the_candidates_changes_nothing(taken: list[str]) -> None:
    assert ranked_for(reading(UNIWARFIN, WARF), taken) == reading(UNIWARFIN, WARF)


def test_what_was_read_for_certain_is_not_touched() -> None:
    certain = reading(UNIWARFIN, WARF, decision=Decision.READ)
    assert ranked_for(certain, ["Warf 5"]) == certain


def test_likenesses_of_print_are_not_touched() -> None:
    printed = reading(replace(UNIWARFIN, score=0.95), replace(WARF, score=0.9))
    assert ranked_for(printed, ["Warf 5"]) == printed
