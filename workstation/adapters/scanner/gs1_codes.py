"""From GS1 element strings to a `ScannedCode`: the fields of a pack, and doubts about them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from workstation.adapters.scanner.element_strings import Message, read_element_strings
from workstation.adapters.scanner.identifiers import identifier_at
from workstation.adapters.scanner.separators import OTHER_SEPARATORS, SEPARATOR, STAND_INS
from workstation.adapters.scanner.suspicion import doubts
from workstation.domain.national_numbers import NHRN, ProductNumber, number_of_identifier, numbers_of_gtin
from workstation.domain.scanned_code import ScannedCode, Symbology, date_of, has_right_check_digit, is_digits

NO_DOUBTS: Mapping[str, str] = MappingProxyType({})

UNSAID = "The scanner did not say that this is a GS1 code; it may be something else that looks like one."
STAND_IN = "The sign {sign} was read as the separator: compare batch and serial number with the pack."
TWO_EXPIRIES = "expiry_date: AI 17 and AI 7003 name different days: look at the pack."


def looks_like_element_strings(code: str) -> bool:
    """Without a symbology identifier: a separator, a trade item number in front, or nothing but right values."""
    data = code.translate(OTHER_SEPARATORS)
    if SEPARATOR in data:
        return True
    if data[:2] in ("00", "01", "02") and len(data) >= 16 and is_digits(data[:16]):
        return True
    if data[0] in STAND_INS and identifier_at(data[1:]) is not None:
        return True
    return identifier_at(data) is not None and not read_element_strings(data, 0).errors


def element_strings_of(text: str, data: str, at: int, today: date, symbology: Symbology) -> ScannedCode:
    """The code whose element strings stand at `at` in `text`."""
    separated = data.translate(OTHER_SEPARATORS)
    message = read_element_strings(separated, at)
    sign = _stand_in(separated) if message.errors else None
    if sign is not None:
        separated = separated.replace(sign, SEPARATOR)
        message = read_element_strings(separated, at)
    code = code_of(text, message, today, symbology, doubts(message))
    if sign is not None and not data.startswith(sign):
        code = replace(code, suspect=(*code.suspect, STAND_IN.format(sign=sign)))
    if symbology is Symbology.GS1_ELEMENT_STRING and not _begins_surely(separated):
        return replace(code, suspect=(*code.suspect, UNSAID))
    return code


def _stand_in(data: str) -> str | None:
    """The sign that, read as the separator, makes a wrong code right; None when there is none or GS is there."""
    if SEPARATOR in data:
        return None
    signs = (sign for sign in STAND_INS if sign in data)
    return next((sign for sign in signs if not read_element_strings(data.replace(sign, SEPARATOR), 0).errors), None)


def _begins_surely(data: str) -> bool:
    """True when the data itself show that they are GS1: a separator, or a right trade item number in front."""
    return SEPARATOR in data or (data[:2] in ("01", "02") and has_right_check_digit(data[2:16]))


def code_of(
    text: str, message: Message, today: date, symbology: Symbology, doubted: Mapping[str, str] = NO_DOUBTS
) -> ScannedCode:
    """The fields of a message. A value in doubt is left out; `element_strings` shows it as it was read."""
    values = message.values()
    gtin, expiry, with_time = values.get("01"), values.get("17"), values.get("7003")
    day = date_of(expiry, today) if expiry else None
    suspect = tuple(doubted.values())
    if with_time is not None:
        day_with_time = date_of(with_time[:6], today)
        if day is not None and day != day_with_time:
            day, suspect = None, (*suspect, TWO_EXPIRIES)
        else:
            day = day_with_time
    return ScannedCode(
        input=text,
        symbology=symbology,
        gtin=gtin,
        expiry_date=day,
        batch_number=None if "10" in doubted else values.get("10"),
        serial_number=None if "21" in doubted else values.get("21"),
        element_strings=tuple([(element.ai, element.value) for element in message.elements]),
        product_numbers=_numbers(gtin, values),
        errors=tuple(message.errors),
        suspect=suspect,
    )


def _numbers(gtin: str | None, values: Mapping[str, str | None]) -> tuple[ProductNumber, ...]:
    """National numbers, each once: the one inside the GTIN and those of the AIs 710 to 717."""
    numbers = numbers_of_gtin(gtin)
    if NHRN.keys().isdisjoint(values):
        return numbers
    named = [number_of_identifier(ai, value) for ai, value in values.items() if ai in NHRN and value is not None]
    return tuple(dict.fromkeys([*numbers, *(number for number in named if number is not None)]))
