"""One file per repository of the ports."""
