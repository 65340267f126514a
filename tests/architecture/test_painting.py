"""Every method of ours that Qt calls has its guard (docs/adr/0026-exceptions-in-methods-that-qt-calls.md)."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

import workstation.app
import workstation.ui
from workstation.ui.guards import GUARD, called_by_qt, paints

PAINTING = frozenset(
    "paintEvent paint paintSection drawBackground drawForeground drawPrimitive drawControl drawComplexControl "
    "drawItemText drawItemPixmap drawRow drawBranches drawFrame drawContents drawDisplay drawFocus drawCheck".split()
)


def _classes() -> Iterator[type]:
    for package in (workstation.ui, workstation.app):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, type) and value.__module__ == module.name:
                    yield value


def _overrides(kind: type) -> Iterator[tuple[str, str]]:
    """Name and guard ("" without one) of every method that has the name of a method of a Qt base."""
    qt = [base for base in kind.__mro__ if base.__module__.startswith("PySide6.")]
    for name, method in vars(kind).items():
        if inspect.isfunction(method) and not name.startswith("_") and any(name in vars(base) for base in qt):
            yield name, getattr(method, GUARD, "")


def _wrong(kind: type) -> list[str]:
    known = dict(_overrides(kind))
    # A guard that slid onto its neighbour: `paints` there would turn a bug into a None.
    found = [
        f"{kind.__module__}.{kind.__name__}.{name} needs no guard: Qt does not call it"
        for name, method in vars(kind).items()
        if hasattr(method, GUARD) and name not in known
    ]
    for name, guard in known.items():
        wanted = "paints" if name in PAINTING else "called_by_qt"
        if guard != wanted:
            found.append(f"{kind.__module__}.{kind.__name__}.{name} needs @{wanted} of workstation.ui.guards")
    return found


def test_every_method_that_qt_calls_has_its_guard() -> None:
    assert [line for kind in _classes() for line in _wrong(kind)] == []


def test_there_are_overrides_to_look_at() -> None:
    names = [name for kind in _classes() for name, _ in _overrides(kind)]
    assert names.count("paintEvent") > 40
    assert {"paint", "data", "sizeHint", "resizeEvent", "eventFilter", "drawForeground"} <= set(names)


def test_a_missing_and_a_wrong_guard_are_found() -> None:
    class Bare(QWidget):
        def paintEvent(self, _event: object) -> None: ...

    class Swapped(QWidget):
        @called_by_qt
        def paintEvent(self, _event: object) -> None: ...

        @paints
        def resizeEvent(self, _event: object) -> None: ...

        def helper(self) -> None: ...

    class Slid(QWidget):
        @paints
        def helper(self) -> None: ...

    assert len(_wrong(Bare)) == 1
    assert [line.split(" needs ")[1] for line in _wrong(Slid)] == ["no guard: Qt does not call it"]
    assert [line.split(" needs ")[1] for line in _wrong(Swapped)] == [
        "@paints of workstation.ui.guards",
        "@called_by_qt of workstation.ui.guards",
    ]
