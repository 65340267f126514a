"""The soak tier: the program at work for hours. `make soak`; a short day runs with the other tests."""
