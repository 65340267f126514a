"""Prints what the screens ask for on the printer of this station, and records that it came out."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from workstation.adapters.printing.leaflet_printer import print_leaflet
from workstation.adapters.printing.printers import label_printer
from workstation.adapters.printing.template import load_template
from workstation.app.labels import Labels
from workstation.app.leaflets import Leaflets
from workstation.domain.errors import Unavailable
from workstation.domain.printer import PaperKind, Printed, PrinterSetting
from workstation.domain.users import User
from workstation.services.counter_view import CounterView
from workstation.services.labelling import note_labels, require_reprint_reason
from workstation.services.printing import note_leaflet, printer_setting
from workstation.services.site import Site
from workstation.ui.dispense.actions import LabelJob, PrintWish

Outcome = Callable[[Unavailable | None], None]
"""Told, on whatever thread, how printing went: None = it came out."""


def _tell_nobody(_trouble: Unavailable | None) -> None:
    return


class Printing:
    """May take as long as a printer: nothing of it on the GUI thread."""

    def __init__(self, site: Site, labels: Labels, folder: Path) -> None:
        self._site, self.labels, self.folder = site, labels, folder
        self._leaflets = Leaflets(site, labels)
        self.outcome: Outcome = _tell_nobody

    def image(self, view: CounterView, pack: UUID, width_px: int, *, part_supply: bool) -> bytes:
        """The label of one pack as PNG, of the size that this station prints."""
        template = load_template(printer_setting(self._site, PaperKind.LABEL).size)
        return self.labels.image(view, pack, width_px, part_supply=part_supply, template=template)

    def print_labels(self, user: User, view: CounterView, wish: PrintWish) -> LabelJob:
        """All labels of the packs that lie there, in one job.

        Raises Refused before anything is printed (no reason for a reprint, a text that does not fit); PrinterTrouble or
        Unavailable when the labels did not come out: then nothing is recorded.
        """
        labels = view.part_labels if wish.part_supply else view.labels
        require_reprint_reason(labels, view.written_labels, wish.reason)
        setting = printer_setting(self._site, PaperKind.LABEL)
        if wish.to_file:
            setting = PrinterSetting(size=setting.size)
        contents = self.labels.contents(view, part_supply=wish.part_supply)
        printer = label_printer(setting, self.folder)
        printed = self.told(lambda: printer.print_labels(contents, view.prescription.number))
        return LabelJob(printed, note_labels(self._site, user, view.prescription.id, labels, wish.reason))

    def print_leaflet(self, user: User, view: CounterView) -> Printed:
        """The large-print leaflet of what lies there. Raises as `Leaflets.of` and `print_leaflet`."""
        setting = printer_setting(self._site, PaperKind.LEAFLET)
        job = f"{view.prescription.number}-leaflet"
        printed = print_leaflet(self._leaflets.of(view), setting, self.folder, job)
        note_leaflet(self._site, user, view.prescription.id)
        return printed

    def test_leaflet(self, setting: PrinterSetting, job: str) -> Printed:
        """To try the printer of a setting."""
        return print_leaflet(self._leaflets.sample(), setting, self.folder, job)

    def told(self, work: Callable[[], Printed]) -> Printed:
        """Prints, and tells how it went."""
        try:
            printed = work()
        except Unavailable as trouble:
            self.outcome(trouble)
            raise
        self.outcome(None)
        return printed
