"""Pages that belong to the site itself."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from newsroom.models import Page


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
