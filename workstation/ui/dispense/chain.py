"""Written, keyed, scanned: how far the three agree for a line, in the same words from the review to the hand-over."""

from workstation.domain.prescription import LineSource
from workstation.services.counter_view import CounterView
from workstation.services.pick_lines import PickLine
from workstation.ui.components.threeway import PartState

Chain = tuple[PartState, PartState, PartState]


def chain_of(view: CounterView, row: PickLine) -> Chain:
    """Where a pack of another product was refused the STOP says so; here stands what was recorded."""
    sure = row.line.source is LineSource.SERVER or row.line.confirmed_by is not None
    written = PartState.AGREES if sure else PartState.ASKS
    unread = any(one.id in view.unread_batches for one in row.allocations)
    scanned = PartState.OPEN if not row.allocations else PartState.ASKS if unread else PartState.AGREES
    return written, PartState.AGREES, scanned
