"""What the desk says of the front page: each place with how long it holds, and what keeps it from being seen."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles import front
from articles.admin.words import exact
from articles.models import Feature
from articles.models.feature import MOST_KEPT
from newsroom import moments

MOST_ENDED = 20


@dataclass
class Row:
    """A place, since when and until when in words, and why readers do not see it now, if they do not."""

    feature: Feature
    holds: str
    hidden: str = ""


@dataclass
class FrontDesk:
    leads: list[Row]
    featured: list[Row]
    ended: list[Row]
    leading: front.Chosen | None  # whatever leads now, chosen or by its date


def front_desk() -> FrontDesk:
    now = moments.now()
    features = list(Feature.objects.lasting(now).newest_begun().with_story()[:MOST_KEPT])
    shown = front.front(features, now)
    leads = [one for one in reversed(features) if one.place == Feature.Place.LEAD]
    featured = [one for one in features if one.place == Feature.Place.FEATURED]
    ended = Feature.objects.filter(ends_at__lte=now).order_by("-ends_at").with_story()[:MOST_ENDED]
    seen = {shown.lead.story.pk} if shown.lead else set()
    return FrontDesk(
        leads=[_row(one, now, seen, _("Another lead came after it.")) for one in leads],
        featured=[
            _row(one, now, {chosen.story.pk for chosen in shown.featured}, _beyond(one, seen))
            for one in sorted(featured, key=lambda one: (one.position, one.pk))
        ],
        ended=[Row(one, _("Ended %(moment)s") % {"moment": exact(one.ends_at)}) for one in ended],
        leading=shown.lead,
    )


def _beyond(feature, leading) -> str:
    if feature.story_id in leading:
        return _("The story leads the front page.")
    return _("The front page shows the first %(most)d.") % {"most": front.MOST_FEATURED}


def _row(feature, now, seen, otherwise) -> Row:
    if feature.begins_at > now or feature.story_id in seen:
        return Row(feature, _holds(feature, now))
    if not feature.story.is_live:
        otherwise = _("The story is not live.")
        if feature.story.is_scheduled:
            otherwise = _("The story goes live %(moment)s.") % {"moment": exact(feature.story.published_at)}
    return Row(feature, _holds(feature, now), otherwise)


def _holds(feature, now) -> str:
    said = {"begins": exact(feature.begins_at), "ends": feature.ends_at and exact(feature.ends_at)}
    if feature.begins_at <= now:
        return _("until %(ends)s") % said if feature.ends_at else _("until another takes its place")
    if feature.ends_at:
        return _("from %(begins)s until %(ends)s") % said
    return _("from %(begins)s until another takes its place") % said
