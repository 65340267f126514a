"""Hashes of passphrases and PINs."""

import pytest

from workstation.adapters.keys.passwords import Argon2Hasher


def test_a_hash_matches_its_secret_and_no_other() -> None:
    hasher = Argon2Hasher()
    hashed = hasher.hash("4821")
    assert hasher.matches(hashed, "4821")
    assert not hasher.matches(hashed, "4812")
    assert not hasher.matches(hashed, "")


def test_the_same_secret_has_another_hash_each_time() -> None:
    hasher = Argon2Hasher()
    assert hasher.hash("पासवर्ड") != hasher.hash("पासवर्ड")


def test_the_cost_is_what_was_decided() -> None:
    assert Argon2Hasher().hash("x").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("hashed", ["", "plain", "$argon2id$v=19$m=19456,t=2,p=1$broken"])
def test_a_damaged_hash_matches_nothing(hashed: str) -> None:
    assert not Argon2Hasher().matches(hashed, "plain")
