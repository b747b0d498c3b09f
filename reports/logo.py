"""Turns a PNG or JPEG that somebody handed in into a logo to print: decoded, bounded and drawn anew.

What else the file holds (where it was taken, a second picture, a script) is left behind.
"""

import warnings
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from surveys.faults import told

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 2_000_000
MOST_SIDE, FEWEST_SIDE = 4_000, 16  # px
PRINTED = (1300, 360)  # px at most: 55 × 15 mm at 600 dots per inch
_FAINT = 200  # of 255: paler than this in every point, it could not be seen on paper


def address(picture: bytes) -> str:
    """The picture as a data: address of a PNG on white.

    :raise ValueError: if it is no PNG or JPEG that can be printed; its message says why.
    """
    if len(picture) > MOST_BYTES:
        raise ValueError(told("a logo has at most %(most)s MB", most=MOST_BYTES // 1_000_000))
    image = _on_paper(_decoded(picture))
    if not any(image.convert("L").histogram()[:_FAINT]):
        raise ValueError(told("the logo is too pale to be seen on white paper"))
    written = BytesIO()
    image.save(written, "PNG", optimize=True)
    return f"data:image/png;base64,{b64encode(written.getvalue()).decode()}"


def _decoded(picture: bytes) -> "Image":
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings(action="error"):  # of a picture that unpacks to gigabytes
            image = Image.open(BytesIO(picture), formats=("PNG", "JPEG"))
        size = image.size
        if min(size) >= FEWEST_SIDE and max(size) <= MOST_SIDE:
            with _none_of_it_missing():
                image.load()
            return ImageOps.exif_transpose(image)
    except Exception as error:  # a decoder of strangers' files may stumble in any way
        raise ValueError(told("the logo is no PNG or JPEG, or a damaged one")) from error
    raise ValueError(
        told(
            "a logo has %(fewest)s to %(most)s pixels either way; this has %(width)s × %(height)s",
            fewest=FEWEST_SIDE,
            most=MOST_SIDE,
            width=size[0],
            height=size[1],
        )
    )


@contextmanager
def _none_of_it_missing() -> Iterator[None]:
    """Half a picture is damaged: WeasyPrint, once loaded, has Pillow fill up the rest in silence."""
    from PIL import ImageFile

    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _on_paper(image: "Image") -> "Image":
    from PIL import Image

    seen = image.convert("RGBA")
    seen.thumbnail(PRINTED)
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")
