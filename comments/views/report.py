"""The public report of moderation, as a page and as JSON."""

from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comments import report as reports
from newsroom.http import holds_until
from newsroom.models import Page


@require_safe
def report(request):
    told = _told(request)
    rules = request.site.keeps("house rules page", lambda: Page.objects.filter(slug="house-rules").first())
    return render(request, "comments/moderation.html", {"report": told, "rules": rules})


@require_safe
def report_json(request):
    """The same figures; its own sentences say what they mean."""
    data = reports.as_data(_told(request))
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["X-Robots-Tag"] = "noindex"
    return response


def _told(request) -> reports.Report:
    told = reports.report(request.site)
    holds_until(request, told.changes_at)
    return told
