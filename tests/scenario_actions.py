"""What a scenario can do: each action is a function of the desk and the JSON object. See tests/scenario_player.py."""

import time
from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

from tests.looking import answer_questions, bag_up, look, packs_seen, put_labels, read_batches
from tests.scenario_desk import (
    Action,
    Answer,
    Desk,
    PlayerRefusal,
    need,
    objects_of,
    quantity_of,
    whole_number,
)
from tests.scenario_dump import dump, plain
from tests.scenario_pharmacy import (
    PASSPHRASE,
    add_product,
    clock,
    ingredients_of,
    kill,
    receive_stock,
    set_up,
    sign_in,
)
from workstation.adapters.scanner import parse_code
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.medicine import Product
from workstation.domain.prescription import PrescribedMedicine, Prescription, PrescriptionLine
from workstation.domain.scanned_code import gtin_14
from workstation.domain.users import User
from workstation.domain.workflow import standing
from workstation.services.alert_answers import answer_alert
from workstation.services.approval import approve, ask_prescriber, hold, reject
from workstation.services.claim import claim_prescription
from workstation.services.emergency import EmergencyRequest, emergency_supply
from workstation.services.handover import HandOverRefusal, check_accuracy, hand_over
from workstation.services.picking import scan_pack
from workstation.services.receiving import ReceivingRefusal
from workstation.services.returning import return_uncollected
from workstation.services.reversal import undo_dispense
from workstation.services.screening import alert_key, screen_prescription
from workstation.services.site import Site
from workstation.services.sync.courier import Courier, Rhythm
from workstation.services.sync.once import sync_once
from workstation.services.transcription import KeyedLine, transcribe

__all__ = ["ACTIONS", "PASSPHRASE", "Desk"]

IMPATIENT = Rhythm(lambda _longest: 0.0, impatient=True, patience=30.0, wait=time.sleep)
"""The player is a person who wants to see it go."""


# --- the order server -------------------------------------------------------------------------------------------


def _sync(desk: Desk, _: Action) -> Answer:
    """One round. Whoever asks for it does not want to wait for a back-off: everything that waits is tried."""
    with desk.switch.spared():
        habits = desk.habits()
    try:
        with desk.connected() as (server, translation):
            report = sync_once(Courier(desk.site, server, translation, IMPATIENT, habits))
    except Unavailable as gone:
        if gone.what != "order_server":
            raise
        return _offline(gone.why)
    names = ("pulled", "pushed", "waiting", "parked", "conflicts", "stopped")
    done = {name: getattr(report, name) for name in names}
    return done | (_offline(report.offline) if report.offline else {"offline": False})


def _offline(why: str) -> Answer:
    return {"ok": False, "offline": True, "unavailable": "order_server", "why": why}


def _claim(desk: Desk, action: Action) -> Answer:
    prescription = desk.prescription(action)
    asked = claim_prescription(desk.site, desk.user, prescription.id)
    with desk.site.store.read() as tx:
        facts = standing(tx.prescriptions.events(prescription.id))
    return {"asked": asked is not None, "acknowledged": facts.claimed}


# --- review -----------------------------------------------------------------------------------------------------


def _transcribe(desk: Desk, action: Action) -> Answer:
    prescription = desk.prescription(action)
    keyed = [_keyed(desk, line) for line in objects_of(action, "lines")]
    done = transcribe(desk.site, desk.user, prescription.id, keyed)
    return {"lines": [str(line.id) for line in done.medicine_lines]}


def _keyed(desk: Desk, line: Action) -> KeyedLine:
    product = _keyed_product(desk, line)
    text = str(line.get("medicine") or line.get("text") or line.get("name") or (product.name if product else ""))
    unit = str(line.get("unit") or (product.pack_size.unit if product else line.get("form", "")))
    medicine = None
    if product is None and line.get("ingredients"):
        medicine = PrescribedMedicine(text, ingredients_of(line), str(line.get("form", "")).lower())
    days = line.get("days_supply")
    return KeyedLine(
        medicine_text=text,
        dosage_instruction=str(line.get("dosage_instruction", "")),
        quantity=quantity_of(line["quantity"], unit) if line.get("quantity") is not None else None,
        days_supply=whole_number(days) if days is not None else None,
        product_id=product.id if product else None,
        medicine=medicine,
    )


def _keyed_product(desk: Desk, line: Action) -> Product | None:
    if not line.get("gtin"):
        return None
    gtin = gtin_14(str(line["gtin"])) or str(line["gtin"])
    with desk.site.store.read() as tx:
        product = tx.products.by_gtin(gtin)
    if product is None:
        raise Refused(ReceivingRefusal.UNKNOWN_PRODUCT, gtin=gtin)
    return product


def _screen(desk: Desk, action: Action) -> Answer:
    result = screen_prescription(desk.site, desk.user, desk.prescription(action).id)
    alerts = [
        {
            "kind": one.alert.kind.value,
            "severity": one.alert.severity.word,
            "interrupts": one.alert.interrupts,
            "subjects": list(one.alert.subjects),
            "rule": one.alert.rule,
            "answered": one.answer is not None,
        }
        for one in result.alerts
    ]
    return {"alerts": alerts, "not_screened": list(result.not_screened), "edition": result.edition}


def _approve(desk: Desk, action: Action) -> Answer:
    """Whoever approves has looked just before; a reason answers what is in the way at that moment.

    Whether it is the right patient and a new paper is answered as a pharmacist who compared would, unless the action
    says `"answer_questions": false`.
    """
    one, reason = desk.prescription(action).id, str(action.get("override_reason") or "")
    with desk.switch.spared():
        if action.get("answer_questions", True):
            answer_questions(desk.site, desk.user, one)
        seen = look(desk.site, one)
        for alert in seen.unanswered if reason else ():
            answer_alert(desk.site, desk.user, one, alert_key(alert), "other", reason, prove=lambda: desk.user)
    approve(desk.site, desk.user, one, seen.fingerprint)
    return {}


def _with_reason(act: Callable[[Site, User, UUID, str], object]) -> Callable[[Desk, Action], Answer]:
    def played(desk: Desk, action: Action) -> Answer:
        act(desk.site, desk.user, desk.prescription(action).id, str(action.get("reason") or ""))
        return {}

    return played


# --- counter ----------------------------------------------------------------------------------------------------


def _scan(desk: Desk, action: Action) -> Answer:
    prescription = desk.prescription(action)
    line = _line(prescription, action["line"]) if action.get("line") is not None else None
    code = parse_code(str(need(action, "code")).replace("\\x1d", "\x1d"), desk.site.today())
    batch = action.get("batch_number")
    done = scan_pack(
        desk.site, desk.user, prescription.id, code, line.id if line else None, str(batch) if batch else None
    )
    return {
        "line": str(done.line.id),
        "gtin": done.product.gtin,
        "batch_number": done.batch.batch_number,
        "batch_assumed": done.batch_assumed,
        "substituted": done.substituted,
        "quantity": plain(done.allocation.quantity.value),
        "line_complete": done.line_complete,
        "all_complete": done.all_complete,
    }


def _line(prescription: Prescription, named: object) -> PrescriptionLine:
    """By id, position, or the id or reference of the MedicationRequest."""
    for line in prescription.lines:
        names = {str(line.id), line.server_reference, line.server_reference.rpartition("/")[2], str(line.position)}
        if str(named) in names - {""}:
            return line
    raise Refused(PlayerRefusal.UNKNOWN_LINE, line=str(named))


def _accuracy_check(desk: Desk, action: Action) -> Answer:
    """The scenario knows no other way to say that a part supply is meant than to check what lies there. It knows no
    labels either, and no look at a batch: both are done here, as the person would who checks."""
    part = bool(action.get("part_supply", True))
    one = desk.prescription(action).id
    with desk.switch.spared():
        read_batches(desk.site, desk.user, one)
        put_labels(desk.site, desk.user, one, part_supply=part)
    check_accuracy(desk.site, desk.user, one, packs_seen(desk.site, one), part_supply=part)
    return {}


def _hand_over(desk: Desk, action: Action) -> Answer:
    prescription = desk.prescription(action)
    with desk.site.store.read() as tx:
        ready = standing(tx.prescriptions.events(prescription.id)).ready
        allocated = sum((one.quantity.value for one in tx.stock.allocations(prescription.id)), Decimal(0))
    if action.get("quantity") is not None and quantity_of(action["quantity"], "").value != allocated:
        raise Refused(HandOverRefusal.QUANTITY_DIFFERS, allocated=plain(allocated))
    if ready is None:
        with desk.switch.spared():
            bag_up(desk.site, desk.user, prescription.id)
    done = hand_over(desk.site, desk.user, prescription.id, str(action.get("collected_by") or "patient"))
    return {"dispenses": [str(one.id) for one in done.dispenses], "owing": done.owing}


def _emergency_supply(desk: Desk, action: Action) -> Answer:
    prescription = desk.prescription(action)
    line = _line(prescription, action.get("line") or 1)
    code = parse_code(str(action.get("code") or need(action, "gtin")).replace("\\x1d", "\x1d"), desk.site.today())
    request = EmergencyRequest(
        prescription_id=prescription.id,
        line_id=line.id,
        code=code,
        days=whole_number(need(action, "days")),
        reason=str(action.get("reason") or ""),
        collected_by=str(action.get("collected_by") or "patient"),
    )
    done = emergency_supply(desk.site, desk.user, request)
    return {"dispense": str(done.id), "quantity": plain(done.quantity.value)}


def _undo_dispense(desk: Desk, action: Action) -> Answer:
    wanted = str(need(action, "dispense"))
    with desk.site.store.read() as tx:
        known = {str(one.id): one.id for one in tx.dispenses.all()}
    if wanted not in known:
        raise Refused(PlayerRefusal.UNKNOWN_DISPENSE, dispense=wanted)
    done = undo_dispense(desk.site, desk.user, known[wanted], str(action.get("reason") or ""))
    return {"reversal": str(done.id)}


def _dump(desk: Desk, _: Action) -> Answer:
    return dump(desk.site)


ACTIONS: dict[str, Callable[[Desk, Action], Answer]] = {
    "set_up": set_up,
    "add_product": add_product,
    "sign_in": sign_in,
    "sync": _sync,
    "claim": _claim,
    "transcribe": _transcribe,
    "screen": _screen,
    "approve": _approve,
    "reject": _with_reason(reject),
    "clarify": _with_reason(ask_prescriber),
    "hold": _with_reason(hold),
    "return": _with_reason(return_uncollected),
    "receive_stock": receive_stock,
    "scan": _scan,
    "accuracy_check": _accuracy_check,
    "hand_over": _hand_over,
    "emergency_supply": _emergency_supply,
    "undo_dispense": _undo_dispense,
    "kill": kill,
    "clock": clock,
    "dump": _dump,
}
