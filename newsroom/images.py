"""Pictures: the only importer of Pillow. Decides what is accepted, and makes the files that readers load."""

import hashlib
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
WIDTHS = (400, 800, 1600)
MASTER_WIDTH = 3200
AVATAR_WIDTH = 192
LONGEST_SIDE = 16_000


@dataclass(frozen=True)
class Picture:
    """One encoded picture: its bytes, media type and size in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int
    folder: str = "images"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def name(self) -> str:
        """Where it is stored: by content, so that an address never changes its meaning."""
        extension = {"image/jpeg": "jpg", "image/png": "png", "image/avif": "avif"}[self.media_type]
        return f"{self.folder}/{self.digest[:2]}/{self.digest}.{extension}"


def accept(data: bytes) -> Picture:
    """The upload decoded, turned upright, in sRGB, without any metadata, at most 3200 pixels wide.

    Raises ValidationError with a sentence for the person who sent it.
    """
    if len(data) > settings.IMAGE_MAX_BYTES:
        most = settings.IMAGE_MAX_BYTES // 1_000_000
        raise ValidationError(_("The file is larger than %(most)d MB. Save it smaller and try again.") % {"most": most})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            _check_pixels(image)
            # Lets the JPEG decoder skip detail that would be thrown away anyway.
            image.draft("RGB", (MASTER_WIDTH, MASTER_WIDTH))
            image.load()
    except ValidationError:
        raise
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except Exception as error:  # decoders raise anything on hostile files
        raise ValidationError(
            _("This is not a picture we can read. Use a JPEG, PNG, WebP, AVIF or GIF file.")
        ) from error
    image = _plain(ImageOps.exif_transpose(image))
    if image.width > MASTER_WIDTH:
        image = image.resize((MASTER_WIDTH, _height(image, MASTER_WIDTH)), Image.Resampling.LANCZOS)
    return _fallback(image, quality=90)


def avatar(data: bytes) -> Picture:
    """A small square out of the middle of an upload, as a JPEG. Raises ValidationError as `accept` does."""
    image = Image.open(io.BytesIO(accept(data).data), formats=("JPEG", "PNG"))
    square = ImageOps.fit(image.convert("RGBA"), (AVATAR_WIDTH, AVATAR_WIDTH), Image.Resampling.LANCZOS)
    paper = Image.new("RGB", square.size, "white")
    paper.paste(square, mask=square.getchannel("A"))
    return replace(_encode(paper, "image/jpeg", format="JPEG", quality=80, optimize=True), folder="avatars")


def renditions(master: bytes) -> Iterator[Picture]:
    """Each width in AVIF and in the fallback that every browser reads, from small to large, never enlarged."""
    image = Image.open(io.BytesIO(master), formats=("JPEG", "PNG"))
    image.load()
    widths = [width for width in WIDTHS if width < image.width]
    if len(widths) < len(WIDTHS):
        widths.append(image.width)
    for width in widths:
        small = image.resize((width, _height(image, width)), Image.Resampling.LANCZOS)
        yield _encode(small, "image/avif", format="AVIF", quality=58, speed=8, max_threads=1)
        yield _fallback(small, quality=80)


def _too_many_pixels() -> ValidationError:
    most = settings.IMAGE_MAX_PIXELS // 1_000_000
    return ValidationError(
        _("The picture has more than %(most)d megapixels. Make it smaller and try again.") % {"most": most}
    )


def _check_pixels(image: Image.Image) -> None:
    if max(image.size) > LONGEST_SIDE:
        raise ValidationError(
            _("A side of the picture has more than %(most)d pixels. Make it smaller.") % {"most": LONGEST_SIDE}
        )
    if image.width * image.height > settings.IMAGE_MAX_PIXELS:
        raise _too_many_pixels()


def _height(image: Image.Image, width: int) -> int:
    return max(1, round(image.height * width / image.width))


def _plain(image: Image.Image) -> Image.Image:
    """RGB or RGBA in sRGB, and nothing but pixels."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        image = image.point(lambda value: value / 256).convert("L")
    alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    if profile and image.mode in ("RGB", "CMYK") and not alpha:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile: the numbers are taken as they are
    image = image.convert("RGBA" if alpha else "RGB")
    if alpha and image.getextrema()[3][0] == 255:
        image = image.convert("RGB")
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    return bare


def _fallback(image: Image.Image, quality: int) -> Picture:
    if image.mode == "RGBA":
        return _encode(image, "image/png", format="PNG", optimize=True)
    return _encode(image, "image/jpeg", format="JPEG", quality=quality, optimize=True, progressive=True)


def _encode(image: Image.Image, media_type: str, **options) -> Picture:
    out = io.BytesIO()
    image.save(out, **options)
    return Picture(out.getvalue(), media_type, image.width, image.height)
