"""What the sample pharmacy is made of: frozen dataclasses that hold the files of
`resources/demo` resolved to a date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid5

from workstation.domain.medicine import IngredientStrength, Product
from workstation.domain.patient import Sex
from workstation.domain.quantity import Quantity
from workstation.domain.users import User

_NAMESPACE = UUID("6f2d3a0e-5a0b-5a6e-9c41-2f7f0a51d7c4")


def stable_id(kind: str, name: str) -> UUID:
    """The same UUID for the same thing at every start (version 5), so that nothing is doubled
    when loaded again."""
    return uuid5(_NAMESPACE, f"{kind}|{name}")


class Arrival(StrEnum):
    """How a prescription comes to the pharmacy."""

    PAPER = "paper"
    """A scan without lines: transcribed here."""
    ELECTRONIC = "electronic"
    """Lines without a scan."""
    ELECTRONIC_WITH_SCAN = "electronic_with_scan"
    """Lines, and a scan as evidence."""


class Case(StrEnum):
    """What a sample prescription is an example of."""

    CLEAN = "clean"
    INTERACTION = "interaction"
    CONTRAINDICATED = "contraindicated"
    ALLERGY = "allergy"
    DUPLICATE = "duplicate"
    CONTROLLED = "controlled"
    OUT_OF_STOCK = "out_of_stock"
    PART_STOCK = "part_stock"
    SUBSTITUTION = "substitution"
    GENERIC_NAME = "generic_name"
    NOT_IN_CATALOGUE = "not_in_catalogue"
    NO_SCAN = "no_scan"
    PRINTED_SCAN = "printed_scan"
    UNREADABLE_SCAN = "unreadable_scan"
    UNKNOWN_PATIENT = "unknown_patient"
    UNKNOWN_ALLERGIES = "unknown_allergies"
    COLD_CHAIN = "cold_chain"
    CHILD = "child"
    PREGNANCY = "pregnancy"
    RENAL = "renal"
    TAPER = "taper"
    MIXED_ORDER = "mixed_order"
    HINDI_NAME = "hindi_name"
    LONG_NAME = "long_name"
    VALIDITY_OVER = "validity_over"
    ARRIVES_LATER = "arrives_later"


@dataclass(frozen=True, slots=True)
class SampleUser:
    """A member of staff with secrets in clear, which only a sample store may hold."""

    user: User
    passphrase: str
    pin: str
    """Six digits; empty when this user has no quick unlock."""
    totp_secret: str
    """Base32, RFC 6238 with 30 seconds and 6 digits."""
    badge: str
    """What the badge's barcode says."""


@dataclass(frozen=True, slots=True)
class SamplePrescriber:
    """A prescriber and the letterhead of the clinic."""

    key: str
    name: str
    qualification: str
    speciality: str
    registration: str
    clinic: str
    clinic_local: str
    address: str
    hours: str
    phone: str


@dataclass(frozen=True, slots=True)
class SampleAllergy:
    """An allergy as recorded. `group` is the name of an allergy group (penicillins, sulfonamides, NSAIDs)."""

    group: str
    text: str
    reaction: str
    certainty: str
    criticality: str


@dataclass(frozen=True, slots=True)
class SampleCondition:
    """A condition with its ICD-10 code (from memory: source unverified)."""

    text: str
    icd10: str


@dataclass(frozen=True, slots=True)
class CurrentMedicine:
    """What the patient takes at present, and the dosage as told."""

    product: Product
    dosage: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """One observation of a patient. `kind` is weight, egfr or inr."""

    kind: str
    value: Decimal
    measured_on: date


@dataclass(frozen=True, slots=True)
class SamplePatient:
    """An invented person. `allergies` None = nothing is recorded, () = known to have none."""

    key: str
    name: str
    local_name: str
    """The same name in the other script, may be empty."""
    language: str
    number: str
    birth_date: date
    is_child: bool
    """The date of birth moves with the date of the demo."""
    sex: Sex
    phone: str
    address: str
    measurements: tuple[Measurement, ...]
    is_pregnant: bool
    allergies: tuple[SampleAllergy, ...] | None
    conditions: tuple[SampleCondition, ...]
    medicines: tuple[CurrentMedicine, ...]

    @property
    def id(self) -> UUID:
        """The id of the Patient resource."""
        return stable_id("Patient", self.key)

    def measured(self, kind: str) -> Measurement | None:
        """The measurement of a kind, if there is one."""
        return next((each for each in self.measurements if each.kind == kind), None)


@dataclass(frozen=True, slots=True)
class SampleLine:
    """One prescribed medicine."""

    text: str
    """As written."""
    dose: str
    """Dosage instruction as written, without the duration."""
    duration: str
    product: Product | None
    """The product that the text names; None when prescribed by generic name or not in the catalogue."""
    ingredients: tuple[IngredientStrength, ...]
    """Empty when only the text is known."""
    form: str
    quantity: Quantity
    days: int | None
    substitution_allowed: bool

    @property
    def dosage(self) -> str:
        """Dosage instruction and duration as one text."""
        return f"{self.dose} {self.duration}".strip()


@dataclass(frozen=True, slots=True)
class ScanPlan:
    """How the scan of a prescription looks; the words are those of `scan_photo`, `handwriting` and
    `scan_layout`."""

    is_printed: bool
    hand: str
    photo: str
    page: str
    illegible: int
    """Number of words that are scribbled beyond reading, besides the signature."""


@dataclass(frozen=True, slots=True)
class SamplePrescription:
    """A prescription on its way to the pharmacy. Minutes count from the start of the demo."""

    number: str
    patient: SamplePatient | None
    """None when the order server does not know whose it is."""
    written_for: SamplePatient | None
    """Whose name stands on the paper."""
    prescriber: SamplePrescriber
    arrival: Arrival
    cases: frozenset[Case]
    due_minutes: int
    sent_minutes_ago: int
    appears_after_minutes: int
    written_days_ago: int
    valid_days: int
    urgent: bool
    diagnosis: str
    note: str
    channel: str
    """Where it came from when not from a clinic."""
    repeats: int
    lab_test: str
    """A line that is no medicine, empty when there is none."""
    lines: tuple[SampleLine, ...]
    scan: ScanPlan | None
    expected: Mapping[str, tuple[tuple[str, ...], ...]]
    """What has to be found: allergy (group, ingredient), interaction (two ingredients), duplicate,
    duplicate_class."""

    @property
    def has_coded_lines(self) -> bool:
        """Whether the order server knows the lines, too."""
        return self.arrival is not Arrival.PAPER


@dataclass(frozen=True, slots=True)
class SampleBatch:
    """A batch on the shelf. `quantity` counts the smallest unit and may be 0 (used up)."""

    gtin: str
    product_id: UUID
    batch_number: str
    expiry_date: date
    """Last day on which it may be used."""
    day_is_printed: bool
    """False when the pack shows month and year only."""
    quantity: Quantity
    packs: int
    received_on: date
    shelf: str


@dataclass(frozen=True, slots=True)
class SamplePharmacy:
    """The pharmacy with everybody around it on one date."""

    name: str
    branch: str
    code: str
    licence: str
    address: tuple[str, ...]
    city: str
    state: str
    postal_code: str
    country: str
    phone: str
    time_zone: str
    prescribers: tuple[SamplePrescriber, ...]
    patients: tuple[SamplePatient, ...]
    prescriptions: tuple[SamplePrescription, ...]

    @property
    def organization_id(self) -> UUID:
        """The id of the pharmacy's Organization at the order server: what `pair --organization` asks for."""
        return stable_id("Organization", self.code)

    def prescription(self, number: str) -> SamplePrescription:
        """The prescription with this number. Raises KeyError."""
        for each in self.prescriptions:
            if each.number == number:
                return each
        raise KeyError(number)


@dataclass(frozen=True, slots=True)
class Moment:
    """When the demo is played: the instant it starts (aware, UTC) and the date in the
    pharmacy's time zone."""

    now: datetime
    today: date
