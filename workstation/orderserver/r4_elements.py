"""The elements at the top level of the resources that a pharmacy writes or reads. Source: FHIR 4.0.1, each page."""

_COMMON = "resourceType id meta implicitRules language text contained extension modifierExtension"

_BY_TYPE = """
AllergyIntolerance: identifier clinicalStatus verificationStatus type category criticality code patient encounter
    onset[x] recordedDate recorder asserter lastOccurrence note reaction
AuditEvent: type subtype action period recorded outcome outcomeDesc purposeOfEvent agent source entity
Basic: identifier code subject created author
Binary: contentType securityContext data
Communication: identifier instantiatesCanonical instantiatesUri basedOn partOf inResponseTo status statusReason
    category priority medium subject topic about encounter sent received recipient sender reasonCode
    reasonReference payload note
Condition: identifier clinicalStatus verificationStatus category severity code bodySite subject encounter onset[x]
    abatement[x] recordedDate recorder asserter stage evidence note
Consent: identifier status scope category patient dateTime performer organization source[x] policy policyRule
    verification provision
DetectedIssue: identifier status code severity patient identified[x] author implicated evidence detail reference
    mitigation
DocumentReference: masterIdentifier identifier status docStatus type category subject date author authenticator
    custodian relatesTo description securityLabel content context
Location: identifier status operationalStatus name alias description mode type telecom address physicalType
    position managingOrganization partOf hoursOfOperation availabilityExceptions endpoint
Medication: identifier code status manufacturer form amount ingredient batch
MedicationDispense: identifier partOf status statusReason[x] category medication[x] subject context
    supportingInformation performer location authorizingPrescription type quantity daysSupply whenPrepared
    whenHandedOver destination receiver note dosageInstruction substitution detectedIssue eventHistory
MedicationRequest: identifier status statusReason intent category priority doNotPerform reported[x] medication[x]
    subject encounter supportingInformation authoredOn requester performer performerType recorder reasonCode
    reasonReference instantiatesCanonical instantiatesUri basedOn groupIdentifier courseOfTherapyType insurance
    note dosageInstruction dispenseRequest substitution priorPrescription detectedIssue eventHistory
MedicationStatement: identifier basedOn partOf status statusReason category medication[x] subject context
    effective[x] dateAsserted informationSource derivedFrom reasonCode reasonReference note dosage
Observation: identifier basedOn partOf status category code subject focus encounter effective[x] issued performer
    value[x] dataAbsentReason interpretation note bodySite method specimen device referenceRange hasMember
    derivedFrom component
Organization: identifier active type name alias telecom address partOf contact endpoint
Patient: identifier active name telecom gender birthDate deceased[x] address maritalStatus multipleBirth[x] photo
    contact communication generalPractitioner managingOrganization link
Practitioner: identifier active name telecom address gender birthDate photo qualification communication
PractitionerRole: identifier active period practitioner organization code specialty location healthcareService
    telecom availableTime notAvailable availabilityExceptions endpoint
Provenance: target occurred[x] recorded policy location reason activity agent entity signature
RelatedPerson: identifier active patient relationship name telecom gender birthDate address photo period
    communication
SupplyDelivery: identifier basedOn partOf status patient type suppliedItem occurrence[x] supplier destination
    receiver
Task: identifier instantiatesCanonical instantiatesUri basedOn groupIdentifier partOf status statusReason
    businessStatus intent priority code description focus for encounter executionPeriod authoredOn lastModified
    requester performerType owner location reasonCode reasonReference insurance note relevantHistory restriction
    input output
"""


def _tables(text: str) -> dict[str, frozenset[str]]:
    pairs = (block.partition(":")[::2] for block in text.replace("\n ", " ").strip().splitlines())
    return {name: frozenset(elements.split()) | frozenset(_COMMON.split()) for name, elements in pairs}


_TABLES = _tables(_BY_TYPE)


def is_element(resource_type: str, name: str) -> bool:
    """Whether R4 has this element in this type; of a type that is not in the table nothing is unknown."""
    elements = _TABLES.get(resource_type)
    plain = name.removeprefix("_")
    if elements is None or plain in elements:
        return True
    return any(each.endswith("[x]") and _is_choice(plain, each.removesuffix("[x]")) for each in elements)


def _is_choice(name: str, stem: str) -> bool:
    rest = name.removeprefix(stem)
    return rest != name and rest[:1].isupper()
