"""The station's key pair: made once, never readable beside the store, new only when asked for."""

import json
import stat
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.adapters.keys.test_store_key import Ring, ring
from workstation.adapters.keys.station_key import ES384, RS384, StationKeys
from workstation.adapters.keys.store_key import load_or_create_key
from workstation.domain.errors import Unavailable

__all__ = ["ring"]

CLAIMS = {"iss": "station-1"}


def _opens(assertion: str, keys: StationKeys, algorithm: str) -> bool:
    known = KeySet.import_key_set(keys.public_jwks(algorithm))  # type: ignore[arg-type]  # a TypedDict of this shape
    return bool(jwt.decode(assertion, known, algorithms=[algorithm]).claims == CLAIMS)


@pytest.mark.parametrize("algorithm", [ES384, RS384])
def test_what_the_station_signs_its_public_key_proves(tmp_path: Path, algorithm: str) -> None:
    keys = StationKeys(tmp_path, b"k" * 32)
    assertion = keys.sign(algorithm, CLAIMS)
    assert _opens(assertion, keys, algorithm)
    assert _opens(assertion, StationKeys(tmp_path, b"k" * 32), algorithm), "the key is kept"


def test_the_public_half_holds_nothing_private(tmp_path: Path) -> None:
    keys = StationKeys(tmp_path, b"k" * 32)
    found = keys.public_jwks(ES384, RS384)["keys"]
    assert [(one["kty"], one["alg"], one["use"]) for one in found] == [("EC", ES384, "sig"), ("RSA", RS384, "sig")]
    assert not {"d", "p", "q", "dp", "dq", "qi", "k"} & {name for one in found for name in one}
    assert all(one["kid"] for one in found)


def test_only_keys_that_were_asked_for_are_made(tmp_path: Path) -> None:
    keys = StationKeys(tmp_path, b"k" * 32)
    assert [one["kty"] for one in keys.public_jwks(ES384)["keys"]] == ["EC"]
    assert not (tmp_path / "station-rsa.key").exists()


def test_the_file_is_private_and_sealed(tmp_path: Path) -> None:
    StationKeys(tmp_path, b"k" * 32).public_jwks(ES384)
    path = tmp_path / "station.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert set(json.loads(path.read_bytes())) == {"kind", "nonce", "sealed"}


def test_with_the_key_of_another_store_it_stays_closed(tmp_path: Path) -> None:
    StationKeys(tmp_path, b"k" * 32).public_jwks(ES384)
    with pytest.raises(Unavailable, match="does not belong to this store"):
        StationKeys(tmp_path, b"x" * 32).sign(ES384, CLAIMS)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"kind":"store","nonce":"?","sealed":"?"}'])
def test_a_damaged_file_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "station.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(Unavailable, match="damaged"):
        StationKeys(tmp_path, b"k" * 32).sign(ES384, CLAIMS)


def test_forgotten_keys_are_made_anew(tmp_path: Path) -> None:
    keys = StationKeys(tmp_path, b"k" * 32)
    before = keys.public_jwks(ES384)
    keys.forget()
    assert keys.public_jwks(ES384) != before


def test_where_the_store_key_is_in_the_key_ring_the_seal_is_too(
    tmp_path: Path,
    ring: Ring,  # the fixture
) -> None:
    store_key = load_or_create_key(tmp_path, passphrase_file=None, demo=False)
    keys = StationKeys(tmp_path, store_key)
    assertion = keys.sign(ES384, CLAIMS)
    record = json.loads((tmp_path / "station.key").read_bytes())
    assert record["kind"] == "keyring"
    assert _opens(assertion, StationKeys(tmp_path, b"x" * 32), ES384)
    ring.kept.clear()
    with pytest.raises(Unavailable, match="does not hold the key of this station"):
        StationKeys(tmp_path, store_key).sign(ES384, CLAIMS)
