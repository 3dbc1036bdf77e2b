"""What a new site still lacks, for those who may mend it; settings.FIRST_STEPS names what each app knows of it."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from newsroom.models import Page, User

HIDDEN = "first_steps_hidden"  # the cookie of a browser in which somebody put the list away


@dataclass
class Step:
    """`done` is known, or a subquery that tells; `address` is where to do it, if that is a page of the site."""

    label: str
    done: bool | Exists
    address: str = ""
    help: str = ""


def first_steps(site) -> list[Step]:
    """Every step, each with a `done` that is known by then: one query for all that have to be looked up."""
    steps = [step for name in settings.FIRST_STEPS for step in import_string(name)(site)]
    asked = [step for step in steps if not isinstance(step.done, bool)]
    names = {f"step{place}": step.done for place, step in enumerate(asked)}
    if asked:
        # Of anybody: the row is only there to hang the questions on.
        found = User.objects.order_by("pk").values_list(*names.values())[:1]
        for step, done in zip(asked, found[0] if found else [False] * len(asked), strict=True):
            step.done = bool(done)
    return steps


def of_the_site(site) -> list[Step]:
    settings_page = reverse("admin:newsroom_site_change", args=[1])
    return [
        Step(_("Give the site its name"), site.name not in ("", "Newsroom"), settings_page),
        Step(_("Add a logo"), bool(site.logo_id), settings_page),
        _page("about", _("Write the page about you")),
        _page("house-rules", _("Write the house rules")),
    ]


def of_the_house(site) -> list[Step]:
    colleagues = User.groups.through.objects.exclude(user=User.objects.order_by("pk").values("pk")[:1])
    return [
        Step(_("Give a second person a role"), Exists(colleagues), reverse("admin:newsroom_user_changelist")),
        Step(
            _("Let the site send mail"),
            settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"),
            help=_("Whoever runs the server sets EMAIL_URL."),
        ),
        Step(
            _("Serve the site over https"),
            settings.PRODUCTION,
            help=_("Whoever runs the server sets SITE_URL to an address that begins with https://."),
        ),
    ]


def _page(slug, label) -> Step:
    """Written by a person: what the demo brought stands in nobody's history."""
    theirs = LogEntry.objects.filter(
        content_type__app_label="newsroom", content_type__model="page", object_id=Cast(OuterRef("pk"), CharField())
    )
    written = Page.objects.filter(Exists(theirs), slug=slug)
    return Step(label, Exists(written), reverse("admin:newsroom_page_changelist"))
