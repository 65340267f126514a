"""What the audit, the tour check and the notices say."""

from scripts.audit import problems_in
from scripts.check_tour import AT_LEAST, shortcomings
from scripts.notices import compose


def test_the_audit_names_a_vulnerability_and_where_it_is_fixed() -> None:
    vulnerable = {"name": "h11", "version": "0.15", "vulns": [{"id": "PYSEC-1", "fix_versions": ["0.16"]}]}
    assert problems_in({"dependencies": [vulnerable]}) == ["h11 0.15: PYSEC-1, fixed in 0.16"]


def test_the_audit_does_not_pass_over_a_package_that_nobody_looked_at() -> None:
    report = {"dependencies": [{"name": "ours", "skip_reason": "not found"}, {"name": "h11", "vulns": []}]}
    assert problems_in(report) == ["ours: not looked at: not found"]


def test_a_whole_tour_has_no_shortcomings() -> None:
    assert shortcomings({**AT_LEAST, "outbox_left": 0}, [f"{n:02}.png" for n in range(10)]) == []


def test_a_tour_that_left_something_in_the_outbox_is_not_whole() -> None:
    found = shortcomings({**AT_LEAST, "outbox_left": 2}, [f"{n:02}.png" for n in range(10)])
    assert found == ["tour: 2 entries never reached the server"]


def test_a_figure_that_is_missing_counts_as_too_small() -> None:
    tour = {key: least for key, least in AT_LEAST.items() if key != "packs_scanned"}
    found = shortcomings({**tour, "outbox_left": 0}, [f"{n:02}.png" for n in range(9)])
    assert found == [
        "tour: packs_scanned is None, at least 3 expected",
        "tour: 9 screenshots, at least 10 expected",
    ]


def test_a_licence_text_that_several_works_share_stands_once_under_all_their_names() -> None:
    text = compose([("a 1: MIT", ["Permission is granted"]), ("b 2: MIT", ["Permission is granted"])])
    assert text.count("Permission is granted") == 1
    assert "\na 1, b 2\n" in text
