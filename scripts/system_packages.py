"""The Debian packages the program and its tests need: which are missing, and how they get there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping

from scripts.shell import SetupError, output_of, run

RUN: Mapping[str, str] = {
    "libegl1": "Qt draws through it",
    "libgl1": "Qt draws through it",
    "libxkbcommon0": "Qt reads the keyboard with it",
    "libfontconfig1": "Qt finds fonts with it",
    "libdbus-1-3": "the key ring and the desktop are reached over it",
    "libxkbcommon-x11-0": "a window on X11",
    "libxcb-cursor0": "a window on X11",
    "libxcb-icccm4": "a window on X11",
    "libxcb-image0": "a window on X11",
    "libxcb-keysyms1": "a window on X11",
    "libxcb-render-util0": "a window on X11",
    "libxcb-shape0": "a window on X11",
    "libxcb-xkb1": "a window on X11",
    "tesseract-ocr": "reads scans",
    "tesseract-ocr-eng": "reads scans written in English",
    "fonts-inter": "screens and labels",
    "fonts-noto-core": "labels in Devanagari",
    "fonts-jetbrains-mono": "batch numbers and codes",
    "fonts-breip": "sample scans",
    "fonts-dancingscript": "sample scans",
    "fonts-kristi": "sample scans",
}
"""Package → what for: what `make demo` needs."""

DEV: Mapping[str, str] = {
    **RUN,
    "postgresql": "the tests start one for themselves",
    "xvfb": "a real window without a screen",
    "xauth": "a real window without a screen",
}
"""Package → what for: what `make test` needs."""

_APT_OPTIONS = ("-o", "DPkg::Lock::Timeout=300", "-o", "APT::Update::Error-Mode=any")
_INSTALL = ("-qq", "-y", "--no-install-recommends", "install")


def ensure(wanted: Mapping[str, str]) -> str:
    """Install through apt what is missing of `wanted`; answers in words what was done.

    Raises SetupError when this user may not install: the missing packages, what for, and the command.
    """
    listing = installed_listing(wanted)
    if listing is None:
        return "no dpkg here: install the equivalents of " + " ".join(sorted(wanted)) + " yourself"
    missing = missing_packages(wanted, listing)
    if not missing:
        return "all there"
    install(missing, wanted)
    return "installed " + " ".join(missing)


def installed_listing(wanted: Iterable[str]) -> str | None:
    """dpkg's "name status" lines for `wanted`; None on a system without dpkg."""
    return output_of(["dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\n", *wanted])


def missing_packages(wanted: Iterable[str], listing: str) -> list[str]:
    """Those of `wanted` that `listing` does not name as installed, in the order of `wanted`."""
    present = {line.split()[0] for line in listing.splitlines() if line.endswith(" installed")}
    return [name for name in wanted if name not in present]


def install(missing: list[str], reasons: Mapping[str, str]) -> None:
    """apt-get install `missing`, as root or through sudo; raises SetupError where neither is possible."""
    prefix = privilege()
    if prefix is None:
        raise SetupError(how_to_install(missing, reasons))
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *_APT_OPTIONS]
    print("  installing " + " ".join(missing), flush=True)
    advice = how_to_install(missing, reasons)
    run(
        [*apt, "-qq", "update"],
        failure="apt-get could not refresh its lists (is there a network?).\n" + advice,
    )
    run([*apt, *_INSTALL, *missing], failure="apt-get could not install them.\n" + advice)


def privilege() -> list[str] | None:
    """The words to put before apt-get; None when this user cannot become root here."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    quiet = subprocess.run(["sudo", "-n", "true"], capture_output=True, stdin=subprocess.DEVNULL, check=False)
    if quiet.returncode == 0:
        return ["sudo", "-n"]
    # sudo asks for the password on the terminal itself, not on standard input.
    return ["sudo"] if sys.stdin.isatty() else None


def how_to_install(missing: list[str], reasons: Mapping[str, str]) -> str:
    """The sentences for a person who has to install `missing` by hand."""
    lines = [f"  {name}: {reasons[name]}" for name in missing]
    command = "  sudo apt-get install --no-install-recommends " + " ".join(missing)
    head, then = "These Debian packages are missing:", "Install them, then call make again:"
    return "\n".join([head, *lines, then, command])
