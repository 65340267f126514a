"""What a server says about itself at /metadata (FHIR R4 CapabilityStatement)."""

from dataclasses import dataclass

from workstation.adapters.fhir.values import OURS, Resource, child, concept_has, objects, text

SMART = "SMART-on-FHIR"
"""Code system restful-security-service of FHIR R4."""
OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
"""Extension that names the token end point (SMART App Launch 1.0, "Declaring support")."""

REGION = f"{OURS}/data-region"
"""Extension of CapabilityStatement.implementation, valueCode: where this server keeps its data."""
HINT_STREAM = f"{OURS}:hint-stream"
"""Extension of CapabilityStatement.rest, valueUrl."""
ISO_3166 = "urn:iso:std:iso:3166"


@dataclass(frozen=True, slots=True)
class Capability:
    """Declared, and therefore only a hint: what the server really does is probed."""

    fhir_version: str
    """ "4.0.1"; "" where it says none."""
    software: str
    smart: bool
    """It offers SMART on FHIR."""
    regions: tuple[str, ...] = ()
    """Where it says that it keeps its data, ISO 3166 codes; () where it says nothing."""
    hint_stream: str = ""
    """Address of a stream of Server-Sent Events that say "something changed, pull"; "" where there is none."""

    @property
    def is_r4(self) -> bool:
        """FHIR R4 is 4.0.x; 4.1 and 4.3 are R4B and differ."""
        return self.fhir_version.startswith("4.0.")


def capability_of(statement: Resource | None) -> Capability | None:
    """None when this is no CapabilityStatement."""
    if statement is None or statement.get("resourceType") != "CapabilityStatement":
        return None
    return Capability(
        fhir_version=text(statement, "fhirVersion"),
        software=text(statement, "software", "name"),
        smart=_offers_smart(statement),
        regions=_regions(statement),
        hint_stream=_hint_stream(statement),
    )


def _regions(statement: Resource) -> tuple[str, ...]:
    """Our extension of `implementation`; where there is none, `jurisdiction` (FHIR R4) by ISO 3166 codes."""
    said = objects(child(statement, "implementation").get("extension"))
    found = [text(one, "valueCode") for one in said if one.get("url") == REGION]
    if not found:
        codings = [coding for one in objects(statement.get("jurisdiction")) for coding in objects(one.get("coding"))]
        found = [text(one, "code") for one in codings if text(one, "system").startswith(ISO_3166)]
    return tuple(dict.fromkeys(one.upper() for one in found if one))


def _hint_stream(statement: Resource) -> str:
    extensions = [one for rest in objects(statement.get("rest")) for one in objects(rest.get("extension"))]
    found = [text(one, "valueUrl") or text(one, "valueUri") for one in extensions if one.get("url") == HINT_STREAM]
    return found[0] if found else ""


def _offers_smart(statement: Resource) -> bool:
    found = [security for rest in objects(statement.get("rest")) if isinstance(security := rest.get("security"), dict)]
    services = [service for security in found for service in objects(security.get("service"))]
    extensions = [extension for security in found for extension in objects(security.get("extension"))]
    return any(concept_has(service, SMART) for service in services) or any(
        extension.get("url") == OAUTH_URIS for extension in extensions
    )
