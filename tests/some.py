"""Which of many cases are run each time, and which in the long run?"""

import pytest


def many(cases, few) -> list:
    """All of them in `make proof`, a few in `make test`."""
    return [pytest.param(case, marks=() if case in few else pytest.mark.proof) for case in cases]
