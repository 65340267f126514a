"""The bar of an open prescription: whose it is, is never cut."""

import pytest
from pytestqt.qtbot import QtBot

from workstation.ui.components.due import Due, DueState
from workstation.ui.components.facts import StepState
from workstation.ui.components.steps import TrailStep
from workstation.ui.shell.prescription_bar import PrescriptionBar, PrescriptionHead
from workstation.ui.theme import ThemeChoice, ThemeHost

STEPS = tuple(TrailStep(name, "review", StepState.LATER) for name in ("Review", "Pick and scan", "Check", "Hand-over"))
FACTS = "31 female · RX-26-004809 · Dr. Nilesh Rao, MMC 2011/04/1187 · written 22 Nov 2026"


@pytest.mark.parametrize(("width", "scale"), [(1294, 100), (1528, 100), (1848, 100), (1848, 200)])
@pytest.mark.parametrize("name", ["Fatima Shaikh", "Kandasamy Venkatasubramaniam Lakshminarasimhan"])
def test_the_name_is_never_cut(host: ThemeHost, qtbot: QtBot, name: str, width: int, scale: int) -> None:
    host.choose(ThemeChoice.LIGHT, scale=scale)
    bar = PrescriptionBar(host)
    qtbot.addWidget(bar)
    due = Due(DueState.SOON, "Due 4 min")
    bar.show_head(PrescriptionHead(name, FACTS, STEPS, due, claimed="Claimed by you"))
    bar.resize(width, bar.height())
    bar.show()
    qtbot.wait(1)
    assert bar._name.width() >= bar._name.sizeHint().width()
    assert bar._name.geometry().right() <= bar.width()
