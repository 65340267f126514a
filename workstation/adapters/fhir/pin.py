"""Pinning: the server is known by its public key (SPKI, RFC 7469 2.4), whoever signed its certificate.

With a CA beside the pin both must agree. With the pin alone the pin takes the place of the chain, so that a
self-signed certificate will do; host name and validity are checked all the same. TLS itself proves that the server
holds the private key. All of it is done when the handshake ends, before a byte of HTTP is sent.
"""

import base64
import hashlib
import ipaddress
import re
import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PIN_BYTES = hashlib.sha256().digest_size


class PinRefused(ssl.SSLError):
    """The certificate shown is not the one that was agreed on; the text is a sentence."""

    @property
    def sentence(self) -> str:
        """Why, for people."""
        return str(self.args[-1])


def parse_pin(given: str) -> str | None:
    """64 hex digits from hex (colons allowed) or base64 (`sha256/` or `sha256//` in front allowed); None for others."""
    given = re.sub(r"^sha256(//|/|:)", "", given.strip())
    plain = given.replace(":", "")
    if re.fullmatch(r"[0-9A-Fa-f]{64}", plain):
        return plain.lower()
    try:
        decoded = base64.b64decode(given.translate(str.maketrans("-_", "+/")), validate=True)
    except ValueError:
        return None
    return decoded.hex() if len(decoded) == PIN_BYTES else None


def pin_of(certificate: x509.Certificate) -> str:
    """SHA-256 of the SubjectPublicKeyInfo, in hex."""
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(key).hexdigest()


class PinnedContext(ssl.SSLContext):
    """A client context that lets a connection out of the handshake only when `accept` does not raise."""

    accept: Callable[[bytes, str], None]
    """Gets the certificate (DER) and the host asked for; raises PinRefused."""

    def wrap_socket(self, sock: socket.socket, *args: Any, **kwargs: Any) -> ssl.SSLSocket:
        """The handshake, then the pin."""
        wrapped = super().wrap_socket(sock, *args, **kwargs)
        try:
            self.accept(wrapped.getpeercert(binary_form=True) or b"", kwargs.get("server_hostname") or "")
        except BaseException:
            wrapped.close()
            raise
        return wrapped


def pinned_context(pin: str, ca_pem: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> PinnedContext:
    """The context for a pin, and for a CA as well where `ca_pem` is not empty."""
    context = PinnedContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca_pem:
        context.load_verify_locations(cadata=ca_pem)
    else:
        # Not "unverified": `accept` below takes the place of the chain.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE

    def accept(der: bytes, host: str) -> None:
        certificate = _certificate(der)
        if pin_of(certificate) != pin:
            raise _refused("The order server's certificate is not the pinned one. Nothing was sent.")
        if not ca_pem:
            _check_name(certificate, host)
            _check_time(certificate, clock())

    context.accept = accept
    return context


def _refused(sentence: str) -> PinRefused:
    return PinRefused(0, sentence)


def _certificate(der: bytes) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError as error:
        raise _refused("The order server's certificate cannot be read. Nothing was sent.") from error


def _check_time(certificate: x509.Certificate, now: datetime) -> None:
    if now > certificate.not_valid_after_utc:
        raise _refused("The order server's certificate has expired. Nothing was sent.")
    if now < certificate.not_valid_before_utc:
        raise _refused("The order server's certificate is not valid yet. Nothing was sent.")


def _check_name(certificate: x509.Certificate, host: str) -> None:
    """By subjectAltName only (RFC 6125 6.4): a common name proves nothing."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        names = x509.SubjectAlternativeName([])
    address = _address(host)
    if address is not None:
        fits = address in names.get_values_for_type(x509.IPAddress)
    else:
        fits = any(_matches(name, host) for name in names.get_values_for_type(x509.DNSName))
    if not fits:
        raise _refused("The order server's certificate was made for another name. Nothing was sent.")


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _matches(pattern: str, host: str) -> bool:
    """`*` stands for exactly one whole label, the leftmost, with two more after it."""
    pattern, host = pattern.lower().rstrip("."), host.lower().rstrip(".")
    if not pattern.startswith("*."):
        return pattern == host
    first, _, rest = host.partition(".")
    return bool(first) and rest == pattern[2:] and "." in rest
