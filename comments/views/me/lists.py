"""What I wrote, follow, hear of and do not want to read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comments import mine
from comments.answers import sign_in_first
from comments.models import Block, Follow, Mute, Notice
from newsroom import limits
from newsroom.addresses import key


def page(request, name, status=200, **context):
    """One of my pages, beneath the tabs."""
    context |= {"tab": name, "unread": mine.unread(request.user), "most_unread": mine.MOST_UNREAD}
    return render(request, f"comments/me/{name}.html", context, status=status)


@require_safe
@login_required
def comments(request):
    blocks = Block.objects.in_force().against(request.user, limits.network(request)).order_by("pk")
    return page(request, "comments", comments=mine.comments_of(request), blocks=blocks)


@require_safe
@login_required
def following(request):
    return page(request, "following", follows=mine.follows_of(request))


@require_POST
def unfollow(request, pk):
    """Hear no more of a story; saying so twice is no mistake."""
    if not request.user.is_authenticated:
        return sign_in_first(request, reverse("me_following"))
    if Follow.objects.filter(reader=request.user, pk=pk).delete()[0]:
        messages.success(request, _("You no longer follow this discussion."))
    return redirect("me_following")


@require_safe
@login_required
def notices(request):
    return page(request, "notices", notices=mine.notices_of(request))


@require_POST
def read(request):
    """All that was there when the page was made; what came since is still new."""
    if not request.user.is_authenticated:
        return sign_in_first(request, reverse("me_notices"))
    seen = Notice.objects.unread(request.user)
    if newest := key(request.POST.get("newest")):
        seen = seen.filter(pk__lte=newest)
    seen.update(read_at=timezone.now())
    return redirect("me_notices")


@require_safe
@login_required
def muted(request):
    return page(request, "muted", mutes=mine.mutes_of(request))


@require_POST
def unmute(request, pk):
    """Read a person again; saying so twice is no mistake."""
    if not request.user.is_authenticated:
        return sign_in_first(request, reverse("me_muted"))
    if mute := Mute.objects.filter(reader=request.user, pk=pk).select_related("muted").first():
        mute.delete()
        messages.success(request, _("You see what %(name)s writes again.") % {"name": mute.muted.name})
    return redirect("me_muted")
