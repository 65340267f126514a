"""One generated style sheet for the standard widgets. Painted widgets read the tokens themselves."""

from string import Template

from workstation.ui.theme.metrics import CARD_RADIUS, FIELD_RADIUS, Metrics
from workstation.ui.theme.tokens import TOKENS, Theme

_TEMPLATE = Template("""
QMainWindow, QDialog { background: $bg; }
QToolTip { background: $text; color: $surface; border: 0; padding: ${p4}px ${p8}px; }

QFrame[ground="surface"] { background: $surface; }
QFrame[ground="raised"] { background: $raised; }
QFrame[ground="bg"] { background: $bg; }
QFrame[ground="rail"] { background: $rail; }
QFrame[ground="sunken"] { background: $sunken; }
QFrame[edge="bottom"] { border: 0; border-bottom: ${line}px solid $border; }
QFrame[edge="top"] { border: 0; border-top: ${line}px solid $border; }
QFrame[edge="left"] { border: 0; border-left: ${line}px solid $border; }
QFrame[edge="right"] { border: 0; border-right: ${line}px solid $border; }
QFrame[rule="h"] { background: $border; border: 0; min-height: ${line}px; max-height: ${line}px; }
QFrame[rule="v"] { background: $border; border: 0; min-width: ${line}px; max-width: ${line}px; }

QScrollArea, QScrollArea > QWidget > QWidget[scrolled="true"] { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: ${bar}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${bar}px; margin: 0; }
QScrollBar::handle { background: $border_control; border-radius: ${bar_r}px; margin: ${p2}px; }
QScrollBar::handle:vertical { min-height: ${p32}px; }
QScrollBar::handle:horizontal { min-width: ${p32}px; }
QScrollBar::handle:hover { background: $text_3; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QLineEdit, QPlainTextEdit, QTextEdit {
  background: $surface; color: $text; border: ${line}px solid $border_control; border-radius: ${field_r}px;
  padding: 0 ${p11}px; selection-background-color: $accent_fill; selection-color: $on_accent;
}
QLineEdit { min-height: ${field_inner}px; max-height: ${field_inner}px; }
QPlainTextEdit, QTextEdit { padding: ${p6}px ${p8}px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {
  border: ${focus_width}px solid $focus; padding-left: ${p10}px; padding-right: ${p10}px;
}
QLineEdit:focus { min-height: ${field_focus}px; max-height: ${field_focus}px; }
QLineEdit[refused="true"] {
  border: 2px solid $major; padding-left: ${p10}px; padding-right: ${p10}px;
  min-height: ${field_refused}px; max-height: ${field_refused}px;
}
QLineEdit:disabled, QPlainTextEdit:disabled { background: $sunken; color: $text_3; border-color: $border; }
QLineEdit[bare="true"] { border: 0; background: transparent; padding: 0; min-height: 0; max-height: 999px; }

QMenu, QListView[popup="true"], QComboBox QAbstractItemView {
  background: $raised; color: $text; border: ${line}px solid $border_control; border-radius: ${field_r}px;
  padding: ${p4}px; outline: 0;
}
QMenu::item, QListView[popup="true"]::item, QComboBox QAbstractItemView::item {
  padding: ${p6}px ${p12}px; border-radius: ${p4}px; min-height: ${p20}px;
}
QMenu::item:selected, QListView[popup="true"]::item:selected, QComboBox QAbstractItemView::item:selected {
  background: $accent_soft; color: $text;
}
QMenu::separator { height: ${line}px; background: $border; margin: ${p4}px; }

QTableView, QListView, QTreeView {
  background: $surface; color: $text; border: 0; outline: 0; gridline-color: transparent;
  selection-background-color: $accent_soft; selection-color: $text;
}
QHeaderView { background: $bg; border: 0; }
QHeaderView::section {
  background: $bg; color: $text_2; border: 0; border-bottom: ${line}px solid $border; padding: 0;
}
QTableCornerButton::section { background: $bg; border: 0; }
QSplitter::handle { background: $border; }
""")


def make_qss(theme: Theme, metrics: Metrics) -> str:
    """The style sheet of a theme at a scale and density."""
    px = metrics.px
    line = theme.border_width
    field = metrics.field
    lengths = {f"p{n}": px(n) for n in (2, 4, 6, 8, 10, 11, 12, 20, 32)}
    return _TEMPLATE.substitute(
        {token: theme.hex(token) for token in TOKENS},
        **lengths,
        line=line,
        focus_width=theme.focus_width,
        bar=px(12),
        bar_r=px(12) // 2 - px(2),
        field_r=px(FIELD_RADIUS),
        card_r=px(CARD_RADIUS),
        field_inner=field - 2 * line,
        field_focus=field - 2 * theme.focus_width,
        field_refused=field - 4,
    )
