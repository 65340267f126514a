"""The Hindi words of dosage instructions, as regular expressions: what people write and what our own labels say.

From working knowledge, source: unverified, reviewed_by: null. The text is normalised (NFC) before it is read, so that
a nukta is always a sign of its own.
"""

from workstation.domain.dosage.instruction import PeriodUnit, Route, Site, Slot, Timing, Verb, Weekday

UNITS = {
    "tablet": r"गोली|गोलियाँ|गोलियां|गोलियों",
    "capsule": r"कैप्सूल",
    "drop": r"बू[ँं]द(?:ें|ों)?",
    "puff": r"पफ़?",
    "spray": r"स्प्रे(?!\s+करें)",
    "sachet": r"पाउच|सैशे",
    "suppository": r"सपोज़िटरी",
    "pessary": r"पेसरी",
    "patch": r"पैच",
    "lozenge": r"चूसने\s+की\s+गोल(?:ी|ियाँ|ियों)",
    "ampoule": r"एम्पूल",
    "vial": r"शीशी|शीशियाँ|शीशियों",
    "injection": r"इंजेक्शन(?!\s+से)",
    "respule": r"रेस्प्यूल",
    "applicatorful": r"एप्लीकेटर",
    "scoop": r"स्कूप",
    "inch": r"इंच",
    "dose": r"खुराक(?:ें|ों)?",
    "mL": r"मि\.?\s?ली\.?|मिलीलीटर",
    "mg": r"मि\.?\s?ग्रा\.?|मिलीग्राम",
    "ug": r"माइक्रोग्राम",
    "g": r"ग्राम",
    "[iU]": r"यूनिट",
}

SPOONS = {r"छोट[ाे]\s+चम्मच": 5, r"बड़[ाे]\s+चम्मच": 15}
"""In mL. चम्मच without its size is not read: a spoon of unknown size is no dose."""

_SOME = r"(?:ज़्यादा|ज्यादा|अधिक)"
MOST = rf"24\s*घंट[ेों]+\s+में\s+(?P<number>{{number}})\s*(?P<unit>{{unit}})?\s+से\s+{_SOME}\s+नहीं"

DAILY = r"प्रतिदिन|हर\s+(?:दिन|रोज़?)|रोज़?ाना|रोज़?"
EVERY_OTHER_DAY = r"एक\s+दिन\s+छोड़\s*कर|हर\s+दूसरे\s+दिन"
WEEKLY = r"हर\s+(?:सप्ताह|हफ़?्ते)|साप्ताहिक"
COUNTED = (
    r"(?:(?:हर\s+(?P<every>\d+)|प्रति|एक)\s+)?(?P<period>{period})\s+में\s+"
    r"(?P<low>{number})(?:{range}(?P<high>{number}))?\s+बार"
)
"""How many times in a period: "दिन में दो बार", "हर 2 सप्ताह में एक बार"."""
INTERVAL = r"हर\s+(?:(?P<low>{number})(?:{range}(?P<high>{number}))?\s*)?(?:घंट[ाे]|घंटों)(?:\s+(?:पर|में|बाद|के\s+बाद))?"

PERIOD_UNITS = {
    PeriodUnit.DAY: r"दिनों|दिन",
    PeriodUnit.WEEK: r"सप्ताह|हफ़?्त(?:े|ों|ा)",
    PeriodUnit.MONTH: r"महीन(?:े|ों|ा)|माह",
}
UNTIL = r"(?:\s*(?:तक|के\s+लिए))?"

_AT = r"(?!\s+के)(?:\s+(?:को|में))?"
SLOTS = {
    Slot.MORNING: rf"(?:सुबह|सवेरे){_AT}",
    Slot.NOON: rf"दोपहर{_AT}",
    Slot.EVENING: rf"शाम{_AT}",
    Slot.NIGHT: rf"रात{_AT}",
}

MEALS = {
    "BREAKFAST": r"(?:सुबह\s+के\s+)?नाश्ते",
    "LUNCH": r"दोपहर\s+के\s+(?:खाने|भोजन)",
    "DINNER": r"रात\s+के\s+(?:खाने|भोजन)",
    "FOOD": r"(?:खाना\s+खाने|खाने|भोजन)",
}
RELATIONS = {"BEFORE": r"(?:से|के)\s+पहले", "WITH": r"के\s+साथ", "AFTER": r"के\s+बाद"}
TIMING = {
    Timing[f"{when}_{meal}"]: rf"{words}\s+{relation}"
    for meal, words in MEALS.items()
    for when, relation in RELATIONS.items()
}
TIMING[Timing.EMPTY_STOMACH] = r"खाली\s+पेट"
TIMING[Timing.AT_BEDTIME] = r"(?:रात\s+को\s+)?सोते\s+(?:समय|वक़?्त)|सोने\s+से\s+पहले"

SIDES = {"पहले": "BEFORE", "बाद": "AFTER"}
APART = (
    rf"(?P<meal>{'|'.join(MEALS.values())})\s+(?:से|के)\s+(?P<minutes>{{number}})\s*"
    r"(?P<clock>मिनट|घंट[ाे])\s+(?P<side>पहले|बाद)"
)
"""So many minutes before or after a meal: "खाने से 30 मिनट पहले"."""

ROUTES = {
    Route.BY_MOUTH: r"मुँह\s+से",
    Route.UNDER_THE_TONGUE: r"जीभ\s+के\s+नीचे",
    Route.INTO_A_MUSCLE: r"मांसपेशी\s+में",
    Route.INTO_A_VEIN: r"नस\s+में",
    Route.UNDER_THE_SKIN: r"त्वचा\s+के\s+नीचे",
    Route.INTO_THE_RECTUM: r"गुदा\s+में",
    Route.INTO_THE_VAGINA: r"योनि\s+में",
    Route.ON_THE_SKIN: r"त्वचा\s+पर",
    Route.BY_INHALATION: r"साँस\s+से",
    Route.IN_THE_NOSE: r"नाक\s+में",
}

SITES = {
    Site.RIGHT_EYE: r"(?:दाईं|दाहिनी)\s+आँख\s+में",
    Site.LEFT_EYE: r"बाईं\s+आँख\s+में",
    Site.BOTH_EYES: r"दोनों\s+आँखों\s+में",
    Site.EYES: r"आँखों\s+में",
    Site.EYE: r"आँख\s+में",
    Site.RIGHT_EAR: r"(?:दाएँ|दाहिने)\s+कान\s+में",
    Site.LEFT_EAR: r"बाएँ\s+कान\s+में",
    Site.BOTH_EARS: r"दोनों\s+कानों\s+में",
    Site.EAR: r"कान\s+में",
    Site.EACH_NOSTRIL: r"दोनों\s+नथुनों\s+में",
    Site.AFFECTED_AREA: r"प्रभावित\s+जगह\s+पर",
    Site.FACE: r"चेहरे\s+पर",
    Site.SCALP: r"सिर\s+की\s+त्वचा\s+पर",
}

VERBS = {
    Verb.TAKE: r"लें|लीजिए|खाए[ँं]|खायें|दें",
    Verb.USE: r"(?:इस्तेमाल|प्रयोग)\s+करें",
    Verb.APPLY_THINLY: r"पतली\s+परत\s+लगाए[ँं]",
    Verb.APPLY: r"लगाए[ँं]",
    Verb.INHALE: r"साँस\s+के\s+साथ\s+खींचें",
    Verb.PUT: r"डालें",
    Verb.SPRAY: r"स्प्रे\s+करें",
    Verb.INSERT: r"अंदर\s+रखें",
    Verb.INJECT: r"इंजेक्शन\s+से\s+लें",
    Verb.CHEW: r"चबाए[ँं]",
    Verb.DISSOLVE: r"घोलकर\s+लें",
    Verb.RINSE: r"(?:मुँह\s+में\s+लेकर\s+)?कुल्ला\s+करें",
}

_DAYS = ("सोमवार", "मंगलवार", "बुधवार", "गुरुवार|बृहस्पतिवार", "शुक्रवार", "शनिवार", "रविवार|इतवार")
WEEKDAYS = dict(zip(Weekday, _DAYS, strict=True))

AS_NEEDED = r"(?:ज़?रूरत|आवश्यकता)\s+(?:पड़ने|होने)\s+पर"
ONCE = r"(?:केवल|सिर्फ़?)\s+एक\s+बार|तुरंत"
NEXT_STEP = r"फिर|उसके\s+बाद"

REASONS = {
    r"दर्द\s+या\s+बुखार": "pain or fever",
    r"दर्द": "pain",
    r"बुखार": "fever",
    r"खाँसी": "cough",
    r"नींद\s+न\s+आने": "insomnia",
    r"नींद": "sleep",
    r"मतली": "nausea",
    r"उल्टी": "vomiting",
    r"दमा": "asthma",
}
"""Reasons on Hindi labels → the English word that the label translates."""
