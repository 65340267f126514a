"""The key of the store: made once, kept where it was decided, never silently somewhere weaker."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from workstation.adapters.keys import sealing
from workstation.adapters.keys.store_key import load_or_create_key
from workstation.domain.errors import Unavailable

ROOT = Path(__file__).resolve().parents[3]


class Ring(KeyringBackend):
    """A key ring in memory that can be locked, or forget."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring has no hints there
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False
        self.forgets = False

    def get_password(self, service: str, username: str) -> str | None:
        """What was set, unless it is locked."""
        if self.locked:
            raise KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keeps it, unless it forgets."""
        if not self.forgets:
            self.kept[service, username] = password


@pytest.fixture
def ring() -> Iterator[Ring]:
    """The key ring of this computer for the length of a test."""
    before, ring = keyring.get_keyring(), Ring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


@pytest.fixture
def passphrase_file(tmp_path: Path) -> Path:
    """A passphrase as an editor leaves it: with a line end."""
    path = tmp_path / "passphrase"
    path.write_text("correct horse battery staple\n", encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _quick_sealing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MEMORY_KIB", 64)
    monkeypatch.setattr(sealing, "PASSES", 1)


def key_of(folder: Path, passphrase_file: Path | None = None, *, demo: bool = False) -> bytes:
    """The key of the store in this folder."""
    return load_or_create_key(folder, passphrase_file=passphrase_file, demo=demo)


def refusal(folder: Path, passphrase_file: Path | None = None, *, demo: bool = False) -> str:
    """The sentence with which the key is refused."""
    with pytest.raises(Unavailable) as refused:
        key_of(folder, passphrase_file, demo=demo)
    assert refused.value.what == "keys"
    return refused.value.why


def test_a_key_is_made_once_and_kept_in_the_key_ring(tmp_path: Path, ring: Ring) -> None:
    key = key_of(tmp_path / "store")
    assert len(key) == 32
    assert key_of(tmp_path / "store") == key
    assert len(ring.kept) == 1
    assert set(json.loads((tmp_path / "store" / "store.key").read_text())) == {"kind", "name"}


def test_two_stores_have_two_keys(tmp_path: Path, ring: Ring) -> None:
    assert key_of(tmp_path / "one") != key_of(tmp_path / "other")


def test_a_key_in_the_key_ring_is_found_after_the_folder_moved(tmp_path: Path, ring: Ring) -> None:
    key = key_of(tmp_path / "here")
    (tmp_path / "here").rename(tmp_path / "there")
    assert key_of(tmp_path / "there") == key


def test_a_key_ring_that_forgets_is_not_trusted(tmp_path: Path, ring: Ring) -> None:
    ring.forgets = True
    assert "WORKSTATION_PASSPHRASE_FILE" in refusal(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_without_key_ring_and_passphrase_it_says_what_to_do(tmp_path: Path) -> None:
    assert "WORKSTATION_PASSPHRASE_FILE" in refusal(tmp_path)
    assert list(tmp_path.iterdir()) == [], "nothing half-made is left"


def test_a_locked_key_ring_is_said_and_nothing_weaker_is_tried(
    tmp_path: Path, ring: Ring, passphrase_file: Path
) -> None:
    key_of(tmp_path / "store")
    ring.locked = True
    assert "unlock it" in refusal(tmp_path / "store", passphrase_file)


def test_a_key_that_the_key_ring_lost_is_never_made_anew(tmp_path: Path, ring: Ring) -> None:
    key_of(tmp_path / "store")
    ring.kept.clear()
    assert "recovery key" in refusal(tmp_path / "store")


def test_a_key_sealed_with_a_passphrase_opens_with_it_alone(tmp_path: Path, passphrase_file: Path) -> None:
    key = key_of(tmp_path / "store", passphrase_file)
    assert key_of(tmp_path / "store", passphrase_file) == key
    assert key.hex() not in (tmp_path / "store" / "store.key").read_text()
    assert "sealed with a passphrase" in refusal(tmp_path / "store")
    passphrase_file.write_text("another one", encoding="utf-8")
    assert "does not open the key" in refusal(tmp_path / "store", passphrase_file)


def test_an_explicit_passphrase_is_used_even_where_there_is_a_key_ring(
    tmp_path: Path, ring: Ring, passphrase_file: Path
) -> None:
    key_of(tmp_path / "store", passphrase_file)
    assert ring.kept == {}


@pytest.mark.parametrize("content", [None, b"", b"\n"])
def test_a_passphrase_that_is_none_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "passphrase").write_bytes(content)
    assert "passphrase file" in refusal(tmp_path / "store", tmp_path / "passphrase")
    assert not (tmp_path / "store").exists()


def test_every_command_finds_the_key_of_the_demo(tmp_path: Path) -> None:
    key = key_of(tmp_path / "demo", demo=True)
    assert key_of(tmp_path / "demo", demo=True) == key
    assert key_of(tmp_path / "demo") == key


def test_the_demo_keeps_off_a_real_store(tmp_path: Path, passphrase_file: Path) -> None:
    key_of(tmp_path / "store", passphrase_file)
    assert "folder of its own" in refusal(tmp_path / "store", passphrase_file, demo=True)


@pytest.mark.parametrize("demo", [True, False])
def test_only_the_owner_may_read_the_key_file(tmp_path: Path, passphrase_file: Path, demo: bool) -> None:
    key_of(tmp_path / "store", passphrase_file, demo=demo)
    path = tmp_path / "store" / "store.key"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    assert "chmod 600" in refusal(tmp_path / "store", passphrase_file, demo=demo)


def test_a_store_whose_key_file_is_missing_is_never_given_a_new_key(tmp_path: Path, ring: Ring) -> None:
    (tmp_path / "store.db").write_bytes(b"encrypted")
    assert "Restore that file" in refusal(tmp_path)
    assert ring.kept == {}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"kind":"plain"}',
        '{"kind":"demo"}',
        '{"kind":"demo","key":"!"}',
        '{"kind":"demo","key":"AAAA"}',
        '{"kind":"passphrase"}',
        '{"kind":"keyring"}',
    ],
)
def test_a_damaged_key_file_is_named(tmp_path: Path, passphrase_file: Path, content: str) -> None:
    path = tmp_path / "store.key"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    assert "is damaged" in refusal(tmp_path, passphrase_file)


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "cannot be" in refusal(tmp_path / "file" / "store", demo=True)


MAKE_A_KEY = """
import sys
from pathlib import Path
from workstation.adapters.keys.store_key import load_or_create_key
sys.stdin.readline()
print(load_or_create_key(Path(sys.argv[1]), passphrase_file=None, demo=True).hex())
"""


def test_programs_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    command = [sys.executable, "-c", MAKE_A_KEY, str(tmp_path / "demo")]
    programs = [
        subprocess.Popen(command, text=True, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(3)
    ]
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    keys = {program.communicate()[0].strip() for program in programs}
    assert len(keys) == 1
    assert len(keys.pop()) == 64
