"""`history.json`: the chain of hashes of a story, so that anyone can check that no version was changed afterwards."""

from django.http import Http404, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import shown
from articles.views.story import moved_or_gone
from newsroom.http import absolute, keyed
from newsroom.paging import page_of

LINKS = 500  # on a page
HOW = [
    "Every hash is the SHA-256, in hexadecimal, of the UTF-8 bytes of a JSON list of strings as Python's"
    " json.dumps(list, ensure_ascii=False) writes it: a comma and a space between the strings, no other white space.",
    "content_hash is the hash of [salt, title, subtitle, body]; the address under 'text' has these words.",
    "hash is the hash of [number, content_hash, previous_hash], the number as a string.",
    "previous_hash is the hash of the version before, and empty for the first one.",
    "A version that was never public shows its hashes alone. Of one that was struck for legal reasons text and salt are"
    " gone, so that its content_hash cannot be computed any more; its hash can.",
]


@require_safe
def chain(request, slug):
    """Every version up to the newest public one, from the first on."""
    if not (story := shown.story_at(slug, request.user)):
        return moved_or_gone(request, slug, "history_json")
    keyed(request, f"story-{story.pk}")
    newest = story.versions.public().without_text().first()
    versions = story.versions.without_text().filter(number__lte=newest.number if newest else 0)
    page = page_of(versions.order_by("number"), request, size=LINKS)
    place = absolute(reverse("history_json", args=[story.slug]))
    data = {"story": absolute(story.get_absolute_url()), "history": absolute(reverse("history", args=[story.slug]))}
    data |= {"how": HOW, "versions": [_link(story, version) for version in page]}
    return _answer(data | ({"next": place + page.next} if page.has_next else {}))


@require_safe
def version(request, slug, number):
    """One public version with its text, letter by letter as it was hashed."""
    if not (story := shown.story_at(slug, request.user)):
        return moved_or_gone(request, slug, "version_json", number=number)
    keyed(request, f"story-{story.pk}")
    found = story.versions.public().filter(number=number).first()
    if not found:
        raise Http404
    return _answer(_link(story, found) | ({} if found.struck_at else dict(found.text)))


def _link(story, version) -> dict:
    said = {name: getattr(version, name) for name in ("number", "content_hash", "previous_hash", "hash")}
    if version.struck_at:
        said["struck"] = {"at": version.struck_at, "reason": version.struck_reason}
    if not version.is_public:
        return said
    said |= {"typo_only": version.typo_only, "public_at": version.public_at}
    said["address"] = absolute(reverse("version", args=[story.slug, version.number]))
    if not version.struck_at:
        said |= {"salt": version.salt, "text": absolute(reverse("version_json", args=[story.slug, version.number]))}
    return said


def _answer(data):
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["X-Robots-Tag"] = "noindex"
    return response
