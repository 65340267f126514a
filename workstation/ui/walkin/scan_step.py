"""First question: which scan?"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from workstation.domain.errors import Refused, Unavailable
from workstation.ui.components.buttons import SecondaryButton
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.tasks import Lane, Task, TaskRunner, Work
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.walkin.actions import OpenedPaper, WalkInActions
from workstation.ui.walkin.drop import DropArea, PaperPicture
from workstation.ui.wizard import WizardStep
from workstation.ui.words import Words

_FILES = "*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.webp *.heic"


class ScanStep(WizardStep):
    """A file by choice, drop or paste; it is opened at once, so that a broken one is known before anything else."""

    def __init__(self, host: ThemeHost, words: Words, actions: WalkInActions, tasks: TaskRunner) -> None:
        text = words.text
        super().__init__("scan", text("walkin.scan.title"), text("walkin.scan.note"))
        self._host, self._words, self._actions, self._tasks = host, words, actions, tasks
        self.opened: OpenedPaper | None = None
        self._opening: Task | None = None
        self._refusal = ""
        self._question, self._answer = self._build_question(), self._build_answer()

    def question(self) -> QWidget:
        """Where the scan comes from."""
        return self._question

    def answer(self) -> QWidget | None:
        """Its first page."""
        return self._answer

    def blocked_because(self) -> str:
        """Until a scan is open."""
        if self._refusal:
            return self._refusal
        return "" if self.opened is not None else self._words.text("walkin.scan.missing")

    def shown(self) -> None:
        """A file can be chosen at once."""
        self.choose.setFocus()

    def begin_keeping(self) -> None:
        """Nothing is written before it is known whose it is."""
        self.kept.emit(self.opened.name if self.opened is not None else "")

    def open_path(self, path: Path) -> None:
        """A file that was chosen or dropped."""
        self._open(partial(self._actions.open_path, path))

    def open_picture(self, content: bytes) -> None:
        """A picture that was pasted."""
        self._open(partial(self._actions.open_bytes, content, self._words.text("walkin.scan.pasted")))

    def _open(self, work: Work) -> None:
        if self._opening is not None:
            self._opening.abandon()
        self.opened, self._refusal = None, ""
        self._opening = self._tasks.run(
            Lane.WORK, work, self._on_opened, on_refused=self._on_refused, on_unavailable=self._on_unavailable
        )
        self.changed.emit()

    def _build_question(self) -> QWidget:
        host, text = self._host, self._words.text
        part = QWidget()
        column = Column(host, gap=12, parent=part)
        column.addWidget(Label(host, text("walkin.scan.ask"), Role.HEADING, wrap=True))
        column.addWidget(Label(host, text("walkin.scan.what_happens"), tone="text_2", wrap=True))
        self.area = DropArea(host, text("walkin.scan.drop"), text("walkin.scan.drop_note"))
        self.area.path_given.connect(self.open_path)
        self.area.picture_given.connect(self.open_picture)
        self.area.several_given.connect(self._on_several)
        column.addWidget(self.area)
        self.choose = SecondaryButton(host, text("walkin.scan.choose"), icon="folder", keys="Ctrl+O")
        self.choose.clicked.connect(self._on_choose)
        row = Row(host, gap=0)
        row.addWidget(self.choose)
        row.addStretch(1)
        column.addLayout(row)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), part, context=here).activated.connect(self._on_paste)
        return part

    def _build_answer(self) -> QWidget:
        part = QWidget()
        column = Column(self._host, gap=8, parent=part)
        self._name = Label(self._host, "", weight=600)
        self._picture = PaperPicture(self._host)
        column.addWidget(self._name)
        column.addWidget(self._picture, 1)
        return part

    def _on_opened(self, opened: OpenedPaper) -> None:
        self.opened = opened
        self._name.set_words(opened.name)
        self._picture.show_image(opened.picture)
        self.changed.emit()

    def _on_refused(self, refusal: Refused) -> None:
        self._refuse(self._words.refusal(refusal.code, refusal.facts))

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self._refuse(trouble.why)

    def _refuse(self, why: str) -> None:
        self._refusal = why
        self._name.set_words("")
        self._picture.show_image(QImage())
        self.changed.emit()

    def _on_several(self) -> None:
        self._refuse(self._words.text("walkin.scan.one_only"))

    def _on_paste(self) -> None:
        if not self.area.take(QGuiApplication.clipboard().mimeData()):
            self._refuse(self._words.text("walkin.scan.nothing_to_paste"))

    def _on_choose(self) -> None:
        text = self._words.text
        dialog = QFileDialog(self._question, text("walkin.scan.choose"), "", f"{text('walkin.scan.files')} ({_FILES})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_file)
        dialog.open()

    def _on_file(self, path: str) -> None:
        self.open_path(Path(path))
