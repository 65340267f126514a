"""First question: which scan?"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
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
from workstation.ui.walkin.stack.actions import WaitingStack
from workstation.ui.wizard import WizardStep
from workstation.ui.words import Words

_FILES = "*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.webp *.heic"


class ScanStep(WizardStep):
    """A file by choice, drop or paste; it is opened at once, so that a broken one is known before anything else."""

    stack_wanted = Signal(object)
    """OpenedPaper: several prescriptions may be in it."""

    def __init__(self, host: ThemeHost, words: Words, actions: WalkInActions, tasks: TaskRunner) -> None:
        text = words.text
        super().__init__("scan", text("walkin.scan.title"), text("walkin.scan.note"))
        self._host, self._words, self._actions, self._tasks = host, words, actions, tasks
        self.opened: OpenedPaper | None = None
        self.waiting: WaitingStack | None = None
        """Of the scanner's folder, when it is the one that is open."""
        self._first_waiting: WaitingStack | None = None
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
        """A file can be chosen at once; stacks that the scanner left are offered."""
        self.choose.setFocus()
        if self._actions.stack is not None:
            self._tasks.run(Lane.WORK, self._actions.stack.waiting, self._on_waiting, on_unavailable=self._on_no_folder)

    def begin_keeping(self) -> None:
        """Nothing is written before it is known whose it is."""
        self.kept.emit(self.opened.name if self.opened is not None else "")

    def open_path(self, path: Path) -> None:
        """A file that was chosen or dropped."""
        self.waiting = None
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
        column.addWidget(self._build_stack())
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), part, context=here).activated.connect(self._on_paste)
        return part

    def _build_stack(self) -> QWidget:
        """Two offers, each hidden until it makes sense: to part what is open, to open what the scanner left."""
        host, text = self._host, self._words.text
        part = QWidget()
        column = Column(host, gap=8, parent=part)
        self._offer = Label(host, "", wrap=True, elide=False)
        self.part_button = SecondaryButton(host, text("walkin.stack.part"), icon="layers", keys="Ctrl+P")
        self.part_button.clicked.connect(self._on_part)
        self._waits = Label(host, "", wrap=True, elide=False)
        self.open_waiting = SecondaryButton(host, text("walkin.stack.open_waiting"), icon="folder", keys="Ctrl+Shift+O")
        self.open_waiting.clicked.connect(self._on_open_waiting)
        for label, button in ((self._offer, self.part_button), (self._waits, self.open_waiting)):
            row = Row(host, gap=0)
            row.addWidget(button)
            row.addStretch(1)
            column.addWidget(label)
            column.addLayout(row)
            label.setVisible(False)
            button.setVisible(False)
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
        several = opened.paper.pages > 1 and self._actions.stack is not None
        self._offer.set_words(self._words.text("walkin.stack.offer", pages=opened.paper.pages))
        self._offer.setVisible(several)
        self.part_button.setVisible(several)
        if several and self.waiting is not None:
            self._on_part()
        self._name.set_words(opened.name)
        self._picture.show_image(opened.picture)
        self.changed.emit()

    def _on_part(self) -> None:
        if self.opened is not None and self.opened.paper.pages > 1:
            self.stack_wanted.emit(self.opened)

    def _on_waiting(self, found: tuple[WaitingStack, ...]) -> None:
        self._first_waiting = found[0] if found else None
        self._waits.set_words(self._words.text("walkin.stack.waiting", count=len(found)))
        self._waits.setVisible(bool(found))
        self.open_waiting.setVisible(bool(found))

    def _on_no_folder(self, trouble: Unavailable) -> None:
        self._waits.set_words(self._words.text("walkin.folder.trouble", why=trouble.why))
        self._waits.setVisible(True)

    def _on_open_waiting(self) -> None:
        if self._first_waiting is not None:
            self.open_path(self._first_waiting.path)
            self.waiting = self._first_waiting

    def _on_refused(self, refusal: Refused) -> None:
        self._refuse(self._words.refusal(refusal.code, refusal.facts))

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self._refuse(trouble.why)

    def _refuse(self, why: str) -> None:
        self._refusal = why
        self._offer.setVisible(False)
        self.part_button.setVisible(False)
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
