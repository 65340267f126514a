"""The pharmacy of a scenario: who works there, what it sells, what lies on its shelves, which time it is."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.scenario_desk import Action, Answer, Desk, PlayerRefusal, decimal_of, need, objects_of, quantity_of
from tests.scenario_kill import KillPoint
from tests.scenario_strengths import read_strength
from workstation.domain.errors import Refused
from workstation.domain.matching import tells_prolonged_release
from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.quantity import Quantity
from workstation.domain.scanned_code import gtin_14
from workstation.domain.users import AccessRefusal, Role, User
from workstation.services.receiving import ReceivingRefusal, add_products
from workstation.services.receiving import receive_stock as receive
from workstation.services.sign_in import SecretKind, add_user
from workstation.services.sign_in import sign_in as sign_user_in

PASSPHRASE = "scenario pass phrase"
"""Of every user of a scenario: who it is matters here, not the secret."""


def set_up(desk: Desk, action: Action) -> Answer:
    """All users or none: every one is looked at before the first is added."""
    with desk.site.store.read() as tx:
        known = {user.name: user.id for user in tx.users.all()}
    users = []
    for given in objects_of(action, "users"):
        name, role = str(need(given, "name")), Role(need(given, "role"))
        licence = "SCENARIO" if role is Role.PHARMACIST else ""
        users.append(User(known.setdefault(name, desk.site.new_id()), name, role, licence))
    for user in users:
        add_user(desk.site, desk.hasher, user, {SecretKind.PASSPHRASE: PASSPHRASE})
    return {}


def sign_in(desk: Desk, action: Action) -> Answer:
    """By name, or the first with that role."""
    with desk.site.store.read() as tx:
        users = tx.users.all()
    if action.get("user"):
        found = [user for user in users if user.name == action["user"]]
    else:
        found = [user for user in users if user.role.value == need(action, "role")]
    if not found:
        raise Refused(AccessRefusal.UNKNOWN_USER)
    desk.signed_in = sign_user_in(desk.site, desk.hasher, found[0].id, SecretKind.PASSPHRASE, PASSPHRASE)
    return {"user": desk.signed_in.name, "role": desk.signed_in.role.value}


def add_product(desk: Desk, action: Action) -> Answer:
    """A product, or the renewal of the one with that GTIN."""
    gtin = gtin_14(str(need(action, "gtin")))
    if gtin is None:
        raise Refused(PlayerRefusal.CHECK_DIGIT_WRONG, gtin=str(action["gtin"]))
    with desk.site.store.read() as tx:
        known = tx.products.by_gtin(gtin)
    product = Product(
        id=known.id if known else desk.site.new_id(),
        gtin=gtin,
        name=str(need(action, "name")),
        ingredients=ingredients_of(action),
        form=str(need(action, "form")).lower(),
        pack_size=Quantity(decimal_of(need(action, "pack_size")), str(need(action, "unit"))),
        manufacturer=str(action.get("manufacturer", "")),
        schedule=str(action.get("schedule", "H")),
        price=None,
        cold_chain=bool(action.get("cold_chain")),
        shelf=str(action.get("shelf", "")),
        modified_release=tells_prolonged_release(str(action["name"]), str(action["form"])),
    )
    add_products(desk.site, [product])
    return {"gtin": gtin}


def ingredients_of(action: Action) -> tuple[IngredientStrength, ...]:
    """Names with one strength each: a list, or text joined by "+"; an object may carry its own strength."""
    names = _parts(need(action, "ingredients"))
    strengths = _parts(action.get("strength"))
    strengths += [None] * (len(names) - len(strengths))
    form = str(action.get("form") or "")
    return tuple(_ingredient(name, strength, form) for name, strength in zip(names, strengths, strict=True))


def _parts(value: object) -> list[Any]:
    if isinstance(value, str):
        return [part.strip() for part in value.split("+")]
    if isinstance(value, list):
        return list(value)
    return [] if value is None else [value]


def _ingredient(name: object, strength: object, form: str) -> IngredientStrength:
    if isinstance(name, Mapping):
        strength = name.get("strength") or strength
        name = name.get("name") or need(name, "ingredient")
    if isinstance(strength, Mapping):
        return IngredientStrength(str(name).lower(), quantity_of(strength, "mg"))
    return IngredientStrength(str(name).lower(), *(read_strength(str(strength), form) if strength else (None, None)))


def receive_stock(desk: Desk, action: Action) -> Answer:
    """A delivery of one batch."""
    given = str(need(action, "gtin"))
    gtin = gtin_14(given) or given
    with desk.site.store.read() as tx:
        product = tx.products.by_gtin(gtin)
    if product is None:
        raise Refused(ReceivingRefusal.UNKNOWN_PRODUCT, gtin=gtin)
    expiry = date.fromisoformat(str(need(action, "expiry_date")))
    amount = quantity_of(need(action, "quantity"), product.pack_size.unit)
    batch = receive(desk.site, desk.user, gtin, str(need(action, "batch_number")), expiry, amount)
    return {"batch_number": batch.batch_number}


def clock(desk: Desk, action: Action) -> Answer:
    """Moves the clock of this counter. A time that no calendar holds is refused."""
    desk.move_clock(float(decimal_of(need(action, "offset_seconds"))))
    return {"now": desk.site.clock().isoformat()}


def kill(desk: Desk, action: Action) -> Answer:
    """Arms the switch for the next action."""
    desk.armed = KillPoint(need(action, "when"))
    return {"armed": desk.armed.value}
