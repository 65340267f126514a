"""The page where people say who they are. It replaces the work; nothing about patients is on it."""
