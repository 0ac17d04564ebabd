"""The program that parses one file from outside, in a process of its own with little memory, little time, no
network.

`python -m claims.intake.parsing_child KIND` reads the file's bytes from standard input and writes one JSON
object to standard output: what was read, or the problem. Whatever a hostile file does to its parser happens
here and ends here.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

MEMORY = 1_000_000_000  # bytes of address space
CPU_SECONDS = 20
WRITTEN = 50_000_000  # bytes in any file, the answer too
OPEN_FILES = 64
NESTING = 20_000  # calls; list points left open nest in the parser's tree, not in the page
_NOBODY = 65534
_NEW_NETWORK = 0x40000000
_NEW_USER = 0x10000000
_NO_NEW_PRIVILEGES = 38
_SAMPLE = (
    "<html><head><title>x</title></head><body><p>One short line of words on 3 May 2019.</p></body></html>"
)

Reader = Callable[[bytes], dict[str, Any]]


def main() -> None:
    """Confine, read, parse, answer."""
    confine()
    drop_privileges()
    sys.setrecursionlimit(NESTING)
    order = json.loads(sys.stdin.buffer.readline())
    limit_time(int(order.get("seconds") or CPU_SECONDS))
    data = sys.stdin.buffer.read()
    reader = reader_of(
        order["kind"], url=order["url"], charset=order["charset"], wanted=order.get("wanted") or {}
    )
    answer = attempt(reader, data)
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode("ascii"))
    sys.stdout.buffer.flush()
    os._exit(0)  # no clean-up of what a hostile file built in memory


def confine() -> None:
    """Limits on memory, time and files, and no network where the system lets us have that."""
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # some systems know fewer limits
            resource.setrlimit(limit, (value, value))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if os.geteuid() == 0:
            libc.unshare(_NEW_NETWORK)
        else:
            libc.unshare(_NEW_USER | _NEW_NETWORK)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)


def limit_time(seconds: int) -> None:
    """Less computing than usual, where whoever asked waits for less."""
    with contextlib.suppress(ValueError, OSError):
        limit = max(1, min(seconds, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))


def drop_privileges() -> None:
    """As root, become an account that owns nothing, if that account can still read the programs needed."""
    programs = (sys.prefix, sys.base_prefix, str(Path(__file__).resolve().parent))
    if os.geteuid() == 0 and all(_readable_by_all(Path(path)) for path in programs):
        with contextlib.suppress(OSError):
            os.setgroups([])
            os.setgid(_NOBODY)
            os.setuid(_NOBODY)


def _readable_by_all(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o004) and all(
        place.stat().st_mode & 0o001 for place in (path, *path.parents)
    )


def reader_of(kind: str, *, url: str, charset: str, wanted: dict[str, Any] | None = None) -> Reader:
    """The function that parses files of a kind."""
    if kind == "html":
        from claims.intake.decoding import decode_markup
        from claims.intake.pages import read_page

        return lambda data: read_page(decode_markup(data, charset=charset), url=url)
    if kind == "docx":
        from claims.intake.documents import read_document

        return read_document
    if kind == "pdf":
        from claims.intake.pdfs import read_pdf

        return read_pdf
    if kind == "pdf_page":
        from claims.intake.pdf_pictures import draw

        return lambda data: draw(data, **(wanted or {}))
    raise SystemExit(f"unknown kind of file: {kind}")


def attempt(read: Reader, data: bytes) -> dict[str, Any]:
    """What was read, or the problem, as one JSON-ready object."""
    from claims.lib.problems import Problem

    try:
        return {"read": read(data)}
    except Problem as problem:
        return {
            "problem": {
                "code": problem.code,
                "detail": problem.detail,
                "pointer": problem.pointer,
                "next_step": problem.next_step,
            }
        }
    except (MemoryError, RecursionError):
        return {"too_heavy": True}
    except Exception as error:
        return {"unreadable": f"{type(error).__name__}: {error}"[:500]}


if __name__ == "__main__":
    main()
