"""What somebody typed and did not confirm: kept with its author, never a keyed value, taken up or discarded by name."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from tests.factories import Pharmacy, a_line, a_user, tablets
from tests.looking import approve, look
from tests.unit.services.outcomes import code_of_refusal, queued, refused, status_of
from workstation.domain.line_draft import ADDED_LINE, DraftContent
from workstation.domain.medicine import Product
from workstation.domain.prescription import LineSource, Prescription
from workstation.domain.users import Role, User
from workstation.domain.workflow import Status
from workstation.services.approval import reject
from workstation.services.line_drafts import OpenDraft, discard_draft, save_draft, take_up_draft
from workstation.services.queue_view import preview_view
from workstation.services.review_view import review_view
from workstation.services.transcription import KeyedLine, confirm_line, remove_line, transcribe

HALF = DraftContent(directions="1-0-", days="1o", quantity="", chosen="Glycomet 500")
"""As it stands after a crash: nothing of it is a dose or a number."""


@pytest.fixture
def prescription(pharmacy: Pharmacy) -> Prescription:
    """A paper whose only line a pharmacist has confirmed."""
    product = pharmacy.stocked()
    line = a_line(
        source=LineSource.TRANSCRIBED, server_reference="", product_id=product.id, confirmed_by=pharmacy.pharmacist.id
    )
    return pharmacy.claimed(lines=(line,))


@pytest.fixture
def colleague(pharmacy: Pharmacy) -> User:
    """Another pharmacist."""
    user = replace(a_user(), name="Ravi Iyer")
    with pharmacy.store.begin() as tx:
        tx.users.save(user)
    return user


def type_in(pharmacy: Pharmacy, prescription: Prescription, line_id: UUID | None = None, **changes: Any) -> None:
    """Half a line, by the pharmacist unless said."""
    user = changes.pop("user", pharmacy.pharmacist)
    where = line_id or prescription.lines[0].id
    save_draft(pharmacy.site, user, prescription.id, where, replace(HALF, **changes))


def shown(pharmacy: Pharmacy, prescription: Prescription, user: User | None = None) -> tuple[OpenDraft, ...]:
    return review_view(pharmacy.site, user or pharmacy.pharmacist, prescription.id).drafts


def keyed(product: Product, line_id: UUID | None) -> KeyedLine:
    return KeyedLine("Glycomet 500", "1-0-1", tablets(20), 10, product.id, line_id=line_id)


def product_of(pharmacy: Pharmacy, prescription: Prescription) -> Product:
    product_id = prescription.lines[0].product_id
    assert product_id is not None
    with pharmacy.store.read() as tx:
        return tx.products.get(product_id)


# --- kept with its author ---------------------------------------------------------------------------------------


def test_what_is_typed_is_found_again_with_author_time_and_station(
    pharmacy: Pharmacy, prescription: Prescription
) -> None:
    type_in(pharmacy, prescription)
    (found,) = shown(pharmacy, prescription)
    assert (found.author, found.mine, found.draft.content) == (pharmacy.pharmacist.name, True, HALF)
    assert (found.draft.at, found.draft.station_id) == (pharmacy.clock(), pharmacy.site.station.id)


def test_typing_on_changes_the_draft_and_writes_no_second_audit_row(
    pharmacy: Pharmacy, prescription: Prescription
) -> None:
    type_in(pharmacy, prescription)
    (first,) = shown(pharmacy, prescription)
    pharmacy.clock.forward(minutes=5)
    with pharmacy.store.read() as tx:
        rows = tx.audit.count()
    for text in ("1-0-1", "1-0-1 pc", "1-0-1 pc"):
        type_in(pharmacy, prescription, directions=text)
    with pharmacy.store.read() as tx:
        assert tx.audit.count() == rows
    (found,) = shown(pharmacy, prescription)
    assert found.draft.content.directions == "1-0-1 pc"
    assert (found.draft.begun_at, found.draft.at) == (first.draft.at, pharmacy.clock())


def test_each_has_a_draft_of_their_own_of_one_line(
    pharmacy: Pharmacy, prescription: Prescription, colleague: User
) -> None:
    type_in(pharmacy, prescription)
    type_in(pharmacy, prescription, user=colleague, directions="0-0-1")
    found = shown(pharmacy, prescription, colleague)
    assert [(one.author, one.mine, one.draft.content.directions) for one in found] == [
        (pharmacy.pharmacist.name, False, "1-0-"),
        ("Ravi Iyer", True, "0-0-1"),
    ]


# --- never a keyed value ----------------------------------------------------------------------------------------


def test_a_draft_changes_nothing_that_is_keyed_screened_shown_in_the_queue_or_sent(
    pharmacy: Pharmacy, prescription: Prescription
) -> None:
    before = look(pharmacy.site, prescription.id)
    preview, sent = preview_view(pharmacy.site, pharmacy.pharmacist, prescription.id), queued(pharmacy, prescription)
    status = status_of(pharmacy, prescription)
    type_in(pharmacy, prescription)
    type_in(pharmacy, prescription, ADDED_LINE)
    with pharmacy.store.read() as tx:
        assert tx.prescriptions.get(prescription.id) == prescription
    assert look(pharmacy.site, prescription.id) == before
    assert preview_view(pharmacy.site, pharmacy.pharmacist, prescription.id) == preview
    assert queued(pharmacy, prescription) == sent
    assert status_of(pharmacy, prescription) is status


@pytest.mark.parametrize(("added", "position"), [(False, 1), (True, 2)])
def test_approval_waits_for_what_somebody_began_and_did_not_finish(
    pharmacy: Pharmacy, prescription: Prescription, colleague: User, added: bool, position: int
) -> None:
    type_in(pharmacy, prescription, ADDED_LINE if added else None, user=colleague)
    refusal = refused(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id))
    assert refusal.code.value == "draft_unfinished"
    assert refusal.facts == {"line": position, "author": "Ravi Iyer"}
    where = ADDED_LINE if added else prescription.lines[0].id
    discard_draft(pharmacy.site, pharmacy.pharmacist, prescription.id, where, colleague.id)
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert status_of(pharmacy, prescription) is Status.APPROVED


def test_a_line_that_nobody_confirmed_is_asked_for_once_and_not_its_draft_besides(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed(lines=(a_line(source=LineSource.TRANSCRIBED, server_reference=""),))
    type_in(pharmacy, prescription)
    view = review_view(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert [one.code.value for one in view.missing] == ["line_not_confirmed"]


# --- its end ----------------------------------------------------------------------------------------------------


def test_confirming_a_line_ends_every_draft_of_it(
    pharmacy: Pharmacy, prescription: Prescription, colleague: User
) -> None:
    type_in(pharmacy, prescription)
    type_in(pharmacy, prescription, user=colleague)
    type_in(pharmacy, prescription, ADDED_LINE, user=colleague)
    line = prescription.lines[0]
    confirm_line(
        pharmacy.site, pharmacy.pharmacist, prescription.id, keyed(product_of(pharmacy, prescription), line.id)
    )
    assert [one.draft.line_id for one in shown(pharmacy, prescription)] == [ADDED_LINE]


def test_confirming_an_added_line_ends_ones_own_draft_of_it_and_not_a_colleagues(
    pharmacy: Pharmacy, prescription: Prescription, colleague: User
) -> None:
    type_in(pharmacy, prescription, ADDED_LINE)
    type_in(pharmacy, prescription, ADDED_LINE, user=colleague)
    confirm_line(pharmacy.site, pharmacy.pharmacist, prescription.id, keyed(product_of(pharmacy, prescription), None))
    assert [one.author for one in shown(pharmacy, prescription)] == ["Ravi Iyer"]


def test_a_refused_confirmation_keeps_the_draft(pharmacy: Pharmacy, prescription: Prescription) -> None:
    type_in(pharmacy, prescription)
    line = keyed(product_of(pharmacy, prescription), prescription.lines[0].id)
    none = replace(line, quantity=tablets(0))
    code = code_of_refusal(lambda: confirm_line(pharmacy.site, pharmacy.pharmacist, prescription.id, none))
    assert code == "quantity_not_positive"
    assert len(shown(pharmacy, prescription)) == 1


def test_a_line_that_is_taken_away_takes_its_draft_along(pharmacy: Pharmacy, prescription: Prescription) -> None:
    type_in(pharmacy, prescription)
    remove_line(pharmacy.site, pharmacy.pharmacist, prescription.id, prescription.lines[0].id, "a stamp")
    with pharmacy.store.read() as tx:
        assert tx.line_drafts.of_prescription(prescription.id) == []


def test_lines_that_are_transcribed_anew_leave_no_draft_of_the_old_ones(
    pharmacy: Pharmacy, prescription: Prescription
) -> None:
    type_in(pharmacy, prescription)
    transcribe(pharmacy.site, pharmacy.pharmacist, prescription.id, [keyed(product_of(pharmacy, prescription), None)])
    with pharmacy.store.read() as tx:
        assert tx.line_drafts.of_prescription(prescription.id) == []


def test_a_draft_is_discarded_once_and_the_audit_names_its_author(
    pharmacy: Pharmacy, prescription: Prescription, colleague: User
) -> None:
    type_in(pharmacy, prescription, user=colleague)
    with pharmacy.store.read() as tx:
        rows = tx.audit.count()
    for _ in range(2):
        discard_draft(pharmacy.site, pharmacy.counter, prescription.id, prescription.lines[0].id, colleague.id)
    with pharmacy.store.read() as tx:
        assert tx.audit.count() == rows + 1
    assert shown(pharmacy, prescription) == ()


def test_a_draft_that_is_taken_up_goes_on_under_the_new_name(
    pharmacy: Pharmacy, prescription: Prescription, colleague: User
) -> None:
    type_in(pharmacy, prescription)
    type_in(pharmacy, prescription, user=colleague, directions="0-0-1")
    line = prescription.lines[0].id
    take_up_draft(pharmacy.site, colleague, prescription.id, line, pharmacy.pharmacist.id)
    (found,) = shown(pharmacy, prescription, colleague)
    assert (found.author, found.mine, found.draft.content) == ("Ravi Iyer", True, HALF)
    author = pharmacy.pharmacist.id
    code = code_of_refusal(lambda: take_up_draft(pharmacy.site, colleague, prescription.id, line, author))
    assert code == "draft_ended"


# --- what is no draft -------------------------------------------------------------------------------------------


def test_a_line_of_the_order_server_and_one_that_is_gone_have_no_draft(pharmacy: Pharmacy) -> None:
    prescription = pharmacy.claimed()
    of_server, gone = prescription.lines[0].id, pharmacy.site.new_id()
    assert code_of_refusal(lambda: type_in(pharmacy, prescription, of_server)) == "draft_line_gone"
    assert code_of_refusal(lambda: type_in(pharmacy, prescription, gone)) == "draft_line_gone"


def test_nothing_is_typed_in_a_prescription_that_is_over(pharmacy: Pharmacy, prescription: Prescription) -> None:
    reject(pharmacy.site, pharmacy.pharmacist, prescription.id, "wrong patient")
    assert code_of_refusal(lambda: type_in(pharmacy, prescription)) == "prescription_closed"


def test_who_may_not_transcribe_leaves_no_draft(pharmacy: Pharmacy, prescription: Prescription) -> None:
    administrator = a_user(Role.ADMINISTRATOR)
    assert code_of_refusal(lambda: type_in(pharmacy, prescription, user=administrator)) == "not_allowed"


def test_two_names_of_one_product_say_the_same_and_another_figure_does_not() -> None:
    product_id = UUID(int=7)
    one = DraftContent("1-0-1", "10", "20", chosen="Glycomet", product_id=product_id)
    assert one.says_the_same(replace(one, chosen="Glycomet 500", quantity_by_hand=True))
    assert not one.says_the_same(replace(one, quantity="2"))
    assert not one.says_the_same(replace(one, product_id=None))
