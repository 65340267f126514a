"""The parts of the review screen and how they stand; what they do is in `panel`."""

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from workstation.domain.prescription import WrittenPlace
from workstation.ui.components.actionbar import ActionBar
from workstation.ui.components.buttons import Button, ButtonKind, PrimaryButton, SecondaryButton
from workstation.ui.components.keycap import KeyHint
from workstation.ui.components.tabs import PageStrip
from workstation.ui.guards import called_by_qt
from workstation.ui.review.actions import ReviewActions
from workstation.ui.review.ask_box import AskBox, Asking
from workstation.ui.review.body import Fold, ReviewBody
from workstation.ui.review.card_parts import RefusalNote
from workstation.ui.review.checks import ChecksBox
from workstation.ui.review.lines_column import LinesColumn
from workstation.ui.review.matrix import MatrixPane
from workstation.ui.review.patient_column import PatientColumn
from workstation.ui.review.prescriber_box import PrescriberBox
from workstation.ui.review.reading_notes import ReadingNotes
from workstation.ui.review.routing_box import RoutingBox
from workstation.ui.review.scan_panel import ScanPanel
from workstation.ui.review.server_changes import ServerChangesBox
from workstation.ui.review.strip import PageTabs, PatientStrip
from workstation.ui.shell.page import Page
from workstation.ui.shell.prescription_bar import PrescriptionBar
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

_KEYS = (
    ("Alt+1", "line"), ("1", "candidate"), ("0", "none"), ("U", "unreadable"), ("Enter", "confirm"),
    ("Del", "not_medicine"), ("N", "note"), ("Ctrl+O", "override"), ("A", "as_before"), ("M", "matrix"),
    ("F6", "ask"), ("F7", "reject"), ("F8", "missing"),
    ("F9", "hold"), ("Ctrl+Right", "next"), ("Ctrl+Return", "approve"), ("+", "zoom_in"), ("-", "zoom_out"),
    ("Ctrl+0", "fit"), ("R", "rotate"), ("B", "boxes"), ("Ctrl+T", "tear_off"), ("P", "patient"),
    ("Ctrl+I", "identity"), ("Ctrl+D", "seen"), ("Ctrl+L", "directions"), ("F4", "read_edits"), ("Shift+F7", "route"),
)  # fmt: skip


class ReviewFrame(Page):
    """Bar, strip, pages, body, question, action bar."""

    opens_prescription = True

    next_requested = Signal()
    resume_wanted = Signal()
    """Work that was put aside here shall go on."""

    def __init__(self, host: ThemeHost, words: Words, actions: ReviewActions) -> None:
        super().__init__()
        self._host, self._words, self._actions = host, words, actions
        self._put_aside_here = self._waits_for_answer = False
        self.bar = PrescriptionBar(host, words.text("review.back"))
        self.scan = ScanPanel(host, words)
        self.lines = LinesColumn(host, words, actions.tall_man, self._crop)
        self.patient = PatientColumn(host, words)
        self.strip = PatientStrip(host, words)
        self.pages = PageTabs(host)
        self._page_strip = PageStrip(host, self.pages, 16)
        self.body = ReviewBody(host, self.scan, self.lines, self.patient)
        self.matrix = MatrixPane(host, words)
        self.trouble = RefusalNote(host, words)
        self.ask = AskBox(host, words)
        self.changes = ServerChangesBox(host, words)
        self.checks = ChecksBox(host, words)
        self.notes = ReadingNotes(host, words)
        self.written_by = PrescriberBox(host, words)
        self.routing = RoutingBox(host, words)
        self.actions_bar = ActionBar(host, reason_left=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        below: tuple[QWidget, ...] = (self.trouble, self.ask, self.routing, self.actions_bar)
        above: tuple[QWidget, ...] = (self.bar, self.strip, self._page_strip, self.changes, self.checks, self.notes,
                                      self.written_by)  # fmt: skip
        for part in (*above, self.body, self.matrix, *below):
            column.addWidget(part, 1 if part in (self.body, self.matrix) else 0)
        self._build_actions()
        # The focus goes where the eye goes: lines, patient, alerts, decision, and the scan last.
        QWidget.setTabOrder(self.approve, self.scan.view)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._link)
        self.scan.moved.connect(self._link)
        self.lines.card_moved.connect(self._link_later)
        self.strip.patient_requested.connect(self._on_patient)
        self.pages.tab_chosen.connect(self.show_page)
        self.body.folded.connect(self._on_folded)
        self._on_folded(self.body.fold)

    def key_hints(self) -> tuple[KeyHint, ...]:
        """The keys of the review."""
        return tuple(KeyHint(key, self._words.text(f"review.key.{name}")) for key, name in _KEYS)

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 turns the pages where there are pages, P opens the patient's, M the whole medicine list."""
        paged = self.body.fold is Fold.PAGES
        if event.key() == Qt.Key.Key_M and not event.modifiers():
            self.show_matrix(self.matrix.isHidden())
            return
        if event.key() == Qt.Key.Key_P and paged and not event.modifiers():
            self.show_page("patient")
            return
        if event.key() == Qt.Key.Key_F2 and paged:
            order = ("scan", "lines", "patient")
            self.show_page(order[(order.index(self.body.page) + 1) % len(order)])
            return
        super().keyPressEvent(event)

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """The link to the card follows."""
        super().resizeEvent(event)
        self.changes.set_room(self.height())
        self.checks.set_room(self.height())
        self._link_later()

    def _build_actions(self) -> None:
        host, text = self._host, self._words.text
        self.reject = SecondaryButton(host, text("review.action.reject"), keys="F7", bind=False)
        self.ask_prescriber = SecondaryButton(host, text("review.action.ask"), icon="phone", keys="F6", bind=False)
        self.next = SecondaryButton(host, text("review.action.next"), keys="Ctrl+Right")
        self.approve = PrimaryButton(host, text("review.action.approve"), keys="Ctrl+Return")
        self.confirm_line = Button(host, text("review.line.confirm"), ButtonKind.OUTLINED, keys="Enter", bind=False)
        self.resume = SecondaryButton(host, text("review.action.resume"), keys="F9", bind=False)
        self.resume.setVisible(False)
        self.more = SecondaryButton(host, text("review.action.more"))
        menu = QMenu(self)
        self.reject_action = menu.addAction(f"{text('review.action.reject')}\tF7")
        self.ask_action = menu.addAction(f"{text('review.action.ask')}\tF6")
        self.hold_action = menu.addAction(f"{text('review.action.hold')}\tF9")
        menu.addAction(f"{text('server_changes.routing.open')}\tShift+F7").triggered.connect(self._on_route)
        menu.addAction(text("prescriber.open")).triggered.connect(self.written_by.open_again)
        menu.addAction(text("review.action.next")).triggered.connect(self.next_requested)
        self._menu = menu
        self.more.clicked.connect(self._on_more)
        self.actions_bar.add_right(
            self.reject, self.ask_prescriber, self.resume, self.next, self.confirm_line, self.more
        )
        self.actions_bar.set_primary(self.approve)
        self.approve.set_locked(text("review.action.loading"))
        self.next.clicked.connect(self.next_requested)

    def show_matrix(self, shown: bool) -> None:
        """The whole medicine list in the place of scan, lines and patient, or these again."""
        if shown is not self.matrix.isHidden():
            return
        self.body.setVisible(not shown)
        self.matrix.setVisible(shown)
        if shown:
            self.matrix.grid.setFocus()
        else:
            self.page_shown()

    def show_page(self, page: str) -> None:
        """scan, lines or patient, where one is seen at a time; the drawer for the patient where it is one."""
        self.show_matrix(False)
        self.body.show_page(page)
        self.pages.choose(page)
        self.lines.show_tabs(page != "patient" or self.body.fold is not Fold.PAGES)
        self._show_confirm()
        if page == "scan":
            self.scan.view.show_line()

    def _crop(self, place: WrittenPlace) -> QPixmap:
        return self.scan.scene.crop(place)

    def bar_decisions(self, because: str) -> None:
        """Rejecting and asking are off for whoever may not decide, with the reason; "" = they are on."""
        self.reject.set_locked(because)
        self.ask_prescriber.set_locked(because)
        for action in (self.reject_action, self.ask_action):
            action.setEnabled(not because)
            action.setToolTip(because)

    def _on_reject(self) -> None:
        if not self.reject.isEnabled():
            return
        self.routing.close_box()
        self.ask.open_box(Asking.REJECT)

    def _on_route(self) -> None:
        self.ask.close_box()
        self.routing.open_box()

    def _on_ask(self) -> None:
        """F6 asks; while an answer is waited for it takes the answer."""
        if not self.ask_prescriber.isEnabled():
            return
        self.routing.close_box()
        self.ask.open_box(Asking.ANSWERED if self._waits_for_answer else Asking.PRESCRIBER)

    def _on_hold(self) -> None:
        """F9 puts aside; what was put aside here it takes up again."""
        self.routing.close_box()
        if self._put_aside_here:
            self.resume_wanted.emit()
            return
        self.ask.open_box(Asking.HOLD)

    def _on_patient(self) -> None:
        if self.body.fold is Fold.PAGES:
            self.show_page("patient")
        else:
            self.body.toggle_drawer()

    def _on_folded(self, fold: Fold) -> None:
        short, text = fold is Fold.PAGES, self._words.text
        self.show_strip()
        self._page_strip.setVisible(short)
        self.pages.choose(self.body.page)
        self.lines.set_tabbed(fold is not Fold.WIDE, self._page_strip.row if short else None)
        self.lines.show_tabs(self.body.page != "patient" or not short)
        self.patient.set_named(not short)
        self.approve.show_caps(not short)
        for button in (self.reject, self.next):
            button.setVisible(not short)
        self.more.setVisible(short)
        self._show_confirm()
        self.lines.set_slim(fold is not Fold.WIDE)
        self.reject.set_text(text("review.action.reject_short" if fold is not Fold.WIDE else "review.action.reject"))
        self.show_waiting(put_aside_here=self._put_aside_here, for_answer=self._waits_for_answer)
        self._link_later()

    def show_waiting(self, *, put_aside_here: bool, for_answer: bool) -> None:
        """What F6 and F9 do now: the way out of a hold and of a question stands where the way in was."""
        self._put_aside_here, self._waits_for_answer = put_aside_here, for_answer
        text, fold = self._words.text, self.body.fold
        asking = "answered" if for_answer else "ask"
        short = "_short" if fold is not Fold.WIDE else ""
        self.ask_prescriber.set_text(text(f"review.action.{asking}{short}"))
        self.ask_action.setText(f"{text(f'review.action.{asking}')}\tF6")
        holding = "resume" if put_aside_here else "hold"
        self.hold_action.setText(f"{text(f'review.action.{holding}')}\tF9")
        self.resume.setVisible(put_aside_here)
        self.ask_prescriber.setVisible(fold is not Fold.PAGES and not put_aside_here)

    def show_strip(self) -> None:
        """Allergy and worst alert are always seen: in the strip, or in the bar where pages take its place."""
        paged = self.body.fold is Fold.PAGES
        self.strip.setVisible(not self.bar.shows_marks if paged else self.body.fold is Fold.DRAWER)

    def _show_confirm(self) -> None:
        """Where pages scroll, the button that confirms stands in the bar and is always seen."""
        card = self.lines.card
        in_bar = self.body.fold is Fold.PAGES
        seen = in_bar and self.body.page == "lines"
        self.confirm_line.setVisible(seen and card is not None and card.facts.editable)
        if card is not None and card.facts.editable:
            # A card of the server's line has no room for the button: shown there it would be a window of its own.
            card.confirm.setVisible(not in_bar)

    def _on_more(self) -> None:
        self._menu.popup(self.more.mapToGlobal(QPoint(0, -self._menu.sizeHint().height())))

    def _link_later(self) -> None:
        self._later.start()

    def _link(self) -> None:
        """The connector ends where the open card stands, as long as that is beside the scan."""
        point = self.lines.link_point()
        view = self.scan.view
        if point is None or self.body.fold is Fold.PAGES or not self.scan.shows_paper:
            view.set_link(None)
            return
        y = view.viewport().mapFromGlobal(QPoint(0, point.y())).y()
        view.set_link(min(max(y, 8), view.viewport().height() - 8))
