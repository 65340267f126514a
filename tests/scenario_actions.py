"""What a scenario can do: each action is a function of the desk and the JSON object. See tests/scenario_player.py."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from tests.scenario_dump import dump, plain
from tests.scenario_kill import KillPoint, KillSwitch
from workstation.adapters.samplepharmacy.catalogue import parse_strength
from workstation.adapters.scanner import parse_code
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.outbox import OutboxState
from workstation.domain.prescription import PrescribedMedicine, Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity
from workstation.domain.scanned_code import gtin_14
from workstation.domain.users import AccessRefusal, Role, User
from workstation.domain.workflow import standing
from workstation.services.approval import approve, ask_prescriber, hold, reject
from workstation.services.claim import ClaimRefusal, claim_prescription
from workstation.services.emergency import EmergencyRequest, emergency_supply
from workstation.services.handover import HandOverRefusal, check_accuracy, hand_over, make_ready
from workstation.services.picking import scan_pack
from workstation.services.receiving import ReceivingRefusal, add_products, receive_stock
from workstation.services.returning import return_uncollected
from workstation.services.reversal import undo_dispense
from workstation.services.screening import screen_prescription
from workstation.services.sign_in import Hasher, SecretKind, add_user, sign_in
from workstation.services.site import Site
from workstation.services.sync.once import sync_once
from workstation.services.sync.ports import OrderServer, Translation
from workstation.services.transcription import KeyedLine, transcribe

PASSPHRASE = "scenario pass phrase"
"""Of every user of a scenario: who it is matters here, not the secret."""
BIN = "A1"

Action = Mapping[str, Any]
Answer = dict[str, Any]


class PlayerRefusal(StrEnum):
    """What the player itself refuses."""

    UNKNOWN_ACTION = "unknown_action"
    BAD_INPUT = "bad_input"
    NOT_SIGNED_IN = "not_signed_in"
    UNKNOWN_LINE = "unknown_line"
    UNKNOWN_DISPENSE = "unknown_dispense"
    CHECK_DIGIT_WRONG = "check_digit_wrong"


@dataclass(slots=True)
class Desk:
    """One counter with whoever is signed in."""

    site: Site
    switch: KillSwitch
    hasher: Hasher
    connected: Callable[[], AbstractContextManager[tuple[OrderServer, Translation]]]
    move_clock: Callable[[float], None]
    signed_in: User | None = None
    armed: KillPoint | None = None
    """For the next action."""

    def begin_action(self) -> None:
        """Arms the switch for this action if the one before asked for it."""
        self.switch.armed, self.armed = self.armed, None
        with self.site.store.read() as tx:
            self.switch.writes_only = tx.outbox.count(OutboxState.WAITING) > 0

    @property
    def user(self) -> User:
        """Who is signed in. Raises Refused(NOT_SIGNED_IN)."""
        if self.signed_in is None:
            raise Refused(PlayerRefusal.NOT_SIGNED_IN)
        return self.signed_in

    def prescription(self, action: Action) -> Prescription:
        """By the number in `prescription`. Raises Refused(UNKNOWN_PRESCRIPTION)."""
        number = str(_need(action, "prescription"))
        with self.site.store.read() as tx:
            found = tx.prescriptions.by_number(number)
        if found is None:
            raise Refused(ClaimRefusal.UNKNOWN_PRESCRIPTION, number=number)
        return found


def _need(action: Action, key: str) -> Any:
    if action.get(key) is None:
        raise Refused(PlayerRefusal.BAD_INPUT, missing=key)
    return action[key]


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise Refused(PlayerRefusal.BAD_INPUT, number=str(value))
    try:
        number = Decimal(value)
    except ArithmeticError as error:
        raise Refused(PlayerRefusal.BAD_INPUT, number=str(value)) from error
    if not number.is_finite():
        raise Refused(PlayerRefusal.BAD_INPUT, number=str(value))
    return number


def _quantity(value: object, unit: str) -> Quantity:
    """A number counted in `unit`, or {"value","unit"}."""
    if isinstance(value, Mapping):
        return Quantity(_decimal(value.get("value")), str(value.get("unit") or unit))
    return Quantity(_decimal(value), unit)


# --- the pharmacy -----------------------------------------------------------------------------------------------


def _set_up(desk: Desk, action: Action) -> Answer:
    with desk.site.store.read() as tx:
        known = {user.name: user for user in tx.users.all()}
    for given in _need(action, "users"):
        name, role = str(_need(given, "name")), Role(_need(given, "role"))
        old = known.get(name)
        licence = "SCENARIO" if role is Role.PHARMACIST else ""
        user = User(old.id if old else desk.site.new_id(), name, role, licence)
        add_user(desk.site, desk.hasher, user, {SecretKind.PASSPHRASE: PASSPHRASE})
    return {}


def _sign_in(desk: Desk, action: Action) -> Answer:
    with desk.site.store.read() as tx:
        users = tx.users.all()
    if action.get("user"):
        found = [user for user in users if user.name == action["user"]]
    else:
        found = [user for user in users if user.role.value == _need(action, "role")]
    if not found:
        raise Refused(AccessRefusal.UNKNOWN_USER)
    desk.signed_in = sign_in(desk.site, desk.hasher, found[0].id, SecretKind.PASSPHRASE, PASSPHRASE)
    return {"user": desk.signed_in.name, "role": desk.signed_in.role.value}


def _add_product(desk: Desk, action: Action) -> Answer:
    gtin = gtin_14(str(_need(action, "gtin")))
    if gtin is None:
        raise Refused(PlayerRefusal.CHECK_DIGIT_WRONG, gtin=str(action["gtin"]))
    with desk.site.store.read() as tx:
        known = tx.products.by_gtin(gtin)
    product = Product(
        id=known.id if known else desk.site.new_id(),
        gtin=gtin,
        name=str(_need(action, "name")),
        ingredients=_ingredients(action),
        form=str(_need(action, "form")).lower(),
        pack_size=Quantity(_decimal(_need(action, "pack_size")), str(_need(action, "unit"))),
        manufacturer=str(action.get("manufacturer", "")),
        schedule=str(action.get("schedule", "H")),
        price=None,
        cold_chain=bool(action.get("cold_chain")),
        shelf=str(action.get("shelf", "")),
    )
    add_products(desk.site, [product])
    return {"gtin": gtin}


def _ingredients(action: Action) -> tuple[IngredientStrength, ...]:
    """Names with one strength each: a list, or text joined by "+"; an object may carry its own strength."""
    names = _parts(_need(action, "ingredients"))
    strengths = _parts(action.get("strength"))
    strengths += [None] * (len(names) - len(strengths))
    return tuple(_ingredient(name, strength) for name, strength in zip(names, strengths, strict=True))


def _parts(value: object) -> list[Any]:
    if isinstance(value, str):
        return [part.strip() for part in value.split("+")]
    if isinstance(value, list):
        return list(value)
    return [] if value is None else [value]


def _ingredient(name: object, strength: object) -> IngredientStrength:
    if isinstance(name, Mapping):
        strength = name.get("strength") or strength
        name = name.get("name") or _need(name, "ingredient")
    if isinstance(strength, Mapping):
        return IngredientStrength(str(name).lower(), _quantity(strength, "mg"))
    return IngredientStrength(str(name).lower(), *(parse_strength(str(strength)) if strength else (None, None)))


def _receive_stock(desk: Desk, action: Action) -> Answer:
    given = str(_need(action, "gtin"))
    gtin = gtin_14(given) or given
    with desk.site.store.read() as tx:
        product = tx.products.by_gtin(gtin)
    if product is None:
        raise Refused(ReceivingRefusal.UNKNOWN_PRODUCT, gtin=gtin)
    expiry = date.fromisoformat(str(_need(action, "expiry_date")))
    amount = _quantity(_need(action, "quantity"), product.pack_size.unit)
    batch = receive_stock(desk.site, desk.user, gtin, str(_need(action, "batch_number")), expiry, amount)
    return {"batch_number": batch.batch_number}


def _clock(desk: Desk, action: Action) -> Answer:
    desk.move_clock(float(_decimal(_need(action, "offset_seconds"))))
    return {"now": desk.site.clock().isoformat()}


def _kill(desk: Desk, action: Action) -> Answer:
    desk.armed = KillPoint(_need(action, "when"))
    return {"armed": desk.armed.value}


# --- the order server -------------------------------------------------------------------------------------------


def _sync(desk: Desk, _: Action) -> Answer:
    """One round. Whoever asks for it does not want to wait for a back-off: everything that waits is tried."""
    with desk.connected() as (server, translation):
        report = sync_once(desk.site, server, translation, lambda _longest: 0.0)
    if report.offline:
        raise Unavailable("order_server", report.offline)
    names = ("pulled", "pushed", "waiting", "parked", "conflicts")
    return {name: getattr(report, name) for name in names} | {"offline": False}


def _claim(desk: Desk, action: Action) -> Answer:
    prescription = desk.prescription(action)
    asked = claim_prescription(desk.site, desk.user, prescription.id)
    with desk.site.store.read() as tx:
        facts = standing(tx.prescriptions.events(prescription.id))
    return {"asked": asked is not None, "acknowledged": facts.claimed}


# --- review -----------------------------------------------------------------------------------------------------


def _transcribe(desk: Desk, action: Action) -> Answer:
    prescription = desk.prescription(action)
    keyed = [_keyed(desk, line) for line in _need(action, "lines")]
    done = transcribe(desk.site, desk.user, prescription.id, keyed)
    return {"lines": [str(line.id) for line in done.medicine_lines]}


def _keyed(desk: Desk, line: Action) -> KeyedLine:
    product = _keyed_product(desk, line)
    text = str(line.get("medicine") or line.get("text") or line.get("name") or (product.name if product else ""))
    unit = str(line.get("unit") or (product.pack_size.unit if product else line.get("form", "")))
    medicine = None
    if product is None and line.get("ingredients"):
        medicine = PrescribedMedicine(text, _ingredients(line), str(line.get("form", "")).lower())
    days = line.get("days_supply")
    return KeyedLine(
        medicine_text=text,
        dosage_instruction=str(line.get("dosage_instruction", "")),
        quantity=_quantity(line["quantity"], unit) if line.get("quantity") is not None else None,
        days_supply=int(days) if days is not None else None,
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
    approve(desk.site, desk.user, desk.prescription(action).id, str(action.get("override_reason") or ""))
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
    code = parse_code(str(_need(action, "code")).replace("\\x1d", "\x1d"), desk.site.today())
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
    """The scenario knows no other way to say that a part supply is meant than to check what lies there."""
    part = bool(action.get("part_supply", True))
    check_accuracy(desk.site, desk.user, desk.prescription(action).id, part_supply=part)
    return {}


def _hand_over(desk: Desk, action: Action) -> Answer:
    prescription = desk.prescription(action)
    with desk.site.store.read() as tx:
        ready = standing(tx.prescriptions.events(prescription.id)).ready
        allocated = sum((one.quantity.value for one in tx.stock.allocations(prescription.id)), Decimal(0))
    if action.get("quantity") is not None and _quantity(action["quantity"], "").value != allocated:
        raise Refused(HandOverRefusal.QUANTITY_DIFFERS, allocated=plain(allocated))
    if ready is None:
        with desk.switch.spared():
            make_ready(desk.site, desk.user, prescription.id, BIN)
    done = hand_over(desk.site, desk.user, prescription.id, str(action.get("collected_by") or "patient"))
    return {"dispenses": [str(one.id) for one in done.dispenses], "owing": done.owing}


def _emergency_supply(desk: Desk, action: Action) -> Answer:
    prescription = desk.prescription(action)
    line = _line(prescription, action.get("line") or 1)
    code = parse_code(str(action.get("code") or _need(action, "gtin")).replace("\\x1d", "\x1d"), desk.site.today())
    request = EmergencyRequest(
        prescription_id=prescription.id,
        line_id=line.id,
        code=code,
        days=int(_need(action, "days")),
        reason=str(action.get("reason") or ""),
        collected_by=str(action.get("collected_by") or "patient"),
    )
    done = emergency_supply(desk.site, desk.user, request)
    return {"dispense": str(done.id), "quantity": plain(done.quantity.value)}


def _undo_dispense(desk: Desk, action: Action) -> Answer:
    wanted = str(_need(action, "dispense"))
    with desk.site.store.read() as tx:
        known = {str(one.id): one.id for one in tx.dispenses.all()}
    if wanted not in known:
        raise Refused(PlayerRefusal.UNKNOWN_DISPENSE, dispense=wanted)
    done = undo_dispense(desk.site, desk.user, known[wanted], str(action.get("reason") or ""))
    return {"reversal": str(done.id)}


def _dump(desk: Desk, _: Action) -> Answer:
    return dump(desk.site)


ACTIONS: dict[str, Callable[[Desk, Action], Answer]] = {
    "set_up": _set_up,
    "add_product": _add_product,
    "sign_in": _sign_in,
    "sync": _sync,
    "claim": _claim,
    "transcribe": _transcribe,
    "screen": _screen,
    "approve": _approve,
    "reject": _with_reason(reject),
    "clarify": _with_reason(ask_prescriber),
    "hold": _with_reason(hold),
    "return": _with_reason(return_uncollected),
    "receive_stock": _receive_stock,
    "scan": _scan,
    "accuracy_check": _accuracy_check,
    "hand_over": _hand_over,
    "emergency_supply": _emergency_supply,
    "undo_dispense": _undo_dispense,
    "kill": _kill,
    "clock": _clock,
    "dump": _dump,
}
