"""What public pages are made of, so that a start knows whether the stored ones are those of this code."""

from __future__ import annotations

import hashlib
from pathlib import Path

from factcheck import servers

FORGOTTEN = ("__pycache__",)


def made_of(checkout: Path = servers.CHECKOUT) -> str:
    """A digest of the code, templates, styles and scripts that stored public pages come from."""
    digest = hashlib.sha256()
    room = checkout / "claims" / "publishing"
    static = checkout / "claims" / "static"
    looks = [*(static / "claims").glob("*.*"), *(static / "vendor" / "fonts").glob("*.*")]
    for path in sorted([*room.rglob("*"), *looks]):
        if path.is_file() and not set(path.parts) & set(FORGOTTEN):
            digest.update(f"{path.relative_to(checkout)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def are_current(local: Path) -> bool:
    """Whether all public pages were rendered here by this code."""
    try:
        return (local / "rendered").read_text() == made_of()
    except OSError:
        return False


def note(local: Path) -> None:
    """Remember that they are."""
    (local / "rendered").write_text(made_of())
