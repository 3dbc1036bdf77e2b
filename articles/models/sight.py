"""Which stories there are for whom, and in what order: every recurring filter has its name here."""

from enum import Enum

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Subquery

from articles.models.byline import Byline
from articles.models.correction import Correction
from articles.models.source import Source
from newsroom import moments


class Sight(Enum):
    """How much of the stories somebody sees: what is live, their own besides, or every one."""

    LIVE, OWN, ALL = range(3)

    @classmethod
    def of(cls, user) -> "Sight":
        if user.has_perm("articles.see_all_stories"):
            return cls.ALL
        return cls.OWN if user.is_authenticated else cls.LIVE


class StoryQuerySet(models.QuerySet):
    def live(self, at=None):
        """What everybody may read at that moment."""
        return self.filter(status=self.model.Status.READY, published_at__lte=at or moments.now())

    def scheduled(self, at=None):
        return self.filter(status=self.model.Status.READY, published_at__gt=at or moments.now())

    def by(self, user):
        return self.filter(pk__in=Byline.objects.filter(creator__user=user).values("story"))

    def visible_to(self, user):
        """Permission is a queryset: what is not in it does not exist for that person."""
        return self.in_sight(Sight.of(user), user)

    def in_sight(self, sight, user, at=None):
        """What somebody sees who sees that much; `visible_to` in parts, for queries that are prepared."""
        if sight == Sight.ALL:
            return self
        live = self.live(at)
        return live | self.by(user) if sight == Sight.OWN else live

    def listed(self, **thing):
        """What is live of one creator or tag, newest first."""
        theirs = {f"listings__{name}": value for name, value in thing.items()}
        found = self.filter(**theirs, listings__live_at__lte=moments.now())
        found = found.annotate(listed_at=F("listings__live_at"), listed=F("listings__story"))
        return found.order_by("-listed_at", "-listed")

    def planned(self):
        """What is neither ready nor withdrawn. Said as what it is not, so that SQLite looks for it by date."""
        return self.exclude(status=self.model.Status.READY).exclude(status=self.model.Status.WITHDRAWN)

    def newest_first(self):
        return self.order_by("-published_at", "-id")

    def with_byline(self):
        """Topic, cover and creators, in two queries however many stories there are."""
        bylines = Byline.objects.select_related("creator__portrait").order_by("position")
        return self.select_related("topic", "cover").prefetch_related(Prefetch("bylines", bylines))

    def with_first_name(self):
        """`first_name`: the creator who stands first, without a look at the others."""
        first = Byline.objects.filter(story=OuterRef("pk")).order_by("position", "pk")
        return self.annotate(first_name=Subquery(first.values("creator__name")[:1]))

    def with_marks(self):
        """Whether each has corrections and sources: a page asks for them only then."""
        corrections, sources = (model.objects.filter(story=OuterRef("pk")) for model in (Correction, Source))
        return self.annotate(is_corrected=Exists(corrections), has_sources=Exists(sources))

    def for_list(self):
        """For teasers: without the text of the stories."""
        return self.defer("body").with_byline()
