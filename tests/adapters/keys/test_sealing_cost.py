"""What it costs to guess a passphrase; the other tests make it cheap, so this one looks at what is shipped."""

from workstation.adapters.keys.sealing import seal, unseal


def test_a_sealed_key_costs_sixty_four_mebibytes_and_three_passes_for_each_guess() -> None:
    record = seal(b"k" * 32, b"correct horse")
    assert (record["memory_kib"], record["passes"]) == (64 * 1024, 3)
    assert unseal(record, b"correct horse") == b"k" * 32
    assert unseal(record, b"wrong horse") is None
