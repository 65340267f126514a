"""Keeping in step with the order server: pull what is new, send what waits, each fact exactly once."""
