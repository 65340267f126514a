"""The reference order server: a FHIR R4 subset over HTTPS for demo, training and tests.

Data lives in memory. `server.OrderServer` embeds it; `workstation orderserver` runs it as a process.
`personalities` makes it behave as other FHIR servers may, `faults` disturbs chosen requests and answers.
"""
