"""How long to wait before trying again what another machine refused."""

import random

from redis.exceptions import ConnectionError as StoreDown
from redis.exceptions import OutOfMemoryError, ReadOnlyError, ResponseError
from redis.exceptions import TimeoutError as StoreSlow

_FULL = ("MISCONF", "NOREPLICAS")  # the disk is full; those who copy the store are away


def is_store_away(error: BaseException) -> bool:
    """Tell whether the store does nothing for anybody now, whatever it is asked."""
    if isinstance(error, ResponseError) and str(error).startswith(_FULL):
        return True
    return isinstance(error, StoreDown | StoreSlow | OutOfMemoryError | ReadOnlyError)


class Backoff:
    """Pauses that double up to a limit, a little random so that many do not come back at once."""

    def __init__(self, *, first_s: float = 0.5, longest_s: float = 30) -> None:
        self._first_s = first_s
        self._longest_s = longest_s
        self.failures = 0

    def reset(self) -> None:
        self.failures = 0

    def pause(self) -> float:
        """Count one more failure; return the seconds to wait."""
        grown = self._first_s * 2.0 ** min(self.failures, 16)
        self.failures += 1
        return min(grown, self._longest_s) * random.uniform(0.75, 1.0)
