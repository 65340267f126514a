"""What we tell the order server, as FHIR R4 resources, by what they are about."""
