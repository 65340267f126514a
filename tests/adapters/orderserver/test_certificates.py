"""The server's own certificates: made once in a folder, whoever comes first."""

import os
import ssl
import subprocess
import sys
from pathlib import Path
from threading import Barrier, Thread

import pytest
import trustme
from cryptography import x509

from workstation.orderserver.tls import TlsFiles, prepare_certificates, server_context

ROOT = Path(__file__).resolve().parents[3]
TOGETHER = 6


def _issued_by(files: TlsFiles) -> bool:
    """The certificate of the server is one of the CA that clients are told to trust."""
    authority = x509.load_pem_x509_certificate(files.ca.read_bytes())
    x509.load_pem_x509_certificate(files.server.read_bytes()).verify_directly_issued_by(authority)
    return isinstance(server_context(files), ssl.SSLContext)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_servers_that_start_at_the_same_moment_share_one_authority(tmp_path: Path) -> None:
    folder, begin = tmp_path / "certificates", Barrier(TOGETHER)
    authorities: list[bytes] = []
    troubles: list[BaseException] = []

    def start() -> None:
        begin.wait()
        try:
            files = prepare_certificates(folder, "localhost")
            authorities.append(files.ca.read_bytes())
            _issued_by(files)
        except BaseException as trouble:
            troubles.append(trouble)
            raise

    starting = [Thread(target=start) for _ in range(TOGETHER)]
    for one in starting:
        one.start()
    for one in starting:
        one.join()
    assert troubles == []
    assert len(authorities) == TOGETHER
    assert len(set(authorities)) == 1
    assert _names(folder) == {"ca.pem", "ca.key", "server.pem"}


def test_two_processes_on_one_new_folder_share_one_authority(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from workstation.orderserver.tls import prepare_certificates as make;"
        "print('ready', flush=True); sys.stdin.readline();"
        "sys.stdout.write(make(Path(sys.argv[1]), 'localhost').ca.read_text())"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "certificates")],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    for one in started:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in started:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    first, second = (one.communicate(timeout=60)[0] for one in started)
    assert [one.returncode for one in started] == [0, 0]
    assert first == second
    assert _issued_by(TlsFiles(tmp_path / "certificates" / "ca.pem", tmp_path / "certificates" / "server.pem"))


def test_an_authority_that_is_there_is_used_again(tmp_path: Path) -> None:
    before = prepare_certificates(tmp_path, "localhost").ca.read_bytes()
    again = prepare_certificates(tmp_path, "localhost")
    assert again.ca.read_bytes() == before
    assert _issued_by(again)


def test_an_authority_of_an_older_version_is_used_again(tmp_path: Path) -> None:
    old = trustme.CA()
    (tmp_path / "ca.key").write_bytes(old.private_key_pem.bytes())
    (tmp_path / "ca.pem").write_bytes(old.cert_pem.bytes())
    files = prepare_certificates(tmp_path, "localhost")
    assert files.ca.read_bytes() == old.cert_pem.bytes()
    assert _issued_by(files)


def test_a_lost_certificate_of_the_authority_is_written_again(tmp_path: Path) -> None:
    before = prepare_certificates(tmp_path, "localhost").ca.read_bytes()
    (tmp_path / "ca.pem").unlink()
    assert prepare_certificates(tmp_path, "localhost").ca.read_bytes() == before


def test_a_server_for_another_host_leaves_the_others_certificate_alone(tmp_path: Path) -> None:
    here = prepare_certificates(tmp_path, "localhost").server.read_bytes()
    other = prepare_certificates(tmp_path, "orders.example")
    assert (tmp_path / "server.pem").read_bytes() == here
    assert _issued_by(other)


def test_a_certificate_of_another_authority_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "server.pem").write_bytes(trustme.CA().issue_cert("localhost").private_key_and_cert_chain_pem.bytes())
    assert _issued_by(prepare_certificates(tmp_path, "localhost"))


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_keys_are_private(tmp_path: Path) -> None:
    prepare_certificates(tmp_path, "localhost")
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in ("ca.key", "server.pem")} == {0o600}
