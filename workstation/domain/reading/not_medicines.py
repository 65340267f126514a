"""Words by which a line tells that it is no medicine."""

import re

NOT_A_MEDICINE = re.compile(
    r"@|www\.|\.com\b|\.in\b|\bph(?:one)?\b|\btel\b|\bmob(?:ile)?\b|\bfax\b|\bhospital|\bclinic\b|\broad\b"
    r"|\bstreet\b|\bnagar\b|\bavenue\b|\blane\b|\bave\b|\bblvd\b|\bterrace\b|\bcrescent\b|\bdrive\b|\bsquare\b|\bcolony\b"
    r"|\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b|\b[A-Z]{2},? \d{5}\b|\b\d{3} ?\d{3}$"
    r"|\bmbbs\b|m\.b\.b\.s|\bconsultant\b|\bphysician\b|\bsurgeon\b|\bspecialist\b|\buniversity\b"
    r"|\bcollege\b|\breg\w*\.?\s*no\b|\bdr\b\.?|\bdoctor\b"
    r"|\bmm\s?hg\b|mg\s?/\s?d[l1]|\bg[m]?\s?/\s?dl|\bbpm\b|\bspo2\b|\bpulse\b|\btemp\b|\bbp\b|\bfever\b"
    r"|\bpain\b|\bc/o\b|\bh/o\b|\bo/e\b|\bk/c/o\b"
    r"|\bxray\b|\bx-ray\b|\busg\b|\bcbc\b|\becg\b|\bmri\b|\brev(?:iew)?\b|\bfollow\b|\bvisit\b|\bsignature\b"
    r"|\bsubstitut|\bdispens|\bpharmac|\ballerg"
    r"|\bopen\b|\bclosed\b|\btimings?\b|\bsunday\b|\bnot valid\b|\bmedico|\bpatient\b|\bpage\b|\bdiagnos"
    r"|\binvestigat|\bweight\b|\bheight\b|\binr\b|\bhba1c\b|\blft\b|\bkft\b|\btsh\b|\bcreatinine\b"
    r"|\b\w{3,}(?:ology|ologist|iatrics|iatrician|iatrist|iatry|opaedics|opedics)\b|\bsurgery\b|\bd\.?o\.?b\b"
    r"|\bgeb\.|\bdatum\b|\bunits? of days\b|\bnumber of days\b",
    re.I,
)
COMMON = (
    "medicine medicines medication medications prescription tablet tablets capsule doctor patient hospital clinic "
    "general diagnosis signature address"
    " advice review after before daily morning night evening water food plenty rest drink avoid fluids "
    "exercise days weeks months take"
    " continue repeat follow fever cough cold pain headache vomiting diabetes hypertension since history "
    "male female years date name age"
    " blood sugar pressure test report reports center centre health care medical services north south east "
    "west street main road floor"
    " lactose gluten sugar-free with without tomorrow today please return contact emergency number license "
    "regular oral route dosage"
).split()
"""Ordinary words that are like the name of a medicine, or are read for one."""
