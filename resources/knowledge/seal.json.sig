{
 "key": "dev-2026-11",
 "algorithm": "ed25519",
 "signature": "+5NJazQEcjv0PEMF0zHgs6+oTOTIYDv78748IWSa8wskA17pQaWZVnrhFaZ7Fw3AVIBakZYcyxd+rnKugmhgBg=="
}
