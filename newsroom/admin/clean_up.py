"""Pictures that nothing uses, shown before they go."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom import unused
from newsroom.addresses import key
from newsroom.models import Image
from newsroom.paging import page_of

AT_ONCE = 48


def clean_up(request):
    if not request.user.has_perm("newsroom.delete_image"):
        raise PermissionDenied
    if request.method == "POST":
        return _discarded(request, {pk for pk in map(key, request.POST.getlist("picture")[:AT_ONCE]) if pk})
    context = admin.site.each_context(request) | {
        "title": _("Unused pictures"),
        "opts": Image._meta,
        "page": page_of(unused.forgotten(), request, AT_ONCE),
        "days": unused.REST.days,
    }
    return render(request, "admin/newsroom/image/unused.html", context)


def _discarded(request, chosen):
    gone = len(unused.discard(chosen, request.user))
    stay = Image.objects.filter(pk__in=chosen).count()
    if gone:
        said = ngettext("%(count)d picture was deleted.", "%(count)d pictures were deleted.", gone)
        messages.success(request, said % {"count": gone})
    if stay:
        said = ngettext(
            "%(count)d picture is in use by now and stays.", "%(count)d pictures are in use by now and stay.", stay
        )
        messages.warning(request, said % {"count": stay})
    if not chosen:
        messages.warning(request, _("No picture was chosen."))
    return redirect("admin:newsroom_image_unused")
