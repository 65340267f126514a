"""A real TLS server that keeps every byte of HTTP that it was sent; certificates of any kind for it."""

import datetime
import socket
import ssl
import tempfile
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import trustme

Reply = tuple[int, dict[str, str], bytes]
NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


def nothing_there(_: str) -> Reply:
    """404."""
    return 404, {}, b""


class TlsServer:
    """Listens on 127.0.0.1. `context` None: it speaks plain HTTP on its port."""

    def __init__(self, context: ssl.SSLContext | None, reply: Callable[[str], Reply] = nothing_there) -> None:
        self._context, self.reply = context, reply
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.received: list[bytes] = []
        self.connections = 0
        self._thread = threading.Thread(target=self._serve, name="tls-server")

    @property
    def url(self) -> str:
        """https, whatever it speaks."""
        return f"https://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                plain, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            plain.settimeout(5)
            with plain:
                self._answer(plain)

    def _answer(self, plain: socket.socket) -> None:
        try:
            connection = self._context.wrap_socket(plain, server_side=True) if self._context else plain
            with connection:
                self._exchange(connection)
        except (OSError, ssl.SSLError):
            return

    def _exchange(self, connection: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            piece = connection.recv(65536)
            request += piece
            if not piece or not request[:1].isalpha():  # a TLS greeting where plain HTTP is spoken
                break
        if request:
            self.received.append(request)
        if not request:
            return
        if b" HTTP/1.1" not in request:
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
            return
        status, headers, body = self.reply(request.split(b" ")[1].decode())
        head = {**headers, "Content-Length": str(len(body)), "Connection": "close"}
        lines = [f"HTTP/1.1 {status} said", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        connection.sendall("\r\n".join(lines).encode() + body)


def context_of(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """A server's context with this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def old_context_of(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """TLS 1.1 and nothing else."""
    context = context_of(certificate)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def self_signed(names: list[str], **times: Any) -> tuple[ssl.SSLContext, Any]:
    """(context, certificate) of a server that signed its own certificate."""
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "order server")])
    alternative = [
        x509.IPAddress(ipaddress.ip_address(one)) if one[0].isdigit() else x509.DNSName(one) for one in names
    ]
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(times.get("start", NOW - DAY))
        .not_valid_after(times.get("end", NOW + DAY))
    )
    if alternative:
        builder = builder.add_extension(x509.SubjectAlternativeName(alternative), critical=False)
    certificate = builder.sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "server.pem"
        path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(path)
    return context, certificate
