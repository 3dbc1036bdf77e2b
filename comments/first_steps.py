"""What a new site lacks before readers' comments come."""

from django.db.models import Exists
from django.urls import reverse
from django.utils.translation import gettext as _

from comments.models import HouseRule
from newsroom.first_steps import Step


def of_comments(site) -> list[Step]:
    words = HouseRule.objects.exclude(words="")
    return [Step(_("List words that hold a comment"), Exists(words), reverse("admin:comments_houserule_changelist"))]
