"""Writes THIRD_PARTY_NOTICES: every distribution and font that is shipped, its licence, each text once.

Run it (`make notices`) on the oldest supported Python: only there all locked distributions are installed.
"""

import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from scripts.environment import RUN_LOCK, locked
from scripts.fonts import FONTS, MANIFEST, licence_path, read_manifest
from scripts.shell import ROOT

TARGET = ROOT / "THIRD_PARTY_NOTICES"
COMMON = Path("/usr/share/common-licenses")
GS1_TABLE = ROOT / "resources" / "codes" / "gs1_application_identifiers.tsv"
RULE = "=" * 110

# Wheels that name their licence and bring no text of it: Debian's copy of the text is added.
TEXT_FROM_DEBIAN = {
    "pyside6-essentials": ("LGPL-3", "GPL-3"),
    "shiboken6": ("LGPL-3", "GPL-3"),
    "flatbuffers": ("Apache-2.0",),
}
# Looked up by a person, since nothing on Linux can ask their metadata.
NOT_INSTALLED_ON_LINUX = {"colorama": "BSD-3-Clause", "pywin32-ctypes": "BSD-3-Clause"}

Notice = tuple[str, list[str]]
"""A heading ("name version: licence") and the licence texts under it."""


def main() -> int:
    """Write the file; exit code 1 when a locked distribution is not installed."""
    pins = locked(RUN_LOCK.read_text(encoding="utf-8"))
    try:
        notices = [notice_of(name, version) for name, (version, _marker) in sorted(pins.items())]
    except PackageNotFoundError as missing:
        print(f"notices: {missing.name} is not installed; run this in .venv on Python 3.11", file=sys.stderr)
        return 1
    TARGET.write_text(compose([*notices, *font_notices(), gs1_notice()]), encoding="utf-8")
    print(f"notices: {len(notices)} distributions")
    return 0


def notice_of(name: str, version: str) -> Notice:
    """The notice of one locked distribution; raises PackageNotFoundError when it is not installed."""
    if name in NOT_INSTALLED_ON_LINUX:
        return f"{name} {version} (Windows only): {NOT_INSTALLED_ON_LINUX[name]}", []
    found = distribution(name)
    files = [*licence_files(found), *(COMMON / file for file in TEXT_FROM_DEBIAN.get(name, ()))]
    return f"{name} {version}: {licence_name(found)}", [text_of(path) for path in files]


def licence_name(found: Distribution) -> str:
    """The licence as the metadata names it, in one line."""
    classifiers = found.metadata.get_all("Classifier") or []
    named = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License ::")]
    free_text = metadata_of(found, "License").splitlines()[:1]
    return metadata_of(found, "License-Expression") or ", ".join(named) or "".join(free_text) or "see the text"


def metadata_of(found: Distribution, key: str) -> str:
    """A field of the metadata; empty when it is not given."""
    return found.metadata[key].strip() if key in found.metadata else ""


def licence_files(found: Distribution) -> list[Path]:
    """The licence, copying and notice files that the distribution installed."""
    wanted = ("licen", "copying", "notice")
    files = [file for file in found.files or [] if file.suffix not in {".py", ".pyc", ".pyi"}]
    chosen = [file for file in files if "licenses" in file.parts or file.name.lower().startswith(wanted)]
    return sorted(Path(str(found.locate_file(file))) for file in chosen)


def font_notices() -> list[Notice]:
    """One notice for each Debian package that a font comes from."""
    by_package = {font.package: font for font in read_manifest(MANIFEST.read_text(encoding="utf-8"))}
    return [
        (f"font {font.family}: {font.licence}", [text_of(licence_path(font, FONTS))])
        for _, font in sorted(by_package.items())
    ]


def gs1_notice() -> Notice:
    """The facts of GS1's Barcode Syntax Dictionary: its notice stands at the head of our table of them."""
    lines = GS1_TABLE.read_text(encoding="utf-8").splitlines()
    head = [line.removeprefix("#").strip() for line in lines if line.startswith("#")]
    notice = "\n".join(head[head.index("") + 1 : head.index("", head.index("") + 1)])
    return "GS1 Barcode Syntax Dictionary (re-expressed): Apache-2.0", [notice, text_of(COMMON / "Apache-2.0")]


def text_of(path: Path) -> str:
    """A licence file's text without carriage returns, form feeds and blanks at line ends."""
    text = path.read_text(encoding="utf-8", errors="replace").replace("\f", "\n")
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def compose(notices: Iterable[Notice]) -> str:
    """The file: the list first, then each licence text with the names of all it belongs to."""
    headings, owners = [], dict[str, list[str]]()
    for heading, texts in notices:
        headings.append(f"  {heading}")
        for text in texts:
            owners.setdefault(text, []).append(heading.split(":")[0])
    bodies = [f"{RULE}\n{', '.join(dict.fromkeys(who))}\n{RULE}\n\n{text}\n" for text, who in owners.items()]
    intro = (
        "The pharmacist workstation is licensed under the Apache License 2.0 (LICENSE).\n"
        "It ships these works of others, each under its own licence; the texts follow the list.\n"
    )
    return "\n".join([intro, *headings, "", *bodies])


if __name__ == "__main__":
    sys.exit(main())
