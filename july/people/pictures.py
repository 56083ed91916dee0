"""Pictures that people have of themselves: drawn anew from what they sent, kept and served here."""

import hashlib
import io
import struct
from collections.abc import Callable

from django.utils.translation import gettext as _
from google.cloud import ndb
from PIL import Image, ImageOps

from july.bus import notices
from july.config import settings
from july.errors import BadField
from july.lib.paths import path_to
from july.people.models import Person, Picture
from july.stores.plain import Plain

LARGEST = 2 * 1024 * 1024
"""Bytes of a file that is sent."""
MOST_PIXELS = 24_000_000
"""What a phone takes; nothing larger is ever unpacked."""
SIDE = 256
"""Pixels of what is kept, a square."""
MOST_SCANS = 50
"""Passes of a progressive JPEG, each of which goes over all of its pixels; cameras make ten."""
_SCAN = b"\xff\xda"
FORMATS = ("PNG", "JPEG", "WEBP")
MOVING = frozenset({"PNG", "WEBP"})
"""Formats in which a picture may move. What a JPEG may have beside the first is a map of depths."""
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# What Pillow raises for files that are not what they seem.
_BROKEN = (OSError, ValueError, SyntaxError, TypeError, LookupError, ArithmeticError, struct.error)


def redraw(data: bytes) -> bytes:
    """The picture as July keeps it: the square in its middle, small, and nothing else of the file.

    How large it is, and whether it moves, is read from its first bytes: what is too large is
    never unpacked. Raises BadField.
    """
    if len(data) > LARGEST:
        raise _refused(_("The file is too large: take one of at most 2 MB."))
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _require_small(image)
            if image.format not in MOVING and data.count(_SCAN) > MOST_SCANS:
                raise _refused(_("This picture is packed in too many passes: save a plain JPEG."))
            return _square(image)
    except _BOMBS:
        raise _too_many_pixels() from None
    except _BROKEN:
        raise _refused(
            _("This is no picture that can be read: take a PNG, JPEG or WebP.")
        ) from None


def _require_small(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _too_many_pixels()
    if image.format in MOVING and getattr(image, "n_frames", 1) > 1:
        raise _refused(_("This picture moves: take one that stands still."))


def _square(image: Image.Image) -> bytes:
    image.draft("RGB", (2 * SIDE, 2 * SIDE))  # of a JPEG no more is unpacked than is needed
    upright = ImageOps.exif_transpose(image)
    mode = "RGBA" if upright.has_transparency_data else "RGB"
    small = ImageOps.fit(upright.convert(mode), (SIDE, SIDE))
    small.info.clear()
    drawn = io.BytesIO()
    small.save(drawn, "WEBP", quality=85)
    return drawn.getvalue()


def set_picture(name: str, data: bytes) -> None:
    """Let the person have the picture in a file of any of `FORMATS`. Raises BadField."""
    drawn = redraw(data)
    digest = hashlib.sha256(drawn).hexdigest()[:16]
    _store(name, digest, lambda: Picture(id=name, data=drawn).put())
    notices.notify([f"person:{name}"], "picture")


def remove_picture(name: str) -> None:
    """Let the person have the picture that is drawn from their name."""
    _store(name, None, ndb.Key(Picture, name).delete)
    notices.notify([f"person:{name}"], "picture")


@ndb.transactional(retries=5)
def _store(name: str, digest: str | None, change: Callable[[], object]) -> None:
    person: Person = ndb.Key(Person, name).get()
    person.picture = digest
    change()
    person.put()


def picture_of(person: Person) -> bytes | None:
    """WebP; None for who has the picture that is drawn from the name."""
    stored = ndb.Key(Picture, person.name).get() if person.picture else None
    return stored.data if stored else None


def picture_path(person: Person | Plain) -> str:
    """Path of the person's picture, another one whenever the picture is another."""
    version = f"?v={person.picture}" if person.picture else ""
    return f"{path_to('people', person.name)}picture{version}"


def picture_address(person: Person | Plain) -> str | None:
    """Full address of the picture that the person has chosen, else None."""
    return f"{settings().base_url}{picture_path(person)}" if person.picture else None


def _too_many_pixels() -> BadField:
    most = MOST_PIXELS // 1_000_000
    message = _("The picture has too many pixels: make it smaller than %(most)s megapixels.")
    return _refused(message % {"most": most})


def _refused(message: str) -> BadField:
    return BadField(message, field="picture")
