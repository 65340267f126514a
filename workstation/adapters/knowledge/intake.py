"""A whole edition from outside: a folder or a zip file with a seal that a known key has signed (ADR 0036).

It is copied first and judged as copied: signature, seal, schema of every row, then the whole must compile. Only what
the seal names is copied, so nothing else can come along.
"""

import contextlib
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from workstation.adapters.knowledge.compiling import fits_its_sources
from workstation.adapters.knowledge.library import SHIPPED, Library, disk_in_words
from workstation.adapters.knowledge.seal import SEAL, SIGNATURE, faults_of_seal, sealed_names, signer_of
from workstation.adapters.knowledge.tables import table_of
from workstation.adapters.knowledge.validate import faults_of
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.screening.compile import KnowledgeFault
from workstation.domain.screening.knowledge import Knowledge
from workstation.file_words import in_words
from workstation.services.knowledge_editions import KnowledgeRefusal
from workstation.services.signatures import Verified, VerifySignature

NAME = re.compile(r"(templates/)?[a-z][a-z0-9_]*\.(csv|toml)|compiled\.json")
LARGEST = 100_000_000
"""Bytes of one file of an edition."""
_SHOWN = 5

Read = Callable[[str], bytes]
"""Name of a file of the edition → its content. Raises OSError."""


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition that was found in order."""

    name: str
    stands: str
    """Its name in the library, or SHIPPED."""
    signed: Verified
    knowledge: Knowledge


@dataclass(frozen=True, slots=True)
class Judge:
    """What an edition is held against."""

    shipped: Path
    """The folder of the shipped edition: its schema counts, not one that comes along."""
    verify: VerifySignature
    load: Callable[[Path], Knowledge]


def is_edition(source: Path) -> bool:
    """Whether a folder or a zip file is meant to be an edition."""
    if source.is_dir():
        return (source / "edition.toml").is_file() or (source / SEAL).is_file()
    return source.is_file() and zipfile.is_zipfile(source)


def take_edition(source: Path, library: Library, judge: Judge) -> Edition:
    """Copies an edition into the library when it is in order. Raises Refused(KnowledgeRefusal), Unavailable."""
    with staged(source, library.folder) as copy:
        signed = _signer(copy, judge)
        _whole(copy)
        _in_order(copy, judge.shipped)
        knowledge = _compiled(copy, judge)
        return Edition(knowledge.edition, _placed(copy, knowledge.edition, library, judge), signed, knowledge)


@contextlib.contextmanager
def staged(source: Path, beside: Path) -> Iterator[Path]:
    """A copy of what the seal of an edition names, gone afterwards. Raises Refused when it has no seal."""
    with disk_in_words("Copying the edition"):
        beside.mkdir(parents=True, exist_ok=True, mode=0o700)
        copy = Path(tempfile.mkdtemp(prefix=".incoming-", dir=beside))
    try:
        with _opened(source) as read:
            for name in (SEAL, SIGNATURE):
                with contextlib.suppress(FileNotFoundError):
                    _store(copy, name, read(name))
            for name in _names(copy):
                with contextlib.suppress(FileNotFoundError):
                    _store(copy, name, read(name))
        yield copy
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def _store(copy: Path, name: str, content: bytes) -> None:
    with disk_in_words("Copying the edition"):
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_bytes(content)


def _names(copy: Path) -> list[str]:
    try:
        names = list(sealed_names(copy))
    except ValueError as why:
        said = "It has no seal (seal.json) that can be read: whether it is whole, and whose it is, is not known."
        raise Refused(KnowledgeRefusal.UNSIGNED, why=said) from why
    if not all(NAME.fullmatch(name) for name in names):
        raise Refused(KnowledgeRefusal.BROKEN, why="Its seal names files that no edition has.")
    return names


@contextlib.contextmanager
def _opened(source: Path) -> Iterator[Read]:
    if source.is_dir():
        yield lambda name: _limited((source / name).stat().st_size, (source / name).read_bytes)
        return
    try:
        with zipfile.ZipFile(source) as packed:
            inner = next((one for one in packed.namelist() if one.rpartition("/")[2] == SEAL), SEAL)
            yield lambda name: _unpacked(packed, inner.removesuffix(SEAL) + name)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as why:
        said = in_words(why) if isinstance(why, OSError) else "the zip file is damaged or locked"
        raise Refused(KnowledgeRefusal.BROKEN, why=f"{source.name} cannot be unpacked: {said}.") from why


def _unpacked(packed: zipfile.ZipFile, name: str) -> bytes:
    try:
        size = packed.getinfo(name).file_size
    except KeyError as why:
        raise FileNotFoundError(name) from why
    return _limited(size, lambda: packed.read(name))


def _limited(size: int, read: Callable[[], bytes]) -> bytes:
    if size > LARGEST:
        raise Refused(KnowledgeRefusal.BROKEN, why=f"A file is larger than {LARGEST // 1_000_000} MB.")
    return read()


def _signer(copy: Path, judge: Judge) -> Verified:
    try:
        signed = signer_of(copy, judge.verify)
        if signed.development and not signer_of(judge.shipped, judge.verify).development:
            raise ValueError("it is signed with a development key, which proves nothing")
    except ValueError as why:
        raise Refused(KnowledgeRefusal.UNSIGNED, why=f"The edition cannot be trusted: {why}.") from why
    return signed


def _whole(copy: Path) -> None:
    faults = faults_of_seal(copy)
    if faults:
        raise Refused(KnowledgeRefusal.BROKEN, why=f"The edition is damaged. {faults[0]}")


def _in_order(copy: Path, shipped: Path) -> None:
    try:
        faults = faults_of(copy, shipped / "schema" / "knowledge.schema.json")
    except (Unavailable, KeyError) as why:
        said = why.why if isinstance(why, Unavailable) else "a file has not the columns that it needs"
        raise Refused(KnowledgeRefusal.BROKEN, why=f"The edition is not whole: {said}.") from why
    if faults:
        more = f" and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        said = f"{len(faults)} faults: {' · '.join(faults[:_SHOWN])}{more}."
        raise Refused(KnowledgeRefusal.BROKEN, why=said)


def _compiled(copy: Path, judge: Judge) -> Knowledge:
    try:
        if not fits_its_sources(copy):
            raise Refused(KnowledgeRefusal.BROKEN, why="Its compiled form (compiled.json) says something else.")
        return judge.load(copy)
    except (KnowledgeFault, LookupError, ArithmeticError, ValueError, TypeError) as why:
        raise Refused(KnowledgeRefusal.BROKEN, why=f"The edition contradicts itself: {why}.") from why
    except Unavailable as why:
        raise Refused(KnowledgeRefusal.BROKEN, why=f"The edition cannot be used: {why.why}.") from why


def _placed(copy: Path, name: str, library: Library, judge: Judge) -> str:
    """Moves it to its place; the same edition again is no second one."""
    if table_of(judge.shipped / "edition.toml")["edition"] == name:
        _same_or_refused(copy, judge.shipped, name)
        return SHIPPED
    place = library.editions / name
    if place.is_dir() and not (faults_of_seal(place) or _differs(copy, place)):
        return name
    if place.is_dir() and not faults_of_seal(place):
        _same_or_refused(copy, place, name)
    with disk_in_words("Storing the edition"):
        shutil.rmtree(place, ignore_errors=True)  # what was damaged since gives way
        library.editions.mkdir(exist_ok=True, mode=0o700)
        copy.rename(place)
    return name


def _same_or_refused(copy: Path, there: Path, name: str) -> None:
    if _differs(copy, there):
        said = f"Edition {name} is here with other contents: an edition that changed needs a name of its own."
        raise Refused(KnowledgeRefusal.NAME_TAKEN, why=said)


def _differs(copy: Path, there: Path) -> bool:
    try:
        return sealed_names(copy) != sealed_names(there)
    except ValueError:
        return True
