"""A course whose first figure may be the sign in front of it: both lengths are offered, neither is taken silently."""

import pytest

from tests.unit.domain.reading.pages import page_of
from workstation.domain.reading import Decision, LineReading

SIGNED = "Tab. Dolo 650     1-1-1     x 5d"


def line_with(course: str, *others: str, printed: bool = False) -> LineReading:
    page = page_of("Rx", *others, f"Tab. Warf 5 mg     0-1-0     {course}", printed=printed)
    return page.lines[-1]


@pytest.mark.parametrize(
    ("written", "days"), [("128d", 28), ("130d", 30), ("160 days", 60), ("190d", 90), ("228d", 28)]
)
def test_a_length_that_nobody_prescribes_is_read_without_its_first_figure_and_the_other_is_kept(
    written: str, days: int
) -> None:
    line = line_with(written)
    whole = int("".join(letter for letter in written if letter.isdigit()))
    assert (line.duration_days, line.duration.others) == (days, (whole,))
    assert line.duration.decision is Decision.CONFIRM
    assert line.dosage_instruction.text is not None
    assert line.dosage_instruction.text.startswith(f"0-1-0 x {days}")


def test_the_line_still_says_what_was_read() -> None:
    assert line_with("128d").text == "Tab. Warf 5 mg 0-1-0 128d"


def test_a_usual_length_is_kept_where_no_other_line_has_the_sign() -> None:
    line = line_with("15d")
    assert (line.duration_days, line.duration.others, line.duration.decision) == (15, (5,), Decision.CONFIRM)
    assert line.dosage_instruction.text == "0-1-0 15d"


def test_a_usual_length_in_the_column_of_the_signs_is_read_as_sign_and_number() -> None:
    line = line_with("15d", "Tab. Dolo 650      1-1-1     x 5d")
    assert (line.duration_days, line.duration.others) == (5, (15,))


def test_a_usual_length_in_the_column_of_the_figures_stays_first() -> None:
    line = line_with("  15d", "Tab. Dolo 650      1-1-1     x 5d")
    assert (line.duration_days, line.duration.others) == (15, (5,))


@pytest.mark.parametrize("mark", ["l28d", "I 28d", "|28d", "/28d", "1 28d", "r28d"])
def test_other_marks_in_front_of_a_number_are_the_sign_in_doubt(mark: str) -> None:
    line = line_with(mark)
    assert (line.duration_days, line.duration.decision) == (28, Decision.CONFIRM)
    assert line.duration.others == (() if mark.startswith("r") else (128,))


@pytest.mark.parametrize("course", ["x 128d", "x128d", "for 128 days", "x 14 d", "14d", "10d", "28d"])
def test_a_clear_sign_or_a_length_that_makes_no_other_is_not_doubted(course: str) -> None:
    assert line_with(course).duration.others == ()


def test_weeks_are_doubted_as_days_are() -> None:
    line = line_with("12 wks")
    assert (line.duration_days, line.duration.others) == (84, (14,))


def test_print_is_not_doubted() -> None:
    line = line_with("15 days", SIGNED, printed=True)
    assert (line.duration_days, line.duration.others, line.duration.decision) == (15, (), Decision.READ)


def test_without_a_frequency_in_front_nothing_is_doubted() -> None:
    (line,) = page_of("Rx", "Tab. Warf 5 mg     128d", printed=False).lines
    assert (line.duration_days, line.duration.others) == (128, ())


def test_no_course_is_no_reading_of_one() -> None:
    line = line_with("")
    assert (line.duration.days, line.duration.decision) == (None, Decision.UNREADABLE)
