"""Who we are at the server: the organization, and how the station proves that it is this station."""

from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QWidget

from workstation.domain.errors import Unavailable
from workstation.ui.components.buttons import SecondaryButton
from workstation.ui.components.field import Field
from workstation.ui.components.flow import Flow
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column
from workstation.ui.components.reasons import ReasonChoice, ReasonOption
from workstation.ui.components.severity import Severity
from workstation.ui.pairing.actions import PairingActions
from workstation.ui.pairing.draft import Draft
from workstation.ui.pairing.parts import Notice, question, scrolling, typing
from workstation.ui.tasks import Lane, TaskRunner
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.wizard import WizardStep
from workstation.ui.words import Words

SMART, NONE = "smart", "none"
_KEY_HEIGHT = 220


class WhoStep(WizardStep):
    """Organization, proof, client id; at the right the public key to register."""

    def __init__(
        self,
        host: ThemeHost,
        words: Words,
        actions: PairingActions,
        draft: Draft,
        tasks: TaskRunner,
        station_id: str,
    ) -> None:
        super().__init__("who", words.text("pairing.who.title"), words.text("pairing.who.note"))
        self._host, self._words, self._actions, self._draft, self._tasks = host, words, actions, draft, tasks
        self._build(station_id)
        self._build_key()
        self._show_proof()

    def question(self) -> QWidget:
        """Organization, proof, client id."""
        return self._page

    def answer(self) -> QWidget:
        """The public key."""
        return self._side

    def blocked_because(self) -> str:
        """Nobody named."""
        return "" if self._draft.entered.organization else self._words.text("pairing.who.organization_missing")

    def advice(self) -> str:
        """A server that lets everybody in."""
        return "" if self._draft.entered.smart else self._words.text("pairing.who.none")

    def shown(self) -> None:
        """The key may have been joined by another one since: a server may ask for RS384."""
        self.organization.setFocus()
        self._read_key()

    def begin_keeping(self) -> None:
        """Whether the server knows us is found out by the check."""
        entered = self._draft.entered
        key = "pairing.who.kept_smart" if entered.smart else "pairing.who.kept_none"
        self.kept.emit(self._words.text(key, organization=entered.organization))

    # --- building -----------------------------------------------------------------------------------------

    def _build(self, station_id: str) -> None:
        host, text, entered = self._host, self._words.text, self._draft.entered
        self._page, column = question(host, text("pairing.who.question"), text("pairing.who.why"))
        self.organization, self.client = typing(most=500), typing(most=500)
        self.organization.setText(entered.organization)
        self.client.setText(entered.client_id)
        column.addWidget(
            Field(host, text("pairing.who.organization"), self.organization, text("pairing.who.organization_note"))
        )
        options = (ReasonOption(SMART, text("pairing.who.smart")), ReasonOption(NONE, text("pairing.who.none")))
        self.proof = ReasonChoice(host, text("pairing.who.proof"), options)
        self.proof.choose(SMART if entered.smart else NONE)
        column.addWidget(self.proof)
        self._look = Notice(host)
        column.addWidget(self._look)
        note = text("pairing.who.client_note", station=station_id)
        self._client_field = Field(host, text("pairing.who.client"), self.client, note)
        column.addWidget(self._client_field)
        for field in (self.organization, self.client):
            field.textChanged.connect(self._on_entered)
        self.proof.changed.connect(self._on_entered)

    def _build_key(self) -> None:
        host, text = self._host, self._words.text
        inside = QWidget()
        column = Column(host, gap=12, parent=inside)
        column.addWidget(Label(host, text("pairing.who.key_title"), Role.HEADING, wrap=True))
        self._why = Label(host, text("pairing.who.key_why"), tone="text_2", wrap=True)
        column.addWidget(self._why)
        self.key_text = QPlainTextEdit()
        self.key_text.setReadOnly(True)
        self.key_text.setTabChangesFocus(True)
        self.key_text.setAccessibleName(text("pairing.who.key_title"))
        column.addWidget(self.key_text)
        self.copy = SecondaryButton(host, text("pairing.who.copy"), icon="duplicate", keys="Ctrl+Shift+C", small=True)
        self.save = SecondaryButton(host, text("pairing.who.save"), icon="download", keys="Ctrl+S", small=True)
        self.copy.clicked.connect(self._on_copy)
        self.save.clicked.connect(self._on_save)
        self._flow = Flow(host)
        self._flow.add(self.copy, self.save)
        column.addWidget(self._flow)
        self.notice = Notice(host)
        column.addWidget(self.notice)
        self._side = scrolling(host, inside)
        host.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    # --- the key ------------------------------------------------------------------------------------------

    def save_to(self, path: str) -> None:
        """Writes the public key to a file."""
        self._saving_to = path
        work = partial(self._actions.save_key, path)
        self._tasks.run(Lane.WORK, work, self._on_saved, on_unavailable=self._on_unavailable)

    def _read_key(self) -> None:
        if self._draft.entered.smart:
            if not self.key_text.toPlainText():
                self.notice.say(self._words.text("pairing.who.making_key"))
            self._tasks.run(Lane.WORK, self._actions.public_key, self._on_key, on_unavailable=self._on_unavailable)

    def _on_key(self, key: str) -> None:
        self.notice.say("")
        self.key_text.setPlainText(key)

    def _on_saved(self, _none: object) -> None:
        self.notice.say(self._words.text("pairing.who.saved", path=self._saving_to), Severity.MATCH)

    def _on_unavailable(self, trouble: Unavailable) -> None:
        self.notice.say(trouble.why, Severity.MAJOR)

    # --- slots --------------------------------------------------------------------------------------------

    def _on_entered(self) -> None:
        was_smart = self._draft.entered.smart
        self._draft.put(
            organization=self.organization.text().strip(),
            smart=self.proof.code() != NONE,
            client_id=self.client.text().strip(),
        )
        self._show_proof()
        if self._draft.entered.smart and not was_smart:
            self._read_key()
        self.changed.emit()

    def _show_proof(self) -> None:
        smart, text = self._draft.entered.smart, self._words.text
        self._client_field.setVisible(smart)
        self._look.say("" if smart else text("pairing.who.none_look"), Severity.MODERATE)
        self._why.set_words(text("pairing.who.key_why" if smart else "pairing.who.no_key"))
        for part in (self.key_text, self._flow):
            part.setVisible(smart)
        if not smart:
            self.notice.say("")

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.key_text.toPlainText())
        self.notice.say(self._words.text("pairing.who.copied"), Severity.MATCH)

    def _on_save(self) -> None:
        text = self._words.text
        path, _ = QFileDialog.getSaveFileName(
            self._page, text("pairing.who.save"), "station.json", text("pairing.who.files")
        )
        if path:
            self.save_to(path)

    def _on_theme_changed(self) -> None:
        self.key_text.setFont(self._host.font(Role.CODE_SMALL))
        self.key_text.setMinimumHeight(self._host.px(_KEY_HEIGHT))
