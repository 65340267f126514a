"""Signatures of packs: every changed byte is found, and a development key says what it is."""

import json
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.sign_packs import KEY_ID, development_key
from workstation import paths
from workstation.adapters.keys import signing
from workstation.domain.errors import Refused, Unavailable
from workstation.services.signatures import SignatureRefusal, Verified

RELEASE_KEY = bytes(range(32))
KEYS = signing.TrustedKeys(
    {KEY_ID: signing.public_key(development_key()), "release-1": signing.public_key(RELEASE_KEY)}
)
CONTENT = b'id = "in"\n'


def refused(content: bytes, signature: bytes, keys: signing.TrustedKeys = KEYS) -> object:
    """The code of the refusal."""
    with pytest.raises(Refused) as found:
        keys.verify(content, signature)
    return found.value.code


def test_a_release_key_and_a_development_key_are_told_apart() -> None:
    assert KEYS.verify(CONTENT, signing.sign(CONTENT, "release-1", RELEASE_KEY)) == Verified("release-1", False)
    assert KEYS.verify(CONTENT, signing.sign(CONTENT, KEY_ID, development_key())) == Verified(KEY_ID, True)


@given(position=st.integers(0, len(CONTENT) - 1), change=st.integers(1, 255))
def test_every_changed_byte_is_found(position: int, change: int) -> None:
    changed = bytearray(CONTENT)
    changed[position] ^= change
    signature = signing.sign(CONTENT, "release-1", RELEASE_KEY)
    assert refused(bytes(changed), signature) is SignatureRefusal.WRONG


def test_a_development_signature_cannot_be_renamed_to_a_release_key() -> None:
    record = json.loads(signing.sign(CONTENT, KEY_ID, development_key()))
    renamed = json.dumps(record | {"key": "release-1"}).encode()
    same_key = signing.TrustedKeys({"release-1": signing.public_key(development_key())})
    assert refused(CONTENT, renamed) is SignatureRefusal.WRONG
    assert refused(CONTENT, renamed, same_key) is SignatureRefusal.WRONG


def test_an_unknown_key_is_refused() -> None:
    signature = signing.sign(CONTENT, "release-2", RELEASE_KEY)
    assert refused(CONTENT, signature) is SignatureRefusal.UNKNOWN_KEY


@pytest.mark.parametrize(
    "signature",
    [b"", b"{}", b"[]", b"null", b"\xff", b'{"key":"release-1","algorithm":"none","signature":""}'],
)
def test_what_is_no_signature_is_refused(signature: bytes) -> None:
    assert refused(CONTENT, signature) is SignatureRefusal.UNREADABLE


@pytest.mark.parametrize("signature", ["", b64encode(bytes(63)).decode(), b64encode(bytes(64)).decode()])
def test_an_empty_or_zero_signature_is_refused(signature: str) -> None:
    record = {"key": "release-1", "algorithm": "ed25519", "signature": signature}
    assert refused(CONTENT, json.dumps(record).encode()) is SignatureRefusal.WRONG


def test_the_shipped_list_holds_development_keys_only_and_they_say_so() -> None:
    shipped = signing.TrustedKeys.from_files([paths.resources() / "keys" / "trusted.toml"])
    assert shipped.verify(CONTENT, signing.sign(CONTENT, KEY_ID, development_key())).development


def test_keys_of_an_installation_are_added(tmp_path: Path) -> None:
    public = b64encode(signing.public_key(RELEASE_KEY)).decode()
    (tmp_path / "keys.toml").write_text(f'[[key]]\nid = "release-1"\npublic = "{public}"\n', encoding="utf-8")
    keys = signing.TrustedKeys.from_files([paths.resources() / "keys" / "trusted.toml", tmp_path / "keys.toml"])
    assert not keys.verify(CONTENT, signing.sign(CONTENT, "release-1", RELEASE_KEY)).development


@pytest.mark.parametrize("content", ["", "[[key]]", 'key = "x"', '[[key]]\nid = "a"\npublic = "!"', "\x00"])
def test_a_damaged_list_of_keys_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "keys.toml").write_text(content, encoding="utf-8")
    with pytest.raises(Unavailable, match="trusted keys"):
        signing.TrustedKeys.from_files([tmp_path / "keys.toml"])


def test_a_missing_list_of_keys_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be read"):
        signing.TrustedKeys.from_files([tmp_path / "keys.toml"])
