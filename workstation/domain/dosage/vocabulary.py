"""The words and shorthand of prescriptions, Latin, American, British and Indian, as regular expressions.

Sources: the abbreviations in the reference data "smart-tsv-2018" (US), the British National Formulary's list of
Latin abbreviations for dosage frequency and the ISMP list of error-prone abbreviations (2021), which is why some
shorthand (OD with drops, see `parser`) is not resolved. Lists: source unverified, written from working knowledge.
"""

from workstation.domain.dosage.instruction import PeriodUnit, Route, Site, Slot, Timing, Verb, Weekday

UNITS: dict[str, str] = {
    "tablet": r"tab(?:let)?s?\b\.?|गोली|गोलियाँ|गोलियां",
    "capsule": r"cap(?:sule)?s?\b\.?|कैप्सूल",
    "drop": r"gtts?\b\.?|drops?\b|बूँदें|बूँद|बूंदें|बूंद",
    "puff": r"puffs?\b|inhalations?\b",
    "spray": r"sprays?\b",
    "sachet": r"sachets?\b",
    "suppository": r"suppositor(?:y|ies)\b|supps?\b\.?",
    "pessary": r"pessar(?:y|ies)\b",
    "patch": r"patch(?:es)?\b",
    "lozenge": r"lozenges?\b",
    "ampoule": r"amp(?:oule|ule)?s?\b\.?",
    "vial": r"vials?\b",
    "injection": r"inj(?:ection)?s?\b\.?",
    "respule": r"respules?\b|nebules?\b",
    "applicatorful": r"appfuls?\b|applicatorfuls?\b|applicators?\b",
    "application": r"applications?\b",
    "scoop": r"scoops?\b",
    "inch": r"inch(?:es)?\b",
    "dose": r"doses?\b",
    "mL": r"ml\b\.?|millilit(?:re|er)s?\b|cc\b|मि\.?ली\.?",
    "mg": r"mg\b\.?|milligrams?\b",
    "ug": r"mcg\b\.?|[uµμ]g\b|micrograms?\b",
    "g": r"gm?s?\b\.?|grams?\b",
    "[iU]": r"i\.?u\.?(?![a-z])|units?\b|u(?![a-z])",
}
"""Unit of the dose → how it is written. The key is the unit of `Quantity`."""

SPOONS = {
    r"5\s*ml\s+spoon(?:ful)?s?\b": 5,
    r"tsp(?:f|ful)?s?\b\.?|teaspoon(?:ful)?s?\b": 5,
    r"tbsps?\b\.?|tablespoon(?:ful)?s?\b": 15,
}
"""Metric spoons in mL (teaspoon 5 mL, tablespoon 15 mL): a label says millilitres, never spoons (ISMP 2021)."""

TIMES: dict[str, int] = {
    r"every\s*day|each\s+day|daily|q\.?\s?day|q\.?d\.?(?![a-z])": 1,
    r"b\.?i\.?d\.?(?![a-z])|b\.?d\.?s?\.?(?![a-z])": 2,
    r"t\.?i\.?d\.?(?![a-z])|t\.?d\.?s\.?(?![a-z])": 3,
    r"q\.?i\.?d\.?(?![a-z])|q\.?d\.?s\.?(?![a-z])": 4,
}
"""How often a day, in shorthand. OD is not here: with drops it may mean the right eye, see `rules`."""

OD = r"(?P<into>in\s+)?o\.?d\.?(?![a-z])"

COUNTS = {"once": 1, "twice": 2, "thrice": 3}
"""Number of times in one word."""

PERIOD_WORDS: dict[str, tuple[int, PeriodUnit]] = {
    r"(?:on\s+)?alternate\s+days?|every\s+(?:other|second)\s+day|q\.?o\.?d\.?(?![a-z])|e\.?o\.?d\.?(?![a-z])": (
        2,
        PeriodUnit.DAY,
    ),
    r"fortnightly|(?:once\s+)?every\s+(?:other\s+week|fortnight)|(?:on\s+)?alternate\s+weeks?": (2, PeriodUnit.WEEK),
    r"every\s+week|weekly": (1, PeriodUnit.WEEK),
    r"every\s+month|monthly": (1, PeriodUnit.MONTH),
}
"""One dose in a period longer than a day."""

PERIOD_UNITS = {
    PeriodUnit.DAY: r"days?|d|दिन",
    PeriodUnit.WEEK: r"weeks?|wks?|w|सप्ताह|हफ़्ते|हफ्ते",
    PeriodUnit.MONTH: r"months?|mths?|mo|महीने|महीना",
}
"""Units of periods and durations."""

SLOTS: dict[Slot, str] = {
    Slot.MORNING: r"mornings?|mane(?![a-z])|q\s?am(?![a-z])|सुबह",
    Slot.NOON: r"noon|midday|afternoons?|दोपहर",
    Slot.EVENING: r"evenings?(?!\s+meal)|q\s?pm(?![a-z])|शाम",
    Slot.NIGHT: r"nights?|nightly|nocte|रात",
}

_MEALS = {"FOOD": r"(?:food|meals?|a\s+meal|eating)", "BREAKFAST": r"breakfast", "LUNCH": r"lunch"}
_MEALS["DINNER"] = r"(?:dinner|supper|(?:the\s+|an\s+)?evening\s+meal)"

NAMED_MEALS = r"(?:breakfast|lunch|dinner)"

TIMING: dict[Timing, str] = {
    **{
        Timing[f"{when}_{meal}"]: rf"{words}\s+(?:the\s+|each\s+|every\s+)?{meal_words}"
        for meal, meal_words in _MEALS.items()
        for when, words in (("BEFORE", "before"), ("WITH", "(?:with|during)"), ("AFTER", "after"))
    },
    Timing.EMPTY_STOMACH: r"(?:on\s+(?:an\s+)?)?empty\s+stomach",
    Timing.AT_BEDTIME: (
        r"(?:at\s+|before\s+|every\s+|q\.?\s?)?bed\s?time|before\s+(?:sleep|bed|going\s+to\s+bed)"
        r"|(?:at|before)\s+sleeping|q?\.?h\.?s\.?(?![a-z])|सोते\s+समय"
    ),
}
TIMING[Timing.BEFORE_FOOD] += r"|a\.?c\.?(?![a-z])|खाने\s+से\s+पहले|भोजन\s+से\s+पहले"
TIMING[Timing.AFTER_FOOD] += r"|p\.?c\.?(?![a-z])|खाने\s+के\s+बाद|भोजन\s+के\s+बाद"
TIMING[Timing.WITH_FOOD] += r"|w\.?f\.?(?![a-z])|c\.?c\.?(?![a-z])"

ROUTES: dict[Route, str] = {
    Route.BY_MOUTH: r"p\.?o\.?(?![a-z])|per\s+os|by\s+mouth|orally|oral(?:\s+route)?",
    Route.UNDER_THE_TONGUE: r"s\.?l\.?(?![a-z])|sublingual(?:ly)?|(?:under|below)\s+the\s+tongue",
    Route.INTO_A_MUSCLE: r"i\.?m\.?(?![a-z])|intramuscular(?:ly|\s+route)?|into\s+a\s+muscle",
    Route.INTO_A_VEIN: r"i\.?v\.?(?![a-z])|intravenous(?:ly|\s+route)?|into\s+a\s+vein",
    Route.UNDER_THE_SKIN: (
        r"s[./]?c\.?(?![a-z])|s\.?q\.?(?![a-z])"
        r"|sub-?cut\.?|subcutaneous(?:ly|\s+route)?|under\s+the\s+skin"
    ),
    Route.INTO_THE_RECTUM: r"p\.?r\.?(?![a-z.])|rectal(?:ly)?|per\s+rectum|into\s+the\s+(?:rectum|back\s+passage)",
    Route.INTO_THE_VAGINA: r"p\.?v\.?(?![a-z])|vaginal(?:ly)?|per\s+vagina[m]?|into\s+the\s+vagina",
    Route.ON_THE_SKIN: r"(?:topical|cutaneous)(?:ly|\s+route)?|locally|l/a|on\s+the\s+skin|to\s+(?:the\s+)?skin",
    Route.BY_INHALATION: r"inh(?:aled|alation)?\.?(?![a-z])|by\s+inhalation|nebuli[sz]ed",
    Route.IN_THE_NOSE: r"nasally|intranasal(?:ly)?|in(?:to)?\s+the\s+nose",
}

_INTO = r"(?:(?:in|into|to|on|per)\s+)?(?:the\s+|your\s+)?"
SITES: dict[Site, str] = {
    Site.RIGHT_EYE: rf"{_INTO}right\s+eye",
    Site.LEFT_EYE: rf"{_INTO}left\s+eye|(?:in\s+)?o\.?s\.?(?![a-z])",
    Site.BOTH_EYES: rf"{_INTO}(?:both|each|b/l|be)\s+eyes?|(?:in\s+)?o\.?u\.?(?![a-z])",
    Site.EYES: rf"{_INTO}eyes",
    Site.EYE: rf"{_INTO}(?:affected\s+)?eye",
    Site.RIGHT_EAR: rf"{_INTO}right\s+ear",
    Site.LEFT_EAR: rf"{_INTO}left\s+ear",
    Site.BOTH_EARS: rf"{_INTO}(?:both|each)\s+ears?",
    Site.EAR: rf"{_INTO}(?:affected\s+)?ear",
    Site.EACH_NOSTRIL: rf"{_INTO}(?:each|both|per)\s+nostrils?|per\s+nostril",
    Site.AFFECTED_AREA: rf"{_INTO}affected\s+(?:area|part|site)s?",
    Site.FACE: rf"{_INTO}face",
    Site.SCALP: rf"{_INTO}scalp",
}

VERBS: dict[Verb, str] = {
    Verb.TAKE: r"take|to\s+be\s+(?:taken|swallowed|given)|swallow|give",
    Verb.USE: r"use|to\s+be\s+used",
    Verb.APPLY_THINLY: r"apply\s+(?:a\s+thin\s+layer|thin\s+layer|thinly|sparingly)",
    Verb.APPLY: r"apply|to\s+be\s+applied|a/a",
    Verb.INHALE: r"inhale|to\s+be\s+inhaled",
    Verb.PUT: r"put|instill?|to\s+be\s+(?:put|instilled)",
    Verb.SPRAY: r"spray(?!s)(?=\s+(?:once|twice|in|into|each))",
    Verb.INSERT: r"insert",
    Verb.INJECT: r"inject(?!ion)|to\s+be\s+injected",
    Verb.CHEW: r"chew",
    Verb.DISSOLVE: r"dissolve",
    Verb.RINSE: r"rinse(?:\s+mouth)?",
}

WEEKDAYS: dict[Weekday, str] = {day: rf"{day.value[:3]}(?:{day.value[3:]})?s?" for day in Weekday}
WEEKDAYS[Weekday.TUESDAY] = r"tue(?:s|sday)?s?"
WEEKDAYS[Weekday.THURSDAY] = r"thu(?:rs?|rsday)?s?"
WEEKDAYS[Weekday.WEDNESDAY] = r"wed(?:nesday)?s?"
WEEKDAYS[Weekday.SATURDAY] = r"sat(?:urday)?s?"

AS_NEEDED = (
    r"s\.?o\.?s\.?(?![a-z])|p\.?r\.?n\.?(?![a-z])"
    r"|(?:when|as|if|only\s+(?:when|if))\s+(?:needed|required|necessary)|ज़रूरत\s+पड़ने\s+पर|जरूरत\s+पड़ने\s+पर"
)
ONCE = r"stat(?![a-z])|immediately|(?:as\s+a\s+)?single\s+dose|once\s+only|now\s+only|once(?![a-z])"

WHOLE_TEXT_UNREAD = (
    r"\b(?:then|thereafter|followed\s+by|taper\w*|tapering|reduc\w+|increas\w+|titrat\w+|sliding\s+scale)\b"
)
"""A course in several steps is not one dosage: nothing of it is read, so that no step passes for the whole."""

NOT_IN_A_REASON = (
    r"\b(?:days?|weeks?|months?|hours?|until|till|stop|first|next|last|doses?"
    r"|max\w*|more|least|not|no|if|after|before)\b"
)
"""Words that show that what follows "for" or PRN is an instruction, not a reason."""
