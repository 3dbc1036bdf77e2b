"""Pages that belong to the site itself."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseServerError
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from newsroom.models import Page


def broken(request):
    """The page for a fault of ours: needs neither session nor database, which may be what is broken."""
    return HttpResponseServerError(render_to_string("500.html"))


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
