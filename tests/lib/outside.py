"""Asking for an address as a provider does, and what a refusal must say."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from claims.lib import http
from claims.lib.addresses import AddressProblem
from claims.lib.http import FetchProblem, Named
from claims.lib.problems import Problem

fetch = partial(http.fetch, named=Named.BY_OPERATOR)


def refused(url: str, **more: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        fetch(url, **more)
    problem = caught.value
    assert isinstance(problem, FetchProblem | AddressProblem)
    assert problem.next_step, "a refusal names the next step"
    return problem
