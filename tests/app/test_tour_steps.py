"""tour.json names every picture of the tour."""

import ast
import inspect
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from workstation.app import tour
from workstation.app.hands import Hands


class CountingHands:
    """Takes no picture, but numbers it."""

    taken = 0

    def picture(self, name: str) -> str:
        """The file's name."""
        self.taken += 1
        return f"{self.taken:02d}_{name}.png"


def test_each_picture_is_a_step_also_one_within_another() -> None:
    hands = CountingHands()
    window = SimpleNamespace(toasts=SimpleNamespace(shown=SimpleNamespace(connect=lambda _slot: None)))
    one = tour.Tour(cast("Any", None), cast("Any", SimpleNamespace(window=window)), cast("Hands", hands))
    one._step("outer", lambda: one._part("inner"))
    assert [step["screenshot"] for step in one.steps] == ["01_inner.png", "02_outer.png"]
    assert all(step["seconds"] >= 0 for step in one.steps)


def test_no_picture_is_taken_beside_the_steps() -> None:
    source = Path(inspect.getfile(tour)).read_text(encoding="utf-8")
    calls = [node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)]
    assert calls.count("picture") == 1
