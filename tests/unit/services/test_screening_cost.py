"""A patient with many open prescriptions: each is screened with all the others, once, in short transactions."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from tests.factories import Json, Pharmacy, a_pharmacy, fhir_patient, fhir_request, fhir_task
from tests.fakes import FakeKnowledge
from tests.unit.services.searching_server import SearchingServer, courier_to
from workstation.domain.queue import Flag
from workstation.domain.screening import ScreeningProfile, ScreeningResult
from workstation.services.flags import refresh_flags_of
from workstation.services.sync.gathering import Asked, gather
from workstation.services.sync.taking import SCREENED_TOGETHER, screen_waiting, take

MANY = 30


@dataclass(slots=True)
class Counted:
    """How often each prescription was screened."""

    times: Counter[str] = field(default_factory=Counter)

    def note(self, profile: ScreeningProfile, result: ScreeningResult) -> ScreeningResult:
        """Nothing is changed."""
        self.times[profile.id] += 1
        return result


@pytest.fixture
def counted() -> Counted:
    """From the beginning of a test."""
    return Counted()


@pytest.fixture
def pharmacy(counted: Counted) -> Iterator[Pharmacy]:
    """Its knowledge counts."""
    with a_pharmacy(FakeKnowledge(found=counted.note)) as opened:
        yield opened


def arrive(pharmacy: Pharmacy, names: Sequence[str], first: int = 0) -> None:
    """Prescriptions of one medicine each, all of one patient, on one page."""
    resources: list[Json] = [fhir_patient("p1")]
    for number, name in enumerate(names, first):
        resources.append(fhir_request(f"m{number}", medicationCodeableConcept={"text": f"{name} 5 mg"}))
        resources.append(fhir_task(f"RX-{number}", [f"m{number}"]))
    server = SearchingServer(*resources)
    tasks = [one for one in server.resources.values() if one["resourceType"] == "Task"]
    included = [one for one in server.resources.values() if one["resourceType"] != "Task"]
    courier = courier_to(pharmacy, server)
    assert take(courier, gather(courier, Asked(), tasks, included)) == len(names)


def screen(pharmacy: Pharmacy, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Everything that waits."""
    return screen_waiting(courier_to(pharmacy, SearchingServer()), goes_on)


def flags(pharmacy: Pharmacy) -> dict[str, frozenset[Flag]]:
    """By prescription number."""
    with pharmacy.store.read() as tx:
        ids = list(tx.prescriptions.open_tasks().values())
        return {tx.prescriptions.get(one).number: frozenset(tx.prescriptions.flags(one)) for one in ids}


def some(count: int) -> list[str]:
    """Medicines that have nothing to do with each other."""
    return [f"medicine{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(count)]


def test_of_a_patient_with_many_new_prescriptions_each_is_screened_once(pharmacy: Pharmacy, counted: Counted) -> None:
    arrive(pharmacy, some(MANY))
    screen(pharmacy)
    assert set(counted.times.values()) == {1}
    assert len(counted.times) == MANY
    assert not any(Flag.SCREENING_WAITS in found for found in flags(pharmacy).values())


def test_people_at_the_counter_wait_for_a_few_of_them_at_most(pharmacy: Pharmacy, counted: Counted) -> None:
    arrive(pharmacy, some(MANY))
    so_far: list[int] = []

    def goes_on() -> bool:
        so_far.append(counted.times.total())
        return True

    screen(pharmacy, goes_on)
    so_far.append(counted.times.total())
    assert max(after - before for before, after in pairwise(so_far)) <= SCREENED_TOGETHER


def test_what_is_screened_in_portions_is_what_is_screened_at_once(pharmacy: Pharmacy) -> None:
    arrive(pharmacy, ["warfarin", *some(MANY), "aspirin"])
    screen(pharmacy)
    in_portions = flags(pharmacy)
    with pharmacy.store.begin() as tx:
        refresh_flags_of(tx, pharmacy.site, list(tx.prescriptions.open_tasks().values()))
    assert flags(pharmacy) == in_portions
    assert Flag.INTERACTION_MAJOR in in_portions["RX-0"]


def test_those_that_were_here_before_are_screened_with_what_comes(pharmacy: Pharmacy) -> None:
    arrive(pharmacy, ["warfarin", "medicine"])
    assert Flag.INTERACTION_MAJOR not in flags(pharmacy)["RX-0"]
    arrive(pharmacy, ["aspirin", *some(MANY)], first=10)
    screen(pharmacy)
    assert Flag.INTERACTION_MAJOR in flags(pharmacy)["RX-0"]


def test_those_that_were_done_are_screened_again_when_somebody_adds_to_them_meanwhile(pharmacy: Pharmacy) -> None:
    arrive(pharmacy, ["warfarin", *some(MANY)])
    asked = 0

    def goes_on() -> bool:
        nonlocal asked
        asked += 1
        if asked == MANY // SCREENED_TOGETHER:
            arrive(pharmacy, ["aspirin", *some(MANY)], first=100)
        return True

    screen(pharmacy, goes_on)
    assert all(Flag.INTERACTION_MAJOR in found for found in flags(pharmacy).values())
