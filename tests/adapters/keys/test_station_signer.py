"""Approvals are signed with the key of the pairing, or go unsigned."""

from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from workstation.adapters.keys.station_key import ES384, RS384, StationKeys
from workstation.app.signer import StationSigner

CLAIMS = {"number": "RX-1"}


@pytest.mark.parametrize("algorithm", [ES384, RS384])
def test_an_approval_is_signed_with_the_key_that_the_server_knows(tmp_path: Path, algorithm: str) -> None:
    keys = StationKeys(tmp_path, b"k" * 32)
    known = KeySet.import_key_set(keys.public_jwks(algorithm))  # type: ignore[arg-type]  # a TypedDict of this shape
    signed = StationSigner(StationKeys(tmp_path, b"k" * 32))(CLAIMS)
    assert signed is not None
    assert jwt.decode(signed, known, algorithms=[algorithm]).claims == CLAIMS


def test_no_key_is_made_for_a_signature(tmp_path: Path) -> None:
    assert StationSigner(StationKeys(tmp_path, b"k" * 32))(CLAIMS) is None
    assert list(tmp_path.iterdir()) == []


def test_a_key_out_of_reach_leaves_the_approval_unsigned(tmp_path: Path) -> None:
    StationKeys(tmp_path, b"k" * 32).sign(ES384, CLAIMS)
    assert StationSigner(StationKeys(tmp_path, b"another store's key, 32 bytes !!"))(CLAIMS) is None
