"""Who picked what wants a second person cannot check it: the bar says what to do, a scan is the second one."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from tests.ui.dispense.screen import OpenScreen, Screen
from workstation.domain.errors import Refused
from workstation.domain.second_person import SecondCheck, SecondScanRefusal
from workstation.services.counter_view import CounterView
from workstation.ui.components.verdict_views import Stop
from workstation.ui.dispense.actions import DispenseActions
from workstation.ui.dispense.samples import NOW, PRESCRIPTION, WARF_5, SampleCounter
from workstation.ui.sounds import Sound

OPENS = NOW + timedelta(minutes=10)
"""11:14 in the zone of the words of a test, which is UTC."""


@dataclass
class Alone:
    """A counter at which the two packs of the first line want a second person."""

    counter: SampleCounter
    opens_at: datetime | None = OPENS
    done: int = 0
    refusal: Refused | None = None

    def open(self, prescription_id: UUID) -> CounterView:
        view = self.counter.open(prescription_id)
        row = next(one for one in view.lines if one.line.position == 1)
        packs = tuple(one.id for one in row.allocations)
        return replace(view, second_check=SecondCheck(packs, frozenset(packs[: self.done]), self.opens_at))

    def scan_again(self, _rx: UUID, code: str) -> object:
        if self.refusal is not None:
            raise self.refusal
        self.counter.calls.append(f"again {code}")
        self.done += 1
        return None

    def actions(self) -> DispenseActions:
        return replace(self.counter.actions(), open=self.open, scan_again=self.scan_again)


def _opened(alone: Alone, open_screen: OpenScreen) -> Screen:
    alone.counter.scan_all()
    alone.counter.put_labels()
    return open_screen(alone.actions())


def test_the_check_is_locked_and_says_from_when_a_second_scan_counts(
    counter: SampleCounter, open_screen: OpenScreen
) -> None:
    screen = _opened(Alone(counter), open_screen)
    assert screen.panel.bar.go_on.locked_because == (
        "A second person checks this. Alone: scan every pack again from 11:14 on, 0 of 2"
    )
    screen.go_on()
    assert "check" not in counter.calls


def test_every_pack_scanned_again_opens_the_check(counter: SampleCounter, open_screen: OpenScreen) -> None:
    screen = _opened(Alone(counter), open_screen)
    for done in (1, 2):
        screen.scan(WARF_5.gtin)
        screen.settle()
        assert counter.calls[-1] == f"again {WARF_5.gtin}"
        assert bool(screen.panel.bar.go_on.locked_because) is (done < 2)
    assert counter.sounds == [Sound.OK, Sound.OK]
    screen.go_on()
    assert counter.calls[-1] == "check"


def test_a_second_scan_that_is_refused_is_a_stop(counter: SampleCounter, open_screen: OpenScreen) -> None:
    alone = Alone(counter, refusal=Refused(SecondScanRefusal.TOO_EARLY, opens_at=OPENS))
    screen = _opened(alone, open_screen)
    screen.scan(WARF_5.gtin)
    verdict = screen.verdict
    assert isinstance(verdict, Stop)
    assert verdict.sentence == "Too early: the second scan counts from 11:14 on"
    assert screen.panel.step_back()


def test_where_nobody_may_be_alone_a_scan_is_no_second_one(counter: SampleCounter, open_screen: OpenScreen) -> None:
    screen = _opened(Alone(counter, opens_at=None), open_screen)
    assert screen.panel.bar.go_on.locked_because == "A second person checks this: whoever picked may not"
    screen.scan(WARF_5.gtin)
    assert not any(call.startswith("again") for call in counter.calls)


def test_before_the_labels_a_scan_is_a_first_one(counter: SampleCounter, open_screen: OpenScreen) -> None:
    alone = Alone(counter)
    counter.scan_all(but=1)
    screen = open_screen(alone.actions())
    assert screen.panel.session is not None
    assert not screen.panel.session.scans_again
    assert PRESCRIPTION.id == screen.panel.session.view.prescription.id
