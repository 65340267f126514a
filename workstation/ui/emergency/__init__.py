"""Emergency supply: a few days for a known patient while the order server cannot give the claim."""
