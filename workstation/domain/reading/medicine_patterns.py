"""How the parts of a prescribed medicine are written: strength, dose, times of the day, course, quantity."""

import re

from workstation.domain.reading.vocabulary import FORMS

SAMELENGTH = str.maketrans(
    {
        "×": "x",
        "✕": "x",
        "–": "-",
        "—": "-",
        "−": "-",
        "’": "'",
        "：": ":",
        "·": ".",
        "•": "-",
        "µ": "u",
        "μ": "u",
    }
    | {chr(0x966 + digit): str(digit) for digit in range(10)}  # Devanagari figures
)
BARE_STROKE = re.compile(r"(?<![\w])[xX*] ?[Il|](?!\w)")
"""A handwritten "x 1" comes out as "XI" or "x |"."""
NUMBER = r"[1-9]\d{0,2}(?:,\d{3})+(?!\d)|\d+,\d{1,3}(?!\d)|\d+(?:\.\d+)?|\.\d+"
"""A comma in front of three figures parts thousands, but for "0,125"; any other one is a decimal comma."""
UNIT = r"(?:mgs?|m\s?g|mcg|ug|microg(?:rams?)?|gms?|g|kg|ml|i\.?\s?u\.?|units?|u|meq|mmol|%|l(?:akh)?)"
_AMOUNT = rf"(?:{NUMBER})\s?{UNIT}(?![a-z])"
STRENGTH = re.compile(
    rf"(?<![\w.,-])(?:(?:{NUMBER})(?:\s?[/+]\s?|-))*{_AMOUNT}(?:(?:\s?[/+]\s?|-)(?:{_AMOUNT}|(?:{NUMBER})?\s?(?:ml"
    rf"|{UNIT}|dose|actuation|puff|spray|drop|tab|tablet|cap|capsule|hr?|hour|24\s?h)(?![a-z])|(?<!-){NUMBER}))*(?:\s?w/[wv])?",
    re.I,
)
BARE_STRENGTH = re.compile(
    rf"(?<![\w.,/-])(?:{NUMBER})k?(?:\s?[/+]\s?(?:{NUMBER}))*(?![\w%])(?!\s?[-.]\s?\d)(?!\s*(?:tab|cap|unit"
    rf"|u\b|iu\b|d\b|day|wk|week|x\b|times|drop|tsf|tsp|puff|ml|hr|hour|/7|/12|am\b|pm\b))",
    re.I,
)
_FRACTION = r"(?:\d{1,2}(?:\.\d+)?\s?[½¼¾]?|[½¼¾]|\d/\d|[oOC])"
DAY_PATTERN = (
    rf"(?<![\w/.-]){_FRACTION}\s?[-+–.]{{1,2}}\s?{_FRACTION}\s?[-+–.]{{1,2}}\s?{_FRACTION}"
    rf"(?:\s?[-+–]\s?{_FRACTION})?(?![\w/])"
)
_TIMES = (
    r"o\.?d\.?|b\.?d\.?|b\.?i\.?d\.?|t\.?d\.?s\.?|t\.?i\.?d\.?|q\.?i\.?d\.?|q\.?d\.?s\.?|h\.?s\.?"
    r"|s\.?o\.?s\.?|p\.?r\.?n\.?|q\.?d\.?|q\.?o\.?d\.?"
    r"|stat|q\.?\s?\d{1,2}\s?(?:-\s?\d{1,2}\s?)?h(?:rs?|ourly)?|q\.?h\.?s\.?|qam|qpm|qhs|qday|qwk|nocte|mane"
    r"|tds|thrice|twice|once|daily|hourly"
    r"|\d\s?times|od|o\.d|alternate|weekly|nightly|bedtime|o\.n\.|o\.m\.|every|each|per day|at night|morning|evening"
    r"|night"
)
_FOOD = (
    r"a\.?c\.?|p\.?c\.?|a/c|p/c|a/f|b/f|af|bf|bbf|abf|before|after|with (?:food|meals?|milk|water)"
    r"|empty stomach|with"
)
_ROUTE = (
    r"p\.?o\.?|per os|i\.?m\.?|i\.?v\.?|s\.?c\.?|s/?l|p\.?r\.?|p/v|orally|by mouth|topical(?:ly)?"
    r"|subcut\w*|sublingual\w*|l/a|local\w*"
)
_VERB = (
    r"take|apply|use|instil|instill|inhale|inject|insert|give|chew|dissolve|put|swallow|rinse|gargle"
    r"|spray|sig"
)
_COUNTED = (
    r"tabs?\b|tablets?\b|caps?\b|capsules?\b|drops?\b|puffs?\b|tsf\b|tsp\b|tbsp\b|teaspoon\w*|spoon\w*"
    r"|sachets?\b|units?\b"
    r"|u\b|i\.?u\.?\b|sprays?\b|vials?\b|amp\w*|patch\w*|ml\b|suppositor\w*|scoops?\b|gtts?\b"
)
DOSE_TEXT = (
    r"(?<![\w/.-])(?:\d+(?:\.\d+)?|[½¼¾]|\d\s?[½¼¾]|\d/\d|\d\s?-\s?\d|one|two|half|three"
    rf"|i{{1,3}})\s?(?:\([a-z]+\)\s?)?(?:{_COUNTED})"
)
DOSE = re.compile(DOSE_TEXT, re.I)
LENGTH = r"(?:d(?:ays?|ys?)?|w(?:ee)?ks?|/\s?7|/\s?52|/\s?12|m(?:on)?ths?|months?|mo|m|yrs?|years?)"
DURATION = re.compile(
    r"(?:(?<![a-z])(?:x|for|\*|upto|up to)\s?|(?<![\w.]))(\d{1,3})\s?(?:-\s?\d{1,2}\s?)?"
    rf"({LENGTH})(?![a-z\d])",
    re.I,
)
QUANTITY = re.compile(
    r"(?:#|(?<![a-z])(?:qty|quantity|disp(?:ense)?|tot(?:al)?|nos?|mitte|send"
    r"|supply)\b)\s?[:.=#-]*\s?\(?(\d{1,4}(?:\.\d+)?)\)?(?!\s?(?:d|w|m)\b)"
    rf"\s*(?:\([a-z -]+\))?\s*({_COUNTED}|[a-z]*\b)?",
    re.I,
)
QUANTITY_AT_END = re.compile(
    r"(?:[-=/,(\[]\s*(\d{1,4})\s*(tab(?:let)?s?|cap(?:sule)?s?|nos?\.?|strips?|bottles?|vials?|sachets?"
    r"|pcs)?\s*[)\]]?|\[\s*(\d{1,4})\s*\])\W*$",
    re.I,
)
REFILLS = re.compile(r"(?<![a-z])(?:refills?|rf|repeats?|rpt)\b\s?[:.=x-]*\s?(\d{1,2}|no|nil|none|zero)\b", re.I)
_SPOKEN = (
    r"(?<![\w/.-])(?:one|two|three|half|\d|½)\s+(?:(?:to\s+be|at\s+night|in\s+the|each|every|daily|nightly|once|twice|thrice"
    r"|(?:three|four|\d)\s+times|mane|nocte|od|bd|tds|qds|tid|bid|qid|po|by mouth)(?![a-z]))"
)
"""A number of what is prescribed, without saying tablets: "One to be taken each day", "one at night"."""
SIG = re.compile(
    rf"{DAY_PATTERN}|{_SPOKEN}|{DOSE_TEXT}|(?<![a-z/])(?:{_TIMES})(?![a-z])|(?<![a-z])(?:{_FOOD})(?![a-z])"
    rf"|(?<![a-z/])(?:{_ROUTE})(?![a-z])"
    rf"|(?<![a-z])(?:{_VERB})(?![a-z])|(?<![a-z\d])[x*]\s?\d{{1,3}}|(?<![a-z])for \d+",
    re.I,
)
FREQUENCY = re.compile(
    rf"{DAY_PATTERN}|(?<![a-z/])(?:{_TIMES})(?![a-z])|(?<![a-z\d])[x*]\s?\d{{1,3}}\s?{LENGTH}?(?![a-z])",
    re.I,
)
MARKER = re.compile(
    r"^\s*(?:\(?\s?\d{1,2}\s?[.)\]:]+(?!\d)\s*|[-•*>→#~]+\s*|(?:r\s?/|rx\b|℞|adv\b)[\s:.)-]*"
    rf"|\d{{1,2}}\s+(?=[a-z]{{2,5}}\.?\s)|\d{{1,2}}\s+(?!(?:{_COUNTED}|x\b|times|days?|weeks?|months?|hours?|years?|yrs?|to\b|of\b))"
    r"(?=[a-z]{5,})|[({\[]\s*)+",
    re.I,
)
FORM_AT_START = re.compile(r"^([a-z/1]{1,12})\s?[.:,)-]*\s*(?=\S)", re.I)
FORM_ANYWHERE = re.compile(
    rf"(?<![a-z])({'|'.join(sorted((f for f in FORMS if len(f) > 2), key=len, reverse=True))})s?(?![a-z])",
    re.I,
)
ROUTE_AT_START = re.compile(r"(?:(i\.?m\.?|i\.?v\.?|s\.?c\.?)|p\.?o\.?)\s+(?=[a-z]{4})", re.I)
"""The way in front of the name: "IM Diclofenac 75mg stat"."""
EYE_EAR = re.compile(r"(?<![a-z])(eye|ear|nasal|oral)\s+(drops?|oint(?:ment)?|spray|gel)", re.I)
DAYS_IN = {"d": 1, "w": 7, "m": 30, "y": 365}
NAME_STOPS = re.compile(r"[(\[;:=]|\s-\s|,|\s/\s(?![A-Za-z]{4})|->|→|\.{3,}|_{2,}")
RELEASE = re.compile(
    r"(?<![a-z])(?:sr|xr|cr|er|mr|xl|la|dt|md|od|ds|forte|plus|duo|dsr|ls|mt|md|ct|am|av|cv|sp"
    r"|mf)\.?(?![a-z])",
    re.I,
)


_LETTER_FOR_ZERO = re.compile(rf"{DAY_PATTERN}|(?<!\w)[oOcC]\.\d+(?=\s?(?:ml|mg|g|tab))", re.I)


def zeros_for_letters(directions: str) -> str:
    """ "C-1-O" as 0-1-0 and "C.8 mL" as 0.8 mL: where only a figure can stand. Same length."""
    return _LETTER_FOR_ZERO.sub(lambda match: re.sub("[oOcC]", "0", match.group()), directions)


def days_of(number: str, unit: str) -> int:
    """Days in so many of a unit of DURATION ("5" "d", "2" "wks", "5" "/7"); a month counts 30."""
    plain = unit.lower().replace(" ", "")
    return int(number) * {"/7": 1, "/52": 7, "/12": 30}.get(plain, DAYS_IN.get(plain[0], 1))


def plain_text(text: str) -> str:
    """The text with one spelling for each sign (x for ×, - for every dash, 0-9 for Devanagari figures); same
    length.
    """
    same = text.translate(SAMELENGTH)
    return BARE_STROKE.sub(lambda match: match.group()[:-1] + "1", same)
