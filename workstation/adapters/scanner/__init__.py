"""From what a scanner sends to a `ScannedCode`: keyboard wedge, GS1 data, Digital Links, trade numbers, own tokens."""

from workstation.adapters.scanner.codes import parse_code

__all__ = ["parse_code"]
