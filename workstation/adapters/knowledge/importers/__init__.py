"""Readers of lists of interactions as others write them: each row understood, or refused with why."""
