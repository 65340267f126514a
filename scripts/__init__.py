"""Set-up, test tiers and release chores. Standard library only: it runs before anything is installed."""
