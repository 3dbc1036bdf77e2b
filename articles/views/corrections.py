"""Every correction of every story that can be read, newest first."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Correction
from newsroom.paging import page_of


@require_safe
def corrections(request):
    return render(request, "articles/corrections.html", {"corrections": page_of(Correction.objects.shown(), request)})
