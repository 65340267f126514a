"""The keyboard wedge: a scan never types, a person's typing is never swallowed."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.keyboards import LAYOUTS, pressed
from workstation.adapters.scanner.wedge import Key, Verdict, Wedge, WedgeSettings
from workstation.domain.scanner_setting import ScannerSetting, Separator, Suffix

SCANNER = 4.0
PERSON = 120.0
PACK = "]d20108901177011238\x1d10WF2419"


def keys(text: str, gap: float, start: float = 0.0) -> list[Key]:
    return [Key(character, start + place * gap) for place, character in enumerate(text)]


def play(wedge: Wedge, pressed: list[Key]) -> tuple[str, list[str], list[str]]:
    """Feeds keys with a timer that fires exactly when it was asked to; answers typed text, scans, half scans."""
    typed: list[Key] = []
    scans: list[str] = []
    halves: list[str] = []
    due: float | None = None

    def take(verdict: Verdict, now: float) -> float | None:
        typed.extend(verdict.typed)
        scans.extend([verdict.scan] if verdict.scan is not None else [])
        halves.extend([verdict.half_scan] if verdict.half_scan is not None else [])
        return None if verdict.wait is None else now + verdict.wait

    for key in pressed:
        while due is not None and due <= key.milliseconds:
            due = take(wedge.pass_time(due), due)
        due = take(wedge.feed(key), key.milliseconds)
    while due is not None:
        due = take(wedge.pass_time(due), due)
    return "".join(key.text for key in typed), scans, halves


def test_a_scan_at_scanner_speed_is_one_code_and_types_nothing() -> None:
    assert play(Wedge(), keys(PACK + "\r", SCANNER)) == ("", [PACK], [])


def test_a_person_typing_gets_every_key_in_order_and_no_scan() -> None:
    assert play(Wedge(), keys("warfarin 5 mg\r", PERSON)) == ("warfarin 5 mg\r", [], [])


def test_a_typed_key_is_late_by_one_gap_at_the_most() -> None:
    wedge = Wedge()
    assert wedge.feed(Key("a", 0)).wait == 35
    assert wedge.pass_time(35).typed == (Key("a", 0),)


def test_two_keys_rolled_by_a_quick_person_are_typed() -> None:
    pressed = [Key("t", 0), Key("h", 20), Key("e", 140), Key("\r", 300)]
    assert play(Wedge(), pressed) == ("the\r", [], [])


def test_three_quick_keys_and_enter_are_too_short_for_a_code() -> None:
    assert play(Wedge(), keys("abc\r", SCANNER)) == ("abc\r", [], [])


def test_enter_alone_is_never_held() -> None:
    assert Wedge().feed(Key("\r", 0)) == Verdict(typed=(Key("\r", 0),))


@pytest.mark.parametrize("suffix", ["\r", "\n", "\t"])
def test_each_suffix_ends_a_scan(suffix: str) -> None:
    assert play(Wedge(), keys("8901177011238" + suffix, SCANNER)) == ("", ["8901177011238"], [])


def test_the_same_code_twice_is_two_scans() -> None:
    twice = keys(PACK + "\r", SCANNER) + keys(PACK + "\r", SCANNER, start=300)
    assert play(Wedge(), twice) == ("", [PACK, PACK], [])


def test_two_scans_back_to_back_are_told_apart_by_the_suffix() -> None:
    assert play(Wedge(), keys("8901177011238\r8901177011245\r", SCANNER))[1] == ["8901177011238", "8901177011245"]


def test_a_scan_after_typing_neither_eats_nor_adds_a_key() -> None:
    pressed = keys("warf", PERSON) + keys(PACK + "\r", SCANNER, start=4 * PERSON) + keys("arin", PERSON, start=2000)
    assert play(Wedge(), pressed) == ("warfarin", [PACK], [])


def test_half_a_scan_is_reported_and_never_typed() -> None:
    assert play(Wedge(), keys("010890117701", SCANNER)) == ("", [], ["010890117701"])


def test_a_scanner_that_pauses_in_the_middle_of_a_code_is_waited_for() -> None:
    pressed = keys("010890117701", SCANNER) + keys("1238\r", SCANNER, start=300)
    assert play(Wedge(), pressed) == ("", ["0108901177011238"], [])


def test_a_held_down_key_is_a_finger_and_is_typed() -> None:
    pressed = [Key("0", 0), *(Key("0", 500 + 30 * place, repeat=True) for place in range(10)), Key("\r", 900)]
    assert play(Wedge(), pressed) == ("0" * 11 + "\r", [], [])


def test_function_and_arrow_keys_pass_at_once() -> None:
    assert Wedge().feed(Key("Up", 0)) == Verdict(typed=(Key("Up", 0),))


@pytest.mark.parametrize("separator", ["F8", "\u241d", "\x1d"])
def test_each_way_of_sending_fnc1_becomes_gs(separator: str) -> None:
    pressed = [*keys("]d210AB", SCANNER), Key(separator, 28), *keys("21X\r", SCANNER, start=32)]
    assert play(Wedge(), pressed) == ("", ["]d210AB\x1d21X"], [])


def test_f8_alone_stays_the_key_f8() -> None:
    assert play(Wedge(), [Key("F8", 0)]) == ("F8", [], [])


def test_with_a_prefix_typing_is_not_held_at_all() -> None:
    wedge = Wedge(WedgeSettings(prefix="~"))
    assert wedge.feed(Key("a", 0)) == Verdict(typed=(Key("a", 0),))


def test_with_a_prefix_only_prefixed_bursts_are_scans() -> None:
    wedge = Wedge(WedgeSettings(prefix="~"))
    assert play(wedge, keys("~8901177011238\r", SCANNER)) == ("", ["8901177011238"], [])
    assert play(wedge, keys("8901177011238\r", SCANNER)) == ("8901177011238\r", [], [])


def test_a_typed_prefix_character_is_given_back() -> None:
    assert play(Wedge(WedgeSettings(prefix="~")), keys("~5 mg", PERSON)) == ("~5 mg", [], [])


def test_a_scanner_without_a_suffix_is_ended_by_silence() -> None:
    wedge = Wedge(WedgeSettings(suffixes=()))
    assert play(wedge, keys("8901177011238", SCANNER)) == ("", ["8901177011238"], [])


def test_the_events_that_come_back_are_those_that_were_fed() -> None:
    event = object()
    wedge = Wedge()
    wedge.feed(Key("a", 0, event=event))
    assert wedge.pass_time(50).typed[0].event is event


@given(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30),
    st.lists(st.floats(min_value=35, max_value=400), min_size=30, max_size=30),
)
def test_whatever_a_person_types_slower_than_a_scanner_arrives_unchanged(text: str, gaps: list[float]) -> None:
    now, pressed = 0.0, []
    for character, gap in zip(text, gaps, strict=False):
        now += gap
        pressed.append(Key(character, now))
    assert play(Wedge(), pressed) == (text, [], [])


@given(st.lists(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=40), max_size=5))
def test_every_scan_arrives_once_and_whole(codes: list[str]) -> None:
    pressed: list[Key] = []
    for place, code in enumerate(codes):
        pressed += keys(code + "\r", SCANNER, start=place * 1000)
    assert play(Wedge(), pressed) == ("", codes, [])


# --- key places -------------------------------------------------------------------------------------------------

BY_PLACE = WedgeSettings(us_places=True)


def placed(code: str, layout: Mapping[str, str], gap: float = SCANNER, start: float = 0.0) -> list[Key]:
    """The keys of a scanner that types as a US keyboard, on a PC with this layout."""
    return [
        Key(text, start + at * gap, place=place, shift=shift, control=control)
        for at, (text, place, shift, control) in enumerate(pressed(code, layout))
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("code", [PACK, "https://id.gs1.org/01/09504000059118/10/aZy?17=301231", "RX-A004821-K.7"])
def test_a_scanner_set_to_us_is_read_right_on_every_layout(code: str, layout: str) -> None:
    assert play(Wedge(BY_PLACE), placed(f"{code}\r", LAYOUTS[layout]))[1:] == ([code], [])


@pytest.mark.parametrize("layout", ["german", "french", "hindi"])
def test_without_places_the_same_scan_comes_out_changed(layout: str) -> None:
    assert play(Wedge(), placed(f"{PACK}aqyz\r", LAYOUTS[layout]))[1] != [f"{PACK}aqyz"]


def test_what_a_person_types_on_a_foreign_layout_is_given_back_as_pressed() -> None:
    wedge = Wedge(BY_PLACE)
    events = [object() for _ in range(4)]
    typed: list[Key] = []
    for at, (key, event) in enumerate(zip(placed("yzqa", LAYOUTS["german"], PERSON), events, strict=True)):
        typed += wedge.feed(replace(key, event=event)).typed
        typed += wedge.pass_time(at * PERSON + 40).typed
    assert [key.event for key in typed] == events


def test_a_scan_between_the_keys_of_a_person_is_whole_and_the_person_loses_none() -> None:
    typing = keys("met", PERSON)
    scan = placed(f"{PACK}\r", LAYOUTS["french"], start=400)
    after = keys("formin", PERSON, start=800)
    assert play(Wedge(BY_PLACE), [*typing, *scan, *after]) == ("metformin", [PACK], [])


def test_a_key_that_repeats_is_no_scan_however_long_it_is_held() -> None:
    held = [Key("8", at * 30.0, repeat=at > 0) for at in range(40)]
    assert play(Wedge(), [*held, Key("\r", 40 * 30.0)])[1:] == ([], [])


def test_a_digit_that_a_fast_scanner_sends_twice_is_no_repeat_whatever_the_platform_says() -> None:
    """X11: a release and a press of one key with one stamp are told to be a repeat."""
    sent = [replace(key, repeat=at > 0 and key.text == PACK[at - 1]) for at, key in enumerate(keys(PACK, 1))]
    assert any(key.repeat for key in sent)
    assert play(Wedge(), [*sent, Key("\r", len(PACK) + 1.0)]) == ("", [PACK], [])


@pytest.mark.parametrize(
    ("setting", "sent", "read"),
    [
        (ScannerSetting(suffix=Suffix.TAB), "8901177011233\t", ["8901177011233"]),
        (ScannerSetting(suffix=Suffix.NONE), "8901177011233", ["8901177011233"]),
        (ScannerSetting(prefix="~", suffix=Suffix.ENTER), "~8901177011233\r", ["8901177011233"]),
        (ScannerSetting(separator=Separator.SIGN, separator_sign="#"), "10A1#17301231\r", ["10A1\x1d17301231"]),
        (ScannerSetting(), "8901177011233\r", ["8901177011233"]),
    ],
    ids=["tab", "none", "prefix", "sign", "plain"],
)
def test_the_wedge_reads_as_the_scanner_was_found_to_be(setting: ScannerSetting, sent: str, read: list[str]) -> None:
    assert play(Wedge(WedgeSettings.of(setting)), keys(sent, SCANNER)) == ("", read, [])


def test_a_slow_scanner_is_read_with_the_gap_that_was_found() -> None:
    slow = keys("8901177011233\r", 42)
    assert play(Wedge(), slow)[1] == []
    assert play(Wedge(WedgeSettings.of(ScannerSetting(longest_gap=50))), slow)[1] == ["8901177011233"]
