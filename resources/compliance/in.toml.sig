{
 "key": "dev-2026-11",
 "algorithm": "ed25519",
 "signature": "P15wQ6eZmXwB0hIOfIBM/Mjy0Po01A1w6XxORXi5Zl+fKBEpBoJ9ixbOOIzKOP8GTVSOiCQpZqLxExZWCVSUAg=="
}
