"""Static files as a browser takes them: gzipped where that makes them smaller, by WhiteNoise's own compressor.

A file is packed when it is first asked for, and the packed copy is kept in memory, so that nothing has to be collected
into a folder before a server starts. Either copy has an ETag of its own, as those of stored pages have.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from wsgiref.headers import Headers

from whitenoise.compress import Compressor
from whitenoise.responders import Response, StaticFile

from claims.lib.conditional import is_named, takes_gzip

VARY = ("Vary", "Accept-Encoding")
_compressor = Compressor(quiet=True)


def is_worth_it(path: str) -> bool:
    """Whether a file of this name may become smaller: pictures and fonts are packed already."""
    return bool(_compressor.should_compress(path))


class Packed:
    """A static file of WhiteNoise's that is sent gzipped to whoever takes that. A part of it (`Range`) is a part of the
    file as it is."""

    def __init__(self, plain: StaticFile) -> None:
        self.plain = plain

    @cached_property
    def copy(self) -> tuple[bytes, Headers]:
        """The packed bytes and the headers that go with them."""
        _, path, headers = self.plain.alternatives[-1]
        body = _compressor.compress_gzip(Path(path).read_bytes())
        made = Headers([*headers, VARY])
        made["Content-Encoding"] = "gzip"
        made["Content-Length"] = str(len(body))
        made["ETag"] = f'{self.plain.etag[:-1]}-gzip"'
        return body, made

    def get_response(self, method: str, asked: Mapping[str, str]) -> Response:
        """What is answered to a request with these headers, as WhiteNoise has it."""
        takes = takes_gzip(asked.get("HTTP_ACCEPT_ENCODING", ""))
        if method not in ("GET", "HEAD") or not takes or "HTTP_RANGE" in asked:
            answer = self.plain.get_response(method, asked)
            return Response(answer.status, [*answer.headers, VARY], answer.file)
        body, headers = self.copy
        if self.is_known(asked, headers["ETag"] or ""):
            return self.plain.get_not_modified_response(headers)
        return Response(HTTPStatus.OK, headers.items(), BytesIO(body) if method == "GET" else None)

    def is_known(self, asked: Mapping[str, str], etag: str) -> bool:
        """Whether whoever asks has the packed copy."""
        named = asked.get("HTTP_IF_NONE_MATCH")
        return bool(self.plain.is_not_modified(asked)) if named is None else is_named(named, etag)
