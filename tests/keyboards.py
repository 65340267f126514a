"""What a scanner that types as a US keyboard makes appear on a PC that is set to another layout."""

from collections.abc import Iterator, Mapping

from workstation.domain.us_keyboard import GS, RIGHT_BRACKET, us_place

US: Mapping[str, str] = {}
GERMAN = dict(zip("yzYZ-_=+[]{}\\|;:'\"@#^&*()/?<>`~", "zyZYß?´`ü+Ü*#'öÖäÄ\"§&/(=)-_;:^°", strict=True))
FRENCH = dict(zip("qawzQAWZmM;:1234567890!@#$%^&*()-_,.<>/?'\"",
                  "aqzwAQZW,?mM&é\"'(-è_çà1234567890)°;:./!§ù%", strict=True))  # fmt: skip
HINDI = dict(zip("abcdefghijklmnopqrstuvwxyz", "ोव्ाूकहप्गर्तमनीदजसततेुनलैय््हल", strict=False))
"""Letters of the InScript keyboard as far as it matters here: no Latin letter comes out."""
LAYOUTS = {"us": US, "german": GERMAN, "french": FRENCH, "hindi": HINDI}


def pressed(code: str, layout: Mapping[str, str] = US) -> Iterator[tuple[str, int, bool, bool]]:
    """(text that the PC makes of it, place, Shift, Ctrl) of each key of a scanner set to a US keyboard."""
    for sign in code:
        if sign == GS:
            yield (GS if layout is US else "", RIGHT_BRACKET, False, True)
            continue
        place, shift = us_place(sign)
        yield layout.get(sign, sign), place, shift, False
