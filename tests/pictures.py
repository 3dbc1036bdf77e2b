"""Small pictures made in memory, for uploads in tests."""

import io

from PIL import Image


def a_picture(format="JPEG", size=(900, 600), colour=120, mode="RGB", **options):
    fill = colour if mode in ("L", "P") else (colour, 90, 60, 128)[: len(mode)]
    out = io.BytesIO()
    Image.new(mode, size, fill).save(out, format, **options)
    return out.getvalue()


def a_jpeg(**options):
    return a_picture("JPEG", **options)
