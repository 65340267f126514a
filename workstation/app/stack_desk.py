"""Parting a stack at work: the proposal comes from the worker, the parts are taken in for whoever is signed in."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from uuid import UUID

from PySide6.QtGui import QImage

from workstation.adapters.ocr.remote_looks import RemoteLooks
from workstation.adapters.ocr.stack_parts import parts_of
from workstation.app.bindings import Session
from workstation.app.watched_folder import DONE, STACKS
from workstation.domain import compliance
from workstation.domain.errors import Unavailable
from workstation.domain.reading import DateOrder, DateRules
from workstation.domain.reading.stack_plan import StackPlan
from workstation.file_words import in_words
from workstation.services.site import Site
from workstation.services.taking_stack import take_in_stack
from workstation.services.walk_in import PaperFile
from workstation.ui.walkin.stack.actions import Proposal, SeenPage, StackActions, StackTaken, WaitingStack


def stack_actions(site: Site, session: Session, looks: RemoteLooks, folder: Path | None) -> StackActions:
    """`folder` is the one into which the office scanner writes."""

    def propose(paper: PaperFile, tell: Callable[[SeenPage], None]) -> Proposal | None:
        found = looks.split(paper.content, _dates(site), lambda *seen: tell(_seen(*seen)))
        return Proposal(*found) if found is not None else None

    def take_in(paper: PaperFile, plan: StackPlan, goes_on: Callable[[int], bool]) -> StackTaken:
        return _take_in(site, session, paper, plan, goes_on)

    return StackActions(
        propose=propose,
        cancel=looks.cancel,
        take_in=take_in,
        waiting=lambda: _waiting(folder),
        finish=_finish,
    )


def _dates(site: Site) -> DateRules:
    pack = site.compliance
    day_first = pack.date_order is compliance.DateOrder.DAY_FIRST
    return DateRules(site.today(), DateOrder.DAY_FIRST if day_first else DateOrder.MONTH_FIRST, pack.validity_days)


def _seen(number: int, of: int, jpeg: bytes) -> SeenPage:
    return SeenPage(number, of, QImage.fromData(jpeg) if jpeg else None)


def _take_in(
    site: Site, session: Session, paper: PaperFile, plan: StackPlan, goes_on: Callable[[int], bool]
) -> StackTaken:
    documents = plan.documents
    pages = [[(sheet.number, sheet.turn) for sheet in document] for document in documents]
    parts = (PaperFile(content, kind) for content, kind in parts_of(paper.content, pages))
    found = list(take_in_stack(site, session.require(), parts, goes_on))
    ids: tuple[UUID, ...] = tuple(one for one in found if one is not None)
    return StackTaken(ids, again=len(found) - len(ids), left=len(documents) - len(found))


def _waiting(folder: Path | None) -> tuple[WaitingStack, ...]:
    if folder is None:
        return ()
    try:
        files = [one for one in (folder / STACKS).iterdir() if one.is_file() and not one.is_symlink()]
        return tuple(WaitingStack(one) for one in sorted(files, key=lambda one: (one.stat().st_mtime_ns, one.name)))
    except FileNotFoundError:
        return ()
    except OSError as problem:
        raise Unavailable("scan", in_words(problem)) from problem


def _finish(stack: WaitingStack) -> None:
    """Nothing is overwritten: a name that is taken gets a number."""
    done, path = stack.path.parent.parent / DONE, stack.path
    try:
        done.mkdir(exist_ok=True)
        names = (f"{path.stem}-{number}{path.suffix}" for number in count(2))
        target = done / path.name
        while target.exists():
            target = done / next(names)
        path.rename(target)
    except OSError as problem:
        raise Unavailable("scan", in_words(problem)) from problem
