"""Notices, before the first write, that the server or this store was set back to an older state.

Each station keeps one small resource at the server: a counter that goes up with every round that writes, an epoch for
the life of the store between two restores, and the id of the write. There and here never differ unless a side was set
back:

- there it is missing or behind: the server was restored or wiped. What was sent since is sent again; every entry is
  looked up first, so what the server still has stays single.
- there it is anything else: this store was restored or copied. Nothing more is sent until a person says so, because
  supplies that only the server knows may have been made with it.

The next value is kept here before it is written there, so a crash in between is none of these.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from workstation.domain.errors import Refused, Unavailable
from workstation.domain.outbox import Attention, AttentionCode
from workstation.domain.users import Permission, User
from workstation.services.approval import SHORTEST_REASON, ApprovalRefusal
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.site import Site
from workstation.services.stock_report import stock_changed
from workstation.services.sync.courier import Courier
from workstation.services.sync.ports import Answer, SearchRefused, SentinelState, no_answer
from workstation.services.sync.pull import pull_all_again

NOTE = "sentinel"
"""Sync note: JSON of what this store knows of its sentinel."""
MARGIN = timedelta(minutes=10)
"""Sent again from that long before the restored state on: clocks of two machines, a backup that took its time."""
_NOT_TAKEN = frozenset({400, 403, 404, 405, 422, 501})


class Standing(StrEnum):
    """What the look at the sentinel said."""

    FINE = "fine"
    SERVER_RESTORED = "server_restored"
    """What was sent since waits again."""
    STORE_RESTORED = "store_restored"
    """A person has to say how it goes on; nothing is sent until then."""


class RestoreRefusal(StrEnum):
    """Why there is nothing to accept."""

    NOT_STOPPED = "sync_not_stopped"


@dataclass(frozen=True, slots=True)
class Known:
    """What this store knows of its sentinel."""

    reference: str
    """"Basic/<id>", "" before it was written."""
    written: SentinelState | None
    """What the server is known to have."""
    intended: SentinelState | None
    """What was about to be written last."""
    stopped: bool = False
    adopt: bool = False
    """A person said to go on: whatever the server has is taken over."""
    unsupported: bool = False
    """The server does not take such a resource: restores cannot be noticed."""


def known_sentinel(tx: Transaction) -> Known | None:
    """As kept here; None before the first round."""
    note = tx.sync_notes.get(NOTE)
    if not note:
        return None
    found = json.loads(note)
    written, intended = _state_of(found.pop("written")), _state_of(found.pop("intended"))
    return Known(**found, written=written, intended=intended)


def _state_of(found: dict[str, Any] | None) -> SentinelState | None:
    if found is None:
        return None
    return SentinelState(**{**found, "written_at": datetime.fromisoformat(found["written_at"])})


def _keep(tx: Transaction, known: Known) -> None:
    found = {
        "reference": known.reference,
        "written": _json_of(known.written),
        "intended": _json_of(known.intended),
        "stopped": known.stopped,
        "adopt": known.adopt,
        "unsupported": known.unsupported,
    }
    tx.sync_notes.set(NOTE, json.dumps(found))


def _json_of(state: SentinelState | None) -> dict[str, Any] | None:
    if state is None:
        return None
    at = state.written_at.isoformat()
    return {"epoch": state.epoch, "counter": state.counter, "write_id": state.write_id, "written_at": at}


def check(courier: Courier) -> Standing:
    """Looks at the sentinel and does what follows from it. Raises Unavailable when no complete answer came."""
    with courier.site.store.read() as tx:
        known = known_sentinel(tx)
    if known is not None and known.stopped:
        return Standing.STORE_RESTORED
    if known is not None and known.unsupported:
        return Standing.FINE
    there = _at_server(courier, known)
    state = courier.translation.sentinel_state(there.resource) if there.resource is not None else None
    if known is None or known.adopt:
        return _first_look(courier.site, known, there.reference, state)
    if state is not None and state in (known.written, known.intended):
        _confirm(courier.site, known, there.reference, state)
        return Standing.FINE
    if known.written is None:
        return _before_the_first_answer(courier.site, known, there.reference, state)
    if state is None or (state.epoch == known.written.epoch and state.counter < known.written.counter):
        return _send_again(courier.site, known, state)
    return _stop(courier.site, known)


def _at_server(courier: Courier, known: Known | None) -> Answer:
    """The sentinel as the server has it; an answer without a resource when it has none."""
    if known is not None and known.reference:
        answer = courier.server.read(known.reference)
        if answer.done:
            return _asked_for(answer, known.reference)
        if answer.status not in (404, 410):
            raise no_answer(answer)
    try:
        shown = courier.server.find("Basic", courier.translation.sentinel_identifier())
        found = [one for one in shown if courier.translation.is_own_sentinel(one)]
    except SearchRefused:
        found = []
    if not found:
        return Answer(404, None, "", "")
    return Answer(200, found[0], f"Basic/{found[0]['id']}", str(found[0].get("meta", {}).get("versionId", "")))


def _asked_for(answer: Answer, reference: str) -> Answer:
    """Something else than was asked for says nothing of a restore: what was sent would be sent twice."""
    there = answer.resource or {}
    if f"{there.get('resourceType')}/{there.get('id')}" != reference:
        raise Unavailable("order_server", "The order server answered with something else than was asked for.")
    return answer


def _first_look(site: Site, known: Known | None, reference: str, state: SentinelState | None) -> Standing:
    """Nothing is known here. A sentinel that is there all the same is one of a store that was here before."""
    if state is None:
        return Standing.FINE
    found = Known(reference, state, None)
    if known is None:
        return _stop(site, found)
    with site.store.begin() as tx:
        _keep(tx, found)
    return Standing.FINE


def _before_the_first_answer(site: Site, known: Known, reference: str, state: SentinelState | None) -> Standing:
    """None of our writes was answered so far. What a lagging search shows late may be one of them: it has our epoch."""
    if state is None:
        return Standing.FINE
    if known.intended is None or state.epoch != known.intended.epoch:
        return _stop(site, known)
    _confirm(site, known, reference, state)
    return Standing.FINE


def _confirm(site: Site, known: Known, reference: str, state: SentinelState) -> None:
    """The answer to our write was lost, the write was not."""
    if state != known.written:
        with site.store.begin() as tx:
            _keep(tx, replace(known, reference=reference, written=state))


def count(courier: Courier) -> bool:
    """One more round that writes, said before its first write. False = somebody else has just written here."""
    site = courier.site
    with site.store.begin() as tx:
        known = known_sentinel(tx) or Known("", None, None)
        if known.unsupported:
            return True
        before = known.written or known.intended or SentinelState(str(site.new_id()), 0, "", site.clock())
        state = SentinelState(before.epoch, before.counter + 1, str(site.new_id()), site.clock())
        _keep(tx, replace(known, intended=state))
    answer = _write(courier, known, state)
    if answer.done and answer.reference and known.written is None and not _is_kept(courier, answer.reference, state):
        return _not_taken(site, known, "not kept as it was written")
    if answer.done and answer.reference:
        with site.store.begin() as tx:
            _keep(tx, Known(answer.reference, state, None))
        return True
    if answer.status in (409, 412):
        return False
    if answer.status not in _NOT_TAKEN:
        raise no_answer(answer)
    return _not_taken(site, known, str(answer.status))


def _is_kept(courier: Courier, reference: str, state: SentinelState) -> bool:
    """False where the server drops what it does not know: each look would take that for a restore."""
    there = courier.server.read(reference)
    return there.resource is None or courier.translation.sentinel_state(there.resource) == state


def _not_taken(site: Site, known: Known, why: str) -> bool:
    """Restores cannot be noticed at this server. The round goes on."""
    with site.store.begin() as tx:
        _keep(tx, replace(known, unsupported=True))
        audit(tx, site, None, "sentinel_not_taken", str(site.station.id), {"status": why})
    return True


def _write(courier: Courier, known: Known, state: SentinelState) -> Answer:
    body = courier.translation.sentinel_body(state)
    current = _at_server(courier, known)
    if current.resource is not None:
        answer = courier.server.update(current.reference, {**current.resource, **body}, current.version_id)
        return replace(answer, reference=answer.reference or current.reference)
    answer = courier.server.create(body, courier.translation.sentinel_identifier())
    if answer.done and not answer.reference:  # not every server says where it put it
        return replace(answer, reference=_at_server(courier, known).reference)
    return answer


def _send_again(site: Site, known: Known, state: SentinelState | None) -> Standing:
    """The server lost what was sent after `state`: it waits again, and everything is pulled again."""
    with site.store.begin() as tx:
        again = tx.outbox.send_again_since(state.written_at - MARGIN if state is not None else None)
        pull_all_again(tx)
        stock_changed(tx, site)
        _keep(tx, replace(known, written=state, intended=None, reference=known.reference if state else ""))
        tx.attentions.add(
            Attention(site.new_id(), None, AttentionCode.SERVER_RESTORED, f"{again} entries wait again", site.clock())
        )
        audit(tx, site, None, "server_restored", str(site.station.id), {"sent_again": str(again)})
    return Standing.SERVER_RESTORED


def _stop(site: Site, known: Known) -> Standing:
    with site.store.begin() as tx:
        _keep(tx, replace(known, stopped=True))
        tx.attentions.add(Attention(site.new_id(), None, AttentionCode.STORE_RESTORED, "", site.clock()))
        audit(tx, site, None, "store_restored", str(site.station.id))
    return Standing.STORE_RESTORED


def try_again(tx: Transaction) -> None:
    """Paired again: a server that did not take the sentinel is asked once more."""
    known = known_sentinel(tx)
    if known is not None and known.unsupported:
        _keep(tx, replace(known, unsupported=False))


def begin_anew(tx: Transaction) -> None:
    """Another pharmacy's server knows nothing of this store: that it lacks what the old one had is no restore."""
    known = known_sentinel(tx)
    if known is not None and not known.stopped:
        _keep(tx, Known("", None, None, adopt=True))


def accept_restored_store(site: Site, user: User, reason: str) -> None:
    """Goes on with what the server knows: everything is pulled again, nothing that waits is sent without a look.

    For a pharmacist or an administrator. Raises Refused when nothing has stopped or the reason is too short.
    """
    site.require(user, Permission.RESTART_SYNC)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(ApprovalRefusal.REASON_TOO_SHORT, at_least=SHORTEST_REASON)
    with site.store.begin() as tx:
        known = known_sentinel(tx)
        if known is None or not known.stopped:
            raise Refused(RestoreRefusal.NOT_STOPPED)
        pull_all_again(tx)
        tx.outbox.look_before_sending()
        _keep(tx, replace(known, stopped=False, adopt=True))
        for one in tx.attentions.open():
            if one.code == AttentionCode.STORE_RESTORED:
                tx.attentions.settle(one.id, site.clock())
        audit(tx, site, user, "restored_store_accepted", str(site.station.id), {"reason": reason.strip()})
