"""Which stories show a picture in a text of theirs, today or in an earlier version, which their history still shows."""

from django.db import models

from newsroom.models import Image
from newsroom.uses import names_in


class PictureUse(models.Model):
    """Written by `write` alone, with each version; a row stays as long as any version that is not struck names it."""

    image = models.ForeignKey("newsroom.Image", models.PROTECT, db_index=False, related_name="+")
    story = models.ForeignKey("articles.Story", models.CASCADE, related_name="picture_uses")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["image", "story"], name="one_use_a_picture_and_story")]

    def __str__(self):
        return f"{self.story_id}, {self.image_id}"


def write(story, body: str) -> None:
    """Keep what a text of this story shows. In the transaction of that text: a picture it names waits to be deleted."""
    if not (names := names_in(body)):
        return
    kept = PictureUse.objects.filter(story=story).values("image")
    images = Image.objects.select_for_update(no_key=True).filter(file__in=names).exclude(pk__in=kept).order_by("pk")
    fresh = [PictureUse(story=story, image_id=pk) for pk in images.values_list("pk", flat=True)]
    if fresh:
        PictureUse.objects.bulk_create(fresh, ignore_conflicts=True)


def write_anew(story) -> None:
    """After an old text was struck: only what the remaining texts show. In the transaction of that."""
    PictureUse.objects.filter(story=story).delete()
    for body in story.versions.filter(body__contains="/media/images/").values_list("body", flat=True).iterator():
        write(story, body)
