"""What a new site lacks in stories."""

from django.db.models import Exists
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Creator, Story, Topic
from newsroom.first_steps import Step


def of_stories(site) -> list[Step]:
    return [
        Step(_("Make the topics"), Exists(Topic.objects.all()), reverse("admin:articles_topic_changelist")),
        Step(_("Add the first creator"), Exists(Creator.objects.all()), reverse("admin:articles_creator_changelist")),
        Step(_("Publish the first story"), Exists(Story.objects.live()), reverse("admin:articles_story_add")),
    ]
