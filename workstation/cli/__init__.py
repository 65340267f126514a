"""The `workstation` command."""
