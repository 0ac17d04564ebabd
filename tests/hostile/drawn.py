"""PDFs that mean harm to whoever draws them: too large, too deep, without end, or leading elsewhere."""

# ruff: noqa: E501 - what is harmful is easier to see on one line

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from tests.hostile.papers import _led, _packed, _stream, acting, paper, tiring

DRAW = b"/Resources << /XObject << /X 7 0 R >> /Pattern << /P 7 0 R >> /Shading << /S 7 0 R >> /Font << /F1 7 0 R >> /ExtGState << /G 7 0 R >> /ColorSpace << /C 7 0 R >> >>"
"""Whatever object 7 is, the page can draw with it. It comes after the page's own resources: readers differ in which
counts, and so both are tried (`_both`)."""


def _image(width: int, height: int, *, bits: int = 8, space: bytes = b"/DeviceRGB", data: bytes = b"", filters: bytes = b"/FlateDecode") -> bytes:  # fmt: skip
    packed = data or zlib.compress(b"\0" * 1_000_000, 9)
    entries = (
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent %d /ColorSpace %s /Filter %s"
    )
    return _stream(packed, entries % (width, height, bits, space, filters))


def _with(seventh: bytes, content: bytes, *more: bytes, **rest: bytes) -> bytes:
    """A page that draws with object 7."""
    data = paper(seventh, *more, page=DRAW, content=content, **rest)
    plain = b"/Resources << /Font << /F1 3 0 R >> >> "
    return data.replace(plain, b" " * len(plain))


def _form(content: bytes, resources: bytes = b"", entries: bytes = b"") -> bytes:
    kind = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << %s >> %s" % (resources, entries)
    return _stream(content, kind)


def _laughs(deep: int, wide: int) -> list[bytes]:
    """Forms that draw the next one so many times: wide to the power of deep in all."""
    made = []
    for number in range(deep):
        below = b"/XObject << /X %d 0 R >>" % (8 + number)
        made.append(_form(b"/X Do " * wide, below))
    return [*made, _form(b"0 0 9 9 re f")]


def sizes() -> Iterator[tuple[str, bytes]]:
    """Pages that are no size, or every size."""
    for box in (
        b"0 0 0 842", b"0 0 595 0", b"595 842 0 0", b"0 0 -595 -842", b"0 0 1e30 1e30", b"0 0 1e-30 1e-30", b"0 0 3 99999999",
        b"0 0 99999999 3", b"nan nan nan nan", b"1 2 3", b"", b"0 0 (a) (b)", b"0 0 2147483648 2147483648", b"-1e38 -1e38 1e38 1e38",
    ):  # fmt: skip
        yield f"a box of {box.decode()}", paper(box=box)
    for entry in (
        b"/UserUnit 1e9", b"/UserUnit -1", b"/UserUnit 0", b"/Rotate 45", b"/Rotate 2147483647", b"/CropBox [9e9 9e9 9e9 9e9]",
        b"/CropBox [0 0 0 0]", b"/MediaBox 5 0 R", b"/Rotate 5 0 R", b"/CropBox [[[[0]]]]",
    ):  # fmt: skip
        yield f"a page with {entry.decode()}", paper(page=entry)


def deep() -> Iterator[tuple[str, bytes]]:
    """Things inside themselves, and inside others without end."""
    yield "a form that draws itself", _with(_form(b"/X Do", b"/XObject << /X 7 0 R >>"), b"/X Do")
    two = _form(b"/X Do", b"/XObject << /X 7 0 R >>")
    yield "two forms that draw each other", _with(_form(b"/X Do", b"/XObject << /X 8 0 R >>"), b"/X Do", two)
    yield "a pattern of itself", _with(
        _stream(b"/Pattern cs /P scn 0 0 9 9 re f", b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources << /Pattern << /P 7 0 R >> >>"),
        b"/Pattern cs /P scn 0 0 595 842 re f",
    )  # fmt: skip
    yield "a soft mask of itself", _with(
        b"<< /SMask << /S /Luminosity /G 8 0 R >> >>",
        b"/G gs 0 0 99 99 re f",
        _form(b"/G gs 0 0 9 9 re f", b"/ExtGState << /G 7 0 R >>", b"/Group << /S /Transparency >>"),
    )  # fmt: skip
    glyph = _stream(b"1000 0 d0 BT /F1 9 Tf (a) Tj ET")
    type3 = b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [.1 0 0 .1 0 0] /CharProcs << /a 8 0 R >> /Encoding << /Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [9] /Resources << /Font << /F1 7 0 R >> >> >>"
    yield "a letter that writes itself", _with(type3, b"BT /F1 99 Tf 9 9 Td (aaaa) Tj ET", glyph)
    yield (
        "a colour space of itself",
        _with(b"[/Indexed 7 0 R 1 <000000ffffff>]", b"/C cs 1 scn 0 0 99 99 re f"),
    )
    yield "a separation of itself", _with(b"[/Separation /X 7 0 R << /FunctionType 2 /Domain [0 1] /N 1 >>]", b"/C cs 1 scn 0 0 99 99 re f")  # fmt: skip
    yield "a function of itself", _with(b"<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 9 9] /Function 8 0 R >>", b"/S sh", b"<< /FunctionType 3 /Domain [0 1] /Functions [8 0 R] /Bounds [] /Encode [0 1] >>")  # fmt: skip
    yield (
        "twenty thousand saved states",
        paper(content=_packed(b"q 1 0 0 1 0 0 cm " * 20_000 + b"0 0 9 9 re f")),
    )
    yield "arrays within arrays to be drawn", paper(content=_packed(b"[" * 100_000 + b"]" * 100_000 + b" TJ"))
    yield (
        "dictionaries within dictionaries",
        paper(content=_packed(b"/X " + b"<< /A " * 50_000 + b">> " * 50_000 + b"BDC")),
    )
    yield "text begun and never ended", paper(content=_packed(b"BT " * 100_000))
    yield "contents that are a list of one stream", paper(page=b"/Contents [%s]" % (b"4 0 R " * 10_000))
    yield "contents that are the page", paper(page=b"/Contents 5 0 R")
    good = paper()
    yield "kids that are their parents", good.replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")
    yield "a length that is its own", good.replace(b"/Length ", b"/Length 4 0 R %")
    yield "an annotation that draws itself", paper(
        b"<< /Type /Annot /Subtype /Stamp /Rect [0 0 99 99] /AP << /N 8 0 R >> >>",
        _form(b"/X Do", b"/XObject << /X 8 0 R >>"),
        page=b"/Annots [7 0 R]",
    )  # fmt: skip
    nested = b"<< /Length %d /Filter [%s] >>\nstream\n%s\nendstream"
    yield "a thousand packings", paper(content=nested % (9, b"/FlateDecode " * 1000, b"x" * 9))
    yield "packings that hold one another", paper(content=nested % (9, b"/ASCIIHexDecode /LZWDecode /RunLengthDecode /ASCII85Decode", b"x" * 9))  # fmt: skip
    yield "groups in groups", _with(_laughs(60, 1)[0], b"/X Do", *_laughs(60, 1)[1:])


def large() -> Iterator[tuple[str, bytes]]:
    """What is small as a file and large when it is drawn."""
    yield "a picture of three gigabytes", _with(_image(32_000, 32_000), b"595 0 0 842 0 0 cm /X Do")
    yield (
        "a picture as wide as can be said",
        _with(_image(2_147_483_647, 2_147_483_647), b"9 0 0 9 0 0 cm /X Do"),
    )
    yield "a picture of no size", _with(_image(0, 0), b"9 0 0 9 0 0 cm /X Do")
    yield "a picture of odd bits", _with(_image(9, 9, bits=77), b"9 0 0 9 0 0 cm /X Do")
    yield (
        "a mask of a million lines",
        _with(_image(1, 1_000_000, bits=1, space=b"/DeviceGray"), b"9 0 0 9 0 0 cm /X Do"),
    )
    jpeg = b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03\x01\x11\x00\x02\x11\x01\x03\x11\x01\xff\xd9"
    yield "a photograph of 65,535 lines", _with(_image(65_535, 65_535, data=jpeg, filters=b"/DCTDecode"), b"9 0 0 9 0 0 cm /X Do")  # fmt: skip
    jp2 = (
        b"\xff\x4f\xff\x51\x00\x2f\x00\x00"
        + struct.pack(">IIIIIIII", 2**31, 2**31, 0, 0, 1, 1, 0, 0)
        + b"\x00\x03"
        + b"\x07\x01\x01" * 3
    )
    yield "a photograph of two thousand million lines", _with(_image(2**31 - 1, 2**31 - 1, data=jp2, filters=b"/JPXDecode"), b"9 0 0 9 0 0 cm /X Do")  # fmt: skip
    jbig = b"\x00\x00\x00\x00\x30\x00\x01\x00\x00\x00\x13" + struct.pack(">IIIIBH", 2**31, 2**31, 0, 0, 0, 0) + b"\x00\x00\x00\x01\x26\x20\x01" + b"\xff" * 40  # fmt: skip
    yield "a fax without end", _with(_image(65_535, 65_535, bits=1, space=b"/DeviceGray", data=jbig, filters=b"/JBIG2Decode"), b"9 0 0 9 0 0 cm /X Do")  # fmt: skip
    yield "letters as large as the sky", paper(content=b"BT /F1 1e30 Tf 1e30 0 0 1e30 0 0 Tm (W) Tj ET")
    yield (
        "numbers that are none",
        paper(content=b"nan inf -inf 1e999 0 0 cm 1e38 1e38 1e38 1e38 re f 0/0 w S"),
    )
    yield "a profile of nothing", _with(b"[/ICCBased 8 0 R]", b"/C cs 1 1 1 scn 0 0 9 9 re f", _stream(b"\xff" * 500, b"/N 3"))  # fmt: skip
    for kind, entry in ((b"/TrueType", b"/FontFile2"), (b"/Type1", b"/FontFile"), (b"/Type1", b"/FontFile3")):
        font = (
            b"<< /Type /Font /Subtype %s /BaseFont /X /FirstChar 0 /LastChar 255 /FontDescriptor 8 0 R >>"
            % kind
        )
        about = b"<< /Type /FontDescriptor /FontName /X /Flags 4 %s 9 0 R >>" % entry
        broken = b"\x00\x01\x00\x00\xff\xff" + b"\xff\x00" * 400
        yield f"a broken font in {entry.decode()}", _with(font, b"BT /F1 20 Tf 9 9 Td (abc) Tj ET", about, _stream(broken, b"/Length1 806 /Subtype /Type1C"))  # fmt: skip
    yield (
        "twenty thousand annotations",
        paper(
            b"<< /Type /Annot /Subtype /Square /Rect [0 0 9 9] >>",
            page=b"/Annots [%s]" % (b"7 0 R " * 20_000),
        ),
    )


def endless() -> Iterator[tuple[str, bytes]]:
    """What would be drawn for hours, were it not stopped."""
    yield "ten to the tenth squares", _with(_laughs(10, 10)[0], b"/X Do", *_laughs(10, 10)[1:])
    tile = b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.0001 /YStep 0.0001 /Resources << >>"
    yield (
        "tiles without number",
        _with(_stream(b"0 0 1 1 re f", tile), b"/Pattern cs /P scn 0 0 595 842 re f"),
    )


def leading(here: str) -> Iterator[tuple[str, bytes]]:
    """What would call somebody, or read another file."""
    for name, data in acting():
        yield name, _led(data, here)
    for number, place in enumerate((b"/etc/passwd", b"file:///etc/passwd", b"http://here.invalid:80/drawn")):
        entries = b"/Type /XObject /Subtype /Image /Width 9 /Height 9 /BitsPerComponent 8 /ColorSpace /DeviceGray /F (%s)"
        outside = _with(_stream(b"", entries % place), b"99 0 0 99 0 0 cm /X Do")
        yield f"a picture that is another file {number}", _led(outside, here)
        reference = b"/Ref << /F (%s) /Page 0 >>" % place
        yield (
            f"a page of another file {number}",
            _led(_with(_form(b"0 0 9 9 re f", b"", reference), b"/X Do"), here),
        )
        locked = paper(info=b"/X (y)").replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /%s /V 5 /R 6 /Length 99999 >>" % (b"Standard", b"Adobe.PubSec", b"None")[number])  # fmt: skip
        yield f"a lock that nobody knows {number}", locked


HEAVY = {
    "a picture of three gigabytes", "twenty thousand annotations", "contents that are a list of one stream",
    "a bomb for content", "a bomb of operators", "a huge page",
}  # fmt: skip
"""What takes a second or two, or more than there is."""


def drawn(here: str) -> Iterator[tuple[str, bytes]]:
    """Every one that is over soon, whatever it does."""
    every = (*sizes(), *deep(), *large(), *leading(here))
    yield from (each for each in every if each[0] not in HEAVY)


def heavy() -> Iterator[tuple[str, bytes]]:
    yield from (each for each in (*deep(), *large(), *tiring()) if each[0] in HEAVY)
