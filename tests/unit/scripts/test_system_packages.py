"""Which Debian packages are missing, and what a person is told who may not install them."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from scripts import shell, system_packages
from scripts.shell import SetupError

WANTED = {"tesseract-ocr": "reads scans", "fonts-inter": "screens and labels"}


def test_a_package_that_was_removed_but_left_its_settings_is_missing() -> None:
    listing = "tesseract-ocr config-files\nfonts-inter installed\n"
    assert system_packages.missing_packages(WANTED, listing) == ["tesseract-ocr"]


def test_a_package_that_dpkg_never_heard_of_is_missing() -> None:
    assert system_packages.missing_packages(WANTED, "fonts-inter not-installed\n") == [
        "tesseract-ocr",
        "fonts-inter",
    ]


def test_nothing_is_installed_when_all_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        system_packages, "installed_listing", lambda wanted: "".join(f"{w} installed\n" for w in wanted)
    )
    monkeypatch.setattr(system_packages, "install", lambda *_: pytest.fail("installed something"))
    assert system_packages.ensure(WANTED) == "all there"


def test_without_root_and_sudo_the_message_names_packages_reasons_and_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(system_packages, "installed_listing", lambda wanted: "fonts-inter installed\n")
    monkeypatch.setattr(system_packages, "privilege", lambda: None)
    with pytest.raises(SetupError) as stopped:
        system_packages.ensure(WANTED)
    assert str(stopped.value) == (
        "These Debian packages are missing:\n"
        "  tesseract-ocr: reads scans\n"
        "Install them, then call make again:\n"
        "  sudo apt-get install --no-install-recommends tesseract-ocr"
    )


def test_a_system_without_dpkg_is_told_what_to_bring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_packages, "installed_listing", lambda wanted: None)
    assert "fonts-inter tesseract-ocr" in system_packages.ensure(WANTED)


def test_root_needs_no_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert system_packages.privilege() == []


def test_an_ordinary_user_without_sudo_cannot_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert system_packages.privilege() is None


def test_apt_is_asked_for_the_missing_packages_only(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def run(command: Sequence[str | Path], *, failure: str) -> None:
        asked.append([str(part) for part in command])

    monkeypatch.setattr(system_packages, "privilege", lambda: ["sudo", "-n"])
    monkeypatch.setattr(system_packages, "run", run)
    system_packages.install(["tesseract-ocr"], WANTED)
    update, install = asked
    assert update[:4] == ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    assert update[-1] == "update"
    assert install[-2:] == ["install", "tesseract-ocr"]


def test_what_the_tests_need_includes_what_the_program_needs() -> None:
    assert system_packages.RUN.items() < system_packages.DEV.items()


def test_a_command_that_fails_is_told_with_the_sentence_for_it() -> None:
    with pytest.raises(SetupError, match=r"It did not work.\n\(`false` ended with 1\)"):
        shell.run(["false"], failure="It did not work.")


def test_a_command_that_is_not_there_is_named() -> None:
    with pytest.raises(SetupError, match="the command no-such-command-here is not there"):
        shell.run(["no-such-command-here"], failure="It did not work.")
