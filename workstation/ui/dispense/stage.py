"""The middle of the dispense screen: verdict or prompt, question, next step, three-way row, batches."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPixmap, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from workstation.domain.edits import Edit
from workstation.services.server_changes import ServerStop
from workstation.services.substitution import Substitutes
from workstation.ui.components.banner import Banner
from workstation.ui.components.layouts import Column
from workstation.ui.components.scanbox import NextScan
from workstation.ui.components.threeway import PartState, ThreeWayTiles, Tile
from workstation.ui.components.verdict import VerdictPanel
from workstation.ui.components.verdict_views import Match, Stop
from workstation.ui.dispense.ask import AskCard
from workstation.ui.dispense.batch_table import BatchTable
from workstation.ui.dispense.centre_views import BatchList
from workstation.ui.dispense.confirm import ConfirmCard
from workstation.ui.dispense.prompt import Prompt, PromptCard
from workstation.ui.dispense.substitute_card import SubstituteCard
from workstation.ui.guards import called_by_qt
from workstation.ui.review.difference_rows import EditsCard
from workstation.ui.review.server_stop import ServerNews
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

MATCH_HEIGHT, STOP_HEIGHT, SMALL_HEIGHT, LOW_HEIGHT, DONE_LOW = 304, 544, 240, 168, 96
LOW_BELOW = 440
"""Design height of the stage under which verdict and prompt get as low as their words."""
CROP_WIDTH, CROP_HEIGHT = 224, 52


class Stage(QScrollArea):
    """Everything that a scan changes. `fold` gives the STOP the whole room of a small window."""

    batch_chosen = Signal(object)
    """UUID."""
    code_typed = Signal(str)
    hold_reason_given = Signal(str)
    bin_given = Signal(str)
    by_hand_reason_given = Signal(str)
    again_reason_given = Signal(str)
    undo_left = Signal()
    """A pack stays in its checked bag."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._small, self._low = False, False
        self._below: QWidget | None = None
        self._had = {"tiles": False, "batches": False, "next": False}
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("scrolled", "true")
        self._column = Column(host, (24, 16, 24, 16), 16, inside)
        self._build(words)
        self.setWidget(inside)
        host.theme_changed.connect(self._on_theme_changed)
        self._fit()

    # --- what it is given ---------------------------------------------------------------------------------

    @property
    def edits(self) -> EditsCard | None:
        """What the order server changed since the approval."""
        return self.news.edits

    def show_news(self, edits: tuple[Edit, ...], stop: ServerStop | None) -> None:
        """What the order server changed since the approval, or that it has stopped the work, above everything else."""
        if self.news.show_news(edits, stop):
            self._arrange()

    def show_prompt(self, prompt: Prompt) -> None:
        """No verdict: where to go."""
        self.verdict.clear()
        self.prompt.show_prompt(prompt)
        self._arrange()

    def show_match(self, match: Match) -> None:
        """The right pack."""
        self.verdict.show_match(match)
        self._arrange()

    def show_stop(self, stop: Stop) -> None:
        """Not this pack."""
        self.verdict.show_stop(stop)
        self.verticalScrollBar().setValue(0)
        self._arrange()

    def show_tiles(self, tiles: tuple[Tile, Tile, Tile] | None) -> None:
        """Written, keyed, scanned; None hides the row."""
        self._had["tiles"] = tiles is not None
        if tiles is not None:
            self.tiles.set_tiles(*tiles)
        self._arrange()

    def show_batches(self, batches: BatchList | None, *, can_choose: bool) -> None:
        """The batches of the line; None hides the table."""
        self._had["batches"] = batches is not None
        if batches is not None:
            self.batches.show_batches(batches, can_choose=can_choose)
        self._arrange()

    def show_next(self, title: str, detail: str, *, listening: bool) -> None:
        """What to scan next; an empty title hides the box."""
        self._had["next"] = bool(title)
        if title:
            self.next.set_next(title, detail, listening=listening)
        self._arrange()

    def put_below(self, widget: QWidget | None) -> None:
        """The label side stands here where there is no room beside."""
        if self._below is widget:
            return
        self._below = widget
        if widget is not None:
            self._column.insertWidget(self._column.count() - 1, widget)
        self._arrange()

    def set_small(self, small: bool) -> None:
        """A small window: lower verdicts, and a STOP alone in the whole room."""
        self._small = small
        self.prompt.set_small(small)
        self._arrange()

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Low verdicts where few lines are seen."""
        super().resizeEvent(event)
        self._set_low()

    # --- questions ----------------------------------------------------------------------------------------

    def close_question(self) -> bool:
        """Closes an open question that can be left. False when there was none."""
        cards = (self.ask_code, self.ask_hold, self.ask_by_hand, self.ask_again, self.ask_substitute)
        return True in [one.close_question() for one in cards]

    def is_asking(self) -> bool:
        """Whether a field waits for an answer."""
        cards = (self.ask_code, self.ask_hold, self.ask_by_hand, self.ask_again, self.ask_bin)
        return not all(one.isHidden() for one in cards)

    def ask_why_by_hand(self) -> None:
        """Asks why the labels are not printed."""
        self.close_question()
        self.ask_by_hand.ask()

    def ask_why_again(self) -> None:
        """Asks why labels that every pack has are printed again."""
        self.close_question()
        self.ask_again.ask()

    def offer_substitutes(self, found: Substitutes) -> None:
        """What may stand for the product of a line: on top, so that it is in sight at any size of text."""
        self.close_question()
        self.ask_substitute.offer(found)
        self.verticalScrollBar().setValue(0)

    def ask_for_hold(self, at_least: int) -> None:
        """Asks why the work stops."""
        self.close_question()
        self.ask_hold.set_note(self._words.text("dispense.ask.hold_note", at_least=at_least))
        self.ask_hold.ask()

    # --- inside -------------------------------------------------------------------------------------------

    def _build(self, words: Words) -> None:
        host, text, column = self._host, words.text, self._column
        self.news = ServerNews(host, words, text("server_changes.edits.in_review"))
        self.trouble = Banner(host, "offline")
        self.interrupted = Banner(host, "undo")
        column.addWidget(self.interrupted)
        self.ask_product = ConfirmCard(host, text("dispense.second.leave"), "Esc")
        column.add(self.news, self.trouble, self.ask_product)
        self.verdict = VerdictPanel(host)
        self.prompt = PromptCard(host)
        self.ask_substitute = SubstituteCard(host, words)
        self.ask_substitute.cancelled.connect(self._on_cancelled)
        column.addWidget(self.ask_substitute)
        column.addWidget(self.verdict)
        column.addWidget(self.prompt)
        cancel = text("dispense.ask.cancel")
        self.ask_code = AskCard(host, text("dispense.ask.code"), text("dispense.ask.code_note"),
                                text("dispense.ask.code_button"), cancel=cancel)  # fmt: skip
        self.ask_hold = AskCard(host, text("dispense.ask.hold"), "", text("dispense.ask.hold_button"), cancel=cancel)
        self.ask_by_hand = AskCard(host, text("dispense.ask.by_hand"), text("dispense.ask.by_hand_note"),
                                   text("dispense.ask.by_hand_button"), cancel=cancel)  # fmt: skip
        self.ask_by_hand.answered.connect(self.by_hand_reason_given)
        self.ask_again = AskCard(host, text("dispense.ask.again"), text("dispense.ask.again_note"),
                                 text("dispense.ask.again_button"), cancel=cancel)  # fmt: skip
        self.ask_again.answered.connect(self.again_reason_given)
        self.ask_batch = ConfirmCard(host, text("dispense.read.button"), "B")
        self.ask_undo = ConfirmCard(host, text("dispense.undo.button"), "Y", cancel=text("dispense.undo.keep"))
        self.ask_undo.cancelled.connect(self.undo_left)
        self.ask_bin = AskCard(host, text("dispense.ask.bin"), text("dispense.ask.bin_note"), "")
        self.ask_code.answered.connect(self.code_typed)
        self.ask_hold.answered.connect(self.hold_reason_given)
        self.ask_bin.answered.connect(self.bin_given)
        for card in (self.ask_code, self.ask_hold, self.ask_by_hand, self.ask_again):
            card.cancelled.connect(self._on_cancelled)
        self.next = NextScan(host, text("dispense.next.type_code"))
        self.next.type_code_requested.connect(self._on_type_code)
        column.add(self.ask_undo, self.ask_hold, self.ask_by_hand, self.ask_again, self.ask_bin, self.ask_code)
        column.add(self.ask_batch, self.next)
        self._code_key = QShortcut(QKeySequence("Ctrl+G"), self)
        self._code_key.activated.connect(self._on_type_code)
        self.tiles = ThreeWayTiles(host, {state: words.word(state) for state in PartState})
        self.batches = BatchTable(host, words)
        self.batches.batch_chosen.connect(self.batch_chosen)
        column.add(self.tiles, self.batches)
        column.addStretch(1)

    def _arrange(self) -> None:
        verdict = self.verdict.verdict
        stopped = isinstance(verdict, Stop)
        alone, halted = stopped and self._small, self.news.halted
        self.prompt.setVisible(verdict is None and not halted)
        self.news.setVisible(halted and not alone)
        self.tiles.setVisible(self._had["tiles"] and not alone and not halted)
        self.batches.setVisible(self._had["batches"] and not stopped and not halted)
        if self._below is not None:
            self._below.setVisible(not alone)
        self._place_next(last=stopped)
        self.next.setVisible(self._had["next"] and not alone and not halted)
        self._code_key.setEnabled(alone)
        self._column.setStretch(self._column.indexOf(self.verdict), 1 if alone else 0)
        self._column.setStretch(self._column.count() - 1, 0 if alone else 1)
        self._fit()

    def _place_next(self, *, last: bool) -> None:
        """Above the three-way row while the scanner listens, below it while a STOP is shown."""
        at, tiles = self._column.indexOf(self.next), self._column.indexOf(self.tiles)
        if (at > tiles) is not last:
            self._column.removeWidget(self.next)
            self._column.insertWidget(self._column.indexOf(self.tiles) + last, self.next)

    @called_by_qt
    def showEvent(self, event: QShowEvent) -> None:
        """What was laid out while nothing was seen is laid out anew."""
        super().showEvent(event)
        self._column.update()

    def _on_theme_changed(self) -> None:
        self._set_low()
        self._fit()

    def _set_low(self) -> None:
        low = self._host.metrics.design(self.height()) < LOW_BELOW
        if low != self._low:
            self._low = low
            self.verdict.set_low(low)
            self._column.set_margins((24, 4, 24, 8) if low else (24, 16, 24, 16))
            self._fit()

    def _fit(self) -> None:
        stopped = isinstance(self.verdict.verdict, Stop)
        small = LOW_HEIGHT if self._low else SMALL_HEIGHT
        tall = small if self._small else STOP_HEIGHT if stopped else MATCH_HEIGHT
        self.verdict.setMinimumHeight(self._host.px(tall))
        done = DONE_LOW if self._low else LOW_HEIGHT
        waits = done if self.prompt.done else small if self._small else MATCH_HEIGHT
        self.prompt.setMinimumHeight(self._host.px(waits))

    def _on_type_code(self) -> None:
        self.close_question()
        self.ask_code.ask()

    def _on_cancelled(self) -> None:
        self.close_question()


def fitted_crop(host: ThemeHost, content: bytes | None) -> QPixmap | None:
    """The picture of a written line, put whole on a strip of paper that a tile has room for; None without one."""
    image = QImage.fromData(content) if content is not None else QImage()
    if image.isNull():
        return None
    smooth, keep = Qt.TransformationMode.SmoothTransformation, Qt.AspectRatioMode.KeepAspectRatio
    width, height = host.px(CROP_WIDTH) * 2, host.px(CROP_HEIGHT) * 2
    scaled = image.scaled(width, height, keep, smooth)
    strip = QPixmap(max(1, scaled.width()), height)
    strip.fill(image.pixelColor(0, 0))
    painter = QPainter(strip)
    painter.drawImage(0, (height - scaled.height()) // 2, scaled)
    painter.end()
    return strip
