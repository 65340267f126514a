"""Who shows up at an address: the certificate that a person compares before anybody is believed."""

import hashlib
import ssl
from dataclasses import dataclass
from datetime import datetime

import httpx
from cryptography import x509

from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.origin import require_https
from workstation.adapters.fhir.pin import PinnedContext, PinRefused, pin_of
from workstation.adapters.fhir.tls import TIMEOUT, Trust, why
from workstation.domain.errors import Unavailable


@dataclass(frozen=True, slots=True)
class MetCertificate:
    """What was shown, as it says itself; nothing of it is proved yet."""

    subject: str
    issuer: str
    valid_until: datetime
    fingerprint: str
    """SHA-256 of the whole certificate, hex: what browsers and operators show."""
    pin: str
    """SHA-256 of its public key (SPKI), hex: stays when the certificate is renewed with the same key."""


def meet(url: str) -> MetCertificate:
    """The certificate shown at this address. The handshake is broken off at its end: no request is sent.

    Raises Unavailable when nobody answers there with TLS 1.2 or newer.
    """
    require_https(url)
    shown: list[bytes] = []
    try:
        with httpx.Client(verify=_looking(shown), timeout=TIMEOUT, follow_redirects=False) as client:
            client.head(url)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        if not shown:
            raise Unavailable("order_server", why(error)) from error
    try:
        certificate = x509.load_der_x509_certificate(shown[0])
    except (ValueError, IndexError) as error:
        raise Unavailable("order_server", "The order server's certificate cannot be read.") from error
    return MetCertificate(
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        valid_until=certificate.not_valid_after_utc,
        fingerprint=hashlib.sha256(shown[0]).hexdigest(),
        pin=pin_of(certificate),
    )


def doubt(url: str, trust: Trust) -> str:
    """Why the server at this address is not believed, as a sentence; "" when it is. Only /metadata is read."""
    try:
        with FhirServer(url, trust=trust) as server:
            server.read("metadata")
    except Unavailable as trouble:
        return trouble.why
    return ""


def _looking(shown: list[bytes]) -> PinnedContext:
    """Believes nobody: every handshake ends with a refusal, after the certificate was noted."""
    context = PinnedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2

    def accept(der: bytes, _host: str) -> None:
        shown.append(der)
        raise PinRefused(0, "Only looked at.")

    context.accept = accept
    return context
