"""A badge says who somebody is; a lost one says nothing once there is a new one."""

from tests.factories import Pharmacy
from workstation.domain.scanned_code import InternalToken, TokenKind, token_of
from workstation.services.badges import badge_holder, new_badge


def test_a_badge_means_the_person_it_was_made_for(pharmacy: Pharmacy) -> None:
    badges = {new_badge(pharmacy.site, one): one for one in (pharmacy.counter, pharmacy.pharmacist)}
    assert len(badges) == 2
    for badge, person in badges.items():
        assert token_of(str(badge)) == badge
        assert badge_holder(pharmacy.site, badge) == person.id
        assert person.name not in str(badge)
        assert str(person.id)[:8].upper() not in str(badge)


def test_a_badge_that_was_replaced_says_nothing_any_more(pharmacy: Pharmacy) -> None:
    lost = new_badge(pharmacy.site, pharmacy.counter)
    badge = new_badge(pharmacy.site, pharmacy.counter)
    assert badge_holder(pharmacy.site, lost) is None
    assert badge_holder(pharmacy.site, badge) == pharmacy.counter.id


def test_a_code_that_is_no_badge_of_this_pharmacy_means_nobody(pharmacy: Pharmacy) -> None:
    new_badge(pharmacy.site, pharmacy.counter)
    assert badge_holder(pharmacy.site, InternalToken(TokenKind.STAFF, "Z999999-1")) is None
    assert badge_holder(pharmacy.site, InternalToken(TokenKind.LABEL, "A000001-K/1")) is None
