"""Wakes what waits in the server's loop, from any thread."""

import asyncio


class Waker:
    """One flag of one waiting coroutine. Made and waited for in the loop; woken from anywhere."""

    def __init__(self) -> None:
        self._loop, self._flag = asyncio.get_running_loop(), asyncio.Event()

    def wake(self) -> None:
        """Ends the waiting, now or when it begins."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._flag.set)

    async def is_woken(self, seconds: float) -> bool:
        """Waits until woken or for so long; says which."""
        try:
            async with asyncio.timeout(seconds):
                await self._flag.wait()
        except TimeoutError:
            return False
        self._flag.clear()
        return True
