"""Reads a file: fast pass, accurate pass, both joined by place, page by page."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np

from workstation.adapters.ocr.engine import Engine, EngineFailed, EngineMissing, EngineWord
from workstation.adapters.ocr.images import MAX_PAGES, PageImage, Source
from workstation.adapters.ocr.ink import InkOnPage
from workstation.adapters.ocr.letterhead import head_colour
from workstation.adapters.ocr.look import mark_of
from workstation.adapters.ocr.opening import open_source
from workstation.adapters.ocr.orientation import quarter_turns, read_if_upright
from workstation.adapters.ocr.other_ink import other_inks
from workstation.adapters.ocr.prepare import Grey, even_light
from workstation.adapters.ocr.printed import only_print
from workstation.adapters.ocr.rapid import RapidEngine
from workstation.adapters.ocr.script import looks_devanagari
from workstation.adapters.ocr.tesseract import fast_engine
from workstation.domain.errors import Refused
from workstation.domain.reading.company import print_in_company
from workstation.domain.reading.geometry import Box, covered
from workstation.domain.reading.merge import merge_words
from workstation.domain.reading.model import Decision, Page, Reading, Seconds, Word
from workstation.domain.reading.page import ReadingRules, read_page
from workstation.domain.reading.refusal import ACCURATE_ALONE, DEVANAGARI, FAST_ALONE, FileRefusal, refusal_sentence
from workstation.domain.reading.turning import turned_back

Progress = Callable[[Reading], None]


@dataclass(slots=True)
class Engines:
    """What is installed. Engines are kept warm between files; not to be shared by threads."""

    fast: Engine | None = None
    accurate: RapidEngine | None = None
    missing: tuple[str, ...] = ()
    """Sentences about what is not there."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"{engine.name} {engine.version}" for engine in (self.fast, self.accurate) if engine)


def find_engines(*, fast: bool = True, accurate: bool = True, threads: int = 1) -> Engines:
    """The engines that work here; what is missing is said, not raised."""
    engines = Engines()
    if fast:
        try:
            engines.fast, instead = fast_engine()
            engines.missing += (f"Read with the tesseract command: {instead}.",) if instead else ()
        except EngineMissing as missing:
            engines.missing += (f"Read without one engine: {missing}.",)
    if accurate:
        try:
            engines.accurate = RapidEngine(threads)
        except EngineMissing as missing:
            engines.missing += (f"Read without one engine: {missing}.",)
    return engines


@dataclass(slots=True)
class _Clock:
    fast: float | None = None
    accurate: float | None = None

    def add(self, name: str, since: float) -> None:
        setattr(self, name, (getattr(self, name) or 0.0) + time.perf_counter() - since)


@dataclass(slots=True)
class FileReader:
    """Reads files one after the other with warm engines."""

    engines: Engines
    _clock: _Clock = field(default_factory=_Clock)

    def read(
        self,
        source: Source,
        rules: ReadingRules,
        *,
        name: str = "",
        accurate: bool = True,
        most_pages: int = MAX_PAGES,
        on_progress: Progress | None = None,
    ) -> Reading:
        """The whole file; `name` is what it is called in the reading where the content was handed in. What
        cannot be read at all comes back with `refused`, never as an exception; of a document that is too long
        the first pages come with it.

        `on_progress` gets the reading so far, each page first as the fast pass sees it.
        """
        self._clock = _Clock()
        called = name or (str(source) if isinstance(source, Path) else "")
        reading = Reading(called, engines=self.engines.names, notes=self.engines.missing)
        try:
            opened = open_source(source, most_pages)
            if opened.page_count > most_pages:
                facts = {"limit": most_pages, "pages": opened.page_count}
                reading = replace(reading, refused=refusal_sentence(FileRefusal.TOO_MANY_PAGES, facts))
            for image in opened.pages:
                reading = self._with_page(reading, image, rules, accurate, on_progress)
        except Refused as refused:
            sentence = refusal_sentence(FileRefusal(refused.code), refused.facts)
            return replace(reading, pages=(), refused=sentence)
        return reading

    def _with_page(
        self,
        reading: Reading,
        image: PageImage,
        rules: ReadingRules,
        accurate: bool,
        on_progress: Progress | None,
    ) -> Reading:
        if not image.is_text and self.engines.fast is None and self.engines.accurate is None:
            raise Refused(FileRefusal.NO_ENGINE)
        last, mark = None, mark_of(image)
        for page in self._passes(image, rules, accurate):
            last = replace(
                reading,
                pages=(*reading.pages, replace(page, mark=mark, warnings=(*image.hints, *page.warnings))),
                seconds=Seconds(self._clock.fast, self._clock.accurate),
            )
            if on_progress:
                on_progress(last)
        if last is None:
            raise Refused(FileRefusal.READER_STOPPED)
        return last

    def _passes(self, image: PageImage, rules: ReadingRules, accurate: bool) -> Iterator[Page]:
        """The page as the fast pass sees it, then as both see it; the document's own text wins where it has
        one.
        """
        if image.is_text:
            since = time.perf_counter()
            yield read_page(image.words, image.width, image.height, rules)
            self._clock.add("fast", since)
            return
        fast = self._fast_words(image) if self.engines.fast else None
        seen = None if fast is None else _page(image, rules, fast)
        if seen:
            yield seen
        if accurate and self.engines.accurate:
            page = self._accurate_page(image, rules, fast or (), self.engines.accurate)
            if page:
                yield _warned(page, ACCURATE_ALONE) if self.engines.fast and fast is None else page
            elif seen:
                yield _warned(seen, FAST_ALONE)

    def _fast_words(self, image: PageImage) -> tuple[Word, ...] | None:
        """None when the engine stopped on this page."""
        since = time.perf_counter()
        try:
            return _words(self.engines.fast, self.engines.fast.read(image.rgb), image) if self.engines.fast else None
        except EngineFailed:
            return None
        finally:
            self._clock.add("fast", since)

    def _accurate_page(
        self, image: PageImage, rules: ReadingRules, fast: tuple[Word, ...], engine: RapidEngine
    ) -> Page | None:
        """None when the engine stopped on this page."""
        since = time.perf_counter()
        try:
            return self._accurate(image, rules, fast, engine)
        except EngineFailed:
            return None
        finally:
            self._clock.add("accurate", since)

    def words_on(self, image: PageImage) -> tuple[Word, ...]:
        """The words of one page, best engine that is there; for pictures that are no prescription."""
        if self.engines.accurate:
            turns = quarter_turns(image.rgb, lines := self.engines.accurate.lines(image.rgb), self.engines.accurate)
            upright = upright_image(image, turns)
            lines = self.engines.accurate.lines(upright.rgb) if turns else lines
            found = [word for corners in lines for word in self.engines.accurate.read_line(upright.rgb, corners)]
            return _words(self.engines.accurate, found, upright)
        if self.engines.fast:
            return _words(self.engines.fast, self.engines.fast.read(image.rgb), image)
        raise Refused(FileRefusal.NO_ENGINE)

    def _accurate(self, image: PageImage, rules: ReadingRules, fast: tuple[Word, ...], engine: RapidEngine) -> Page:
        lines = engine.lines(image.rgb)
        read = read_if_upright(image.rgb, lines, engine)
        quarters = quarter_turns(image.rgb, lines, engine) if read is None else 0
        upright = upright_image(image, quarters)
        if quarters:
            lines = engine.lines(upright.rgb)
            fast = _words(self.engines.fast, self.engines.fast.read(upright.rgb), upright) if self.engines.fast else ()
        if read is None:
            read = [word for corners in lines for word in engine.read_line(upright.rgb, corners)]
        merged = merge_words(_words(engine, read, upright), fast)
        page = _page(upright, rules, merged, InkOnPage(engine.recogniser, upright))
        for sentence in other_inks(upright.rgb, upright.scale, page):
            page = _warned(page, sentence)
        page = replace(page, head_colour=head_colour(upright.rgb))
        if looks_devanagari(_grey(upright), lines):
            page = replace(_warned(page, DEVANAGARI), decision=Decision.UNREADABLE)
        return turned_back(page, quarters)


def _warned(page: Page, warning: str) -> Page:
    return replace(page, warnings=(*page.warnings, warning))


def upright_image(image: PageImage, quarters: int) -> PageImage:
    """The page turned to the left by quarters."""
    if quarters == 0:
        return image
    width, height = (image.height, image.width) if quarters % 2 else (image.width, image.height)
    return PageImage(np.ascontiguousarray(np.rot90(image.rgb, quarters)), width, height)


def _words(engine: Engine, found: Sequence[EngineWord], image: PageImage) -> tuple[Word, ...]:
    return tuple(Word(word.text, word.confidence, _scaled(word, image), engine.name) for word in found)


def _scaled(word: EngineWord, image: PageImage) -> Box:
    """The box in original pixels, within the page."""
    scale = image.scale
    left, top = max(0, round(word.left * scale)), max(0, round(word.top * scale))
    right, bottom = min(image.width, round(word.right * scale)), min(image.height, round(word.bottom * scale))
    return Box(left, top, max(1, right - left), max(1, bottom - top))


def _page(image: PageImage, rules: ReadingRules, words: tuple[Word, ...], ink: InkOnPage | None = None) -> Page:
    """What the document itself says stands; the engines add what lies elsewhere (pictures in a PDF)."""
    free = [word for word in words if not any(covered(word.box, own.box) > 0.3 for own in image.words)]
    checked = print_in_company(only_print([*image.words, *free], even_light(_grey(image)), image.scale))
    return read_page(checked, image.width, image.height, rules, ink)


def _grey(image: PageImage) -> Grey:
    return np.asarray(cv2.cvtColor(image.rgb, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
