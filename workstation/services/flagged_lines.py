"""Which lines a flag of the queue stands for."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from workstation.domain.prescription import Prescription
from workstation.domain.queue import Flag
from workstation.services.flags import flags_of_line
from workstation.services.line_questions import asks_for_directions_in, held_by_line, still_to_pick
from workstation.services.ports import Transaction
from workstation.services.site import Site


def flagged_lines(tx: Transaction, site: Site, prescription: Prescription) -> Mapping[Flag, tuple[int, ...]]:
    """Positions by flag, of what the catalogue, the shelf and the directions say of each line."""
    found: dict[Flag, list[int]] = defaultdict(list)
    progress = {row.line_id: row for row in tx.prescriptions.progress(prescription.id)}
    held = held_by_line(tx, prescription.id)
    for line in prescription.medicine_lines:
        if not line.is_draft or line.product_id is not None:
            for flag in flags_of_line(
                tx, site, still_to_pick(line, progress.get(line.id), held.get(line.id, Decimal(0)))
            ):
                found[flag].append(line.position)
    found[Flag.DIRECTIONS] += asks_for_directions_in(tx, prescription)
    return {flag: tuple(positions) for flag, positions in found.items() if positions}
