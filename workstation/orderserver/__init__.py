"""The reference order server: a FHIR R4 subset over HTTPS for demo, training and tests.

Data lives in memory. `server.OrderServer` embeds it; `workstation orderserver` runs it as a process.
"""
