"""`workstation orderserver` as a process of its own."""

import json
import signal
import ssl
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from joserfc.jwk import ECKey

_COMMAND = [sys.executable, "-c", "from workstation.cli.orderserver import app; app()"]


def _run(*options: str | Path) -> subprocess.Popen[str]:
    command = [*_COMMAND, *map(str, options)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_when_it_is_ready_serves_and_ends_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    resource = {"resourceType": "Patient", "id": "p1"}
    (tmp_path / "a.json").write_text(json.dumps(resource))
    (tmp_path / "b.json").write_text("{")
    places = ("--cert-dir", tmp_path / "tls", "--ready-file", tmp_path / "ready.json")
    files = ("--load", tmp_path / "a.json", tmp_path / "b.json")
    process = _run("--json", "--organization", "shop", *places, *files)
    try:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert (ready["organization"], ready["ca"]) == ("shop", str(tmp_path / "tls" / "ca.pem"))
        assert (ready["loaded"]["stored"], ready["loaded"]["refused"]) == (1, 1)
        assert ready["loaded"]["notes"][0]["file"] == "b.json"
        assert json.loads((tmp_path / "ready.json").read_text()) == ready
        with httpx.Client(verify=ssl.create_default_context(cafile=ready["ca"])) as client:
            assert client.get(f"{ready['url']}/Patient/p1").status_code == 200
            assert client.get(f"{ready['url']}/Organization/shop").status_code == 200
            process.send_signal(number)
            output, errors = process.communicate(timeout=15)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0
    assert output == ""
    assert "Traceback" not in errors
    assert "b.json" in errors
    assert "/Patient/p1" not in errors


def test_with_smart_a_key_from_a_file_is_registered(tmp_path: Path) -> None:
    key = ECKey.generate_key("P-384")
    (tmp_path / "station-1.json").write_text(json.dumps(key.as_dict(private=False)))
    process = _run(
        "--json",
        "--auth",
        "smart",
        "--client-jwk",
        tmp_path / "station-1.json",
        "--client-jwk",
        f"other={tmp_path / 'station-1.json'}",
    )
    try:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert ready["auth"] == "smart"
        with httpx.Client(verify=ssl.create_default_context(cafile=ready["ca"])) as client:
            assert client.get(f"{ready['url']}/Task").status_code == 401
    finally:
        process.terminate()
        process.communicate(timeout=15)
    assert not Path(ready["ca"]).exists()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--auth", "maybe"], 2),
        (["--personality", "nobody"], 2),
        (["--organization", "not an id"], 2),
        (["--client-jwk", "/nowhere.json"], 2),
        (["--port", "99999"], 2),
        (["--host", "192.0.2.1"], 3),
    ],
)
def test_what_cannot_be_done_is_said_with_an_exit_code(options: list[str], code: int) -> None:
    process = _run("--json", *options)
    output, errors = process.communicate(timeout=20)
    assert process.returncode == code
    assert "Traceback" not in errors
    if options[0] != "--port":  # a usage error of the option parser itself is words only
        assert json.loads(output)["error"]["message"]


def test_a_personality_can_be_tried_by_name() -> None:
    process = _run("--json", "--personality", "weak")
    try:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        with httpx.Client(verify=ssl.create_default_context(cafile=ready["ca"])) as client:
            bundle = {"resourceType": "Bundle", "type": "batch"}
            assert client.post(f"{ready['url']}/", json=bundle).status_code == 405
            organization = client.get(f"{ready['url']}/Organization/pharmacy-1").json()
            assert organization["meta"]["versionId"] == "1"
    finally:
        process.terminate()
        process.communicate(timeout=15)
