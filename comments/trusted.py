"""Whose comments no rule catches, looked up for many at once: see moderation.is_trusted."""

from django.db.models import Q

from articles.models import Byline
from comments.verbs import MODERATES
from newsroom.models import User


class Trusted:
    """Remembers who moderates, for as long as it is asked."""

    def __init__(self):
        self._moderates: dict[int, bool] = {}

    def among(self, comments) -> set[int]:
        """The ids of those comments that moderators wrote, or the creators of the story."""
        people = {comment.author_id for comment in comments if comment.author_id}
        self._look_up(people - self._moderates.keys())
        stories = {comment.story_id for comment in comments}
        bylines = Byline.objects.filter(story__in=stories, creator__user__in=people)
        creators = set(bylines.values_list("story", "creator__user"))
        return {
            comment.pk
            for comment in comments
            if self._moderates.get(comment.author_id) or (comment.story_id, comment.author_id) in creators
        }

    def _look_up(self, people: set[int]):
        self._moderates |= dict.fromkeys(people, False)
        for person in User.objects.filter(Q(is_staff=True) | Q(is_superuser=True), pk__in=people):
            self._moderates[person.pk] = person.has_perm(MODERATES)
