"""Some hundreds of damaged files: each is read or refused in words, none is a fault of ours, none takes long."""

from __future__ import annotations

import random
import time

import pytest

from claims.intake.extraction import extract
from claims.lib.problems import Problem
from tests.intake.files import ARTICLE, document, page, pdf

FILES = {"a.docx": document(*ARTICLE, rows=[["a", "b"]]), "a.pdf": pdf(ARTICLE, ARTICLE), "a.html": page()}


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The file with bytes changed, taken out, repeated or cut off."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        place = chance.randrange(len(made))
        act = chance.randrange(5)
        if act == 0:
            made[place] = chance.randrange(256)
        elif act == 1:
            del made[place : place + chance.randint(1, 60)]
        elif act == 2:
            made[place:place] = made[place : place + chance.randint(1, 200)] * chance.randint(1, 5)
        elif act == 3:
            made[place:place] = bytes(chance.randrange(256) for _ in range(8))
        elif len(made) > 400 and chance.random() < 0.2:
            del made[place:]
        if not made:
            return b"x"
    return bytes(made)


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_read_or_refused(name):
    chance = random.Random(f"damage {name}")
    outcomes = {"read": 0, "refused": 0}
    for _ in range(120):
        data = damaged(FILES[name], chance)
        started = time.process_time()
        try:
            found = extract(data, name=name)
        except Problem as problem:
            assert problem.next_step
            outcomes["refused"] += 1
        else:
            found.text.encode()
            assert found.text.strip() and "\0" not in found.text
            outcomes["read"] += 1
        assert time.process_time() - started < 20
    assert sum(outcomes.values()) == 120
