"""Reasons of this station, not of one prescription, for which nothing is sent: told to people once, while they last."""

from workstation.domain.outbox import Attention, AttentionCode
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.site import Site


def tell_stop(site: Site, code: AttentionCode, detail: str = "") -> None:
    """Lists that nothing is sent, and why; the same thing once while it is open."""
    with site.store.read() as tx:
        known = any((one.code, one.detail) == (code, detail) for one in tx.attentions.open())
    if known:
        return
    with site.store.begin() as tx:
        _settle(tx, site, code)
        tx.attentions.add(Attention(site.new_id(), None, code, detail, site.clock()))
        audit(tx, site, None, code.value, str(site.station.id), {"detail": detail} if detail else None)


def end_stop(site: Site, code: AttentionCode) -> None:
    """It is over: the note goes by itself."""
    with site.store.read() as tx:
        known = any(one.code == code for one in tx.attentions.open())
    if known:
        with site.store.begin() as tx:
            _settle(tx, site, code)
            audit(tx, site, None, f"{code.value}_over", str(site.station.id))


def _settle(tx: Transaction, site: Site, code: AttentionCode) -> None:
    for one in tx.attentions.open():
        if one.code == code:
            tx.attentions.settle(one.id, site.clock())
