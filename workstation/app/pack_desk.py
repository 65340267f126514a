"""Identifying a pack at work: a page of its own that one key opens from anywhere, and its way back."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QImage, QKeySequence, QShortcut

from workstation.adapters.ocr.lexicon_files import load_lexicon
from workstation.adapters.ocr.pack import catalogue_products
from workstation.adapters.ocr.remote_looks import RemoteLooks
from workstation.adapters.scanner.codes import parse_code
from workstation.app.bindings import Session
from workstation.domain.errors import Unavailable
from workstation.domain.reading import Lexicon
from workstation.domain.reading.pack import identify_pack
from workstation.file_words import in_words
from workstation.services.pack_look import PackLook, packs_like
from workstation.services.site import Site
from workstation.ui.components.keycap import KeyHint
from workstation.ui.pack.actions import LookedAt, PackActions
from workstation.ui.pack.page import PackPage
from workstation.ui.shell.mainwindow import MainWindow
from workstation.ui.shell.page import PageSpec
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

KEYS = "Ctrl+Shift+I"
LONGEST = 1_600
"""Longer side of the photo on the screen."""


def pack_actions(site: Site, session: Session, looks: RemoteLooks) -> PackActions:
    """Everything the page can ask for."""

    names = cache(load_lexicon)

    def look(content: bytes) -> LookedAt:
        session.require()
        return LookedAt(_picture(content), _look(site, looks, content, names()))

    return PackActions(
        look_path=lambda path: look(_content(path)),
        look_bytes=look,
        look_camera=lambda: look(looks.photo()),
        cancel=looks.cancel,
    )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise Unavailable("scan", in_words(problem)) from problem


def _picture(content: bytes) -> QImage:
    image = QImage.fromData(content)
    too_long = max(image.width(), image.height()) > LONGEST
    return (
        image.scaled(LONGEST, LONGEST, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        if too_long
        else image
    )


def _look(site: Site, looks: RemoteLooks, content: bytes, names: Lexicon) -> PackLook | None:
    photo = looks.pack(content)
    if photo is None:
        return None
    codes = [parse_code(one, site.today()) for one in photo.codes]
    gtins = [one.gtin for one in codes if one.gtin]
    found = identify_pack(gtins, photo.words, catalogue_products(), names)
    return packs_like(site, found, [code.gtin or raw for code, raw in zip(codes, photo.codes, strict=True)])


class PackDesk(QObject):
    """Adds its page and its key to one window."""

    def __init__(
        self, site: Site, session: Session, host: ThemeHost, words: Words, tasks: TaskRunner, looks: RemoteLooks
    ) -> None:
        super().__init__()
        self._site, self._session, self._looks = site, session, looks
        self._host, self._words, self._tasks = host, words, tasks
        self._window: MainWindow | None = None

    def pages(self) -> tuple[PageSpec, ...]:
        """Not in the rail."""
        return (PageSpec("pack", "camera", self._words.text("pack.title"), self._make_page),)

    def hints(self) -> tuple[KeyHint, ...]:
        """Its key, for the sheet of keys."""
        return (KeyHint(KEYS, self._words.text("pack.key")),)

    def take(self, window: MainWindow) -> None:
        """The window that has the page; its key is bound."""
        self._window = window
        QShortcut(QKeySequence(KEYS), window).activated.connect(self._on_key)

    def _make_page(self) -> PackPage:
        actions = pack_actions(self._site, self._session, self._looks)
        page = PackPage(self._host, self._words, actions, self._tasks)
        page.left.connect(self._on_left)
        return page

    @Slot()
    def _on_key(self) -> None:
        window = self._window
        if window is not None and window.open_page is not None and window.open_key != "pack":
            page = window.page("pack")
            assert isinstance(page, PackPage)
            page.forget()
            window.open("pack")

    @Slot()
    def _on_left(self) -> None:
        if self._window is not None:
            self._window.go_back()
