"""Which stories and creators use a picture, and how they come to show another: see newsroom/uses.py."""

from collections import Counter

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.words import state_word
from articles.models import Creator, PictureUse, Sitting, Story, StoryVersion
from newsroom import uses


class Portraits(uses.Keyed):
    model, field, permission = Creator, "portrait", "articles.change_creator"

    @property
    def part(self):
        return _("portrait")

    def seen(self, creators, user):
        return creators if user.has_perm("articles.see_all_stories") else creators.filter(user=user)


class Sittings(uses.Unsaved):
    model = Sitting


class Stories(uses.Uses):
    permission = "articles.publish_story"

    def unused(self, images):
        covers = Story.objects.filter(cover=OuterRef("pk"))
        return images.filter(~Exists(covers), ~Exists(PictureUse.objects.filter(image=OuterRef("pk"))))

    def count(self, images):
        """A story that has it as its cover and in its text counts twice: these are two places."""
        covers = Story.objects.filter(cover__in=images).order_by().values_list("cover")
        texts = PictureUse.objects.filter(image__in=images).order_by().values_list("image")
        return Counter(dict(covers.annotate(uses=Count("pk")))) + Counter(dict(texts.annotate(uses=Count("pk"))))

    def some(self, image, user):
        stories = _with_parts(image)
        if not user.has_perm("articles.see_all_stories"):
            stories = stories.by(user)
        shown = list(_shown(stories)[: uses.MOST_SHOWN])
        rest = uses.MOST_SHOWN - len(shown)
        return [_use(story) for story in shown] + [_use(story) for story in _past(stories)[:rest]]

    def left(self, image):
        return _shown(_with_parts(image))[: uses.MOST_COUNTED].count()

    def replace(self, image, other, by, most):
        stories = list(_shown(_with_parts(image))[:most])
        for story in stories:
            with transaction.atomic():
                story.replace_picture(image, other, by=by)
                uses.log(by, story, image, other)
        return len(stories)


def _with_parts(image):
    """The stories that have ever shown it, each with where it does now. Their texts stay in the database."""
    ever = Story.objects.filter(cover=image).order_by().values("pk")
    ever = ever.union(PictureUse.objects.filter(image=image).order_by().values("story"))
    copy = StoryVersion.objects.filter(story=OuterRef("pk")).order_by("-number").values("body")[:1]
    stories = Story.objects.filter(pk__in=ever).defer("body").order_by("-pk")
    stories = stories.alias(copy=Coalesce(Subquery(copy), Value(""), output_field=TextField()))
    return stories.annotate(
        as_cover=Q(cover=image, cover__isnull=False),
        for_readers=Q(status=Story.Status.READY, body__contains=image.address),
        in_copy=Q(copy__contains=image.address),
    )


def _shown(stories):
    return stories.filter(Q(as_cover=True) | Q(for_readers=True) | Q(in_copy=True))


def _past(stories):
    return stories.filter(as_cover=False, for_readers=False, in_copy=False)


def _use(story) -> uses.Use:
    url = reverse("admin:articles_story_change", args=[story.pk])
    past = not (story.as_cover or story.for_readers or story.in_copy)
    return uses.Use(story.title, _part(story), url, story.state, state_word(story.state), past)


def _part(story) -> str:
    if story.as_cover:
        return _("cover and in the text") if story.for_readers or story.in_copy else _("cover")
    if story.for_readers or story.in_copy:
        return _("in the text") if story.in_copy else _("in the text that readers see")
    return _("only in an earlier version")
