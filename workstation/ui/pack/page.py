"""A photo of a strip or box beside what it may be: always candidates, never one silent answer."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from workstation.domain.errors import Refused, Unavailable
from workstation.domain.reading import Decision
from workstation.services.pack_look import PackLook, PackMatch
from workstation.ui.components.actionbar import ActionBar
from workstation.ui.components.buttons import SecondaryButton
from workstation.ui.components.card import Card, ground
from workstation.ui.components.keycap import KeyHint
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row, clear
from workstation.ui.components.severity import Severity, SeverityShape
from workstation.ui.pack.actions import LookedAt, PackActions
from workstation.ui.review.product_words import product_detail, stock_text
from workstation.ui.shell.page import Page
from workstation.ui.tasks import Lane, Task, TaskRunner, Work
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.walkin.drop import DropArea, PaperPicture
from workstation.ui.words import Words

_FILES = "*.png *.jpg *.jpeg *.webp *.heic *.tif *.tiff"
_SEVERITY = {
    Decision.READ: Severity.INFORMATION, Decision.CONFIRM: Severity.MODERATE, Decision.UNREADABLE: Severity.MODERATE,
}  # fmt: skip


class PackPage(Page):
    """Records nothing: a pack is supplied by scanning its code."""

    left = Signal()

    def __init__(self, host: ThemeHost, words: Words, actions: PackActions, tasks: TaskRunner) -> None:
        super().__init__()
        self._host, self._words, self._actions, self._tasks = host, words, actions, tasks
        self._looking: Task | None = None
        self.matches: tuple[PackMatch, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        body = QWidget()
        row = Row(host, gap=0, parent=body)
        row.addWidget(self._build_photo(), 1)
        row.addWidget(self._build_candidates(), 1)
        column.addWidget(body, 1)
        self.bar = ActionBar(host, reason_left=True)
        self.back = SecondaryButton(host, words.text("wizard.back"), keys="Esc", bind=False)
        self.back.clicked.connect(self.step_back)
        self.bar.add_left(self.back)
        self.bar.set_reason(words.text("pack.records_nothing"))
        column.addWidget(self.bar)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, context=here).activated.connect(self._on_paste)
        self.forget()

    # --- Page ---------------------------------------------------------------------------------------------

    def step_back(self) -> bool:
        """Esc: stops looking, then goes back."""
        if self._looking is not None:
            self._drop()
            self.forget()
        else:
            self.left.emit()
        return True

    def page_shown(self) -> None:
        """A photo can be taken at once."""
        self.camera.setFocus()

    def key_hints(self) -> tuple[KeyHint, ...]:
        """The keys of this page."""
        text = self._words.text
        return (
            KeyHint("Ctrl+Shift+C", text("pack.camera")),
            KeyHint("Ctrl+O", text("pack.choose")),
            KeyHint("Ctrl+V", text("walkin.scan.paste_key")),
            KeyHint("Esc", text("shell.key.back")),
        )

    # --- what it is told ----------------------------------------------------------------------------------

    def forget(self) -> None:
        """No photo, nothing found."""
        self._picture.show_image(QImage())
        self._show_none(self._words.text("pack.none_yet"), Severity.INFORMATION)

    def look_path(self, path: Path) -> None:
        """A file that was chosen or dropped."""
        self._look(partial(self._actions.look_path, path))

    def look_picture(self, content: bytes) -> None:
        """A picture that was pasted."""
        self._look(partial(self._actions.look_bytes, content))

    def look_camera(self) -> None:
        """Takes a photo."""
        self._look(self._actions.look_camera)

    def sentence(self) -> str:
        """What is said above the candidates."""
        return self._said.words()

    # --- parts --------------------------------------------------------------------------------------------

    def _build_head(self) -> QWidget:
        head = ground(QFrame(), "surface", "bottom")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = Column(self._host, (24, 8, 24, 8), 2, head)
        column.addWidget(Label(self._host, self._words.text("pack.title"), Role.TITLE, wrap=True, elide=False))
        column.addWidget(Label(self._host, self._words.text("pack.what"), tone="text_2", wrap=True, elide=False))
        return head

    def _build_photo(self) -> QWidget:
        host, text = self._host, self._words.text
        part = QWidget()
        column = Column(host, (24, 16, 16, 16), 12, part)
        self.area = DropArea(host, text("pack.drop"), text("pack.drop_note"))
        self.area.path_given.connect(self.look_path)
        self.area.picture_given.connect(self.look_picture)
        self.area.several_given.connect(self._on_several)
        self.camera = SecondaryButton(host, text("pack.camera"), icon="camera", keys="Ctrl+Shift+C")
        self.camera.clicked.connect(self.look_camera)
        self.choose = SecondaryButton(host, text("pack.choose"), icon="folder", keys="Ctrl+O")
        self.choose.clicked.connect(self._on_choose)
        row = Row(host, gap=0)
        row.add(self.camera, self.choose)
        row.addStretch(1)
        self._picture = PaperPicture(host)
        column.addWidget(self.area)
        column.addLayout(row)
        column.addWidget(self._picture, 1)
        return part

    def _build_candidates(self) -> QWidget:
        host = self._host
        side = ground(QFrame(), "bg", "left")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = Column(host, (24, 16, 24, 16), 10, side)
        row = Row(host, gap=10)
        self._shape = SeverityShape(host, Severity.INFORMATION, 20)
        self._said = Label(host, "", Role.LEAD, weight=600, wrap=True, elide=False)
        row.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._said, 1)
        column.addLayout(row)
        self._codes = Label(host, "", Role.CODE, "text_2", wrap=True)
        column.addWidget(self._codes)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("scrolled", "true")
        self._cards = Column(host, gap=8, parent=inner)
        area.setWidget(inner)
        column.addWidget(area, 1)
        return side

    def _card(self, match: PackMatch) -> Card:
        host, words = self._host, self._words
        card = Card(host)
        row = Row(host, (15, 10, 15, 10), 12, card)
        column = Column(host, gap=2)
        column.addWidget(Label(host, match.name, Role.MEDICINE, wrap=True, elide=False))
        if match.product is None:
            detail = words.text("pack.not_here")
        else:
            stock = stock_text(words, match.product, match.free) if match.free is not None else ""
            detail = " · ".join(one for one in (product_detail(match.product), stock, match.product.shelf) if one)
        column.addWidget(Label(host, detail, Role.SMALL, "text_2", wrap=True, elide=False))
        row.addLayout(column, 1)
        said = words.text("pack.score", percent=round(match.score * 100))
        row.addWidget(Label(host, said, weight=600, elide=False))
        card.setAccessibleName(f"{match.name}. {detail}. {said}")
        return card

    # --- answers ------------------------------------------------------------------------------------------

    def _look(self, work: Work) -> None:
        self._drop()
        self.forget()
        self._show_none(self._words.text("pack.looking"), Severity.INFORMATION)
        self._looking = self._tasks.run(
            Lane.WORK, work, self._on_looked, on_refused=self._on_refused, on_unavailable=self._on_unavailable
        )

    def _on_looked(self, found: LookedAt) -> None:
        self._looking = None
        self._picture.show_image(found.picture)
        if found.look is None:
            return
        self._show_look(found.look)

    def _show_look(self, look: PackLook) -> None:
        key = look.decision if look.matches else Decision.UNREADABLE
        self._show_none(self._words.text(f"pack.decision.{key.value}", count=len(look.matches)), _SEVERITY[key])
        self.matches = look.matches
        self._codes.set_words(" · ".join(look.codes))
        self._codes.setVisible(bool(look.codes))
        for match in look.matches:
            self._cards.addWidget(self._card(match))
        self._cards.addStretch(1)

    def _show_none(self, said: str, severity: Severity) -> None:
        clear(self._cards)
        self.matches = ()
        self._codes.setVisible(False)
        self._shape.set_severity(severity)
        self._said.set_words(said)

    def _on_refused(self, refused: Refused) -> None:
        self._looking = None
        self._show_none(self._words.refusal(refused.code, refused.facts), Severity.MODERATE)

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self._looking = None
        said = trouble.why if trouble.what != "camera" else self._words.text("pack.no_camera", why=trouble.why)
        self._show_none(said, Severity.MODERATE)

    def _on_several(self) -> None:
        self._show_none(self._words.text("pack.one_only"), Severity.MODERATE)

    def _on_paste(self) -> None:
        if not self.area.take(QGuiApplication.clipboard().mimeData()):
            self._show_none(self._words.text("walkin.scan.nothing_to_paste"), Severity.MODERATE)

    def _on_choose(self) -> None:
        text = self._words.text
        dialog = QFileDialog(self, text("pack.choose"), "", f"{text('pack.files')} ({_FILES})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_file)
        dialog.open()

    def _on_file(self, path: str) -> None:
        self.look_path(Path(path))

    def _drop(self) -> None:
        if self._looking is not None:
            self._looking.abandon()
            self._looking = None
            self._actions.cancel()
