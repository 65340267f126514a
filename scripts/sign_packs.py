"""Signs the packs in resources/ with the development key: run it after changing one of them.

The development key is no secret. It is derived from a sentence that stands here, so that nobody mistakes it
for one; a verification always says that a development key signed. Packs for pharmacies are signed with a
release key elsewhere.
"""

import hashlib
import sys
from pathlib import Path

from workstation.adapters.keys import signing
from workstation.adapters.knowledge.compiling import compile_edition
from workstation.adapters.knowledge.seal import seal

KEY_ID = "dev-2026-11"
SENTENCE = b"pharmacist workstation development key of November 2026: it signs nothing that may be trusted"
SIGNED = ("resources/compliance/*.toml", "resources/knowledge/seal.json")


def development_key() -> bytes:
    """The 32-byte seed."""
    return hashlib.sha256(SENTENCE).digest()


def main(root: Path) -> None:
    """Compiles and seals the knowledge as it stands, and writes a .sig beside every pack."""
    if not compile_edition(root / "resources" / "knowledge"):
        print("not compiled: workstation/adapters/knowledge/compiling.py does not know a kind of fact")
    seal(root / "resources" / "knowledge")
    for pattern in SIGNED:
        for path in sorted(root.glob(pattern)):
            signature = signing.sign(path.read_bytes(), KEY_ID, development_key())
            path.with_name(path.name + ".sig").write_bytes(signature)
            print(path.relative_to(root))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent)
