"""Signs approvals as this station, with the key that it was paired with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workstation.adapters.keys.station_key import ES384, RS384, StationKeys
from workstation.domain.errors import Unavailable


@dataclass(frozen=True, slots=True)
class StationSigner:
    """A JWS (compact) over claims; implements services.messages.Signer."""

    keys: StationKeys

    def __call__(self, claims: Mapping[str, Any], /) -> str | None:
        """None where no key was made at pairing, or the key ring does not give it: an approval is not held up by that.

        The approval then goes unsigned, which everybody can see; a key is never made here, because the server would
        not know it.
        """
        algorithm = next((one for one in (ES384, RS384) if self.keys.has(one)), None)
        if algorithm is None:
            return None
        try:
            return self.keys.sign(algorithm, claims)
        except Unavailable:
            return None
