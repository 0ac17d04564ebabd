"""Each benchmark is found by its file's name and described on the page."""

from __future__ import annotations

import io
import math

import pytest
from django.core.management import CommandError, call_command

from claims.management.commands.benchmark import measured, summary
from claims.ops.figures import percentile
from factcheck.servers import CHECKOUT


def test_without_a_name_they_are_listed() -> None:
    said = io.StringIO()
    call_command("benchmark", stdout=said)
    lines = said.getvalue().splitlines()
    assert [line.split()[0] for line in lines] == list(measured())
    assert "faults" in measured()


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(CommandError, match="faults"):
        call_command("benchmark", "speed")


def test_each_says_what_it_measures_and_has_a_row_on_the_page() -> None:
    page = (CHECKOUT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert [
        name for name, module in measured().items() if not summary(module) or f"| `{name}` |" not in page
    ] == []


@pytest.mark.parametrize(
    ("share", "value"), [(0.0, 1.0), (0.5, 10.0), (0.95, 19.0), (0.951, 20.0), (1.0, 20.0)]
)
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(share: float, value: float) -> None:
    assert percentile([float(n) for n in range(20, 0, -1)], share) == value
    assert math.isnan(percentile([], share))
