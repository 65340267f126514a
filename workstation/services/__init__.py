"""Use cases: one verb is one function is one transaction. Ports are Protocols."""
