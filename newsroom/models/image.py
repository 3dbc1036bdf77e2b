"""A picture, once, whoever uses it; each use carries its own words."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom import images


class ImageQuerySet(models.QuerySet):
    def awaiting_renditions(self):
        return self.filter(renditions=[])

    def take(self, data: bytes, *, by=None, **words):
        """Store an upload and answer its Image; the same picture sent again is the one already here.

        Raises ValidationError with a sentence for the sender. The sizes for readers follow in the background.
        """
        from newsroom.tasks import make_renditions

        source = hashlib.sha256(data).hexdigest()
        if known := self.filter(source_digest=source).first():
            return known
        master = images.accept(data)
        with transaction.atomic():
            image, made = self.get_or_create(
                digest=master.digest,
                defaults={
                    "source_digest": source,
                    "file": _store(master),
                    "width": master.width,
                    "height": master.height,
                    "uploaded_by": by,
                    **words,
                },
            )
            if made:
                # Again, for whoever deleted the same file while this row was not yet to be seen.
                transaction.on_commit(lambda: _store(master))
                transaction.on_commit(make_renditions.enqueue)
        return image


def _store(picture: images.Picture) -> str:
    if not default_storage.exists(picture.name):
        default_storage.save(picture.name, ContentFile(picture.data))
    return picture.name


class Image(models.Model):
    digest = models.CharField(max_length=64, unique=True, editable=False)
    source_digest = models.CharField(max_length=64, db_index=True, editable=False)
    file = models.FileField(_("file"), max_length=120, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    renditions = models.JSONField(default=list, editable=False)
    alt = models.CharField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for those who cannot see it. Each use may say it in its own words."),
    )
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    focal_x = models.PositiveSmallIntegerField(
        _("focal point, across"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_("Per cent from the left edge."),
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point, down"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_("Per cent from the top edge."),
    )
    uploaded_by = models.ForeignKey(
        "newsroom.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-id"]
        indexes = [models.Index(fields=["file"], name="images_by_file")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(focal_x__lte=100, focal_y__lte=100),
                name="focal_point_inside_the_image",
                violation_error_message=_("The focal point lies outside the picture: use 0 to 100."),
            )
        ]

    def __str__(self):
        return self.alt or self.caption or self.digest[:12]

    @property
    def facts(self) -> tuple:
        """All that pages show of it."""
        made = tuple(file["name"] for file in self.renditions)
        return self.pk, self.file.name, self.width, self.height, self.focal_x, self.focal_y, made

    @property
    def files(self) -> set[str]:
        """The names of all that is stored for it."""
        return {self.file.name, *(file["name"] for file in self.renditions)}

    @property
    def stored_bytes(self) -> int:
        """What its files take; asks the storage for the length of the master."""
        try:
            return self.file.size + sum(file["bytes"] for file in self.renditions)
        except OSError:  # the file is gone
            return 0

    @property
    def address(self) -> str:
        """How a story's text names this picture: the same with every storage."""
        return f"/media/{self.file.name}"

    def make_renditions(self) -> None:
        with self.file.open() as master:
            made = [(_store(picture), picture) for picture in images.renditions(master.read())]
        self.renditions = [
            {
                "name": name,
                "type": picture.media_type,
                "width": picture.width,
                "height": picture.height,
                "bytes": len(picture.data),
            }
            for name, picture in made
        ]
        self.save(update_fields=["renditions"])

    def srcset(self, modern: bool) -> str:
        """'url 400w, url 800w': the AVIF files, or those that every browser reads."""
        return ", ".join(
            f"{default_storage.url(file['name'])} {file['width']}w"
            for file in self.renditions
            if (file["type"] == "image/avif") == modern
        )

    @property
    def modern_srcset(self) -> str:
        return self.srcset(modern=True)

    @property
    def fallback_srcset(self) -> str:
        return self.srcset(modern=False)

    @property
    def _fallbacks(self) -> list[dict]:
        made = [file for file in self.renditions if file["type"] != "image/avif"]
        return made or [{"name": self.file.name, "bytes": 0}]

    @property
    def url(self) -> str:
        """The largest file that every browser reads; until the sizes are made, the master."""
        return default_storage.url(self._fallbacks[-1]["name"])

    @property
    def small_url(self) -> str:
        return default_storage.url(self._fallbacks[0]["name"])

    @property
    def bytes(self) -> int:
        """The length of what `url` leads to; 0 while it is not known."""
        return self._fallbacks[-1]["bytes"]

    @property
    def focus(self) -> str:
        """The focal point in tenths, as the style sheet names it: '5-3'."""
        return f"{(self.focal_x + 5) // 10}-{(self.focal_y + 5) // 10}"
