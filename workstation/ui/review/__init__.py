"""The review screen: the scan, what is keyed from it, the patient, and the decision."""
