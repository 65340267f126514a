"""An age in the words of every screen."""

from datetime import date

import pytest

from workstation.domain.patient import age_text


@pytest.mark.parametrize(
    ("born", "text"),
    [
        (date(1959, 6, 1), "67"),
        (date(2024, 11, 22), "2"),
        (date(2024, 11, 23), "23 mo"),
        (date(2026, 2, 22), "9 mo"),
        (date(2026, 2, 23), "8 mo"),
        (date(2026, 10, 22), "1 mo"),
        (date(2026, 10, 23), "30 d"),
        (date(2026, 11, 10), "12 d"),
        (date(2026, 11, 22), "0 d"),
        (date(2026, 11, 23), ""),
        (None, ""),
    ],
)
def test_an_age_is_given_in_months_below_two_years_and_in_days_below_a_month(born: date | None, text: str) -> None:
    assert age_text(born, date(2026, 11, 22)) == text
