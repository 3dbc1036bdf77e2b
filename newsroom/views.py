"""Pages that belong to the site itself."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.static import serve

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


@require_safe
def media(request, name):
    """Uploads, for sites without a proxy or an object store. Named by content, so they never change."""
    response = serve(request, name, document_root=settings.MEDIA_ROOT)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
