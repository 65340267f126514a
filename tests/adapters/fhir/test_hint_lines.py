"""Hints in a stream: each line of data once, however the bytes are cut, and no line fills the memory."""

import tracemalloc
from collections.abc import Iterator

import pytest

from workstation.adapters.fhir.hint_lines import hints

STREAM = b": alive\n\ndata: 1\n\nevent: x\r\ndata:2\r\n\r\ndatax: 3\rdata\r\n data: 4\n"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_every_line_of_data_is_one_hint_however_the_stream_is_cut(size: int) -> None:
    pieces = [STREAM[start : start + size] for start in range(0, len(STREAM), size)]
    assert len(list(hints(pieces))) == 2


def test_a_line_that_has_not_ended_is_no_hint_yet() -> None:
    assert list(hints([b"data: 1"])) == []


def test_a_line_without_an_end_fills_no_memory() -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(64):
            yield b"x" * 1024 * 1024

    tracemalloc.start()
    try:
        assert list(hints(endless())) == []
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()
