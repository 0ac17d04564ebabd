"""Small files made on the spot: documents, PDFs, pages, and the malformed ones."""

from __future__ import annotations

import io
import zipfile

import docx
import pypdf

ARTICLE = [
    "Microsoft said on Monday that it would invest $1 billion in a research laboratory in San Francisco.",
    "The two companies will jointly build new computing technologies, they said in a statement on their sites.",
    "Experts asked by this newsroom said that such machines may take decades, or even centuries, to arrive.",
]


def page(*paragraphs: str, head: str = "", before: str = "", after: str = "") -> bytes:
    """A web page with a menu, an article and a footer."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or ARTICLE)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A deal</title>{head}</head><body>'
        '<header><nav><ul><li><a href="/">Home</a></li><li><a href="/money">Money</a></li></ul></nav></header>'
        f"<main>{before}<article><h1>A deal for a laboratory</h1>{body}</article>{after}</main>"
        "<footer><p>Copyright by the paper. All rights reserved.</p></footer></body></html>"
    ).encode()


def document(*paragraphs: str, heading: str = "", rows: list[list[str]] | None = None) -> bytes:
    """A Word document."""
    made = docx.Document()
    if heading:
        made.add_heading(heading, 1)
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    if rows:
        table = made.add_table(rows=len(rows), cols=len(rows[0]))
        for row, words in zip(table.rows, rows, strict=True):
            for cell, word in zip(row.cells, words, strict=True):
                cell.text = word
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def pdf(*pages: list[str], info: str = "") -> bytes:
    """A PDF with these lines of text on its pages, written by hand."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b""]
    objects[2] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    kids = []
    for lines in pages:
        drawn = " T* ".join(f"({line.replace('(', '[').replace(')', ']')}) Tj" for line in lines)
        content = f"BT /F1 11 Tf 14 TL 50 780 Td {drawn} ET".encode("cp1252") if lines else b""
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    objects.append(f"<< /Title ({info}) >>".encode())
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        len(objects),
        table,
    )
    return bytes(out)


def locked_pdf(password: str) -> bytes:
    """A PDF that opens with a password only."""
    writer = pypdf.PdfWriter()
    writer.append(io.BytesIO(pdf(["Some words on a page that nobody may read without the key."])))
    writer.encrypt(password, algorithm="AES-256")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def zipped(entries: dict[str, bytes]) -> bytes:
    """A zip file with these entries."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return stream.getvalue()
