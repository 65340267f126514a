"""Reading a prescription: from words with boxes to fields, medicine lines, candidates and decisions. Pure."""

from workstation.domain.reading.dates import DateOrder, DateRules
from workstation.domain.reading.geometry import Box
from workstation.domain.reading.json_form import reading_from_json, reading_to_json
from workstation.domain.reading.lexicon import Lexicon, LexiconEntry
from workstation.domain.reading.model import (
    Candidate,
    Decision,
    DosageReading,
    DurationReading,
    FieldReading,
    LineReading,
    MedicineReading,
    NoteReading,
    Page,
    Reading,
    Seconds,
    StrengthReading,
    Word,
)
from workstation.domain.reading.page import ReadingRules, read_page
from workstation.domain.reading.refusal import FileRefusal, refusal_sentence

__all__ = [
    "Box",
    "Candidate",
    "DateOrder",
    "DateRules",
    "Decision",
    "DosageReading",
    "DurationReading",
    "FieldReading",
    "FileRefusal",
    "Lexicon",
    "LexiconEntry",
    "LineReading",
    "MedicineReading",
    "NoteReading",
    "Page",
    "Reading",
    "ReadingRules",
    "Seconds",
    "StrengthReading",
    "Word",
    "read_page",
    "reading_from_json",
    "reading_to_json",
    "refusal_sentence",
]
