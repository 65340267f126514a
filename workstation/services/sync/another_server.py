"""What is forgotten when a station is paired: what the server refused or could not do, and what another one had.

Kept is what people did, and what waits: it goes to the new address of the same pharmacy.
"""

from workstation.services.ports import Transaction
from workstation.services.site import Site
from workstation.services.stock_report import stock_changed
from workstation.services.sync import sentinel
from workstation.services.sync.batching import MAX_BATCH
from workstation.services.sync.consents import ASKED
from workstation.services.sync.courier import PAUSED_UNTIL
from workstation.services.sync.pull import pull_all_again
from workstation.services.sync.stock_up import LEVELS, TRIED_AT
from workstation.services.sync.untaken import forget_untaken


def paired_anew(tx: Transaction, site: Site) -> None:
    """Everything that this server refused is tried again."""
    forget_untaken(tx, site)
    sentinel.try_again(tx)
    for note in (MAX_BATCH, LEVELS, TRIED_AT):
        tx.sync_notes.set(note, "")


def paired_elsewhere(tx: Transaction, site: Site, *, other_pharmacy: bool) -> None:
    """Another address or pharmacy: its work is pulled from the beginning, its stock is told anew.

    At another pharmacy nothing that was sent before is missing: it is not sent again.
    """
    pull_all_again(tx)
    stock_changed(tx, site)
    for note in (PAUSED_UNTIL, ASKED):
        tx.sync_notes.set(note, "")
    if other_pharmacy:
        sentinel.begin_anew(tx)
