"""Which lists a story stands in, by its date: what the pages of creators and tags walk instead of sorting all there is."""

from django.db import models, transaction
from django.db.models import Q

from articles.search import index
from newsroom.moments import MomentField

BATCH = 1000


class Listing(models.Model):
    """A story that is or will be live, in the list of one of its creators or tags. Written by `write` alone."""

    story = models.ForeignKey("articles.Story", models.CASCADE, related_name="listings")
    creator = models.ForeignKey("articles.Creator", models.CASCADE, null=True, db_index=False, related_name="+")
    tag = models.ForeignKey("articles.Tag", models.CASCADE, null=True, db_index=False, related_name="+")
    live_at = MomentField()

    class Meta:
        indexes = [
            models.Index(
                fields=[name, "-live_at", "-story"],
                condition=Q(**{f"{name}__isnull": False}),
                name=f"listings_by_{name}",
            )
            for name in ("creator", "tag")
        ]

    def __str__(self):
        return f"{self.story_id}, {self.live_at}"


@transaction.atomic
def write(stories) -> None:
    """Put these stories, by their ids, into the lists where they belong now; whoever else changes one waits."""
    Story = Listing._meta.get_field("story").related_model
    found = Story.objects.select_for_update().filter(pk__in=stories).order_by("pk")
    ready = dict(found.filter(status=Story.Status.READY).values_list("pk", "published_at"))
    rows = []
    for name, through in (("creator_id", Story.creators.through), ("tag_id", Story.tags.through)):
        for story, thing in through.objects.filter(story__in=ready).order_by().values_list("story_id", name):
            rows.append(Listing(story_id=story, live_at=ready[story], **{name: thing}))
    Listing.objects.filter(story__in=stories).delete()
    Listing.objects.bulk_create(rows)


def rebuild():
    """Write every list anew, a batch a transaction."""
    stories, last = Listing._meta.get_field("story").related_model.objects.order_by("pk"), 0
    while pks := list(stories.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        write(pks)
        last = pks[-1]


def tags_changed(action, instance, reverse, pk_set, **signal):
    """Django's one word for `story.tags.set()` and its like."""
    if reverse and action == "post_clear":
        Listing.objects.filter(tag=instance.pk).delete()
    elif action in ("post_add", "post_remove", "post_clear"):
        stories = pk_set if reverse else [instance.pk]
        write(stories)
        index.write_stories(stories)
