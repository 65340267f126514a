"""The dispense screen: pick by shelf, scan every pack, check, put into a bin."""
