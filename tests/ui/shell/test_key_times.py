"""Key presses on one line of time, by their stamps where they have any."""

from workstation.ui.shell.key_times import KeyTimes


def test_keys_that_waited_in_the_queue_keep_the_gaps_at_which_they_were_pressed() -> None:
    times = KeyTimes()
    moments = [times.of_press(stamp, 9_000) for stamp in (500, 504, 804)]
    assert [moment - moments[0] for moment in moments] == [0, 4, 304]


def test_a_key_handled_late_is_as_near_to_the_one_before_as_it_was_pressed() -> None:
    times = KeyTimes()
    first = times.of_press(500, 9_000)
    assert times.of_press(504, 9_300) - first == 4


def test_keys_without_a_stamp_are_as_far_apart_as_they_are_handled() -> None:
    times = KeyTimes()
    first = times.of_press(0, 9_000)
    assert times.of_press(0, 9_120) - first == 120


def test_a_stamped_key_after_one_without_is_taken_when_it_is_handled() -> None:
    times = KeyTimes()
    first = times.of_press(0, 9_000)
    second = times.of_press(24_000_000, 9_120)
    assert second - first == 120
    assert times.of_press(24_000_003, 9_500) - second == 3


def test_a_stamp_that_runs_backwards_is_not_believed() -> None:
    times = KeyTimes()
    first = times.of_press(4_294_967_290, 9_000)
    second = times.of_press(4, 9_010)
    assert second - first == 10
    assert times.of_press(8, 9_500) - second == 4


def test_silence_begins_when_the_last_key_was_handled() -> None:
    times = KeyTimes()
    pressed = times.of_press(500, 9_000)
    assert times.of_silence(9_035) - pressed == 35
