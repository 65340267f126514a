"""The responsible pharmacist: without one nothing of a prescription is approved or handed over."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import TODAY, Pharmacy, a_line, a_pack, a_pharmacy, a_product, a_schedule, a_user
from tests.looking import look
from tests.unit.services.counter_acts import bagged, handed_over, scanned
from tests.unit.services.outcomes import refused
from workstation.domain.duty import DutyRefusal, DutyRules
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription
from workstation.domain.users import AccessRefusal, User
from workstation.services import approval
from workstation.services.approval import ApprovalRefusal
from workstation.services.duty import DutyView, come_back, duty_view, leave, sign_off, sign_on
from workstation.services.handover import HandOverRefusal

RULES = DutyRules(needed=True, absence_minutes=30, longest_hours=16)


@pytest.fixture
def pharmacy() -> Iterator[Pharmacy]:
    """One whose law asks for a responsible pharmacist."""
    with a_pharmacy() as opened:
        schedules = {"H": a_schedule("H"), "OTC": a_schedule("OTC", prescription_needed=False)}
        yield replace(opened, site=replace(opened.site, compliance=a_pack(duty=RULES, schedules=schedules)))


def another(pharmacy: Pharmacy) -> User:
    """A second pharmacist."""
    user = a_user(name="Vikram Rao")
    with pharmacy.store.begin() as tx:
        tx.users.save(user)
    return user


def waiting(pharmacy: Pharmacy, product: Product | None = None) -> Prescription:
    """One that waits for its approval."""
    product = pharmacy.stocked(product)
    return pharmacy.claimed(lines=(a_line(product_id=product.id),))


def approve(pharmacy: Pharmacy, prescription: Prescription) -> None:
    """By the pharmacist, who looked; nobody signs on by the way."""
    seen = look(pharmacy.site, prescription.id)
    approval.approve(pharmacy.site, pharmacy.pharmacist, prescription.id, seen.fingerprint)


def audited(pharmacy: Pharmacy, action: str) -> int:
    """How many audit rows say it."""
    with pharmacy.store.read() as tx:
        rows = tx.work.connection.exec_driver_sql("SELECT content FROM audit_row").all()
    return sum(action in str(row[0]) for row in rows)


def test_nothing_is_approved_while_nobody_is_signed_on(pharmacy: Pharmacy) -> None:
    prescription = waiting(pharmacy)
    assert refused(lambda: approve(pharmacy, prescription)).code is ApprovalRefusal.NO_RESPONSIBLE_PHARMACIST
    sign_on(pharmacy.site, pharmacy.pharmacist)
    approve(pharmacy, prescription)


def test_nothing_is_handed_over_after_the_responsible_one_has_signed_off(pharmacy: Pharmacy) -> None:
    prescription = waiting(pharmacy)
    product_id = prescription.lines[0].product_id
    assert product_id is not None
    sign_on(pharmacy.site, pharmacy.pharmacist)
    approve(pharmacy, prescription)
    with pharmacy.store.read() as tx:
        product = tx.products.get(product_id)
    for _ in range(2):
        scanned(pharmacy, prescription, product)
    bagged(pharmacy, prescription)
    sign_off(pharmacy.site, pharmacy.pharmacist)
    no = refused(lambda: handed_over(pharmacy, prescription))
    assert no.code is HandOverRefusal.NO_RESPONSIBLE_PHARMACIST
    with pharmacy.store.read() as tx:
        assert not tx.dispenses.of_prescription(prescription.id), "nothing was recorded"
    sign_on(pharmacy.site, pharmacy.pharmacist)
    assert handed_over(pharmacy, prescription).dispenses


def test_what_needs_no_prescription_needs_nobody(pharmacy: Pharmacy) -> None:
    prescription = waiting(pharmacy, a_product(schedule="OTC"))
    approve(pharmacy, prescription)


def test_while_the_responsible_one_is_away_nothing_is_approved_and_it_says_since_when(pharmacy: Pharmacy) -> None:
    prescription = waiting(pharmacy)
    sign_on(pharmacy.site, pharmacy.pharmacist)
    leave(pharmacy.site, pharmacy.pharmacist)
    no = refused(lambda: approve(pharmacy, prescription))
    assert no.code is DutyRefusal.RESPONSIBLE_ABSENT
    assert no.facts == {"name": pharmacy.pharmacist.name, "since": pharmacy.clock.now}
    come_back(pharmacy.site, pharmacy.pharmacist)
    approve(pharmacy, prescription)


def test_a_law_that_asks_for_nobody_stops_nothing() -> None:
    with a_pharmacy() as free:
        approve(free, waiting(free))
        assert duty_view(free.site) == DutyView(needed=False)


def test_who_is_responsible_and_since_when_is_shown(pharmacy: Pharmacy) -> None:
    assert duty_view(pharmacy.site).who is None
    view = sign_on(pharmacy.site, pharmacy.pharmacist)
    assert (view.who, view.since, view.absent_since) == (pharmacy.pharmacist, pharmacy.clock.now, None)
    assert view.absence_left == timedelta(minutes=30)


def test_signing_on_twice_is_once(pharmacy: Pharmacy) -> None:
    first = sign_on(pharmacy.site, pharmacy.pharmacist)
    pharmacy.clock.forward(hours=1)
    assert sign_on(pharmacy.site, pharmacy.pharmacist).since == first.since
    with pharmacy.store.read() as tx:
        assert len(tx.duties.recent(10)) == 1
    assert audited(pharmacy, "responsible_signed_on") == 1


def test_only_a_pharmacist_with_a_licence_signs_on(pharmacy: Pharmacy) -> None:
    assert refused(lambda: sign_on(pharmacy.site, pharmacy.counter)).code is AccessRefusal.NOT_ALLOWED
    expired = a_user(licence_expiry=TODAY - timedelta(days=1))
    assert refused(lambda: sign_on(pharmacy.site, expired)).code is AccessRefusal.LICENCE_EXPIRED


def test_a_licence_that_ends_ends_the_responsibility(pharmacy: Pharmacy) -> None:
    last_day = a_user(licence_expiry=TODAY)
    with pharmacy.store.begin() as tx:
        tx.users.save(last_day)
    sign_on(pharmacy.site, last_day)
    pharmacy.clock.forward(hours=13)  # past midnight in the pharmacy
    assert duty_view(pharmacy.site).who is None


def test_taking_over_is_said_and_ends_the_other(pharmacy: Pharmacy) -> None:
    other = another(pharmacy)
    sign_on(pharmacy.site, pharmacy.pharmacist)
    no = refused(lambda: sign_on(pharmacy.site, other))
    assert (no.code, no.facts["name"]) == (DutyRefusal.SOMEBODY_ELSE, pharmacy.pharmacist.name)
    assert sign_on(pharmacy.site, other, take_over=True).who == other
    assert refused(lambda: sign_off(pharmacy.site, pharmacy.pharmacist)).code is DutyRefusal.NOT_RESPONSIBLE
    assert audited(pharmacy, "responsible_signed_off") == 1


def test_nobody_signs_somebody_else_off(pharmacy: Pharmacy) -> None:
    sign_on(pharmacy.site, pharmacy.pharmacist)
    assert refused(lambda: sign_off(pharmacy.site, another(pharmacy))).code is DutyRefusal.NOT_RESPONSIBLE


def test_the_absence_of_a_day_is_used_up(pharmacy: Pharmacy) -> None:
    sign_on(pharmacy.site, pharmacy.pharmacist)
    leave(pharmacy.site, pharmacy.pharmacist)
    pharmacy.clock.forward(minutes=30)
    assert come_back(pharmacy.site, pharmacy.pharmacist).absence_left == timedelta(0)
    no = refused(lambda: leave(pharmacy.site, pharmacy.pharmacist))
    assert (no.code, no.facts["minutes"]) == (DutyRefusal.ABSENCE_USED_UP, 30)


def test_where_the_law_allows_no_absence_nobody_leaves(pharmacy: Pharmacy) -> None:
    rules = DutyRules(needed=True)
    strict = replace(pharmacy.site, compliance=replace(pharmacy.site.compliance, duty=rules))
    sign_on(strict, pharmacy.pharmacist)
    assert refused(lambda: leave(strict, pharmacy.pharmacist)).code is DutyRefusal.NO_ABSENCE


def test_a_forgotten_sign_on_is_over_the_next_morning(pharmacy: Pharmacy) -> None:
    prescription = waiting(pharmacy)
    sign_on(pharmacy.site, pharmacy.pharmacist)
    pharmacy.clock.forward(hours=20)
    assert refused(lambda: approve(pharmacy, prescription)).code is ApprovalRefusal.NO_RESPONSIBLE_PHARMACIST
