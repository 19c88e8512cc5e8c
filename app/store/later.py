"""How does something get written a few seconds later, together with what came meanwhile? One timer at a time, started by need.

For counts, which may wait and may be lost with a killed process. `soon` may be called by any thread, thousands of times a
second; between two calls of `do` lie at least `seconds`.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager


class Later:
    """Calls `do` in the background, inside `context`, `seconds` after it was first asked for."""

    def __init__(self, seconds: float, context: Callable[[], AbstractContextManager], do: Callable[[], None]):
        self.seconds, self.context, self.do = seconds, context, do
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def soon(self) -> None:
        """Have it done; once, however often one asks before it is."""
        with self._lock:
            if self._timer is None:
                self._timer = threading.Timer(self.seconds, self.now)
                self._timer.daemon = True
                self._timer.start()

    def now(self) -> None:
        """Do it at once, in this thread."""
        self.cancel()
        with self.context():
            self.do()

    def cancel(self) -> None:
        """Forget that anybody asked."""
        with self._lock:
            timer, self._timer = self._timer, None
        if timer:
            timer.cancel()
