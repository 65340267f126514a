"""Keys: the store's key, hashes of what people type, signatures of packs."""
