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
    return signing.dumps({"story": story.pk}, salt=SALT)


def address(story: Story) -> str:
    return reverse("preview", args=[token(story)])


def story_of(token: str) -> Story:
    """The story a link leads to. Raises Http404 when the link is forged, too old, or the story is gone."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LASTS)["story"]
    except signing.BadSignature:
        raise Http404 from None
    story = Story.objects.with_byline().prefetch_related("tags").filter(pk=pk).first()
    if not story:
        raise Http404
    return story
