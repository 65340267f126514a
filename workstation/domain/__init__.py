"""Rules of the pharmacy: frozen dataclasses and pure functions. No Qt, SQL, HTTP, disk or clock."""
