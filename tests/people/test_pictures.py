"""Pictures that people send: what is kept of them, and what is refused before it is unpacked."""

import io
import struct
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from july.errors import BadField
from july.people.pictures import (
    LARGEST,
    SIDE,
    picture_address,
    picture_of,
    redraw,
    remove_picture,
    set_picture,
)
from july.people.queries import find_person
from july.testing.site import Site


def drawn(kind: str = "PNG", size: tuple[int, int] = (300, 200), **options: Any) -> bytes:
    """A picture, red on its left and blue on its right half."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(side: int) -> bytes:
    """A PNG of `side` times `side` pixels in next to no bytes."""
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(10_000_000), 9)
    parts = ((b"IHDR", head), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_kept_as_a_small_square(kind: str) -> None:
    kept = Image.open(io.BytesIO(redraw(drawn(kind))))
    assert (kept.format, kept.size) == ("WEBP", (SIDE, SIDE))
    left, right = (kept.convert("RGB").getpixel((x, SIDE // 2)) for x in (20, SIDE - 20))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] > 200 > left[2]
    assert right[2] > 200 > right[0]


def test_nothing_is_kept_of_a_file_but_what_is_seen() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "at home, 52.5 north")
    exif = Image.Exif()
    exif[0x010E] = "at home, 52.5 north"
    for sent in (drawn(pnginfo=text), drawn("JPEG", exif=exif), drawn("WEBP", exif=exif)):
        assert b"at home" in sent
        assert b"at home" not in redraw(sent)


def test_a_picture_stands_as_the_camera_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    kept = Image.open(io.BytesIO(redraw(drawn("JPEG", exif=exif)))).convert("RGB")
    left = kept.getpixel((20, SIDE // 2))
    assert isinstance(left, tuple)
    assert left[2] > 200 > left[0]


@pytest.mark.parametrize("side", [5_000, 12_000, 60_000, 2**31 - 1])
def test_a_picture_of_too_many_pixels_is_not_unpacked(side: int) -> None:
    with pytest.raises(BadField, match="too many pixels") as caught:
        redraw(bomb(side))
    assert caught.value.field == "picture"


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(BadField, match="at most 2 MB"):
        redraw(drawn() + bytes(LARGEST))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_that_moves_is_refused(kind: str) -> None:
    frames = [Image.new("RGB", (9, 9), (shade, 0, 0)) for shade in range(0, 250, 50)]
    file = io.BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:])
    with pytest.raises(BadField, match="moves"):
        redraw(file.getvalue())


def test_a_jpeg_of_very_many_passes_is_not_unpacked() -> None:
    sent = drawn("JPEG", progressive=True)
    scan = sent[sent.rindex(b"\xff\xda") : -2]
    with pytest.raises(BadField, match="plain JPEG"):
        redraw(sent[:-2] + 500 * scan + sent[-2:])
    redraw(sent)


def test_text_that_unpacks_to_gigabytes_is_refused_or_left_out() -> None:
    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    text = b"Comment\0\0" + zlib.compress(bytes(50_000_000), 9)
    parts = [(b"IHDR", head), (b"zTXt", text), (b"IDAT", zlib.compress(bytes(72))), (b"IEND", b"")]
    with pytest.raises(BadField, match="can be read"):
        redraw(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + bytes(100),
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        drawn()[:200],
    ],
)
def test_what_is_no_picture_of_a_known_kind_is_refused(data: bytes) -> None:
    with pytest.raises(BadField, match="take a PNG, JPEG or WebP"):
        redraw(data)


SENT = [drawn(kind, (40, 30)) for kind in ("PNG", "JPEG", "WEBP")]


@given(
    st.sampled_from(SENT),
    st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), max_size=12),
)
def test_a_damaged_file_is_drawn_or_refused(sent: bytes, damage: list[tuple[int, int]]) -> None:
    data = bytearray(sent)
    for at, value in damage:
        data[at % len(data)] = value
    with suppress(BadField):
        assert len(redraw(bytes(data))) < 100_000


def test_a_picture_has_another_address_whenever_it_is_another(site: Site, octo: str) -> None:
    def address() -> str | None:
        person = find_person("octo")
        assert person is not None
        return picture_address(person)

    assert address() is None
    set_picture("octo", drawn())
    first = address()
    set_picture("octo", drawn(size=(300, 100)))
    assert first
    assert first.startswith("http://testserver/people/octo/picture?v=")
    assert address() not in {None, first}
    remove_picture("octo")
    assert address() is None


def test_a_picture_is_kept_until_it_is_removed(site: Site, octo: str) -> None:
    set_picture("octo", drawn())
    person = find_person("octo")
    assert person is not None
    assert picture_of(person) == redraw(drawn())
    remove_picture("octo")
    person = find_person("octo")
    assert person is not None
    assert picture_of(person) is None
