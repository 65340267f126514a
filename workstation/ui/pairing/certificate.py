"""The certificate that was met at the address, for a person to compare."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workstation.ui.components.buttons import SecondaryButton
from workstation.ui.components.card import Card
from workstation.ui.components.facts import Fact, FactRows
from workstation.ui.components.flow import Flow
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column
from workstation.ui.components.runs import Run
from workstation.ui.components.severity import Severity
from workstation.ui.pairing.actions import Met
from workstation.ui.pairing.parts import Notice, grouped, scrolling
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words


class CertificateCard(QWidget):
    """Who it says that it is, its fingerprints, whether it is believed; to ask again, to take its key as the pin."""

    ask_requested = Signal()
    pin_taken = Signal(str)

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._met: Met | None = None
        inside = QWidget()
        column = Column(host, gap=12, parent=inside)
        column.addWidget(Label(host, words.text("pairing.trust.met"), Role.HEADING, wrap=True))
        self.notice = Notice(host)
        column.addWidget(self.notice)
        self._card = Card(host)
        self._rows = FactRows(host, label_width=112)
        Column(host, (16, 12, 16, 12), 0, self._card).addWidget(self._rows)
        column.addWidget(self._card)
        self.again = SecondaryButton(
            host, words.text("pairing.trust.ask_again"), icon="refresh", keys="Ctrl+R", small=True
        )
        self.take = SecondaryButton(host, words.text("pairing.trust.take_pin"), icon="check", small=True)
        self.again.clicked.connect(self.ask_requested)
        self.take.clicked.connect(self._on_take)
        flow = Flow(host)
        flow.add(self.again, self.take)
        column.addWidget(flow)
        Column(host, gap=0, parent=self).addWidget(scrolling(host, inside))
        self._show(None)

    @property
    def met(self) -> Met | None:
        """What is shown."""
        return self._met

    def show_asking(self) -> None:
        """The server was asked; what was met before stays until there is news."""
        self.again.set_locked(self._words.text("pairing.trust.asking"))
        self.notice.say(self._words.text("pairing.trust.asking"))

    def show_met(self, met: Met, *, may_pin: bool) -> None:
        """A certificate."""
        self._show(met)
        self.take.setVisible(may_pin)
        severity = Severity.MAJOR if met.doubt else Severity.MATCH
        self.notice.say(met.doubt or self._words.text("pairing.trust.believed"), severity)

    def show_absent(self, why: str) -> None:
        """Nobody answered."""
        self._show(None)
        self.notice.say(f"{self._words.text('pairing.trust.not_met')}. {why}", Severity.MODERATE)

    def show_unknown(self) -> None:
        """Another way was chosen: whether it is believed with that is not known yet."""
        if self._met is not None:
            self.notice.say(self._words.text("pairing.trust.unknown"))

    def _show(self, met: Met | None) -> None:
        self._met = met
        self.again.set_locked("")
        self._card.setVisible(met is not None)
        self.take.setVisible(met is not None)
        if met is None:
            return
        text = self._words.text
        self._rows.set_facts(
            (
                Fact(text("pairing.trust.subject"), met.subject),
                Fact(text("pairing.trust.issuer"), met.issuer),
                Fact(text("pairing.trust.until"), text("pairing.trust.day", day=met.valid_until)),
                Fact(text("pairing.trust.fingerprint"), Run(grouped(met.fingerprint), mono=True)),
                Fact(text("pairing.trust.key"), Run(grouped(met.pin), mono=True)),
            )
        )

    def _on_take(self) -> None:
        if self._met is not None:
            self.pin_taken.emit(self._met.pin)
