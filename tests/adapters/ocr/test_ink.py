"""Scores of names over letter probabilities."""

from itertools import product
from math import exp, log

import numpy as np
import pytest

from workstation.adapters.ocr.ink import SMALL, fold_frames, folded_columns, log_likelihoods


def frames(*rows: dict[str, float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    table = np.full((len(rows), len(SMALL) + 1), 1e-5, np.float32)
    for number, row in enumerate(rows):
        for letter, probability in row.items():
            table[number, 0 if letter == "-" else SMALL.index(letter) + 1] = probability
    return table


def by_hand(table: np.ndarray[tuple[int, ...], np.dtype[np.float32]], name: str) -> float:
    """The sum over every path, one by one."""
    letters = sorted({*name})
    columns = {"-": 0} | {letter: SMALL.index(letter) + 1 for letter in letters}
    total = 0.0
    for path in product(columns, repeat=len(table)):
        merged = "".join(a for i, a in enumerate(path) if a != "-" and (i == 0 or path[i - 1] != a))
        if merged == name:
            total += exp(sum(log(table[i, columns[letter]]) for i, letter in enumerate(path)))
    return log(total)


@pytest.mark.parametrize("name", ["ab", "aab", "b", "aba"])
def test_the_recursion_gives_the_sum_over_all_paths(name: str) -> None:
    table = frames(
        {"a": 0.6, "-": 0.3, "b": 0.1},
        {"-": 0.5, "a": 0.4, "b": 0.1},
        {"a": 0.3, "b": 0.6, "-": 0.1},
        {"b": 0.5, "a": 0.2, "-": 0.3},
    )
    assert log_likelihoods(table, [name])[0] == pytest.approx(by_hand(table, name), rel=1e-5)


def test_names_of_different_length_are_scored_together_as_alone() -> None:
    table = frames({"a": 0.9}, {"-": 0.9}, {"b": 0.9}, {"-": 0.9})
    together = log_likelihoods(table, ["ab", "abc", "a"])
    assert together == pytest.approx([log_likelihoods(table, [name])[0] for name in ("ab", "abc", "a")])
    assert together.argmax() == 0


def test_capitals_and_small_letters_are_one_and_signs_are_gaps() -> None:
    columns = folded_columns(["", "A", "a", "-"])
    folded = fold_frames(np.array([[0.1, 0.5, 0.3, 0.1]], np.float32), columns)
    assert folded[0, SMALL.index("a") + 1] == pytest.approx(0.8)
    assert folded[0, 0] == pytest.approx(0.2)
