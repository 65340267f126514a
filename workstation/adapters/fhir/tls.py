"""Who is believed to be the order server, and in words why somebody is not."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from workstation.adapters.fhir.pin import PinRefused, pinned_context
from workstation.domain.errors import Unavailable

FHIR_JSON = "application/fhir+json"
TIMEOUT = httpx.Timeout(10.0, connect=4.0)
NOT_TRUSTED = "The order server's certificate is not trusted. Nothing was sent."
# OpenSSL's numbers, from x509_vfy.h
_CERTIFICATE = {
    9: "The order server's certificate is not valid yet. Nothing was sent.",
    10: "The order server's certificate has expired. Nothing was sent.",
    62: "The order server's certificate was made for another name. Nothing was sent.",
    64: "The order server's certificate was made for another name. Nothing was sent.",
}
_HANDSHAKE = {
    "WRONG_VERSION_NUMBER": "What answers at this address does not speak TLS. Nothing was sent.",
    "HTTP_REQUEST": "What answers at this address does not speak TLS. Nothing was sent.",
    "RECORD_LAYER_FAILURE": "What answers at this address does not speak TLS. Nothing was sent.",
    "UNSUPPORTED_PROTOCOL": "The order server speaks only TLS older than 1.2, which is not safe. Nothing was sent.",
    "PROTOCOL_VERSION": "The order server speaks only TLS older than 1.2, which is not safe. Nothing was sent.",
}


@dataclass(frozen=True, slots=True)
class Trust:
    """The pharmacy's own CA (PEM) and the pinned public key (SHA-256 of its SPKI in hex); "" = not given.

    Without either the trust store of this machine decides.
    """

    ca_pem: str = ""
    pin: str = ""

    @classmethod
    def from_file(cls, ca: Path | None, pin: str = "") -> "Trust":
        """With the CA of a PEM file. Raises Unavailable when it cannot be read."""
        if ca is None:
            return cls("", pin)
        try:
            return cls(ca.read_text(encoding="ascii"), pin)
        except (OSError, ValueError) as error:
            raise Unavailable("order_server", f"The certificate authority {ca} cannot be read.") from error

    def without_pin(self) -> "Trust":
        """For another origin: a pin is the key of one server."""
        return replace(self, pin="")

    def context(self) -> ssl.SSLContext:
        """TLS 1.2 or newer, verified. Raises Unavailable when the CA is no certificate."""
        try:
            if self.pin:
                context: ssl.SSLContext = pinned_context(self.pin, self.ca_pem)
            else:
                context = ssl.create_default_context(cadata=self.ca_pem or None)
        except (ssl.SSLError, ValueError) as error:
            raise Unavailable("order_server", "The certificate authority given is no readable PEM file.") from error
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


def http_client(trust: Trust, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """A client that follows no redirects. A proxy of this machine is used; it sees the encrypted bytes only."""
    return httpx.Client(
        verify=trust.context(),
        timeout=TIMEOUT,
        transport=transport,
        headers={"Accept": FHIR_JSON},
        follow_redirects=False,
    )


def why(error: httpx.HTTPError | httpx.InvalidURL | httpx.StreamError) -> str:
    """A sentence for a request that came to nothing; never an address, a header or a body."""
    for cause in _causes(error):
        if isinstance(cause, PinRefused):
            return cause.sentence
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _CERTIFICATE.get(cause.verify_code, NOT_TRUSTED)
        if isinstance(cause, ssl.SSLError):
            return _handshake(cause)
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return NOT_TRUSTED
    if isinstance(error, httpx.TimeoutException):
        return "The order server does not answer in time."
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return "The address is not one that can be asked."
    return "The order server cannot be reached."


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(10):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def _handshake(error: ssl.SSLError) -> str:
    said = f"{error.reason or ''} {error}"
    for part, sentence in _HANDSHAKE.items():
        if part in said:
            return sentence
    return "No safe connection to the order server could be made (TLS)."
