"""What can be changed about a running server without a restart: how far its search lags, how wrong its clock is."""

from collections.abc import Callable
from datetime import datetime, timedelta

_NONE = timedelta()


class Conditions:
    """Two settings that tests turn while the server runs. Each is one assignment, so no lock is needed."""

    def __init__(self, index_lag: timedelta = _NONE) -> None:
        self._usual_lag = index_lag
        self.index_lag = index_lag
        """Searches do not show what changed within this time; reads by id do."""
        self.clock_offset = _NONE
        """Added to the server's clock: Date header, lastUpdated, token times. Negative: the clock is slow."""

    def settle(self, index_lag: timedelta | None, clock_offset: timedelta | None) -> None:
        """Sets both; None is what the server had at its start."""
        self.index_lag = self._usual_lag if index_lag is None else index_lag
        self.clock_offset = clock_offset or _NONE

    def shifted(self, clock: Callable[[], datetime]) -> Callable[[], datetime]:
        """A clock that is wrong by the offset."""
        return lambda: clock() + self.clock_offset
