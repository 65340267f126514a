"""Correcting where the prescriptions of a stack begin, before anything of it is taken in."""
