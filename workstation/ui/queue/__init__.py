"""The queue: what has come, when it is due, what is special about it, and who works on it."""
