"""Pages that belong to the site itself."""

from django.conf import settings
from django.http import HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect, HttpResponseServerError
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe
from django.views.defaults import page_not_found

from newsroom.models import Page, Redirect


def broken(request):
    """The page for a fault of ours: needs neither session nor database, which may be what is broken."""
    return HttpResponseServerError(render_to_string("500.html"))


def missing(request, exception):
    """Where the site has no page, an old path may lead on."""
    found = Redirect.for_path(request.path_info) if request.method in ("GET", "HEAD") else None
    if found:
        answer = HttpResponsePermanentRedirect if found.permanent else HttpResponseRedirect
        return answer(found.target)
    return page_not_found(request, exception)


@require_safe
def page(request, slug):
    return render(request, "newsroom/page.html", {"page": get_object_or_404(Page, slug=slug)})


@require_safe
def robots(request):
    return HttpResponse(
        "User-agent: *\n"
        "Disallow: /accounts/\nDisallow: /admin/\nDisallow: /me/\n"
        "Disallow: /preview/\nDisallow: /receipts/\nDisallow: /unsubscribe/\n\n"
        f"Sitemap: {settings.SITE_URL}/sitemap.xml\n",
        content_type="text/plain; charset=utf-8",
    )
