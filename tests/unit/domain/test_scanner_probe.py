"""What a scanned test code tells of the scanner."""

from collections.abc import Mapping

import pytest

from tests.keyboards import FRENCH, GERMAN, LAYOUTS, US, pressed
from workstation.domain.scanned_code import has_right_check_digit
from workstation.domain.scanner_probe import (
    FIRST_CODE,
    GTIN,
    SECOND_CODE,
    Found,
    ProbeProblem,
    Stroke,
    first_found,
    second_found,
)
from workstation.domain.scanner_setting import KeyReading, ScannerSetting, Separator, Suffix, setting_of
from workstation.domain.us_keyboard import GS


def strokes(code: str, layout: Mapping[str, str] = US, gap: float = 4, *, places: bool = True) -> list[Stroke]:
    """The keys of a scanner that types as a US keyboard on a PC with this layout."""
    return [
        Stroke(text, place if places else 0, shift, control, at * gap)
        for at, (text, place, shift, control) in enumerate(pressed(code, layout))
    ]


def test_a_scanner_as_it_comes_is_read() -> None:
    found = first_found(strokes(f"{FIRST_CODE}\r"))
    assert found == Found(ScannerSetting(suffix=Suffix.ENTER, keys=KeyReading.US_PLACES), None, FIRST_CODE, slowest=4)


@pytest.mark.parametrize(("sent", "suffix"), [("\r", Suffix.ENTER), ("\t", Suffix.TAB), ("", Suffix.NONE)])
def test_the_suffix_is_what_stands_behind(sent: str, suffix: Suffix) -> None:
    assert first_found(strokes(FIRST_CODE + sent)).setting.suffix is suffix


def test_the_prefix_is_what_stands_in_front_and_the_kind_of_code_is_none() -> None:
    found = first_found(strokes(f"~~]d1{FIRST_CODE}\r"))
    assert (found.setting.prefix, found.names_kind) == ("~~", True)


@pytest.mark.parametrize("layout", ["german", "french", "hindi"])
def test_a_foreign_layout_of_the_pc_is_met_by_reading_places(layout: str) -> None:
    found = first_found(strokes(f"{FIRST_CODE}\r", LAYOUTS[layout]))
    assert (found.problem, found.setting.keys, found.foreign) == (None, KeyReading.US_PLACES, True)


def test_a_scanner_set_to_the_layout_of_the_pc_is_read_by_its_text() -> None:
    keys = [Stroke(sign, 0, False, False, at * 4.0) for at, sign in enumerate(f"{FIRST_CODE}\r")]
    assert first_found(keys).setting.keys is KeyReading.TEXT


@pytest.mark.parametrize("layout", [GERMAN, FRENCH], ids=["german", "french"])
def test_a_foreign_layout_without_places_is_said(layout: Mapping[str, str]) -> None:
    found = first_found(strokes(f"{FIRST_CODE}\r", layout, places=False))
    assert (found.problem, found.setting) == (ProbeProblem.OTHER_LAYOUT, ScannerSetting())


def test_exchanged_capitals_are_said_and_nothing_is_kept() -> None:
    before = ScannerSetting(prefix="#")
    found = first_found(strokes(f"{FIRST_CODE.swapcase()}\r"), before)
    assert (found.problem, found.setting) == (ProbeProblem.CAPS, before)


def test_caps_lock_of_the_pc_does_not_matter_where_places_are_told() -> None:
    keys = [
        Stroke(text.swapcase(), place, shift, control, at * 4.0)
        for at, (text, place, shift, control) in enumerate(pressed(f"{FIRST_CODE}\r"))
    ]
    assert first_found(keys).problem is None


def test_other_signs_behind_the_code_are_said() -> None:
    found = first_found(strokes(f"{FIRST_CODE}#\r"))
    assert (found.problem, found.came) == (ProbeProblem.UNKNOWN_SUFFIX, "#")


def test_another_code_tells_nothing() -> None:
    assert first_found(strokes("8901177011233\r")).problem is ProbeProblem.OTHER_CODE
    assert second_found(strokes("8901177011233\r"), ScannerSetting()).problem is ProbeProblem.OTHER_CODE
    assert first_found([]).problem is ProbeProblem.OTHER_CODE


@pytest.mark.parametrize(("gap", "longest"), [(1, 35), (30, 45), (45, 50)])
def test_the_gap_follows_the_slowest_key(gap: float, longest: float) -> None:
    assert first_found(strokes(FIRST_CODE, gap=gap)).setting.longest_gap == longest


def test_a_scanner_as_slow_as_a_person_needs_a_prefix() -> None:
    found = first_found(strokes(f"{FIRST_CODE}\r", gap=70))
    assert (found.problem, found.came) == (ProbeProblem.TOO_SLOW, "70 ms")
    assert first_found(strokes(f"~{FIRST_CODE}\r", gap=70)).setting.longest_gap == 100


def _second(separator: str, keys: KeyReading = KeyReading.US_PLACES) -> Found:
    sent: list[Stroke] = []
    before, after = SECOND_CODE.split(GS)
    sent += strokes(before)
    if separator == "F8":
        sent.append(Stroke("F8", 66, False, False, 0))
    else:
        sent += [Stroke(sign, 0, False, False, 0) for sign in separator]
    sent += strokes(f"{after}\r")
    return second_found(sent, ScannerSetting(keys=keys))


@pytest.mark.parametrize(
    ("sent", "separator", "sign"),
    [
        ("", Separator.DROPPED, ""),
        (GS, Separator.GS, ""),
        ("F8", Separator.F8, ""),
        ("<GS>", Separator.WRITTEN, "<GS>"),
        ("~", Separator.SIGN, "~"),
        ("\xe8", Separator.SIGN, "\xe8"),
    ],
    ids=["dropped", "gs", "f8", "written", "sign", "latin"],
)
def test_the_separator_is_what_stands_between(sent: str, separator: Separator, sign: str) -> None:
    setting = _second(sent, KeyReading.TEXT).setting
    assert (setting.separator, setting.separator_sign) == (separator, sign)


def test_ctrl_and_bracket_is_a_separator_on_every_layout() -> None:
    for layout in LAYOUTS.values():
        keys = strokes(f"{SECOND_CODE}\r", layout)
        assert second_found(keys, ScannerSetting(keys=KeyReading.US_PLACES)).setting.separator is Separator.GS


@pytest.mark.parametrize("sign", ["A", "-", "]", "xx"])
def test_a_separator_that_codes_hold_themselves_is_refused(sign: str) -> None:
    found = _second(sign, KeyReading.TEXT)
    assert (found.problem, found.came, found.setting.separator) == (
        ProbeProblem.SEPARATOR_IN_USE, sign, Separator.UNKNOWN,
    )  # fmt: skip


def test_the_test_product_has_a_right_check_digit() -> None:
    assert has_right_check_digit(GTIN)


@pytest.mark.parametrize(
    "setting",
    [
        ScannerSetting(),
        ScannerSetting("~", Suffix.TAB, KeyReading.US_PLACES, Separator.SIGN, "#", 45.0),
        ScannerSetting(suffix=Suffix.NONE, separator=Separator.DROPPED),
    ],
    ids=["plain", "all", "poor"],
)
def test_a_setting_is_kept_as_it_was(setting: ScannerSetting) -> None:
    assert setting_of(setting.note()) == setting


def test_a_note_of_another_version_falls_back_to_what_fits_most_scanners() -> None:
    note = {"suffix": "bell", "keys": "?", "separator": 7, "longest_gap": 9999, "more": True}
    assert setting_of(note) == ScannerSetting(longest_gap=50.0)
