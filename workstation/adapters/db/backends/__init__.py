"""What differs between the databases: opening, locking, append-only, search. A file per backend and topic."""
