"""Tokens, fonts, sizes, icons and the one style sheet: everything that decides how the program looks."""

from workstation.ui.theme.fonts import Role
from workstation.ui.theme.host import ThemeChoice, ThemeHost
from workstation.ui.theme.metrics import RING, Density, Metrics
from workstation.ui.theme.tokens import Theme, Token

__all__ = ["RING", "Density", "Metrics", "Role", "Theme", "ThemeChoice", "ThemeHost", "Token"]
