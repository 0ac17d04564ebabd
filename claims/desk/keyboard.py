"""The keys of the desk: one table, by place, that the pages, the help, the palette and the settings are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from claims.lib.problems import FieldError, Problem

PLACES = {
    "everywhere": "Everywhere",
    "claims": "Claims",
    "text": "Text",
    "evidence": "Evidence",
    "viewer": "Source viewer",
    "verdict": "Verdict",
    "queue": "Queue",
}
"""Where a key acts, and what that place is called."""


@dataclass(frozen=True)
class Row:
    """One line of the help: the keys (as `static/claims/desk/key_names.js` names them), where, and what they do."""

    keys: tuple[str, ...]
    where: str
    words: str
    in_bar: bool = False


def _row(keys: str, where: str, words: str, in_bar: bool = False) -> Row:
    return Row(tuple(keys.split()), where, words, in_bar)


ROWS: tuple[Row, ...] = (
    _row("ctrl+k", "everywhere", "find or do anything"),
    _row("/", "everywhere", "search"),
    _row("g>t", "everywhere", "go to Today"),
    _row("g>q", "everywhere", "go to the queue"),
    _row("g>a", "everywhere", "go to Articles"),
    _row("g>s", "everywhere", "go to Sources"),
    _row("g>j", "everywhere", "go to Jobs"),
    _row("ctrl+v", "everywhere", "bring in the address or text on the clipboard"),
    _row("ctrl+z", "everywhere", "undo", True),
    _row("ctrl+shift+z", "everywhere", "redo"),
    _row("?", "everywhere", "all keys"),
    _row("escape", "everywhere", "one level back"),
    _row("enter", "everywhere", "open what waits first"),
    _row("j k", "claims", "next, previous", True),
    _row("shift+j shift+k", "claims", "next, previous undecided"),
    _row("a", "claims", "accept", True),
    _row("x", "claims", "dismiss", True),
    _row("e", "claims", "edit"),
    _row("=", "claims", "same claim as…"),
    _row("shift+a", "claims", "accept all that rank high"),
    _row("enter", "claims", "evidence", True),
    _row("v", "claims", "verdict", True),
    _row("h", "claims", "highlights on, off"),
    _row("l", "claims", "sentence list, highlights"),
    _row("arrowup arrowdown", "text", "previous, next sentence", True),
    _row("shift+arrowup shift+arrowdown", "text", "shorter, longer by a sentence"),
    _row("shift+arrowleft shift+arrowright", "text", "end by a word"),
    _row("alt+shift+arrowleft alt+shift+arrowright", "text", "start by a word"),
    _row("c", "text", "mark as a claim", True),
    _row("j k", "evidence", "next, previous", True),
    _row("d", "evidence", "disputes", True),
    _row("s", "evidence", "supports", True),
    _row("n", "evidence", "context", True),
    _row("x", "evidence", "set aside"),
    _row("o", "evidence", "open the source", True),
    _row("*", "evidence", "key source"),
    _row("u", "evidence", "add an address"),
    _row(".", "evidence", "show what is new"),
    _row("r", "evidence", "search again"),
    _row("n p", "viewer", "next, previous passage", True),
    _row("q", "viewer", "quote the selection", True),
    _row("escape", "viewer", "close"),
    _row("1 2 3 4 5 6 0", "verdict", "rating", True),
    _row("[", "verdict", "cite", True),
    _row("p", "verdict", "preview"),
    _row("ctrl+s", "verdict", "name this version", True),
    _row("ctrl+enter", "verdict", "send, approve", True),
    _row("ctrl+shift+enter", "verdict", "ask for changes"),
    _row("arrowleft arrowright arrowup arrowdown", "queue", "between cards and columns", True),
    _row("shift+arrowleft shift+arrowright", "queue", "move the card", True),
    _row("@", "queue", "assign", True),
    _row("z", "queue", "snooze until tomorrow, or wake"),
)


def is_single(key: str) -> bool:
    """Whether it is one character: these act only outside fields, and can be changed or switched off."""
    return len(key) == 1


def base(key: str) -> str:
    """The character a key stands on: `shift+j` is on `j`, `g>t` on `g`; others stand on themselves."""
    if ">" in key:
        return key.partition(">")[0]
    bare = key.removeprefix("shift+")
    return bare if is_single(bare) else key


def changeable() -> dict[str, list[str]]:
    """The characters that can be changed, with everything each does, in the order of the table."""
    found: dict[str, list[str]] = {}
    for row in ROWS:
        for key in row.keys:
            if is_single(base(key)) and not base(key).isdecimal():
                words = f"{PLACES[row.where]}: {row.words}{_along(key)}"
                if words not in found.setdefault(base(key), []):
                    found[base(key)].append(words)
    return found


def _along(key: str) -> str:
    """What else is pressed: `shift+j` is Shift with J, `g>t` is G and then T."""
    if ">" in key:
        return f" (then {key.rpartition('>')[2].upper()})"
    return " (with Shift)" if key.startswith("shift+") else ""


def field_of(key: str) -> str:
    """The name of the form's field for a character."""
    return f"key{ord(key)}"


def on_page(choices: Mapping[str, Any]) -> dict[str, Any]:
    """The table for a page, with one person's choices: `off` for no single characters, `own` default → own."""
    return {
        "off": bool(choices.get("off")),
        "own": dict(choices.get("own") or {}),
        "places": PLACES,
        "rows": [[list(row.keys), row.where, row.words, int(row.in_bar)] for row in ROWS],
    }


def chosen(typed: Mapping[str, str], *, off: bool) -> dict[str, Any]:
    """What a person chose, as it is kept: only what differs from the table.

    `typed` has a character for each changeable key; an empty one means the table's. Raises Problem, all faults at
    once, for what is no single character, for figures (they are ratings), and where two keys would be the same.
    """
    faults: list[FieldError] = []
    wanted: dict[str, str] = {}
    for key in changeable():
        own = typed.get(key, "").strip().lower() or key
        wanted[key] = own
        if len(own) != 1 or not own.isascii() or not own.isprintable():
            faults.append(
                FieldError(f"/{field_of(key)}", f"“{own[:20]}” is not one character of the keyboard.")
            )
        elif own.isdecimal():
            faults.append(
                FieldError(f"/{field_of(key)}", f"{own} stands for a rating. Choose a letter or a sign.")
            )
    for key, own in wanted.items():
        same = [other for other, its in wanted.items() if its == own and other != key]
        if same and own != key:
            faults.append(
                FieldError(
                    f"/{field_of(key)}", f"{own.upper()} is already the key for “{changeable()[same[0]][0]}”."
                )
            )
    if faults:
        raise Problem(
            "keys.unusable",
            "These keys can’t be used.",
            errors=faults,
            next_step="Choose another character for each, or leave the field as it was.",
        )
    own_keys = {key: own for key, own in wanted.items() if own != key}
    return {"off": off, "own": own_keys} if off or own_keys else {}
