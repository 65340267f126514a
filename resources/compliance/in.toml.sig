{
 "key": "dev-2026-11",
 "algorithm": "ed25519",
 "signature": "CyzAAQUqpnM2aqD3LQaOxsncYLJd1QMZFMRyOmw/hKphdLUMu4A+fpEcGxAqnw9T578G4V61NqkSd33GIlXXAg=="
}
