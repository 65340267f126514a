"""Draws prescriptions in layouts that the rules were not made on, with their truth, for `tests.benchmarks.reading`.

    python -m tests.benchmarks.hard_pages DIR [--seed N]

Writes pictures and DIR/truth.json. American, British, Indian, Filipino and German forms, tables, narrow slips, two
columns, packs; typeset in the fonts of this machine; as scans and as phone photos (turned, in perspective, in shadow,
small, strongly compressed). People, clinics and numbers are invented. Drawn pages show where rules fail, never how well
real pages are read.
"""

# ruff: noqa: E501  # lines of a form stay whole, so that a reader sees the form

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from workstation.paths import resources

FOLDERS = (resources() / "fonts", Path("/usr/share/fonts"), Path("C:/Windows/Fonts"), Path("/Library/Fonts"))
PRINT = ("NotoSerif-Regular.ttf", "DejaVuSans.ttf", "Inter-Regular.otf", "DejaVuSansMono.ttf", "NotoSans-Regular.ttf")
HANDS = ("Breip.ttf", "DancingScript-Regular.otf", "Kristi.ttf")


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text; `size` in pixels; `hand` = drawn with a handwriting typeface."""

    x: int
    y: int
    text: str
    size: int = 24
    hand: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page before it is scanned, and what is on it."""

    name: str
    pieces: Sequence[Text]
    truth: Mapping[str, Any]
    size: tuple[int, int] = (1240, 1500)
    rules: Sequence[tuple[int, int, int, int]] = ()
    font: str = PRINT[0]
    hand: str = HANDS[0]
    kind: str = "printed"
    more: Mapping[str, Any] = field(default_factory=dict)


def font_file(name: str) -> Path:
    """The first file of that name in the usual places; FileNotFoundError when there is none."""
    for folder in FOLDERS:
        if folder.is_dir() and (found := next(folder.rglob(name), None)):
            return found
    raise FileNotFoundError(name)


def drawn(sheet: Sheet) -> Image.Image:
    """The sheet, typeset."""
    page = Image.new("RGB", sheet.size, (252, 252, 250))
    pen = ImageDraw.Draw(page)
    for line in sheet.rules:
        pen.line(line, fill=(90, 90, 100), width=2)
    for piece in sheet.pieces:
        file = font_file(sheet.hand if piece.hand else sheet.font)
        size = round(piece.size * 1.6) if piece.hand else piece.size
        ink = (30, 40, 110) if piece.hand else (25, 25, 30)
        pen.text((piece.x, piece.y), piece.text, font=ImageFont.truetype(str(file), size), fill=ink)
    return page


# --- how a page arrives -------------------------------------------------------------------------------------


def _in_perspective(page: Image.Image, amount: float, chance: np.random.Generator) -> Image.Image:
    width, height = page.size
    moved = chance.uniform(0, amount, 8) * np.tile([width, height], 4)
    corners = [(0, 0), (0, height), (width, height), (width, 0)]
    inward = [(1, 1), (1, -1), (-1, -1), (-1, 1)]
    source = [
        (x - dx * moved[2 * i], y - dy * moved[2 * i + 1])
        for i, ((x, y), (dx, dy)) in enumerate(zip(corners, inward, strict=True))
    ]
    quad = [part for point in source for part in point]
    how = Image.Resampling.BICUBIC
    return page.transform(page.size, Image.Transform.QUAD, quad, resample=how, fillcolor=(150, 128, 104))


def _lit(page: Image.Image, darkest: float, chance: np.random.Generator) -> Image.Image:
    """A shadow that falls across the page, and noise."""
    pixels = np.asarray(page, dtype=np.float64)
    rows, columns = pixels.shape[:2]
    slope = chance.uniform(0.2, 0.8)
    y, x = np.mgrid[0:rows, 0:columns]
    edge = 1 / (1 + np.exp(-((x / columns + slope * y / rows) - chance.uniform(0.5, 0.9)) * 14))
    light = 1 - (1 - darkest) * edge
    noisy = pixels * light[:, :, None] + chance.normal(0, 4, pixels.shape)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def _scanned(page: Image.Image, chance: np.random.Generator) -> tuple[Image.Image, int]:
    return page.rotate(chance.uniform(-1.2, 1.2), fillcolor=(250, 250, 250), resample=Image.Resampling.BICUBIC), 85


def _small(page: Image.Image, chance: np.random.Generator) -> tuple[Image.Image, int]:
    return page.resize((page.width * 11 // 20, page.height * 11 // 20), Image.Resampling.LANCZOS), 75


def _photo(page: Image.Image, chance: np.random.Generator) -> tuple[Image.Image, int]:
    turned = page.rotate(
        chance.uniform(-4, 4), expand=True, fillcolor=(150, 128, 104), resample=Image.Resampling.BICUBIC
    )
    return _lit(_in_perspective(turned, 0.05, chance), 0.5, chance).filter(ImageFilter.GaussianBlur(0.6)), 60


def _squeezed(page: Image.Image, chance: np.random.Generator) -> tuple[Image.Image, int]:
    return _lit(page, 0.75, chance), 30


def _on_its_side(page: Image.Image, chance: np.random.Generator) -> tuple[Image.Image, int]:
    return page.transpose(Image.Transpose.ROTATE_90), 80


def _upside_down(page: Image.Image, chance: np.random.Generator) -> tuple[Image.Image, int]:
    return page.transpose(Image.Transpose.ROTATE_180), 80


TAKES = {
    "scan": _scanned,
    "small": _small,
    "photo": _photo,
    "jpeg30": _squeezed,
    "side": _on_its_side,
    "down": _upside_down,
}
PHOTOS = frozenset({"photo"})


# --- layouts ------------------------------------------------------------------------------------------------


def _lines(
    texts: Sequence[str], x: int = 90, y: int = 80, step: int = 46, size: int = 24, hand: bool = False
) -> list[Text]:
    return [Text(x, y + step * row, text, size, hand) for row, text in enumerate(texts) if text]


def _table(columns: Sequence[int], rows: Sequence[Sequence[str]], y: int, step: int = 50, size: int = 21) -> list[Text]:
    return [
        Text(x, y + step * row, cell, size)
        for row, cells in enumerate(rows)
        for x, cell in zip(columns, cells, strict=True)
        if cell
    ]


def _truth(**known: Any) -> dict[str, Any]:
    return {"strengths": [], "patient": None, "date": None, "prescriber": None} | known


def american() -> Sheet:
    """One drug on a pad, everything labelled, the date in words."""
    texts = [
        "Lakeview Family Medicine", "Karen L. Holloway, NP-C", "2210 Shore Dr, Duluth, MN 55804   Ph 218-555-0144",
        "License No: MN-338112    DEA #: MH1234563", "", "Patient Name: Robert T. Alvarez        DOB: 07/19/1961",
        "Address: 88 Birch Ave, Duluth MN            Date: October 14, 2026", "",
        "Lisinopril 20 mg tablets", "Sig: Take one tablet by mouth once daily", "Disp: #90 (ninety)", "Refills: 3", "",
        "Atorvastatin 40 mg tablets", "Sig: Take 1 tablet by mouth at bedtime", "Disp: #90", "Refills: 3", "",
        "Signature: ______________________   Substitution permitted",
    ]  # fmt: skip
    truth = _truth(
        drugs=["Lisinopril", "Atorvastatin"], strengths=["20 mg", "40 mg"], patient="Robert T. Alvarez",
        date="October 14, 2026", prescriber="Karen L. Holloway", registration_number="MN-338112",
        quantities=[90, 90],
    )  # fmt: skip
    return Sheet("american", _lines(texts), truth)


def print_out() -> Sheet:
    """An e-prescription print-out in upper case: label and value pairs, one block a drug."""
    texts = [
        "ELECTRONIC PRESCRIPTION - PATIENT COPY", "", "PRESCRIBER: MICHAEL J. OKAFOR, MD      NPI: 1457392016",
        "PATIENT: SUSAN WHITFIELD      GENDER: F      DOB: 03/02/1958", "WRITTEN DATE: 2026-11-03", "",
        "DRUG: LEVOTHYROXINE 75 MCG TABLET", "SIG: TAKE 1 TABLET BY MOUTH EVERY MORNING ON AN EMPTY STOMACH",
        "QTY: 30     DAYS SUPPLY: 30     REFILLS: 5", "",
        "DRUG: HYDROCHLOROTHIAZIDE 25 MG TABLET", "SIG: TAKE 1 TABLET BY MOUTH ONCE A DAY",
        "QTY: 90     DAYS SUPPLY: 90     REFILLS: 1", "",
        "DRUG: ELIQUIS 5 MG TABLET", "SIG: TAKE 1 TABLET BY MOUTH TWICE A DAY", "QTY: 60     DAYS SUPPLY: 30     REFILLS: 2",
    ]  # fmt: skip
    truth = _truth(
        drugs=["Levothyroxine", "Hydrochlorothiazide", "Eliquis"], strengths=["75 mcg", "25 mg", "5 mg"],
        patient="SUSAN WHITFIELD", date="2026-11-03", prescriber="MICHAEL J. OKAFOR", sex="F",
        registration_number="1457392016", quantities=[30, 90, 60], days=[30, 90, 30],
    )  # fmt: skip
    return Sheet("print_out", _lines(texts, size=22), truth, font=PRINT[3], size=(1340, 1100))


def british() -> Sheet:
    """Items of three lines each, no labels, the doctor at the foot."""
    head = [
        Text(90, 80, "Age 67yrs 4mths", 22), Text(420, 80, "Title, Forename, Surname & Address", 16),
        Text(420, 112, "Mrs Margaret Ellison", 24), Text(90, 120, "D.o.B 12/07/1959", 22),
        Text(420, 148, "14 Priory Lane, Hexham NE46 1QT", 22), Text(90, 200, "Number of days' treatment", 16),
    ]  # fmt: skip
    items = [
        "Amlodipine 10mg tablets", "One to be taken each day", "28 tablet", "",
        "Omeprazole 20mg gastro-resistant capsules", "One to be taken each morning", "28 capsule", "",
        "Salbutamol 100micrograms/dose inhaler CFC free", "Two puffs to be inhaled when required", "1 x 200 dose", "",
    ]  # fmt: skip
    foot = [
        Text(90, 900, "Signature of Prescriber", 16), Text(700, 900, "Date 21/10/2026", 22),
        Text(90, 980, "Dr P Hargreaves   GMC 4417823", 22), Text(90, 1020, "Tynedale Health Centre, Hexham", 22),
    ]  # fmt: skip
    truth = _truth(
        drugs=["Amlodipine", "Omeprazole", "Salbutamol"], strengths=["10mg", "20mg", "100micrograms/dose"],
        patient="Margaret Ellison", date="21/10/2026", prescriber="P Hargreaves", registration_number="4417823",
        quantities=[28, 28, None],
    )  # fmt: skip
    return Sheet("british", [*head, *_lines(items, y=300, step=44), *foot], truth, size=(1100, 1150), font=PRINT[1])


def opd_slip() -> Sheet:
    """An Indian out-patient slip with numbered lines."""
    texts = [
        "SHREE SAI POLYCLINIC", "Dr. Meenal R. Deshpande  MBBS, DNB (Med)", "Reg. No. 2011/04/0872",
        "Opp. Bus Stand, Satara - 415001.  Ph: 02162-555132", "",
        "Name: Mr. Vitthal Pawar     Age/Sex: 58 Y / M     Date: 17-Oct-2026", "Wt: 71 kg   BP: 150/94 mmHg   PR 82/min",
        "Diagnosis: Type 2 DM, HTN", "", "Rx",
        "1. Tab. Telmisartan 40 mg      1-0-0   x 30 days   After food",
        "2. Tab. Glycomet 500 mg        1-0-1   x 30 days   After food",
        "3. Cap. Pantoprazole 40 mg     1-0-0   x 10 days   Before food",
        "4. Syp. Ascoril LS 100 ml      2 tsp TDS x 5 days",
        "5. Tab. Dolo 650               SOS for fever",
        "", "Adv: Low salt diet, walk 30 min daily", "Review after 1 month with FBS, PPBS, HbA1c",
    ]  # fmt: skip
    truth = _truth(
        drugs=["Telmisartan", "Glycomet", "Pantoprazole", "Ascoril LS", "Dolo"],
        strengths=["40 mg", "500 mg", "40 mg", "650"], patient="Vitthal Pawar", date="17-Oct-2026",
        prescriber="Meenal R. Deshpande", registration_number="2011/04/0872", age="58", sex="M",
        days=[30, 30, 10, 5, None],
    )  # fmt: skip
    return Sheet("opd_slip", _lines(texts, size=23), truth, size=(1240, 1100), font=PRINT[2])


def discharge_table() -> Sheet:
    """A hospital's table with ruled lines."""
    head = [
        "GOVERNMENT DISTRICT HOSPITAL", "DISCHARGE SUMMARY", "",
        "Patient Name : Lakshmi Narayanan          UHID : 00482913",
        "Age / Sex : 45 Years / Female              Ward : 3B", "Date of Admission : 02/11/2026       Date of Discharge : 07/11/2026",
        "Date : 07/11/2026", "Consultant : Dr. S. Venkatraman MD", "Final Diagnosis : Community acquired pneumonia", "",
        "MEDICATIONS ON DISCHARGE",
    ]  # fmt: skip
    rows = [
        ("S.No", "Medicine", "Dose", "Route", "Frequency", "Days"),
        ("1", "Amoxicillin + Clavulanic acid", "625 mg", "PO", "TDS", "5"),
        ("2", "Azithromycin", "500 mg", "PO", "OD", "3"),
        ("3", "Paracetamol", "650 mg", "PO", "SOS", "3"),
        ("4", "Montelukast", "10 mg", "PO", "HS", "14"),
        ("5", "Rabeprazole", "20 mg", "PO", "OD", "7"),
    ]
    columns = (100, 180, 590, 740, 850, 1030)
    rules = [(90, 640 + 50 * row, 1120, 640 + 50 * row) for row in range(7)]
    rules += [(x - 10, 640, x - 10, 940) for x in (*columns, 1130)]
    truth = _truth(
        drugs=["Amoxicillin + Clavulanic acid", "Azithromycin", "Paracetamol", "Montelukast", "Rabeprazole"],
        strengths=["625 mg", "500 mg", "650 mg", "10 mg", "20 mg"], patient="Lakshmi Narayanan", date="07/11/2026",
        prescriber="S. Venkatraman", age="45", sex="Female", days=[5, 3, 3, 14, 7],
    )  # fmt: skip
    return Sheet(
        "discharge_table", [*_lines(head, y=70, step=50, size=22), *_table(columns, rows, 650)], truth,
        size=(1240, 1100), rules=rules, font=PRINT[4],
    )  # fmt: skip


def clinic_software() -> Sheet:
    """The table of a clinic's program: generic name below the brand, a total in brackets."""
    head = [
        Text(90, 60, "Dr. Arjun Malhotra", 30), Text(90, 105, "M.D. (Dermatology) | Reg. No: DMC/R/11873", 20),
        Text(760, 60, "SkinFirst Clinic", 26), Text(760, 105, "Lajpat Nagar II, New Delhi 110024", 18),
        Text(90, 190, "ID: 10239 - MS. PRIYA KHANNA (F) / 29 Y", 22), Text(860, 190, "Date: 19-Nov-2026", 22),
        Text(90, 230, "Weight (kg): 54, Height (cm): 161", 20), Text(90, 300, "R", 40),
    ]  # fmt: skip
    rows = [
        ("", "Medicine Name", "Dosage", "Duration"),
        ("1)", "TAB. CETIRIZINE 10MG", "1 Night", "10 Days"),
        ("", "CETIRIZINE 10 MG", "(After Food)", "(Tot:10 Tab)"),
        ("2)", "CAP. ITRACONAZOLE 100MG", "1 Morning, 1 Night", "14 Days"),
        ("", "ITRACONAZOLE 100 MG", "(After Food)", "(Tot:28 Cap)"),
        ("3)", "TAB. AZEE 500MG", "1 Morning", "3 Days"),
        ("", "AZITHROMYCIN 500 MG", "(Before Food)", "(Tot:3 Tab)"),
    ]
    columns = (90, 150, 620, 960)
    rules = [(80, 360, 1160, 360), (80, 405, 1160, 405)]
    truth = _truth(
        drugs=["CETIRIZINE", "ITRACONAZOLE", "AZEE"], strengths=["10MG", "100MG", "500MG"], patient="PRIYA KHANNA",
        date="19-Nov-2026", prescriber="Arjun Malhotra", registration_number="DMC/R/11873", age="29", sex="F",
        days=[10, 14, 3], quantities=[10, 28, 3],
    )  # fmt: skip
    return Sheet(
        "clinic_software",
        [*head, *_table(columns, rows, 370, 46, 21)],
        truth,
        size=(1240, 900),
        rules=rules,
        font=PRINT[4],
    )


def narrow_slip() -> Sheet:
    """A till-roll slip, typewriter letters."""
    texts = [
        "CITY CARE PHARMACY CLINIC", "Tel 020 5550 7781", "-" * 32, "Date: 05/11/2026 10:42", "Pt: Grace Mwangi", "Age: 34  Sex: F",
        "Dr: J. Kamau  Reg: A4471", "-" * 32, "METRONIDAZOLE 400MG TAB", "1 TAB TDS X 7 DAYS", "Qty: 21", "",
        "DOXYCYCLINE 100MG CAP", "1 CAP BD X 7/7", "Qty: 14", "", "IBUPROFEN 400MG TAB", "1 TAB TDS PC X 3/7", "Qty: 9", "-" * 32,
        "Thank you. Get well soon",
    ]  # fmt: skip
    truth = _truth(
        drugs=["METRONIDAZOLE", "DOXYCYCLINE", "IBUPROFEN"], strengths=["400MG", "100MG", "400MG"], patient="Grace Mwangi",
        date="05/11/2026", prescriber="J. Kamau", registration_number="A4471", age="34", sex="F", quantities=[21, 14, 9],
        days=[7, 7, 3],
    )  # fmt: skip
    return Sheet("narrow_slip", _lines(texts, x=30, y=30, step=38, size=22), truth, size=(480, 880), font=PRINT[3])


def two_columns() -> Sheet:
    """Complaints and findings on the left, medicines on the right."""
    head = [
        "Dr Farhana Siddiqui, MBBS, FCPS (Medicine)",
        "BMDC Reg. No. A-45123",
        "Popular Diagnostic Centre, Dhaka",
        "",
        "Name: Abdul Karim      Age: 62 yrs      Sex: Male      Date: 11.11.2026",
    ]
    left = [
        "C/C",
        "Chest tightness",
        "Swelling of legs",
        "",
        "O/E",
        "BP 160/100 mmHg",
        "Pulse 92 bpm",
        "",
        "Inv",
        "S. Creatinine",
        "ECG",
    ]
    right = [
        "Rx", "Tab. Furosemide 40 mg", "1 + 0 + 0 ... 1 month", "Tab. Spironolactone 25 mg", "0 + 1 + 0 ... 1 month",
        "Tab. Bisoprolol 2.5 mg", "1 + 0 + 0 ... continue", "Tab. Ecosprin 75 mg", "0 + 1 + 0 ... after meal, continue",
        "Cap. Esomeprazole 20 mg", "1 + 0 + 1 ... before meal, 14 days",
    ]  # fmt: skip
    truth = _truth(
        drugs=["Furosemide", "Spironolactone", "Bisoprolol", "Ecosprin", "Esomeprazole"],
        strengths=["40 mg", "25 mg", "2.5 mg", "75 mg", "20 mg"], patient="Abdul Karim", date="11.11.2026",
        prescriber="Farhana Siddiqui", registration_number="A-45123", age="62", sex="Male",
    )  # fmt: skip
    pieces = [*_lines(head, y=70), *_lines(left, y=380, size=20), *_lines(right, x=520, y=380, size=23)]
    return Sheet("two_columns", pieces, truth, rules=[(470, 350, 470, 950), (80, 340, 1160, 340)], size=(1240, 1050))


def filipino() -> Sheet:
    """Generic name, brand in brackets, # for the quantity, Sig below; a licence number at the foot."""
    texts = [
        "MARIA CRISTINA D. REYES, M.D.", "Internal Medicine - Nephrology", "Rm 304 Medical Arts Bldg, Cebu City", "",
        "Patient: Jose Dela Cruz        Age: 51   Sex: M", "Address: Mabolo, Cebu City      Date: Nov 9, 2026", "", "Rx", "",
        "Losartan (Cozaar) 50 mg tab   #30", "Sig: 1 tab once a day in the morning", "",
        "Metformin 1000 mg tab   #60", "Sig: 1 tab 2x a day after meals", "",
        "Gliclazide 30 mg MR tab   #30", "Sig: 1 tab before breakfast", "", "",
        "Lic. No. 0098812", "PTR No. 5523107", "S2 No. 41-2291",
    ]  # fmt: skip
    truth = _truth(
        drugs=["Losartan", "Metformin", "Gliclazide"], strengths=["50 mg", "1000 mg", "30 mg"], patient="Jose Dela Cruz",
        date="Nov 9, 2026", prescriber="MARIA CRISTINA D. REYES", registration_number="0098812", age="51", sex="M",
        quantities=[30, 60, 30],
    )  # fmt: skip
    return Sheet("filipino", _lines(texts), truth, size=(1150, 1150))


def german() -> Sheet:
    """A European print-out: packs, N1-N3, doses between angle marks; names in German spelling."""
    texts = [
        "Gemeinschaftspraxis Dr. med. H. Lindner", "Hauptstr. 12, 37073 Goettingen", "",
        "Name: Brigitte Vogel", "geb. am 04.06.1949", "Datum: 30.10.2026", "",
        "Ramipril 5 mg Tabletten 100 St N3", "1-0-0-0", "", "Bisoprolol 2,5 mg Tabletten 100 St N3", "1-0-1-0", "",
        "Pantoprazol 20 mg Tabletten 28 St N1", "1-0-0-0",
    ]  # fmt: skip
    truth = _truth(
        drugs=["Ramipril", "Bisoprolol", "Pantoprazol"], strengths=["5 mg", "2,5 mg", "20 mg"], patient="Brigitte Vogel",
        date="30.10.2026", prescriber="H. Lindner",
    )  # fmt: skip
    return Sheet("german", _lines(texts), truth, size=(1000, 900), font=PRINT[1])


def order_sheet() -> Sheet:
    """A table that names its columns by other words, without ruled lines, names outside any list among them."""
    head = [
        "Riverside Children's Clinic",
        "Prescriber Name: Dr. Oliver Brandt",
        "Registration No: MP0712345",
        "",
        "Patient: Amahle Dlamini    DOB: 30/01/2019    Weight: 21 kg    Sex: Female",
        "Date issued: 13 November 2026",
        "",
    ]
    rows = [
        ("Drug", "Strength", "Directions", "Qty", "Repeats"),
        ("Cefalexin susp", "250 mg/5 mL", "5 mL q6h x 7 days", "140 mL", "0"),
        ("Prednisolone syrup", "15 mg/5 mL", "7 mL once daily x 3 days", "25 mL", "0"),
        ("Zorvatrex tablets", "10 mg", "1 tab nocte", "30", "2"),
        ("Panado syrup", "120 mg/5 mL", "10 mL tds prn", "100 mL", "1"),
    ]
    truth = _truth(
        drugs=["Cefalexin", "Prednisolone", "Zorvatrex", "Panado"],
        strengths=["250 mg/5 mL", "15 mg/5 mL", "10 mg", "120 mg/5 mL"], patient="Amahle Dlamini", date="13 November 2026",
        prescriber="Oliver Brandt", registration_number="MP0712345", sex="Female", quantities=[140, 25, 30, 100],
        unknown=["Zorvatrex", "Panado"],
    )  # fmt: skip
    pieces = [*_lines(head, y=70), *_table((90, 390, 620, 950, 1090), rows, 440, 52, 21)]
    return Sheet("order_sheet", pieces, truth, size=(1280, 900), font=PRINT[2])


def letter() -> Sheet:
    """A clinic letter with the medicines as bullets in running text; wide spaces, two dates."""
    texts = [
        "Harbour Street Medical Practice", "14 Harbour Street, Cork     Tel: 021 555 0192", "",
        "06 November 2026", "Re: Mr Declan O'Sullivan, DOB 23/05/1970", "",
        "Please supply the following:", "",
        "- Clopidogrel 75 mg tablets, one daily, 28", "- Bisoprolol 5 mg tablets, one daily, 28",
        "- Rosuvastatin 20 mg tablets, one at night, 28", "- Glyceryl trinitrate 400 micrograms spray, 1-2 puffs prn, 1", "",
        "Review date: 06/02/2027", "", "Dr Aoife Brennan", "IMC Reg No 214887",
    ]  # fmt: skip
    truth = _truth(
        drugs=["Clopidogrel", "Bisoprolol", "Rosuvastatin", "Glyceryl trinitrate"],
        strengths=["75 mg", "5 mg", "20 mg", "400 micrograms"], patient="Declan O'Sullivan", date="06 November 2026",
        prescriber="Aoife Brennan", registration_number="214887", quantities=[28, 28, 28, 1],
    )  # fmt: skip
    return Sheet("letter", _lines(texts), truth, size=(1150, 950))


def mixed() -> Iterator[Sheet]:
    """A printed form filled in by hand, in each handwriting typeface."""
    labels = [
        Text(90, 60, "Dr. Nikhil Bose, MBBS MD", 30), Text(90, 105, "Regd. No. 58213 (WBMC)", 20),
        Text(90, 200, "Name:", 22), Text(560, 200, "Age:", 22), Text(800, 200, "Date:", 22), Text(90, 290, "Rx", 34),
        Text(90, 900, "Not valid for medico-legal purposes", 18),
    ]  # fmt: skip
    filled = [
        Text(180, 190, "Sunita Ghosh", 26, True), Text(630, 190, "37 yrs", 26, True), Text(880, 190, "12/11/26", 26, True),
        Text(130, 370, "Tab Augmentin 625  1-0-1 x 5d", 27, True), Text(130, 450, "Tab Pan 40  1-0-0 x 5d", 27, True),
        Text(130, 530, "Cap Becosules  0-1-0 x 10d", 27, True), Text(130, 610, "Syp Grilinctus 2 tsp TDS", 27, True),
    ]  # fmt: skip
    truth = _truth(
        drugs=["Augmentin", "Pan", "Becosules", "Grilinctus"], strengths=["625", "40"], patient="Sunita Ghosh",
        date="12/11/26", prescriber="Nikhil Bose",
    )  # fmt: skip
    for number, hand in enumerate(HANDS):
        kind = "mixed" if number == 0 else "handwritten_neat"
        yield Sheet(f"mixed{number}", [*labels, *filled], truth, hand=hand, kind=kind, size=(1150, 1000), font=PRINT[4])


def sheets() -> Iterator[Sheet]:
    """Every layout."""
    printed = (
        american, print_out, british, opd_slip, discharge_table, clinic_software, narrow_slip, two_columns, filipino,
        german, order_sheet, letter,
    )  # fmt: skip
    yield from (layout() for layout in printed)
    yield from mixed()


def write_pages(folder: Path, seed: int = 1, takes: Sequence[str] = tuple(TAKES)) -> dict[str, Any]:
    """Every layout in every take as JPEG, and truth.json; the truth comes back."""
    folder.mkdir(parents=True, exist_ok=True)
    chance, truth = np.random.default_rng(seed), {}
    for sheet in sheets():
        page = drawn(sheet)
        texts = [piece.text for piece in sheet.pieces]
        for take in takes:
            picture, quality = TAKES[take](page, chance)
            name = f"{sheet.name}_{take}.jpg"
            picture.convert("RGB").save(folder / name, "JPEG", quality=quality)
            kind = f"{sheet.kind}_photo" if take in PHOTOS else sheet.kind
            truth[name] = {"kind": kind, "lines": texts, **sheet.truth}
    (folder / "truth.json").write_text(json.dumps(truth, indent=1, ensure_ascii=False), encoding="utf-8")
    return truth


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes the pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    write_pages(given.folder, given.seed)


if __name__ == "__main__":
    main()
