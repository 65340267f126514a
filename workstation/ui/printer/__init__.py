"""The set-up of the printers of this station."""
