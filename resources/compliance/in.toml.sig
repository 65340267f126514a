{
 "key": "dev-2026-11",
 "algorithm": "ed25519",
 "signature": "AOFU7phW1Uxkn6IajInmi1MlahydcZ8vWk2ihDGjfhgCA2CjzOJZKKlkN7iVPQsN6Xh3kJ3OkdGGfO9ufOm5Dg=="
}
