"""Which printer this station prints on, and the port behind which every printer stands."""

import json
from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from workstation.domain.label import LabelContent
from workstation.domain.printer import PaperKind, Printed, PrinterSetting, check_printer, printer_of, usual_setting
from workstation.domain.users import Permission, User
from workstation.services.recording import audit
from workstation.services.site import Site

_NOTE = "printer:{kind}:{station}"


class LabelPrinter(Protocol):
    """One printer. It may take seconds: never on the GUI thread."""

    def print_labels(self, contents: Sequence[LabelContent], job: str) -> Printed:
        """All labels in one job; `job` names it for people and holds no patient's name.

        Raises Refused(LabelRefusal) before anything is printed when one of them cannot be laid out, and
        PrinterTrouble or Unavailable when they did not come out: then none of them counts as printed.
        """
        ...

    def look(self) -> None:
        """Asks the printer how it is, and prints nothing. Raises PrinterTrouble when it would not print."""
        ...


def printer_setting(site: Site, kind: PaperKind) -> PrinterSetting:
    """The printer of this station for one kind of paper; a PDF where none was set up."""
    with site.store.read() as tx:
        note = tx.sync_notes.get(_key(site, kind))
    return printer_of(json.loads(note), kind) if note else usual_setting(kind)


def keep_printer_setting(site: Site, user: User, kind: PaperKind, setting: PrinterSetting) -> PrinterSetting:
    """Keeps it for this station alone: another PC has another printer. Raises Refused(PrinterRefusal)."""
    check_printer(setting, kind)
    with site.store.begin() as tx:
        tx.sync_notes.set(_key(site, kind), json.dumps(setting.note()))
        facts = {"kind": kind.value, "way": setting.way.value, "printer": setting.name(), "size": setting.size}
        audit(tx, site, user, "printer_set_up", str(site.station.id), facts)
    return setting


def note_leaflet(site: Site, user: User, prescription_id: UUID) -> None:
    """A leaflet came out: it stands in the audit."""
    site.require(user, Permission.SEE_PATIENTS)
    with site.store.begin() as tx:
        audit(tx, site, user, "leaflet_printed", prescription_id)


def _key(site: Site, kind: PaperKind) -> str:
    return _NOTE.format(kind=kind.value, station=site.station.id)
