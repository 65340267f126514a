"""Everything that the store holds, in the shape of the scenario player's `dump`."""

from decimal import Decimal
from typing import Any

from workstation.domain import exact_json
from workstation.domain.prescription import Prescription
from workstation.domain.queue import QueueFilter, View
from workstation.domain.workflow import EventKind, LineProgress, standing
from workstation.services.ports import Transaction
from workstation.services.screening import screen_in
from workstation.services.site import Site

Json = dict[str, Any]


def plain(value: Decimal) -> int | Decimal:
    """A whole number without a fraction, any other digit by digit without trailing zeros."""
    return int(value) if value == value.to_integral_value() else value.normalize()


def dump(site: Site) -> Json:
    """One snapshot of the store."""
    with site.store.read() as tx:
        verdict = tx.audit.verify()
        return {
            "prescriptions": [_prescription(tx, site, one) for one in _all_prescriptions(tx)],
            "dispenses": _dispenses(tx),
            "stock": _stock(tx),
            "outbox": [
                {
                    "id": str(one.id),
                    "kind": one.kind.value,
                    "what": one.what,
                    "state": one.state.value,
                    "attempts": one.attempts,
                    "answer": one.answer or None,
                }
                for one in tx.outbox.open()
            ],
            "conflicts": [
                {"id": str(one.id), "entry": str(one.entry_id), "prescription": str(one.prescription_id)}
                for one in tx.attentions.conflicts()
            ],
            "attention": [
                {"id": str(one.id), "code": one.code, "prescription": str(one.prescription_id), "detail": one.detail}
                for one in tx.attentions.open()
            ],
            "audit": {"rows": verdict.rows, "ok": verdict.ok},
        }


def _all_prescriptions(tx: Transaction) -> list[Prescription]:
    views = (View.ALL_OPEN, View.CLOSED)
    ids = [row.id for view in views for row in tx.prescriptions.queue(QueueFilter(view=view, limit=1_000_000))]
    found = [tx.prescriptions.get(one) for one in dict.fromkeys(ids)]
    return sorted(found, key=lambda one: (one.received_at, one.number))


def _prescription(tx: Transaction, site: Site, found: Prescription) -> Json:
    facts = standing(tx.prescriptions.events(found.id))
    progress = {row.line_id: row for row in tx.prescriptions.progress(found.id)}
    return {
        "id": found.number,
        "uuid": str(found.id),
        "task": found.task_reference,
        "status": tx.prescriptions.status(found.id).value,
        "task_status": _task_status(tx, found),
        "claimed_by": _claimed_by(tx, site, found),
        "claim_acknowledged": facts.claimed,
        "alerts": len(screen_in(tx, site, found).alerts),
        "lines": [
            {
                "id": str(line.id),
                "position": line.position,
                "reference": line.server_reference or None,
                "block": line.block.value if line.block else None,
                "quantity_prescribed": plain(line.quantity_prescribed.value) if line.quantity_prescribed else None,
                **_quantities(progress.get(line.id)),
            }
            for line in found.lines
        ],
    }


def _quantities(row: LineProgress | None) -> Json:
    if row is None:
        return {"quantity_dispensed": 0, "quantity_owing": None}
    return {
        "quantity_dispensed": plain(row.dispensed.value) if row.dispensed else 0,
        "quantity_owing": plain(row.owed.value) if row.owed else None,
    }


def _task_status(tx: Transaction, found: Prescription) -> str | None:
    copy = tx.mirror.get(found.task_reference) if found.task_reference else None
    return exact_json.loads(copy[1]).get("status") if copy else None


def _claimed_by(tx: Transaction, site: Site, found: Prescription) -> str | None:
    """Our station, whoever the server names instead, or nobody."""
    events = tx.prescriptions.events(found.id)
    facts = standing(events)
    if facts.claimed:
        return str(site.station.id)
    lost = [event.detail for event in events if event.kind is EventKind.CLAIM_LOST]
    return lost[-1] if facts.claim_lost and lost else None


def _dispenses(tx: Transaction) -> list[Json]:
    every = tx.dispenses.all()
    undone = {one.reverses for one in every if one.reverses}
    return [
        {
            "identifier": str(one.id),
            "line": str(one.line_id),
            "quantity": plain(one.quantity.value),
            "gtin": tx.products.get(one.product_id).gtin,
            "batch_number": tx.stock.batch(one.batch_id).batch_number,
            "state": "entered-in-error" if one.id in undone else "completed",
            "type": one.supply_type.value,
        }
        for one in every
        if one.reverses is None
    ]


def _stock(tx: Transaction) -> list[Json]:
    return [
        {
            "gtin": tx.products.get(row.batch.product_id).gtin,
            "batch_number": row.batch.batch_number,
            "expiry_date": row.batch.expiry_date.isoformat(),
            "quantity_on_hand": plain(row.on_hand.value),
            "reserved": plain(row.allocated.value),
        }
        for row in tx.stock.all_on_hand()
    ]
