"""From the scan to the keyed lines: words into editors, cards, candidates, sentences, and the typing that is kept."""

from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit

from workstation.services.line_drafts import OpenDraft
from workstation.services.review_view import ReviewView
from workstation.services.transcription import KeyedLine
from workstation.ui.review.actions import ReviewActions
from workstation.ui.review.ask_box import Asking
from workstation.ui.review.draft_keeper import DraftKeeper
from workstation.ui.review.frame import ReviewFrame
from workstation.ui.review.line_facts import NEW_LINE, LineFacts, new_line, read_lines
from workstation.ui.review.scene import PagePicture
from workstation.ui.review.typed_line import TypedLine
from workstation.ui.review.work import CandidateAnswer, HitAnswer, ReviewWork
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


class ReviewTranscript(ReviewFrame):
    """The half of the screen that keys lines; `panel` adds the decision."""

    def __init__(self, host: ThemeHost, words: Words, actions: ReviewActions, tasks: TaskRunner) -> None:
        super().__init__(host, words, actions)
        self._view: ReviewView | None = None
        self._prescription_id: UUID | None = None
        self._facts: tuple[LineFacts, ...] = ()
        self._user_id: UUID | None = None
        self._kept: dict[tuple[UUID | None, UUID], Mapping[UUID, TypedLine]] = {}
        self._sentences: dict[UUID, str] = {}
        self.work = ReviewWork(actions, tasks, self)
        self.drafts = DraftKeeper(actions.drafts, self.lines, self.work, self)
        self._focus_later = QTimer(self)
        self._focus_later.setSingleShot(True)
        self._focus_later.setInterval(0)
        self._focus_later.timeout.connect(self._take_focus)
        for signal, slot in (
            (self.scan.word_clicked, self.put_word), (self.scan.line_clicked, self._on_scan_line),
            (self.lines.line_opened, self._on_line_opened), (self.work.pages_ready, self._on_pages),
            (self.work.candidates_ready, self._on_candidates), (self.work.hits_ready, self._on_hits),
            (self.work.sentences_ready, self._on_sentences), (self.confirm_line.clicked, self._on_confirm_key),
            (self.lines.line_wanted, self._on_line_wanted), (self.lines.typed, self.drafts.touch),
            (self.lines.draft_taken_up, self._on_draft_taken_up),
            (self.lines.draft_discarded, self._on_draft_discarded),
        ):  # fmt: skip
            signal.connect(slot)

    @property
    def prescription_id(self) -> UUID | None:
        """The prescription that is open."""
        return self._prescription_id

    def page_shown(self) -> None:
        """The keys work at once. Fresh cards are shown by their layout first: the focus comes right after that."""
        self._focus_later.start()

    def _take_focus(self) -> None:
        """To the first thing to do, never to a button that leaves: Enter would press that one."""
        if self.ask.asking is not None or self.routing.is_open or not self.isVisible():
            return
        if self.lines.card is None or not self.lines.card.take_focus():
            self._focus_without_line()
        self.lines.reveal_directions()

    def _focus_without_line(self) -> None:
        """The screen itself: its keys work, and Enter does nothing."""
        self.setFocus()

    # --- the scan -----------------------------------------------------------------------------------------

    def put_word(self, word: str) -> None:
        """A word clicked on the scan goes into the editor that has the focus, else into the directions."""
        focus, card = QApplication.focusWidget(), self.lines.card
        editor = focus if isinstance(focus, QLineEdit) and self.isAncestorOf(focus) else None
        if card is not None and (editor is None or card.isAncestorOf(editor)):
            card.editors.put_word(editor or card.last_editor(), word)
        elif editor is not None:
            editor.insert(word)

    def _on_scan_line(self, number: int) -> None:
        """A line of the scan was clicked: the card that stands for it opens."""
        read = read_lines(self._view) if self._view else ()
        if not 1 <= number <= len(read):
            return
        place = read[number - 1].place
        for facts in self._facts:
            if facts.place == place or (facts.read is not None and facts.read.place == place):
                self._open_line(facts.line.position)

    def _on_pages(self, pages: tuple[PagePicture, ...] | str) -> None:
        self.body.set_paper(pages != "no_paper")
        if pages == "no_paper":
            self._show_sent()
            return
        if isinstance(pages, str):
            self.scan.show_none(pages)
            return
        self.scan.show_pages(pages)
        self.lines.refresh_crops()
        self._mark_line(self.lines.card.facts if self.lines.card else None)

    def _show_sent(self) -> None:
        """What the order server sent, in the place of the paper."""
        self.scan.show_sent(tuple(one.line for one in self._facts if not one.is_new))

    def _mark_line(self, facts: LineFacts | None) -> None:
        read = read_lines(self._view) if self._view else ()
        places = [one.place for one in read]
        found = facts.read.place if facts and facts.read else None
        self.scan.select_line(places.index(found) + 1 if found in places else 0)
        self._link_later()

    # --- lines --------------------------------------------------------------------------------------------

    def _open_line(self, position: int) -> None:
        self.lines.open_line(position)
        self.lines.reveal_card()
        self.page_shown()

    def _on_line_opened(self, facts: LineFacts | None) -> None:
        card = self.lines.card
        self._show_confirm()
        if facts is not None and card is not None:
            card.confirm_requested.connect(self._on_confirm)
            card.removal_requested.connect(self._on_removal)
            card.directions_accepted.connect(self._on_directions_accepted)
            card.product_requested.connect(self._on_product)
            card.search_requested.connect(self.work.search)
            card.sentence_requested.connect(self._on_sentence_wanted)
            card.unreadable_requested.connect(self._on_unreadable)
            if facts.editable:
                self.work.find_candidates(facts)
                card.editors.ask_sentence()
            else:
                self._on_sentence_wanted(facts.line.dosage_instruction, facts.line.medicine.form)
        self._mark_line(facts)

    def _on_line_wanted(self) -> None:
        if not any(one.is_new for one in self._facts):
            self._facts = (*self._facts, new_line(self._facts, self._view.drafts if self._view else ()))
        self.lines.show_lines(self._facts, self._facts[-1].line.position)
        self.lines.reveal_card()
        self.page_shown()

    def _on_sentence_wanted(self, directions: str, form: str) -> None:
        card = self.lines.card
        if card is not None:
            self.work.say(card.facts.line.id, directions, form)

    def _on_confirm(self, keyed: KeyedLine) -> None:
        if self._prescription_id is not None:
            self.drafts.confirming(keyed.line_id or NEW_LINE)
            self.work.confirm(self._prescription_id, keyed)

    def _on_removal(self, line_id: UUID) -> None:
        if self._prescription_id is not None:
            self.drafts.confirming(line_id)
            self.work.remove(self._prescription_id, line_id, self._words.text("review.line.not_medicine_reason"))

    def _on_directions_accepted(self, line_id: UUID) -> None:
        if self._prescription_id is not None:
            self.work.accept_directions(self._prescription_id, line_id)

    def _on_directions_key(self) -> None:
        """Ctrl+L: the directions of the open line; where they ask nothing, the first line that asks."""
        card = self.lines.card
        if card is not None and card.directions.is_asking:
            self.show_page("lines")
            # Nobody accepts what is not seen: where it is out of sight, the key brings it there first.
            if not self.lines.reveal_directions():
                card.press_accept_directions()
            return
        asking = next((one for one in self._facts if one.asks_directions), None)
        if asking is not None:
            self.show_page("lines")
            self._open_line(asking.line.position)

    def _on_product(self, line_id: UUID, product_id: UUID) -> None:
        if self._prescription_id is not None:
            self.work.choose_product(self._prescription_id, line_id, product_id)

    def _on_unreadable(self, position: int) -> None:
        self.ask.open_box(Asking.PRESCRIBER, self._words.text("review.ask.unreadable_line", line=position))

    def _on_confirm_key(self) -> None:
        if self.lines.card is not None:
            self.lines.card.press_confirm()

    def _on_line_key(self) -> None:
        position = int(self.sender().property("line"))
        if any(one.line.position == position and one.is_medicine for one in self._facts):
            self.show_page("lines")
            card = self.lines.card
            if card is not None and card.facts.editable and position == self.lines.open_position:
                card.focus_candidates()  # it is open already: its key is for choosing anew
                return
            self._open_line(position)

    def _ask_sentences(self) -> None:
        for one in self._facts:
            form = one.product.form if one.product else one.line.medicine.form
            self.work.say(one.line.id, one.line.dosage_instruction, form)

    def _on_candidates(self, answer: CandidateAnswer) -> None:
        card = self.lines.card
        if card is not None and card.facts.line.id == answer.line_id and not card.chooser.searching:
            card.show_candidates(answer.rows)
            card.chooser.show_free(answer.free)
            self._link_later()

    def _on_hits(self, answer: HitAnswer) -> None:
        if self.lines.card is not None:
            self.lines.card.chooser.show_free(answer.free)
            self.lines.card.chooser.show_hits(answer.text, answer.products)

    def _on_sentences(self, answer: tuple[UUID, str, str]) -> None:
        line_id, first, second = answer
        card = self.lines.card
        if card is not None and card.facts.line.id == line_id:
            card.show_sentences(first, second)
        self._sentences[line_id] = first
        self.lines.set_sentences(self._sentences)

    # --- drafts -------------------------------------------------------------------------------------------

    def _keep_typing(self) -> None:
        """On this screen for whoever typed it, and in the store."""
        self.drafts.save_now()
        self._remember_typing()

    def _remember_typing(self) -> None:
        if self._prescription_id is not None:
            self._kept[self._user_id, self._prescription_id] = self.drafts.only_here(self.lines.kept_typing())

    def _draft_stored(self, prescription_id: UUID, line_id: UUID) -> None:
        """The store has it: there a colleague may end it, and what this screen remembers would bring it back."""
        if prescription_id == self._prescription_id:
            self.drafts.stored(line_id)
        for key in [one for one in self._kept if one[1] == prescription_id]:
            self._kept[key] = {line: typed for line, typed in self._kept[key].items() if line != line_id}

    def _with_drafts(self, view: ReviewView) -> None:
        """What was typed for its lines and not confirmed stands in the editors again, an added line among them."""
        self.drafts.restore(view.drafts)
        added = any(one.draft.line_id == NEW_LINE for one in view.drafts)
        if added or NEW_LINE in self.lines.kept_typing():
            self._facts = (*self._facts, new_line(self._facts, view.drafts))

    def _on_draft_taken_up(self, shown: OpenDraft) -> None:
        self._replace_typing(shown, self._actions.drafts.take_up)

    def _on_draft_discarded(self, shown: OpenDraft) -> None:
        draft, discard = shown.draft, self._actions.drafts.discard
        if shown.mine:
            self._replace_typing(shown, discard)
        else:
            work = partial(discard, draft.prescription_id, draft.line_id, draft.by)
            self.work.draft("discard_draft", draft.prescription_id, draft.line_id, work)

    def _replace_typing(self, shown: OpenDraft, action: Callable[[UUID, UUID, UUID], object]) -> None:
        """What stands in the editors of the line goes: nothing of it is written behind this."""
        draft = shown.draft
        self.drafts.confirming(draft.line_id)
        work = partial(action, draft.prescription_id, draft.line_id, draft.by)
        self.work.draft("replace_draft", draft.prescription_id, draft.line_id, work)
