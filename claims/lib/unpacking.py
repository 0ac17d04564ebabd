"""Unpacking an HTTP body by one layer, never beyond a limit."""

from __future__ import annotations

import zlib
from typing import Any

from claims.lib.connecting import TooManyBytes

MOST_MEMBERS = 1_000
"""So many packed streams one behind the other: a server that packs each piece by itself needs some, empty ones without
end only cost us time."""


class Unpacker:
    """Unpacks gzip or deflate piece by piece and stops at `limit` bytes, so a small bomb never grows in
    memory."""

    def __init__(self, layer: str, *, limit: int) -> None:
        self.layer = layer
        self.left = limit
        self.members = 0
        self.engine = self._new_engine(b"") if layer in {"gzip", "x-gzip"} else None

    def _new_engine(self, first: bytes) -> Any:
        self.members += 1
        if self.members > MOST_MEMBERS:
            raise zlib.error("too many packed streams in one answer")
        if self.layer in {"gzip", "x-gzip"}:
            return zlib.decompressobj(31)
        # "deflate" is zlib by the standard; some servers send it bare.
        is_zlib = bool(first) and first[0] & 0x0F == 8
        return zlib.decompressobj(15 if is_zlib else -15)

    @property
    def finished(self) -> bool:
        """Whether the packed stream came to its own end."""
        return not self.layer or (self.engine is not None and self.engine.eof)

    def feed(self, chunk: bytes) -> bytes:
        """What `chunk` unpacks to. Raises TooManyBytes, zlib.error."""
        if not self.layer:
            self._spend(len(chunk))
            return chunk
        out = bytearray()
        while chunk:
            if self.engine is None or (self.engine.eof and self.layer in {"gzip", "x-gzip"}):
                if not chunk.strip(b"\0"):
                    break
                self.engine = self._new_engine(chunk)
            if self.engine.eof:
                break
            piece = self.engine.decompress(chunk, self.left + 1)
            self._spend(len(piece))
            out += piece
            chunk = self.engine.unconsumed_tail or self.engine.unused_data
        return bytes(out)

    def _spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise TooManyBytes
