"""The order server over FHIR R4: transport, and the translation between its resources and our words."""
