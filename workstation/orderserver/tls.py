"""The server's own certificate authority and certificate, for demo, training and tests."""

import os
import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme

_NAMES = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Where the certificate to trust (`ca`) and the server's certificate with its key (`server`) are."""

    ca: Path
    server: Path


def prepare_certificates(folder: Path, host: str) -> TlsFiles:
    """Writes ca.pem and server.pem into a folder; a CA that is there is used again: clients keep trusting it.

    Raises OSError when the folder cannot be written, ValueError when the CA in it cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    authority = _authority(folder)
    certificate = authority.issue_cert(*dict.fromkeys((*_NAMES, host)))
    files = TlsFiles(folder / "ca.pem", folder / "server.pem")
    _write_private(files.server, certificate.private_key_and_cert_chain_pem.bytes())
    return files


def server_context(files: TlsFiles) -> ssl.SSLContext:
    """The TLS context of the server: TLS 1.2 or newer."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(files.server)
    return context


def _authority(folder: Path) -> trustme.CA:
    certificate, key = folder / "ca.pem", folder / "ca.key"
    if certificate.exists() and key.exists():
        return trustme.CA.from_pem(certificate.read_bytes(), key.read_bytes())
    authority = trustme.CA(organization_name="Reference order server")
    _write_private(key, authority.private_key_pem.bytes())
    certificate.write_bytes(authority.cert_pem.bytes())
    return authority


def _write_private(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
