"""A worker process: answers, progress, cancelling, limits, and what happens when it dies."""

import os
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from workstation.adapters.processes import WorkerClient, WorkerLimits, worker_command
from workstation.adapters.processes.frames import BrokenPipe, read_message, write_message
from workstation.domain.errors import Unavailable

CHILD = [sys.executable, "-m", "tests.adapters.processes.child"]


@pytest.fixture
def worker() -> Iterator[WorkerClient]:
    client = WorkerClient("ocr", command=CHILD, secret=b"key-of-the-store", limits=WorkerLimits(seconds=20))
    yield client
    client.close()


def test_a_request_with_bytes_is_answered_and_prints_of_libraries_do_no_harm(worker: WorkerClient) -> None:
    answer = worker.request("echo", {"text": "ä½"}, [b"1234", b""])
    assert answer.result == {"body": {"text": "ä½"}, "sizes": [4, 0], "secret": "key-of-the-store"}


def test_the_same_process_answers_again(worker: WorkerClient) -> None:
    worker.request("echo")
    first = worker.pid
    worker.request("echo")
    assert worker.pid == first


def test_a_worker_that_died_is_started_again_for_the_next_request(worker: WorkerClient) -> None:
    with pytest.raises(Unavailable, match="ended unexpectedly"):
        worker.request("die")
    assert worker.pid is None
    assert worker.request("echo").result is not None


def test_what_takes_too_long_is_ended(worker: WorkerClient) -> None:
    told: list[object] = []
    with pytest.raises(Unavailable, match=r"no answer within 0\.3 seconds"):
        worker.request("hang", on_progress=told.append, seconds=0.3)
    assert told == [{"state": "hanging"}]
    assert worker.pid is None


def test_a_cancelled_request_is_dropped_and_the_worker_lives(worker: WorkerClient) -> None:
    def cancel_at_the_third(progress: dict[str, int]) -> None:
        if progress["number"] == 3:
            worker.cancel()

    assert worker.request("count", on_progress=cancel_at_the_third).cancelled
    assert worker.request("echo").result is not None


def test_trouble_in_the_worker_arrives_as_what_it_is(worker: WorkerClient) -> None:
    with pytest.raises(Unavailable, match="no engine"):
        worker.request("fail")


def test_a_client_that_died_while_it_wrote_leaves_no_worker_behind() -> None:
    sent = BytesIO()
    write_message(sent, {})
    write_message(sent, {"id": 1, "do": "echo"}, [b"a scan of many pages"])
    done = subprocess.run(CHILD, input=sent.getvalue()[:-5], capture_output=True, timeout=60, check=True)
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
def test_memory_is_limited() -> None:
    client = WorkerClient("ocr", command=CHILD, limits=WorkerLimits(memory_bytes=1024**3))
    try:
        with pytest.raises(Unavailable, match="not enough"):
            client.request("grab", {"bytes": 2 * 1024**3})
    finally:
        client.close()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")
def test_the_secret_is_neither_in_the_arguments_nor_in_the_environment(worker: WorkerClient) -> None:
    worker.warm_up()
    process = Path("/proc") / str(worker.pid)
    assert b"key-of-the-store" not in (process / "cmdline").read_bytes()
    assert b"key-of-the-store" not in (process / "environ").read_bytes()


def test_the_worker_ends_when_its_input_ends(worker: WorkerClient) -> None:
    worker.warm_up()
    pid = worker.pid
    worker.close()
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_program_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="cannot be started"):
        WorkerClient("ocr", command=["/nowhere/workstation"]).request("echo")


def test_a_frozen_bundle_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert worker_command("ocr")[1:] == ["-m", "workstation", "_worker", "ocr"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert worker_command("sync")[1:] == ["_worker", "sync"]


def test_messages_survive_the_pipe_and_a_cut_one_is_noticed() -> None:
    pipe = BytesIO()
    write_message(pipe, {"a": 1}, [b"x" * 10])
    whole = pipe.getvalue()
    message = read_message(BytesIO(whole))
    assert message is not None
    assert (message.body, message.blobs) == ({"a": 1}, (b"x" * 10,))
    assert read_message(BytesIO(b"")) is None
    for cut in (2, 8, len(whole) - 3):
        with pytest.raises(BrokenPipe):
            read_message(BytesIO(whole[:cut]))
