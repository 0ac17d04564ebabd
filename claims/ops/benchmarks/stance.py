"""Stance of a passage towards a claim, on public sets (FM2, Climate-FEVER, Factcheck-GPT, SciFact, WiCE).

Prints, per set, what `judge` gives as it stands, and, with --cross-validate, what the head gives on claims it was not
trained on. The first has seen the pairs; quote the second.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--limit", type=int, default=0, help="at most so many pairs of each set (0: all)")
    parser.add_argument("--cross-validate", action="store_true", help="train and measure on unseen claims")


def run(stdout: OutputWrapper, *, data: Path, limit: int = 0, cross_validate: bool = False, **_: Any) -> None:
    from claims.evidence import training

    try:
        pairs = list(training.read_pairs(data))
    except (OSError, ValueError, KeyError) as error:
        raise CommandError(f"The data could not be read: {error}") from error
    if limit:
        taken: Counter[str] = Counter()
        chosen = []
        for pair in pairs:
            taken[pair.set_name] += 1
            if taken[pair.set_name] <= limit:
                chosen.append(pair)
        pairs = chosen
    begun = time.monotonic()
    if cross_validate:
        found = training.cross_validate(training.tabulate(pairs))
    else:
        found = training.measure(pairs)
    each = (time.monotonic() - begun) / max(1, len(pairs)) * 1000
    stdout.write(f"{'set':<16}{'pairs':>7}{'accuracy':>10}{'macro-F1':>10}{'either':>8}")
    for name, line in found.items():
        stdout.write(
            f"{name:<16}{int(line['pairs']):>7}{line['accuracy']:>10.3f}{line['macro_f1']:>10.3f}"
            f"{line['either_accuracy']:>8.3f}"
        )
    stdout.write(
        f"{each:.1f} ms a pair. “either”: supports against refutes, where people said one of the two."
    )
