"""A kept copy as a WARC file (ISO 28500), which every archive's tools can read: the bytes as they came, what was asked
for, the text we read in it, and what we know about it, with our SHA-256.

The same copy always gives the same file. Of an answer's headers we keep a few, of our own request the address:
the file says so.
"""

from __future__ import annotations

import base64
import uuid
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from claims.intake.models import Snapshot
from claims.intake.storing import bytes_of
from claims.lib.hashing import sha256_text
from claims.lib.problems import Gone

MEDIA_TYPE = "application/warc"
_SPACE = uuid.UUID("8c9a1a3e-2f64-4c0c-9a39-6d4f3d0b7a11")
_ABOUT = "application/warc-fields"


def file_name(snapshot: Snapshot) -> str:
    """How the file is called: by the day the copy was kept, and its id."""
    return f"copy-{snapshot.captured_at:%Y%m%d}-{snapshot.uid}.warc.gz"


def warc_of(snapshot: Snapshot) -> bytes:
    """The file. Raises Gone for a copy that was taken down: what is left of it are its hash and the reason."""
    if snapshot.blob is None or snapshot.text is None:
        raise Gone(
            "copy.taken_down",
            f"This kept copy was taken down: {snapshot.removal_reason}",
            next_step=f"Its SHA-256 stays on record: {snapshot.text_sha256}.",
        )
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
    _info(writer, snapshot)
    main = _capture(writer, snapshot, bytes_of(snapshot.blob))
    if snapshot.http_status is not None:
        _request(writer, snapshot, main)
    _text(writer, snapshot, main)
    _about(writer, snapshot, main)
    return out.getvalue()


def _capture(writer: WARCWriter, snapshot: Snapshot, data: bytes) -> str:
    """What came: an answer of a web server, or a file somebody brought. Returns the record's id."""
    assert snapshot.blob is not None
    headers = {"WARC-Payload-Digest": _digest(snapshot.blob.sha256)}
    if snapshot.http_status is None:
        return _write(
            writer,
            snapshot,
            "resource",
            data,
            content_type=snapshot.blob.media_type or "text/plain",
            **headers,
        )
    kept = {name: str(value) for name, value in snapshot.headers.items()}
    kept.setdefault("content-type", snapshot.blob.media_type)
    lines = [(name.title(), " ".join(value.split())) for name, value in kept.items()]
    http = StatusAndHeaders(
        str(snapshot.http_status), [*lines, ("Content-Length", str(len(data)))], protocol="HTTP/1.1"
    )
    return _write(writer, snapshot, "response", data, http=http, **headers)


def _request(writer: WARCWriter, snapshot: Snapshot, main: str) -> None:
    parts = urlsplit(_address(snapshot))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    http = StatusAndHeaders(f"GET {target} HTTP/1.1", [("Host", parts.netloc)], is_http_request=True)
    _write(writer, snapshot, "request", b"", http=http, **{"WARC-Concurrent-To": main})


def _text(writer: WARCWriter, snapshot: Snapshot, main: str) -> None:
    """The text in which quotations stand, as it was read from the bytes."""
    data = (snapshot.text or "").encode()
    digest = {"WARC-Payload-Digest": _digest(snapshot.text_sha256), "WARC-Refers-To": main}
    _write(writer, snapshot, "conversion", data, content_type="text/plain; charset=utf-8", **digest)


def _info(writer: WARCWriter, snapshot: Snapshot) -> None:
    fields = {
        "software": "Claim Workbench",
        "format": "WARC File Format 1.1",
        "description": "One kept copy. Of the answer's headers only some were kept, of the request its address.",
        "isPartOf": snapshot.organisation.name,
    }
    _write(
        writer, snapshot, "warcinfo", _lines(fields), content_type=_ABOUT, uri="",
        **{"WARC-Filename": file_name(snapshot)},
    )  # fmt: skip


def _about(writer: WARCWriter, snapshot: Snapshot, main: str) -> None:
    """What we know of the copy that stands in no header."""
    assert snapshot.blob is not None
    fields: dict[str, Any] = {
        "id": snapshot.uid,
        "title": snapshot.source.title,
        "publisher": snapshot.source.publisher,
        "cited-address": snapshot.source.canonical_url,
        "asked-for-address": snapshot.requested_url,
        "final-address": snapshot.final_url,
        "redirected-from": " ".join(snapshot.redirects),
        "kept-at": snapshot.captured_at.isoformat(),
        "captured-by-an-archive-at": snapshot.archived_at.isoformat() if snapshot.archived_at else "",
        "sha256-of-bytes": snapshot.blob.sha256,
        "sha256-of-text": snapshot.text_sha256,
        "text-read-by": snapshot.extractor,
        "text-is-as-kept": "yes" if sha256_text(snapshot.text or "") == snapshot.text_sha256 else "no",
    }
    _write(writer, snapshot, "metadata", _lines(fields), content_type=_ABOUT, **{"WARC-Refers-To": main})


def _write(
    writer: WARCWriter,
    snapshot: Snapshot,
    kind: str,
    data: bytes,
    *,
    content_type: str = "",
    http: StatusAndHeaders | None = None,
    uri: str | None = None,
    **headers: str,
) -> str:
    number = f"<urn:uuid:{uuid.uuid5(_SPACE, f'{snapshot.uid} {kind}')}>"
    given = {
        "WARC-Record-ID": number,
        "WARC-Date": snapshot.captured_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        **headers,
    }
    record = writer.create_warc_record(
        _address(snapshot) if uri is None else uri, kind, payload=BytesIO(data), length=len(data),
        warc_content_type=content_type, warc_headers_dict=given, http_headers=http,
    )  # fmt: skip
    writer.write_record(record)
    return number


def _address(snapshot: Snapshot) -> str:
    return (
        snapshot.final_url
        or snapshot.requested_url
        or snapshot.source.canonical_url
        or f"urn:sha256:{snapshot.text_sha256}"
    )


def _digest(hexadecimal: str) -> str:
    return f"sha256:{base64.b32encode(bytes.fromhex(hexadecimal)).decode()}"


def _lines(fields: dict[str, Any]) -> bytes:
    return "".join(
        f"{name}: {' '.join(str(value).split())}\r\n" for name, value in fields.items() if value
    ).encode()
