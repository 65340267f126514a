{
 "key": "dev-2026-11",
 "algorithm": "ed25519",
 "signature": "A/NrdIryCvCzffldCoYGLrQVUKYQsvcw/GBiEGNA1GgJ0IffsS6iYh7CfwVIjAYNqidFk15nb8STgqub8yAwDQ=="
}
