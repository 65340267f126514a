"""One framework for everything that goes step by step: first run, pairing, count, return."""

from workstation.ui.wizard.page import WizardPage
from workstation.ui.wizard.step import WizardStep

__all__ = ["WizardPage", "WizardStep"]
