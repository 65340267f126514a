"""The server's own certificate authority and certificate, for demo, training and tests."""

import os
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import trustme
from cryptography import x509
from cryptography.exceptions import InvalidSignature

_NAMES = ("localhost", "127.0.0.1", "::1")
_NO_FILE_NAME = re.compile(r"[^0-9A-Za-z.-]")
_CERTIFICATE = b"-----BEGIN CERTIFICATE-----"


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Where the certificate to trust (`ca`) and the server's certificate with its key (`server`) are."""

    ca: Path
    server: Path


def prepare_certificates(folder: Path, host: str) -> TlsFiles:
    """Writes ca.pem and server.pem into a folder; a CA that is there is used again: clients keep trusting it.

    Servers may be started on one folder at the same moment: each file appears whole, and all of them use the CA of
    the one that was first. Another host than this computer's own names gets a certificate file of its own.
    Raises OSError when the folder cannot be written, ValueError when the CA in it cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    authority = _authority(folder)
    own = "server.pem" if host in _NAMES else f"server-{_NO_FILE_NAME.sub('_', host)}.pem"
    files = TlsFiles(folder / "ca.pem", folder / own)
    if not _is_issued_by(authority, files.server):
        made = authority.issue_cert(*dict.fromkeys((*_NAMES, host)))
        with _draft(files.server, made.private_key_and_cert_chain_pem.bytes()) as draft:
            _put_first(draft, files.server)
    return files


def server_context(files: TlsFiles) -> ssl.SSLContext:
    """The TLS context of the server: TLS 1.2 or newer."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(files.server)
    return context


def _authority(folder: Path) -> trustme.CA:
    """The CA of the folder. Its key's file holds the certificate too: the pair appears in one moment, or not at all."""
    certificate, key = folder / "ca.pem", folder / "ca.key"
    if not key.exists():
        made = trustme.CA(organization_name="Reference order server")
        with _draft(key, made.private_key_pem.bytes() + made.cert_pem.bytes()) as draft:
            _put_first(draft, key)
    kept = key.read_bytes()
    _, begins, rest = kept.partition(_CERTIFICATE)
    if not begins:  # as older versions left it: the certificate stands in ca.pem alone
        return trustme.CA.from_pem(certificate.read_bytes(), kept)
    authority = trustme.CA.from_pem(begins + rest, kept)
    if not certificate.exists():
        with _draft(certificate, begins + rest, mode=0o644) as draft:
            draft.replace(certificate)
    return authority


def _is_issued_by(authority: trustme.CA, server: Path) -> bool:
    """Whether the server's certificate is there and of this CA; one of another CA is taken away.

    A file that another server uses is never replaced: OpenSSL reads it twice, for the certificate and for the key.
    """
    try:
        found = x509.load_pem_x509_certificate(server.read_bytes())
        found.verify_directly_issued_by(x509.load_pem_x509_certificate(authority.cert_pem.bytes()))
    except FileNotFoundError:
        return False
    except (ValueError, TypeError, InvalidSignature):
        server.unlink(missing_ok=True)
        return False
    return True


def _put_first(draft: Path, path: Path) -> None:
    """A link appears whole, and only where there is nothing: who comes second uses the first one's."""
    with suppress(FileExistsError):
        os.link(draft, path)


@contextmanager
def _draft(path: Path, content: bytes, mode: int = 0o600) -> Iterator[Path]:
    """The content in a file beside `path`, to be put in its place; gone afterwards."""
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
        yield draft
    finally:
        draft.unlink(missing_ok=True)
