"""Words that prescriptions use for their own parts. Spellings as seen on Indian, British and American
forms.
"""

import re
from collections.abc import Mapping
from enum import StrEnum


class Label(StrEnum):
    """What the text behind a label is."""

    PATIENT = "patient"
    DATE = "date"
    BIRTH_DATE = "birth_date"
    OTHER_DATE = "other_date"
    AGE = "age"
    SEX = "sex"
    AGE_SEX = "age_sex"
    AGE_BIRTH = "age_birth"
    WEIGHT = "weight"
    DIAGNOSIS = "diagnosis"
    PRESCRIBER = "prescriber"
    REGISTRATION = "registration_number"
    MEDICINE = "medicine"
    STRENGTH = "strength"
    FORM = "form"
    SIG = "sig"
    QUANTITY = "quantity"
    REFILLS = "refills"
    DURATION = "duration"
    OTHER = "other"


_SPELLINGS: Mapping[Label, str] = {
    Label.PATIENT: "patient|patient name|patients name|name|name of patient|name of the patient|pt|pt name"
    "|patient's name"
    "|full name|beneficiary name|client name|name of pt|paciente|nombre|patientin|nome|nom|nom du patient"
    "|patient full name"
    "|name of client|patient's full name|pat name|patient id/name",
    Label.DATE: "date|dated|dt|date of issue|issued|issued on|issue date|date issued|date written|written"
    "|visit date"
    "|date of visit|prescription date|rx date|consultation date|date of consultation|date prescribed"
    "|prescribed on|written date|ordered on|order date|date ordered|date of order|rx written|datum|fecha"
    "|dated on|bill date"
    "|invoice date|visit dt|date of rx|issued date|date of visit/time|opd date|encounter date"
    "|date & time|date/time|date and time|date of prescription|on date|today's date",
    Label.BIRTH_DATE: "dob|date of birth|birth date|birthdate|born|d o b|birthday|geb am|geb|geboren|geburtsdatum"
    "|date de naissance|fecha de nacimiento|né le|née le|dob/age|bdate",
    Label.OTHER_DATE: "next visit|follow up|follow-up|followup|review on|review date|review|valid till"
    "|valid until"
    "|valid upto|valid up to|expiry|expiry date|exp|exp date|next appointment|next visit date|printed on"
    "|follow up date"
    "|lmp|edd|admission date|doa|dod|date of admission|date of discharge|next review|start date|end date"
    "|date filled",
    Label.AGE: "age|age (yrs)|age(yrs)|age (years)|edad|alter|pt age|patient age",
    Label.SEX: "sex|gender|sexo|geschlecht|patient gender|patient sex",
    Label.AGE_SEX: "age/sex|age/gender|sex/age|gender/age|age & sex|age and sex|age & gender|age sex",
    Label.AGE_BIRTH: "age/dob|dob/age|age/date of birth",
    Label.WEIGHT: "weight|wt|body weight|weight (kg)|wt (kg)|weight(kg)|wt(kg)|b wt",
    Label.DIAGNOSIS: "diagnosis|dx|diag|provisional diagnosis|clinical diagnosis|impression|indication"
    "|final diagnosis"
    "|prov diagnosis|diagnoses|condition|dx/icd|diagnosis/icd|reason",
    Label.PRESCRIBER: "prescriber|doctor|physician|dr|prescribed by|consultant|doctor name|doctor's name"
    "|prescriber name"
    "|prescribers name|prescriber's name|name of doctor|name of the doctor|physician name|consultant name"
    "|doctors name"
    "|provider|provider name|treating doctor|consulting doctor|attending physician|prescribing physician"
    "|ordered by"
    "|medical officer|rmp|issued by|authorized by|authorised by|prescribing doctor|prescribing practitioner"
    "|practitioner"
    "|attending|attending doctor|signed by|ordering provider|prescribing clinician|clinician|gp"
    "|general practitioner|arzt",
    Label.REGISTRATION: "reg no|regn no|regd no|reg|registration no|registration number|regn|regd|npi|npi no"
    "|npi #|reg #|lic #|dea"
    "|dea no|dea #|dea number|npi number|mci reg no|mci no|mmc reg no|mmc no|kmc no|kmc reg no|dmc no"
    "|license no"
    "|licence no|lic no|license|licence|license number|license #|licence number|nmc no|nmc reg no|tnmc no"
    "|mc reg no"
    "|prc no|prc lic no|prc license no|lic number|ahpra no|ahpra|hpcsa no|hpcsa|imc reg no|imc no|mcr no"
    "|mdcn no|practice no"
    "|provider no|provider number|prescriber no|prescriber number|reg number|regn number|mbbs reg no"
    "|doctor registration no"
    "|medical license no|medical licence no|state medical council reg no|lanr|ahpra registration no"
    "|doctor reg no|council reg no|reg #|gmc no|gmc|state license|state lic|pmc no|bmdc reg no|bmdc no|gmc "
    "number",
    Label.MEDICINE: "medication|medicine|drug|rx|med|drug name|medicine name|medication name|name of medicine"
    "|name of drug|name of the medicine|medication prescribed|drug/strength|medication/strength|product|item"
    "|rx name"
    "|medicine prescribed|drug prescribed|medicament|prescription",
    Label.STRENGTH: "strength|potency|dose strength",
    Label.FORM: "form|dosage form",
    Label.SIG: "sig|directions|direction|dosage|dose|instructions|instruction|take|use|frequency|freq"
    "|directions for use"
    "|sig/directions|how to take|dosage instructions|label|s|signa|administration|dosing|timing|timings|route"
    "|patient instructions",
    Label.QUANTITY: "quantity|qty|disp|dispense|disp #|qty #|quantity dispensed|total quantity|no of tablets"
    "|total|amount"
    "|no of tabs|dispense quantity|dispense qty|disp qty|dispense #|number|quantity #|d|supply|quantity "
    "prescribed",
    Label.REFILLS: "refills|refill|rf|repeats|repeat|refills allowed|refill x|number of refills|no of refills|ref",
    Label.DURATION: "duration|days|period|no of days|number of days|days supply|days' supply|course|for",
    Label.OTHER: "mfg lic no|mfg lic|drug lic no|drug licence no|drug license no|dl no|d l no|mfg licence no"
    "|batch no|b no"
    "|mfg date|mrp|address|addr|add|tel|telephone|phone|ph|ph no|mobile|mob|mob no|mobile no|phone no|contact"
    "|contact no|cell"
    "|fax|email|e-mail|website|web|uhid|uhid no|mrn|mrd|mrd no|opd|opd no|op no|ip no|ipd no|id|id no"
    "|patient id|pid"
    "|visit no|token|token no|bp|b p|b/p|pulse|pr|hr|rr|temp|temperature|spo2|height|ht|bmi|rbs|fbs|ppbs"
    "|sugar|signature"
    "|sign|prescriber signature|doctor signature|doctor's signature|physician signature|signature of doctor"
    "|time"
    "|clinic|hospital|allergies|allergy|known allergies|insurance|insurance id|ref no|bill no|ref by"
    "|referred by|ssn"
    "|complaints|chief complaints|chief complaint|c/o|h/o|o/e|history|examination|vitals|investigation"
    "|investigations|inv|advice|adv|tests|lab tests|notes|note|remarks|comments|department|dept|speciality"
    "|specialty"
    "|room|city|state|zip|pin|pincode|hours|timing of clinic|consultation hours|substitution|daw|gst|gstin"
    "|sr no|s no"
    "|sl no|pharmacy|lab|findings|observation|observations|plan|diet|guardian|father|father's name|husband"
    "|s/o|w/o|d/o"
    "|c/o|relation|occupation|village|marital status|blood group|serial no|prescription no|rx no|rx #|rx "
    "number|plan id"
    "|member id|group|license expiry|nurse|pharmacist|witness|validity|clinic name|hospital name",
}


def plain_label(text: str) -> str:
    """The label as it stands in the vocabulary: lower case, without points and colons, one space, none
    around a slash.
    """
    bare = re.sub(r"[.:;=_*]|[-–]+$", " ", re.sub(r"(?<=[a-z])#", " #", text.casefold().replace("’", "'")))
    return re.sub(r"\s*/\s*", "/", re.sub(r"\s+", " ", bare)).strip(" -–")


COUNCIL_NUMBER = re.compile(
    r"(?:[a-z]{2,6} )?(?:(?:state )?medical council )?"
    r"(?:reg|regn|regd|registration|lic|license|licence)(?: (?:no|number|num|nr))?"
)
"""Any council's number: "IMC Reg No", "TNMC Regn. No."."""

LABELS: Mapping[str, Label] = {
    plain_label(spelling): label for label, spellings in _SPELLINGS.items() for spelling in spellings.split("|")
}
_OF_A_TABLE = {
    Label.MEDICINE,
    Label.STRENGTH,
    Label.FORM,
    Label.SIG,
    Label.QUANTITY,
    Label.REFILLS,
    Label.DURATION,
}
LONGEST_LABEL = max(spelling.count(" ") for spelling in LABELS) + 1

TIMES_OF_DAY = frozenset(
    "m|a|n|e|morning|morn|afternoon|aft|noon|evening|eve|night|mng|mrng|bf|lunch|dinner|breakfast".split("|")
)
"""Headings of columns that hold the number for one time of the day."""
HEADINGS: Mapping[str, Label] = (
    {spelling: label for spelling, label in LABELS.items() if label in _OF_A_TABLE or spelling in ("s no", "sr no")}
    | dict.fromkeys(TIMES_OF_DAY, Label.SIG)
    | dict.fromkeys(
        "name|generic name|brand|brand name|medicine/generic|particulars|description|item description|drugs|medicines"
        "|medications|medication name & strength|name & strength|drug name & strength|rx item|tablet name"
        "|medicine & strength|medicine name & strength|treatment|name of medicines|name of drugs".split("|"),
        Label.MEDICINE,
    )
    | dict.fromkeys(
        "how often|dose/frequency|dosage & frequency|route of administration|intake|schedule|regimen|when"
        "|when to take"
        "|before/after food|relation to food|food|meal|remarks|special instructions|dosage schedule|instr".split("|"),
        Label.SIG,
    )
    | dict.fromkeys("no days|day|duration days|course|length|till".split("|"), Label.DURATION)
    | dict.fromkeys("tot|total qty|nos|units|total tabs|pack|qty supplied|issued".split("|"), Label.QUANTITY)
    | dict.fromkeys("type|dosage form".split("|"), Label.FORM)
    | dict.fromkeys("s|no|sl|sr|s no|sl no|sr no|sno|srno|slno|serial|#|item no|id".split("|"), Label.OTHER)
)
"""What a column of a table of medicines holds, by its heading as `plain_label` gives it."""

CLEAR_WITHOUT_COLON = {
    spelling
    for spelling, label in LABELS.items()
    if (label is not Label.OTHER and (" " in spelling or "/" in spelling))
    or spelling
    in {
        "dob",
        "npi",
        "dea",
        "qty",
        "disp",
        "diagnosis",
        "refills",
        "quantity",
        "regd",
        "dx",
        "uhid",
        "gender",
        "mfg lic no",
        "drug lic no",
        "dl no",
    }
} - {"on date", "follow up", "age sex"}
"""Labels that are one also without a colon behind them, at the start of a part of a line."""

TITLES = r"(?:mr|mrs|ms|miss|master|mast|baby|smt|shri|sri|kum|kumari|mstr|b/o|baby of)\b\.?"
DEGREES = (
    r"(?:m\.?\s?b\.?\s?b\.?\s?s|m\.?d|m\.?s|d\.?n\.?b|d\.?o|f\.?r\.?c\.?[sp]|m\.?r\.?c\.?p|b\.?d\.?s"
    r"|m\.?d\.?s|b\.?a\.?m\.?s|b\.?h\.?m\.?s"
    r"|ph\.?d|d\.?c\.?h|d\.?m|mch|m\.?ch|dgo|d\.?ortho|np|pa-c|pa|rn|fnp|dds|dpm|dvm|mrcgp|fcps|bums)"
)

FORMS: Mapping[str, str] = {
    spelling: form
    for form, spellings in {
        "tablet": "tab tabs tablet tablets tbl tabl t",
        "capsule": "cap caps capsule capsules c",
        "syrup": "syp syr syrup sy syrp",
        "suspension": "susp suspension",
        "injection": "inj injection",
        "ointment": "oint ointment",
        "cream": "cream crm cr",
        "gel": "gel",
        "lotion": "lotion lot",
        "drops": "drops drop drps gtt gtts e/d ed",
        "sachet": "sachet sachets sach",
        "powder": "powder pdr pwd",
        "inhaler": "inhaler inh mdi",
        "rotacap": "rotacap rotacaps",
        "respule": "respule respules neb nebule nebules",
        "spray": "spray",
        "solution": "solution soln sol",
        "suppository": "supp suppository suppositories",
        "patch": "patch patches",
        "mouthwash": "mouthwash gargle",
        "shampoo": "shampoo",
        "lozenge": "lozenge lozenges",
        "pen": "pen cartridge penfill",
        "vial": "vial",
        "elixir": "elixir",
        "pessary": "pessary pessaries",
    }.items()
    for spelling in spellings.split()
}
MISREAD_FORMS: Mapping[str, str] = {
    spelling: form
    for form, spellings in {
        "tablet": "tob tal jab tat tah tub teb tas rab tabo tals lab tav 7ab iab tabe",
        "capsule": "cop cab cep capo cops gap",
        "syrup": "syf sgp sup syb syy syps",
        "injection": "inf lnj ing 1nj inj)",
    }.items()
    for spelling in spellings.split()
}
"""How handwritten short forms come out of the engines; only believed in front of something like a name."""
