"""Taking in a prescription on paper: the scan, and whose it is."""
