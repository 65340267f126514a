"""The key pair that proves to an order server which station asks (SMART Backend Services).

It is made here and its private half never leaves this module. `station.key` beside the store holds it sealed
(AES-256-GCM); the key of that seal is kept where the store's key is kept: in the key ring of the operating system,
or, where the store is opened by a passphrase or is a demo, derived from the store's key. (The pair itself would not
fit: the vault of Windows takes about 1,280 characters.) It is not in the store, so a copied store alone proves
nothing to the server.
"""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from workstation.adapters.keys import os_keyring, private_files
from workstation.adapters.keys.store_key import is_in_keyring
from workstation.domain.errors import Unavailable

ES384, RS384 = "ES384", "RS384"
_FILES = {ES384: "station.key", RS384: "station-rsa.key"}
_RSA_BITS = 3072
_PURPOSE = b"pharmacist workstation station key 1"


class StationKeys:
    """The key pairs of the station whose store lies in `data_dir`; one is made when it is first asked for."""

    def __init__(self, data_dir: Path, store_key: bytes) -> None:
        self._data_dir = data_dir
        self._store_key = store_key
        self._loaded: dict[str, ECKey | RSAKey] = {}

    def sign(self, algorithm: str, claims: Mapping[str, Any]) -> str:
        """A signed JWT (compact) whose header names the key. `algorithm` is ES384 or RS384."""
        key = self._key(algorithm)
        header = {"alg": algorithm, "kid": key.kid, "typ": "JWT"}
        return jwt.encode(header, dict(claims), key, algorithms=[algorithm])

    def has(self, algorithm: str) -> bool:
        """A key pair for this algorithm was made before."""
        return (self._data_dir / _FILES[algorithm]).exists()

    def public_jwks(self, *algorithms: str) -> dict[str, Any]:
        """The public keys (RFC 7517 JWK Set) for `algorithms`, and all others that were made before."""
        wanted = [one for one, file in _FILES.items() if one in algorithms or (self._data_dir / file).exists()]
        return {"keys": [_public(self._key(one), one) for one in wanted]}

    def forget(self) -> None:
        """Removes the key pairs: the next one is new, and has to be registered."""
        self._loaded.clear()
        for file in _FILES.values():
            (self._data_dir / file).unlink(missing_ok=True)

    def _key(self, algorithm: str) -> ECKey | RSAKey:
        if algorithm not in self._loaded:
            path = self._data_dir / _FILES[algorithm]
            found = self._read(path, algorithm)
            if found is None:
                self._make(path, algorithm)
                found = self._read(path, algorithm)  # what stands there: another program may have been first
            if found is None:
                raise _damaged(path)
            self._loaded[algorithm] = found
        return self._loaded[algorithm]

    def _make(self, path: Path, algorithm: str) -> None:
        key: ECKey | RSAKey
        key = ECKey.generate_key("P-384") if algorithm == ES384 else RSAKey.generate_key(_RSA_BITS)
        record: dict[str, str] = {"kind": "store"}
        sealing = self._derived()
        if is_in_keyring(self._data_dir):
            record = {"kind": "keyring", "name": f"station-{uuid4().hex}"}
            sealing = os.urandom(32)
            if not os_keyring.keep(record["name"], b64encode(sealing).decode()):
                raise Unavailable("keys", "The key ring of this computer did not keep the key of this station.")
        nonce = os.urandom(12)
        content = json.dumps(key.as_dict(private=True)).encode()
        record["nonce"] = b64encode(nonce).decode()
        record["sealed"] = b64encode(AESGCM(sealing).encrypt(nonce, content, _PURPOSE)).decode()
        private_files.create(path, json.dumps(record, indent=1).encode())

    def _read(self, path: Path, algorithm: str) -> ECKey | RSAKey | None:
        content = private_files.read(path)
        if content is None:
            return None
        try:
            record = json.loads(content)
            nonce, sealed = (b64decode(record[name], validate=True) for name in ("nonce", "sealed"))
            plain = AESGCM(self._sealing(record)).decrypt(nonce, sealed, _PURPOSE)
            jwk = json.loads(plain)
            found: ECKey | RSAKey = ECKey.import_key(jwk) if algorithm == ES384 else RSAKey.import_key(jwk)
        except (ValueError, KeyError, TypeError, InvalidTag) as error:
            raise _damaged(path) from error
        found.ensure_kid()  # the thumbprint of RFC 7638
        return found

    def _sealing(self, record: Mapping[str, str]) -> bytes:
        if record["kind"] == "store":
            return self._derived()
        secret = os_keyring.fetch(record["name"])
        if secret is None:
            raise Unavailable(
                "keys",
                "The key ring of this computer does not hold the key of this station. Sign in as the user who paired"
                " it; on another computer remove station.key and pair again.",
            )
        return b64decode(secret, validate=True)

    def _derived(self) -> bytes:
        return HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(self._store_key)


def _public(key: ECKey | RSAKey, algorithm: str) -> dict[str, Any]:
    more = {"kid": key.kid, "alg": algorithm, "use": "sig", "key_ops": ["verify"]}
    return {**key.as_dict(private=False), **more}


def _damaged(path: Path) -> Unavailable:
    return Unavailable(
        "keys",
        f"{path} does not belong to this store or is damaged. Restore it from a backup, or remove it, pair again and"
        " register the new public key.",
    )
