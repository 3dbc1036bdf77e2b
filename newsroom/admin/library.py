"""The pictures a person may use, as the desk's scripts ask for them: listed, searched and uploaded."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from newsroom.addresses import key
from newsroom.admin.widgets import PicturePicker
from newsroom.models import Image

AT_ONCE = 24
WORDS = ("alt", "caption", "credit")


def pictures_for(user):
    """Those who may delete any picture see every one; others see what they uploaded."""
    pictures = Image.objects.order_by("-pk")
    return pictures if user.has_perm("newsroom.delete_image") else pictures.filter(uploaded_by=user)


def found(pictures, query: str):
    """Those of `pictures` in whose words each word of the query stands."""
    for word in query.split()[:10]:
        pictures = pictures.filter(Q(alt__icontains=word) | Q(caption__icontains=word) | Q(credit__icontains=word))
    return pictures


def take(data: bytes, by, **words) -> tuple[Image, bool]:
    """Store an upload; answers the picture and whether it was here before."""
    newest = Image.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    image = Image.objects.take(data, by=by, **words)
    return image, image.pk <= newest


def picture_formfield(db_field, request, held, **kwargs):
    """A picker for a key to a picture: those this person may use, and those in `held`, which are there already."""
    usable = pictures_for(request.user) | Image.objects.filter(pk__in=held)
    return db_field.formfield(**kwargs | {"widget": PicturePicker, "queryset": usable})


@require_safe
def listed(request):
    """A page of pictures, newest first; `before` is the last one of the page before."""
    if not request.user.has_perm("newsroom.view_image"):
        raise PermissionDenied
    pictures = found(pictures_for(request.user), request.GET.get("q", ""))
    if before := key(request.GET.get("before")):
        pictures = pictures.filter(pk__lt=before)
    page = list(pictures[: AT_ONCE + 1])
    return JsonResponse({"pictures": [_told(image) for image in page[:AT_ONCE]], "more": len(page) > AT_ONCE})


@require_POST
def uploaded(request):
    """Takes one file named `picture`; says in a sentence what was wrong with it."""
    if not request.user.has_perm("newsroom.add_image"):
        raise PermissionDenied
    if "picture" not in request.FILES:
        return JsonResponse({"error": _("Choose a file first.")}, status=422)
    try:
        image, known = take(request.FILES["picture"].read(), by=request.user)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=422)
    theirs = known and not pictures_for(request.user).filter(pk=image.pk).exists()
    return JsonResponse(_told(image, words=not theirs) | {"known": known and not theirs}, status=200 if known else 201)


def _told(image, words=True) -> dict:
    told = {name: getattr(image, name) if words else "" for name in WORDS}
    return told | {
        "id": image.pk,
        "address": image.address,
        "small": image.small_url,
        "width": image.width,
        "height": image.height,
    }
