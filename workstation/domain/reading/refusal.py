"""Why a file cannot be read, or not all of it, and the sentence that says so."""

from collections.abc import Mapping
from enum import StrEnum

from workstation.domain.errors import Fact


class FileRefusal(StrEnum):
    """Closed list of reasons for which a file gets no reading, or (TOO_MANY_PAGES) one of its first pages only."""

    MISSING = "missing"
    EMPTY = "empty"
    NOT_AN_IMAGE = "not_an_image"
    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"
    TOO_MANY_PAGES = "too_many_pages"
    ENCRYPTED = "encrypted"
    NO_HEIC = "no_heic"
    NO_ENGINE = "no_engine"
    TOOK_TOO_LONG = "took_too_long"
    READER_STOPPED = "reader_stopped"


SENTENCES: Mapping[FileRefusal, str] = {
    FileRefusal.MISSING: "There is no such file, it is a folder, or it may not be opened.",
    FileRefusal.EMPTY: "The file is empty (0 bytes). Scan or send it again.",
    FileRefusal.NOT_AN_IMAGE: "This is neither a picture nor a PDF that can be read (JPEG, PNG, TIFF, WebP, "
    "HEIC, PDF).",
    FileRefusal.DAMAGED: "The file is damaged or was cut off on the way. Scan or send it again.",
    FileRefusal.TOO_MANY_PIXELS: "The picture has {megapixels} megapixels; the limit is {limit}. Scan it at 300 dpi.",
    FileRefusal.TOO_LARGE: "The file has {megabytes} MB; the limit is {limit} MB.",
    FileRefusal.TOO_SMALL: "The picture is only {width} x {height} pixels; nothing on it can be read.",
    FileRefusal.TOO_MANY_PAGES: "Only the first {limit} of {pages} pages were read. Split the file to read the rest.",
    FileRefusal.ENCRYPTED: "The PDF is locked with a password. Open it with its password and print it again, "
    "or ask for one without.",
    FileRefusal.NO_HEIC: "HEIC pictures cannot be opened on this computer. Ask for a JPEG, or scan the paper.",
    FileRefusal.NO_ENGINE: "No text recognition is installed on this computer.",
    FileRefusal.TOOK_TOO_LONG: "Reading was stopped after {seconds} seconds. Type the prescription from the scan.",
    FileRefusal.READER_STOPPED: "Reading stopped unexpectedly on this file. Type the prescription from the scan.",
}
FAST_ALONE = "The accurate engine stopped on this page; it is read by the fast pass alone. Compare it with the scan."
ACCURATE_ALONE = (
    "The fast engine stopped on this page; it is read by the accurate engine alone. Compare it with the scan."
)
TWO_PATIENTS = (
    "Two patients stand on this page: it may hold two prescriptions. Nothing is taken over unseen; "
    "confirm for whom each line is, or scan them one by one."
)
TWO_PRESCRIPTIONS = (
    "The patient stands on this page twice, with two dates: it may hold two prescriptions. Nothing is taken over "
    "unseen; confirm to which each line belongs, or scan them one by one."
)
DEVANAGARI = (
    "This page is mostly in Devanagari (Hindi), which is not read here: what was read is no text. "
    "Type the prescription from the scan."
)
EDITED = "The picture was saved by {program}, which edits pictures. Ask for the original paper."
SCREENSHOT = "The picture is a screenshot, not a scan or a photo of paper. Ask for the original paper."
SAVED_IN_PARTS = (
    "A part of this picture was saved another time than the rest, as when something is drawn or pasted in. "
    "Ask for the original paper."
)
OTHER_INK = "“{word}” seems to be written in another ink than the rest of its line. Compare it with the original paper."
HEAD_WITHOUT_COLOUR = (
    "The letterhead of this page is without colour; on {papers} other papers of this prescriber it is in colour. "
    "Ask for the original paper."
)
"""Warnings of a page."""


def refusal_sentence(code: FileRefusal, facts: Mapping[str, Fact]) -> str:
    """The sentence for people; `facts` fill its figures."""
    return SENTENCES[code].format(**facts)
