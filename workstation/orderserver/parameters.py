"""The search parameters: for each resource type, which element a parameter looks at and how it compares.

Names, types and elements are those of FHIR R4 (search parameter registry); only those that a pharmacy needs.
Not supported: chained parameters, `_has`, `_text`, `_content`, `_filter`, composite, quantity, number and uri
parameters. Those with `searchable=False` serve this server's own look-ups and are refused from outside.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a parameter compares. Tokens and references are indexed, the others are compared one by one."""

    TOKEN = "token"
    REFERENCE = "reference"
    DATE = "date"
    STRING = "string"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One search parameter: the elements it looks at (dotted paths), the only type a reference may have."""

    name: str
    kind: Kind
    paths: tuple[str, ...]
    target: str = ""
    searchable: bool = True


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DATE_NAMES = _words(
    """
    authored authored-on authoredon birthdate created date effective expiration-date identified issued
    modified onset-date period received recorded recorded-date sent when whenhandedover whenprepared
    """
)
_STRING_NAMES = _words("name family given phonetic address address-city")
_TOKEN_NAMES = _words(
    """
    action active business-status category class clinical-status code combo-code criticality email form
    gender group-identifier identifier intent lot-number outcome performer-type phone priority requisition
    role scope severity status telecom type verification-status
    """
)
_COMMON = "identifier status code category subject encounter patient=subject|patient>Patient"
_BY_TYPE = """
AllergyIntolerance: identifier clinical-status=clinicalStatus verification-status=verificationStatus
    category type code=code|reaction.substance criticality date=recordedDate patient>Patient recorder
    asserter
Appointment: identifier status date=start actor=participant.actor patient=participant.actor>Patient
    based-on=basedOn
AuditEvent: action outcome date=recorded type agent=agent.who entity=entity.what
    patient=agent.who|entity.what>Patient
Basic: identifier code subject patient=subject>Patient author created
Binary:
Communication: identifier status category subject patient=subject>Patient encounter based-on=basedOn
    part-of=partOf recipient sender sent received
Condition: identifier clinical-status=clinicalStatus verification-status=verificationStatus category code
    severity subject patient=subject>Patient encounter onset-date=onsetDateTime|onsetPeriod
    recorded-date=recordedDate asserter
Consent: identifier status category scope patient>Patient date=dateTime organization
DetectedIssue: identifier code author patient>Patient implicated
    identified=identifiedDateTime|identifiedPeriod
DocumentReference: identifier=masterIdentifier|identifier status type category date subject
    patient=subject>Patient encounter=context.encounter related=context.related author custodian
Encounter: identifier status class type subject patient=subject>Patient date=period
    participant=participant.individual
Location: identifier status name=name|alias type organization=managingOrganization partof=partOf
Medication: identifier code status form lot-number=batch.lotNumber expiration-date=batch.expirationDate
    manufacturer
MedicationDispense: identifier status type code=medicationCodeableConcept medication=medicationReference
    prescription=authorizingPrescription subject patient=subject>Patient context destination
    performer=performer.actor receiver responsibleparty=substitution.responsibleParty
    whenhandedover=whenHandedOver whenprepared=whenPrepared
MedicationRequest: identifier status intent priority category code=medicationCodeableConcept
    medication=medicationReference subject patient=subject>Patient encounter requester
    intended-performer=performer intended-dispenser=dispenseRequest.performer authoredon=authoredOn
    date=dosageInstruction.timing.event !group-identifier=groupIdentifier
MedicationStatement: identifier status category code=medicationCodeableConcept
    medication=medicationReference subject patient=subject>Patient context part-of=partOf
    source=informationSource effective=effectiveDateTime|effectivePeriod
Observation: identifier status category code subject patient=subject>Patient encounter based-on=basedOn
    has-member=hasMember derived-from=derivedFrom performer combo-code=code|component.code
    date=effectiveDateTime|effectivePeriod|effectiveInstant
Organization: identifier active type name=name|alias partof=partOf address-city=address.city
Patient: identifier active gender birthdate=birthDate name=name family=name.family given=name.given
    phone=telecom telecom address-city=address.city general-practitioner=generalPractitioner
    organization=managingOrganization link=link.other
Practitioner: identifier active gender name=name family=name.family given=name.given telecom
PractitionerRole: identifier active role=code practitioner organization location date=period
Provenance: target patient=target>Patient agent=agent.who entity=entity.what recorded location
    when=occurredDateTime|occurredPeriod
RelatedPerson: identifier active name=name patient>Patient telecom
ServiceRequest: identifier status intent priority category code subject patient=subject>Patient encounter
    requester performer based-on=basedOn requisition authored=authoredOn
SupplyDelivery: identifier status patient>Patient receiver supplier
Task: identifier status intent priority code business-status=businessStatus group-identifier=groupIdentifier
    focus based-on=basedOn part-of=partOf owner requester subject=for patient=for>Patient encounter
    performer-type=performerType authored-on=authoredOn modified=lastModified period=executionPeriod
"""
"""A type, then its parameters: name, `=` elements if called otherwise, `>` only type, `!` not for clients."""


def _parameter(text: str) -> Parameter:
    searchable = not text.startswith("!")
    text, _, target = text.lstrip("!").partition(">")
    name, _, paths = text.partition("=")
    return Parameter(name, _kind(name), tuple((paths or name).split("|")), target, searchable)


def _kind(name: str) -> Kind:
    if name in _TOKEN_NAMES:
        return Kind.TOKEN
    if name in _DATE_NAMES:
        return Kind.DATE
    return Kind.STRING if name in _STRING_NAMES else Kind.REFERENCE


def _table(text: str) -> dict[str, Parameter]:
    parameters = [*map(_parameter, text.split()), Parameter("_tag", Kind.TOKEN, ("meta.tag",))]
    return {parameter.name: parameter for parameter in parameters}


def _tables(text: str) -> dict[str, dict[str, Parameter]]:
    pairs = (block.partition(":")[::2] for block in text.replace("\n ", " ").strip().splitlines())
    return {resource_type: _table(parameters) for resource_type, parameters in pairs}


_TABLES = _tables(_BY_TYPE)
_COMMON_TABLE = _table(_COMMON)


def parameters_of(resource_type: str) -> dict[str, Parameter]:
    """The parameters of one resource type by name; types without an entry above have the common ones."""
    return _TABLES.get(resource_type, _COMMON_TABLE)


def searchable(resource_type: str, name: str) -> Parameter | None:
    """The parameter that a client may use, or None."""
    parameter = parameters_of(resource_type).get(name)
    return parameter if parameter is not None and parameter.searchable else None
