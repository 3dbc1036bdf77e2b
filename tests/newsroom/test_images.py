"""Pictures: what is accepted, what is refused with a sentence, and what readers are given."""

import hashlib
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from PIL import Image as PillowImage

from newsroom import images
from newsroom.models import Image
from newsroom.tasks import make_renditions
from tests.factories import an_image
from tests.pictures import a_jpeg, a_picture


def opened(data):
    return PillowImage.open(io.BytesIO(data))


def with_exif(orientation=6):
    image = PillowImage.new("RGB", (300, 200), (200, 30, 30))
    image.paste((30, 30, 200), (0, 0, 150, 200))
    exif = PillowImage.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of Ada Penhallow"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"secret comment")
    return out.getvalue()


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_a_picture_is_accepted_by_what_it_is(format):
    assert images.accept(a_picture(format)).width == 900


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.4",
        a_jpeg()[:200],
        b"\xff\xd8\xff" + b"x" * 100,
    ],
)
def test_what_is_not_a_picture_is_refused_with_a_sentence(data):
    with pytest.raises(ValidationError, match="not a picture we can read"):
        images.accept(data)
    assert not Image.objects.exists()


def test_a_picture_cut_off_in_the_middle_is_refused():
    data = a_picture("PNG", size=(2000, 2000), mode="RGB")
    with pytest.raises(ValidationError, match="not a picture"):
        images.accept(data[: len(data) // 2])


def test_too_many_bytes_are_refused(settings):
    settings.IMAGE_MAX_BYTES = 1_000_000
    with pytest.raises(ValidationError, match="larger than 1 MB"):
        images.accept(b"x" * 1_000_001)


def test_a_small_file_with_very_many_pixels_is_refused_before_it_is_decoded(settings):
    bomb = a_picture("PNG", size=(9000, 9000), mode="L")
    assert len(bomb) < 200_000
    with pytest.raises(ValidationError, match="more than 60 megapixels"):
        images.accept(bomb)
    settings.IMAGE_MAX_PIXELS = 100_000_000
    assert images.accept(bomb).width == images.MASTER_WIDTH


def test_a_turned_photograph_is_stored_upright():
    picture = images.accept(with_exif(orientation=6))
    assert (picture.width, picture.height) == (200, 300)
    blue = opened(picture.data).getpixel((100, 20))
    assert blue[2] > blue[0]


def test_all_metadata_is_gone():
    for picture in [images.accept(with_exif()), *images.renditions(images.accept(with_exif()).data)]:
        assert b"Ada" not in picture.data
        assert b"secret" not in picture.data
        image = opened(picture.data)
        assert not image.getexif()
        assert "icc_profile" not in image.info
        assert "comment" not in image.info


def test_a_transparent_picture_stays_transparent():
    picture = images.accept(a_picture("PNG", mode="RGBA"))
    assert picture.media_type == "image/png"
    assert opened(picture.data).mode == "RGBA"


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "I;16"])
def test_every_kind_of_colour_is_read(mode):
    image = PillowImage.new(mode, (50, 40))
    out = io.BytesIO()
    image.save(out, "TIFF" if mode == "x" else "JPEG" if mode == "CMYK" else "PNG")
    assert images.accept(out.getvalue()).width == 50


def test_readers_get_three_widths_in_two_formats_and_never_an_enlarged_one():
    sizes = lambda width: [(p.width, p.media_type) for p in images.renditions(a_jpeg(size=(width, 100)))]  # noqa: E731
    assert sizes(2000) == [(w, t) for w in (400, 800, 1600) for t in ("image/avif", "image/jpeg")]
    assert sizes(1000) == [(w, t) for w in (400, 800, 1000) for t in ("image/avif", "image/jpeg")]
    assert sizes(300) == [(300, "image/avif"), (300, "image/jpeg")]


def test_files_are_named_by_their_content():
    image = an_image()
    image.make_renditions()
    for name in [image.file.name, *(file["name"] for file in image.renditions)]:
        with default_storage.open(name) as file:
            assert hashlib.sha256(file.read()).hexdigest() in name


def test_the_same_picture_sent_twice_is_stored_once():
    data = a_jpeg()
    assert Image.objects.take(data) == Image.objects.take(data)
    assert Image.objects.count() == 1


def test_sizes_left_undone_are_made_by_the_next_nudge():
    first, second = an_image(), an_image()
    first.make_renditions()
    assert make_renditions.func() == 1
    second.refresh_from_db()
    assert len(second.renditions) == 6


def test_one_lost_master_does_not_keep_the_others_waiting():
    lost, found = an_image(), an_image()
    default_storage.delete(lost.file.name)
    assert make_renditions.func() == 1
    found.refresh_from_db()
    assert found.renditions


def test_a_picture_is_served_for_ever_and_as_nothing_else(client):
    image = an_image()
    answer = client.get(image.url)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client.get("/media/../newsroom.sqlite3").status_code in (400, 404)
    assert client.get("/media/images/").status_code == 404


def test_a_broken_colour_profile_is_left_aside():
    assert images.accept(a_jpeg(icc_profile=b"not a profile")).width == 900


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_picture_too_tall_for_any_format_is_refused_with_a_sentence(mode):
    with pytest.raises(ValidationError, match="16000 pixels"):
        images.accept(a_picture("PNG", size=(10, 17_000), mode=mode))
