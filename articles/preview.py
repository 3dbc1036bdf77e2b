"""Signed links to a story that is not live yet, for people without an account."""

from datetime import timedelta

from django.core import signing
from django.http import Http404
from django.urls import reverse

from articles.models import Story

LASTS = timedelta(days=7)
SALT = "preview"


def token(story: Story) -> str:
    """What proves for 7 days that its bearer was given the link to this story."""
    return signing.dumps({"story": story.pk, "status": story.status}, salt=SALT)


def address(story: Story) -> str:
    return reverse("preview", args=[token(story)])


def story_of(token: str) -> tuple[Story, bool]:
    """The story a link leads to, and whether the link still shows its working copy.

    A link given out for a draft does not show what is written once the story is ready or withdrawn.
    Raises Http404 when the link is forged, too old, or the story is gone.
    """
    try:
        said = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        raise Http404 from None
    story = Story.objects.with_marks().with_byline().prefetch_related("tags").filter(pk=said["story"]).first()
    if not story:
        raise Http404
    before = (Story.Status.DRAFT, Story.Status.IN_REVIEW)
    return story, said["status"] == story.status or (said["status"] in before and not story.was_public)
