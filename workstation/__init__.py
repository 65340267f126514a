"""The pharmacist workstation: review, dispense, hand over, and keep in step with the order server."""

__version__ = "0.1.0"
