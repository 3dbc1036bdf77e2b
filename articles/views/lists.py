"""Where stories are listed: front page, archive, topics, tags, creators."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from articles import front as front_page
from articles.models import Creator, Feature, Story, Tag, Topic
from articles.months import Month, months_of
from newsroom import moments
from newsroom.http import holds_until
from newsroom.paging import page_of


@require_safe
def front(request):
    features = Feature.kept(request.site)
    for feature in features:
        holds_until(request, feature.begins_at)
        holds_until(request, feature.ends_at)
    return render(request, "articles/front.html", {"front": front_page.front(features)})


@require_safe
def archive(request):
    stories, month = Story.objects.live().for_list().newest_first(), None
    if asked := request.GET.get("month"):
        if not (month := Month.read(asked)):
            raise Http404
        # One bound at its end, this second or the month's: of two, SQLite may walk from the wrong one.
        until = min(moments.now(), month.last_moment)
        stories = Story.objects.live(until).filter(published_at__gte=month.start).for_list().newest_first()
    paging = page_of(stories, request, query=f"month={month}" if month else "")
    months = months_of(Story.objects.live())
    return render(request, "articles/archive.html", {"stories": paging, "month": month, "months": months})


@require_safe
def topic(request, slug):
    return _listing(request, Topic, slug, "articles/topic.html", lambda topic: topic.stories.live().newest_first())


@require_safe
def tag(request, slug):
    return _listing(
        request, Tag, slug, "articles/tag.html", lambda tag: Story.objects.listed(tag=tag), needs_stories=True
    )


@require_safe
def creator(request, slug):
    return _listing(
        request,
        Creator,
        slug,
        "articles/creator.html",
        lambda creator: Story.objects.listed(creator=creator),
        needs_stories=True,
    )


@require_safe
def creators(request):
    found = Creator.objects.with_live_stories().select_related("portrait").order_by("name", "id")
    return render(request, "articles/creators.html", {"creators": page_of(found, request, size=48)})


def _listing(request, model, slug, template, stories_of, needs_stories=False):
    """A thing and its live stories. One that needs stories does not exist for readers before its first."""
    thing = model.objects.filter(slug=slug).first() or _moved(model, slug)
    paging = page_of(stories_of(thing).for_list(), request)
    if needs_stories and not paging.rows:
        raise Http404
    if thing.slug != slug:
        return redirect(thing, permanent=True)
    return render(request, template, {model.__name__.lower(): thing, "stories": paging})


def _moved(model, slug):
    return get_object_or_404(model, pk=model.at(slug) or 0)
