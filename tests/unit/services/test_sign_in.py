"""Signing in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.factories import NOW, Pharmacy, new_id
from tests.fakes import FakeClock, PlainHasher
from tests.unit.services.outcomes import refused
from workstation.adapters.db import open_store
from workstation.domain.users import AccessRefusal, User
from workstation.services.sign_in import SecretKind, sign_in

RIGHT, WRONG = "204816", "000000"


def tried(pharmacy: Pharmacy, secret: str, kind: SecretKind = SecretKind.PIN) -> User:
    """One try of the pharmacist."""
    return sign_in(pharmacy.site, PlainHasher(), pharmacy.pharmacist.id, kind, secret)


def test_the_right_pin_tells_who_it_is(pharmacy: Pharmacy) -> None:
    assert tried(pharmacy, RIGHT) == pharmacy.pharmacist


def test_a_wrong_secret_says_how_many_tries_are_left(pharmacy: Pharmacy) -> None:
    left = [refused(lambda: tried(pharmacy, WRONG)).facts["tries_left"] for _ in range(3)]
    assert left == [4, 3, 2]


def test_a_secret_of_a_kind_that_was_never_set_matches_nothing(pharmacy: Pharmacy) -> None:
    assert refused(lambda: tried(pharmacy, RIGHT, SecretKind.PASSPHRASE)).code is AccessRefusal.WRONG_SECRET


def test_somebody_who_does_not_work_here_is_unknown(pharmacy: Pharmacy) -> None:
    stranger = refused(lambda: sign_in(pharmacy.site, PlainHasher(), new_id(), SecretKind.PIN, RIGHT))
    assert stranger.code is AccessRefusal.UNKNOWN_USER


@pytest.mark.parametrize(("tries", "minutes"), [(5, 1), (6, 5), (7, 15), (9, 15)])
def test_after_five_wrong_tries_even_the_right_secret_waits_longer_and_longer(
    pharmacy: Pharmacy, tries: int, minutes: int
) -> None:
    for _ in range(tries):
        assert refused(lambda: tried(pharmacy, WRONG)).code is AccessRefusal.WRONG_SECRET
        pharmacy.clock.forward(minutes=15)
    pharmacy.clock.forward(minutes=-15 + minutes, seconds=-1)
    assert refused(lambda: tried(pharmacy, RIGHT)).code is AccessRefusal.TOO_MANY_TRIES
    pharmacy.clock.forward(seconds=1)
    assert tried(pharmacy, RIGHT) == pharmacy.pharmacist


def test_the_right_secret_forgets_the_wrong_tries(pharmacy: Pharmacy) -> None:
    for _ in range(4):
        refused(lambda: tried(pharmacy, WRONG))
    tried(pharmacy, RIGHT)
    assert refused(lambda: tried(pharmacy, WRONG)).facts["tries_left"] == 4


def test_every_try_stands_in_the_audit(pharmacy: Pharmacy) -> None:
    with pharmacy.store.read() as tx:
        before = tx.audit.count()
    refused(lambda: tried(pharmacy, WRONG))
    tried(pharmacy, RIGHT)
    with pharmacy.store.read() as tx:
        assert tx.audit.count() == before + 2
        assert tx.audit.verify().ok


class Meanwhile(PlainHasher):
    """Something happens in the store while a secret is compared."""

    def __init__(self, happens: Callable[[], None]) -> None:
        self._happens = happens

    def matches(self, hashed: str, secret: str) -> bool:
        """Compares, slowly."""
        self._happens()
        return super().matches(hashed, secret)


def test_the_store_can_be_written_while_a_secret_is_compared(pharmacy: Pharmacy) -> None:
    written: list[str] = []

    def scan() -> None:
        with pharmacy.store.begin() as tx:
            tx.sync_notes.set("scan", "done")
        written.append("done")

    sign_in(pharmacy.site, Meanwhile(scan), pharmacy.pharmacist.id, SecretKind.PIN, RIGHT)
    assert written == ["done"]


def test_tries_side_by_side_lock_all_the_same_and_the_right_secret_among_them_is_not_told(pharmacy: Pharmacy) -> None:
    def five_others() -> None:
        for _ in range(5):
            refused(lambda: tried(pharmacy, WRONG))

    hasher = Meanwhile(five_others)
    late = refused(lambda: sign_in(pharmacy.site, hasher, pharmacy.pharmacist.id, SecretKind.PIN, RIGHT))
    assert late.code is AccessRefusal.TOO_MANY_TRIES


def test_a_secret_that_was_renewed_while_it_was_compared_lets_nobody_in(pharmacy: Pharmacy) -> None:
    def renew() -> None:
        with pharmacy.store.begin() as tx:
            tx.users.set_secret(pharmacy.pharmacist.id, SecretKind.PIN.value, PlainHasher().hash("998877"))

    hasher = Meanwhile(renew)
    old = refused(lambda: sign_in(pharmacy.site, hasher, pharmacy.pharmacist.id, SecretKind.PIN, RIGHT))
    assert old.code is AccessRefusal.WRONG_SECRET


def test_wrong_tries_survive_a_restart(pharmacy: Pharmacy, tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    for opening in range(2):
        store = open_store(tmp_path / "store.db", bytes(32), new_id=new_id, clock=clock)
        with store.begin() as tx:
            if opening == 0:
                tx.users.save(pharmacy.pharmacist)
                tx.users.set_tries(pharmacy.pharmacist.id, 4, NOW)
            assert tx.users.tries(pharmacy.pharmacist.id) == (4, NOW)
        store.close()
