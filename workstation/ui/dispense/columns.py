"""The three columns of the dispense screen: list, middle, label; and how they fold."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from workstation.services.pick_lines import PickLine
from workstation.ui.components.card import ground
from workstation.ui.components.facts import Todo
from workstation.ui.components.layouts import Column
from workstation.ui.dispense.centre_views import batch_list, next_step, three_tiles, usable_batches
from workstation.ui.dispense.cutting import cut_lines
from workstation.ui.dispense.label_side import LabelSide
from workstation.ui.dispense.pick_list import PickList
from workstation.ui.dispense.prompts import answered_lines, held_words, interrupted_words, prompt_of
from workstation.ui.dispense.session import Session
from workstation.ui.dispense.stage import Stage, fitted_crop
from workstation.ui.dispense.views import pick_rows, todos
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

WIDE_FROM, PAGED_BELOW = 1700, 960
"""Design widths of the page: three columns from the first; below the second one part at a time."""


class Columns(QWidget):
    """Shows a session; the panel connects the parts."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._width, self._tab, self._stopped = WIDE_FROM, "scan", False
        self._crop_of: tuple[bytes | None, int] | None = None
        self._crop: QPixmap | None = None
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self.list = PickList(host, words)
        self.stage = Stage(host, words)
        self._frame = QFrame()
        ground(self._frame, "bg", "left")
        self._frame_column = self._scrolled(host)
        self.side = LabelSide(host, words)
        self._frame_column.addWidget(self.side)
        across.addWidget(self.list)
        across.addWidget(self.stage, 1)
        across.addWidget(self._frame)

    def _scrolled(self, host: ThemeHost) -> Column:
        """The column of the label: it scrolls, so that large text never asks for more than the screen has."""
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("scrolled", "true")
        scroll.setWidget(inside)
        Column(host, gap=0, parent=self._frame).addWidget(scroll)
        return Column(host, (24, 14, 24, 16), 0, inside)

    def show_session(self, session: Session, now: datetime) -> None:
        """Everything but the label itself, which has to be drawn first."""
        row, shown, view = session.current(), session.shown_line(), session.view
        self._stopped = session.stopped is not None
        self.show_counts(session)
        self._show_stage(session, row, shown, now)
        self._show_next(session, row, shown)
        self.side.show_printed(session.printed_to if session.labels_printed else "")
        missing = bool(session.packs) and not session.labels_printed and not session.checked
        self.side.offer_by_hand(offered=missing and session.stopped is None and view.stop is None)
        self._show_parts()

    def show_counts(self, session: Session) -> None:
        """How many packs of what: pick list and what is left."""
        row, view = session.current(), session.view
        self._show_list(session, row)
        current = row.line.id if row is not None else None
        left: tuple[Todo, ...] = ()
        if view.stop is None:
            left = todos(self._words, view, current, session.printed, part=session.part, counting=session.unsettled)
        self.side.show_todos(left)

    def fold(self, design_width: int) -> None:
        """Folds what does not fit."""
        self._width = design_width
        wide, paged = self._is_wide(), self._is_paged()
        self.stage.set_small(not wide)
        self.list.set_narrow(not wide and not paged)
        unlimited = 16_777_215
        for part, fixed in ((self.list, 376 if wide else 280), (self._frame, 528)):
            width = self._host.px(fixed)
            free = paged or (part is self._frame and not wide)
            part.setMinimumWidth(0 if free else width)
            part.setMaximumWidth(unlimited if free else width)
        self._place_side(below=not wide and not paged)
        self._show_parts()

    def choose_tab(self, tab: str) -> None:
        """Which part is shown where there is room for one alone."""
        self._tab = tab
        self._show_parts()

    def _is_wide(self) -> bool:
        return self._width >= WIDE_FROM

    def _is_paged(self) -> bool:
        return self._width < PAGED_BELOW

    def _show_list(self, session: Session, row: PickLine | None) -> None:
        wrong = session.stopped.line_id if session.stopped is not None else None
        current = row.line.id if row is not None else None
        lines = session.view.lines
        done = sum(one.complete for one in lines)
        listening = not session.checked and session.view.stop is None
        self.list.show_rows(
            pick_rows(
                self._words,
                session.view,
                current,
                wrong,
                listening=listening,
                counting=session.unsettled,
                short=session.out_of_stock,
                part=session.part,
            ),
            "" if session.unsettled else self._words.text("dispense.pick.done", done=done, total=len(lines)),
        )
        self.list.show_notes(answered_lines(self._words, session.view), held_words(self._words, session.view))

    def _show_stage(self, session: Session, row: PickLine | None, shown: PickLine | None, now: datetime) -> None:
        words, stage, view = self._words, self.stage, session.view
        stage.show_news(view.edits, view.stop)
        title, detail = interrupted_words(words, view)
        if title:
            stage.interrupted.set_content(title, detail, "")
        else:
            stage.interrupted.clear()
        if session.stopped is None and (session.matched is None or session.checked):
            stage.show_prompt(prompt_of(words, view, row))
        if shown is None:
            stage.show_tiles(None)
            stage.show_batches(None, can_choose=False)
            return
        extras = session.extras.get(shown.line.id)
        crop = self._fitted(extras.crop if extras else None)
        stage.show_tiles(three_tiles(words, view, shown, extras, crop, session.stopped))
        can_choose = not shown.complete and len(usable_batches(shown)) > 1
        table = None if session.checked else batch_list(words, shown, now, session.batch, view.held)
        stage.show_batches(table, can_choose=can_choose)

    def _fitted(self, content: bytes | None) -> QPixmap | None:
        """The crop of the scan; the same picture as before while it is the same crop at the same size of text."""
        key = (content, self._host.metrics.scale)
        if key != self._crop_of:
            self._crop_of, self._crop = key, fitted_crop(self._host, content)
        return self._crop

    def _show_next(self, session: Session, row: PickLine | None, shown: PickLine | None) -> None:
        text, stage = self._words.text, self.stage
        check = session.view.second_check
        if session.scans_again and session.stopped is None and check is not None:
            title = text("dispense.second_person.title", number=len(check.again) + 1, total=len(check.packs))
            stage.show_next(title, text("dispense.second_person.detail", at=check.opens_at), listening=True)
            return
        said_above = row is None and session.matched is None and session.stopped is None
        if session.checked or said_above:
            stage.show_next("", "", listening=False)
            return
        if session.stopped is None:
            cuts = cut_lines(self._words, session.view)
            title, detail = next_step(self._words, row, session.chosen_batch(), cuts, part=session.part)
            stage.show_next(title, detail, listening=row is not None and not session.part)
            return
        waiting = shown if session.stopped.line_id is not None and shown and not shown.complete else row
        if waiting is None:
            stage.show_next(text("dispense.next.all_title"), text("dispense.next.waiting_any"), listening=False)
            return
        number, total = waiting.packs_scanned + 1, max(waiting.packs_needed, 1)
        title = text("dispense.next.waiting_title", name=waiting.product.name, number=number, total=total)
        stage.show_next(title, text("dispense.next.waiting"), listening=False)

    def _place_side(self, *, below: bool) -> None:
        if below:
            self.stage.put_below(self.side)
        elif self._frame_column.indexOf(self.side) < 0:
            self.stage.put_below(None)
            self._frame_column.addWidget(self.side)
            self.side.setVisible(True)

    def _show_parts(self) -> None:
        wide, paged = self._is_wide(), self._is_paged()
        alone = self._stopped and not wide
        tab = "scan" if alone else self._tab
        self.list.setVisible(tab == "list" if paged else not alone)
        self.stage.setVisible(not paged or tab == "scan")
        self._frame.setVisible(tab == "label" if paged else wide)
