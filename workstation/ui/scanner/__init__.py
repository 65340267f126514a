"""The set-up of a keyboard scanner: test codes are scanned, what arrives tells how it is programmed."""
