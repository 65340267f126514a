"""Tokens: complete in every theme, and readable in every pair that is drawn."""

from pathlib import Path

import pytest

from workstation.paths import resources
from workstation.ui.theme.contrast import PAIRS, PAPER_PAIRS, contrast
from workstation.ui.theme.tokens import THEME_NAMES, TOKENS, Theme, ThemeFileWrong, load_theme

FOLDER = resources() / "themes"
PAPER = "#F4F1E8"
"""The paper of the drawn sample scans."""


@pytest.fixture(params=THEME_NAMES)
def theme(request: pytest.FixtureRequest) -> Theme:
    return load_theme(FOLDER, request.param)


def test_every_pair_in_use_has_the_contrast_that_wcag_asks(theme: Theme) -> None:
    weak = [
        f"{pair.over} on {pair.ground}: {contrast(theme.hex(pair.over), theme.hex(pair.ground)):.2f} < {pair.least}"
        for pair in PAIRS
        if contrast(theme.hex(pair.over), theme.hex(pair.ground)) < pair.least
    ]
    assert weak == []


@pytest.mark.parametrize(("token", "least"), PAPER_PAIRS)
def test_the_overlay_is_readable_on_paper(theme: Theme, token: str, least: float) -> None:
    assert contrast(theme.hex(token), PAPER) >= least  # type: ignore[arg-type]  # names of PAPER_PAIRS are tokens


def test_the_overlay_has_the_same_colours_in_every_theme() -> None:
    paper = [token for token in TOKENS if token.startswith("paper_")]
    themes = [load_theme(FOLDER, name) for name in THEME_NAMES]
    assert all(len({theme.hex(token) for theme in themes}) == 1 for token in paper)


def test_contrast_is_what_wcag_computes() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_meanings_can_be_told_apart_without_their_ground(theme: Theme) -> None:
    colours = [theme.stop, theme.major, theme.moderate, theme.minor, theme.ok]
    assert len(set(colours)) == len(colours)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ('ok = "#0C663A"', "missing"),
        ('ok = "green"', "not a colour"),
        ('ok = "#0C663A"\nshine = "#FFFFFF"', "not known"),
    ],
)
def test_a_theme_file_that_is_not_complete_is_refused(tmp_path: Path, change: str, complaint: str) -> None:
    text = (FOLDER / "light.toml").read_text(encoding="utf-8")
    replaced = "" if complaint == "missing" else change
    (tmp_path / "light.toml").write_text(text.replace('ok = "#0C663A"', replaced), encoding="utf-8")
    with pytest.raises(ThemeFileWrong, match=complaint):
        load_theme(tmp_path, "light")
