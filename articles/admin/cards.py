"""What a link card says of a story of this site. What is not live is not known."""

from urllib.parse import unquote, urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from articles.models import Story


@require_safe
def card(request):
    """The card of the live story at `address`, which may be an old one; the name of the site before it does not count."""
    if not request.user.has_perm("articles.view_story"):
        raise PermissionDenied
    story = Story.objects.live().with_byline().filter(pk=_story_at(request.GET.get("address", ""))).first()
    if not story:
        raise Http404
    names = ", ".join(creator.name for creator in story.byline)
    note = " · ".join(filter(None, [story.topic and story.topic.name, names]))
    return JsonResponse({"href": story.get_absolute_url(), "title": story.title, "note": note})


def _story_at(address: str) -> int:
    """The id of the story that has or had this address; 0 where none did."""
    try:
        found = resolve(unquote(urlsplit(address).path))
    except (ValueError, Resolver404):
        return 0
    return (Story.at(found.kwargs["slug"]) or 0) if found.url_name == "story" else 0
