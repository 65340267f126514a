{
 "key": "dev-2026-11",
 "algorithm": "ed25519",
 "signature": "d6l8Ee7nJAwcbs5I/MICwW3PanL2X8dc+rPHra7vuZRQVxhsv/Ybi8v6+lscEY9nsaYT/fRupRcrnE52BDRgBA=="
}
