{
 "key": "dev-2026-11",
 "algorithm": "ed25519",
 "signature": "TGMJGddCUfpzq4DVhocNJObgGBpa+N5O/bUxy4+3TT87imiBqRuXHndV9RpTjX+0/NOo2JyIHssdX+5uOC4jCg=="
}
