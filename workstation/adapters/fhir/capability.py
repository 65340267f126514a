"""What a server says about itself at /metadata (FHIR R4 CapabilityStatement)."""

from dataclasses import dataclass

from workstation.adapters.fhir.values import Resource, concept_has, objects, text

SMART = "SMART-on-FHIR"
"""Code system restful-security-service of FHIR R4."""
OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
"""Extension that names the token end point (SMART App Launch 1.0, "Declaring support")."""


@dataclass(frozen=True, slots=True)
class Capability:
    """Declared, and therefore only a hint: what the server really does is probed."""

    fhir_version: str
    """ "4.0.1"; "" where it says none."""
    software: str
    smart: bool
    """It offers SMART on FHIR."""

    @property
    def is_r4(self) -> bool:
        """FHIR R4 is 4.0.x; 4.1 and 4.3 are R4B and differ."""
        return self.fhir_version.startswith("4.0.")


def capability_of(statement: Resource | None) -> Capability | None:
    """None when this is no CapabilityStatement."""
    if statement is None or statement.get("resourceType") != "CapabilityStatement":
        return None
    return Capability(text(statement, "fhirVersion"), text(statement, "software", "name"), _offers_smart(statement))


def _offers_smart(statement: Resource) -> bool:
    found = [security for rest in objects(statement.get("rest")) if isinstance(security := rest.get("security"), dict)]
    services = [service for security in found for service in objects(security.get("service"))]
    extensions = [extension for security in found for extension in objects(security.get("extension"))]
    return any(concept_has(service, SMART) for service in services) or any(
        extension.get("url") == OAUTH_URIS for extension in extensions
    )
