"""What differs by who looks: the same comment is liked by one reader, muted by another and editable by a third."""

from django.utils import timezone
from django.utils.functional import cached_property

from comments.models import Follow, Like, Mute, StoryInsight, StoryLike


class Viewer:
    """A person, or a stranger, at one story."""

    may_answer = True  # whether the discussion is open; who shows comments says so

    def __init__(self, user, story):
        self.user = user
        self.story = story
        self.creators = {creator.user_id for creator in story.byline if creator.user_id}

    @property
    def is_known(self) -> bool:
        return self.user.is_authenticated

    @cached_property
    def moderates(self) -> bool:
        return self.user.has_perm("comments.moderate_comment")

    @cached_property
    def leads(self) -> bool:
        """May pin and pick: the story's creators, and who has the permission."""
        if self.is_known and self.user.pk in self.creators and not self.user.lacks_second_factor:
            return True
        return self.user.has_perm("comments.lead_discussion")

    @cached_property
    def follows(self) -> bool:
        return self.is_known and Follow.objects.filter(story=self.story, reader=self.user).exists()

    @cached_property
    def likes_story(self) -> bool:
        return self.is_known and StoryLike.objects.filter(story=self.story, reader=self.user).exists()

    @cached_property
    def insights(self) -> set:
        """The ids of the insights this person marked."""
        marks = StoryInsight.objects.filter(story=self.story, reader=self.user) if self.is_known else None
        return set(marks.values_list("insight", flat=True)) if marks is not None else set()

    def mark(self, comments, public_version=None):
        """Say on each comment what its template needs to know; two queries for a known person, none for a stranger."""
        comments = [comment for comment in comments if comment]
        liked, muted = set(), set()
        if self.is_known and comments:
            liked = set(Like.objects.filter(reader=self.user, comment__in=comments).values_list("comment", flat=True))
            muted = set(Mute.objects.filter(reader=self.user).values_list("muted", flat=True))
        for comment in comments:
            comment.badge = self._badge(comment)
            comment.is_liked = comment.pk in liked
            comment.is_muted = comment.author_id in muted
            parent = comment.parent if comment.parent_id else None
            comment.names_parent = bool(parent) and parent.is_published and parent.author_id not in muted
            comment.is_own = self.is_known and comment.author_id == self.user.pk
            comment.is_editable = comment.is_own and timezone.now() < comment.editable_until
            comment.is_outdated = bool(public_version) and comment.story_version_id != public_version
        return comments

    def _badge(self, comment) -> str:
        if comment.author_id and comment.author_id in self.creators:
            return "creator"
        return "staff" if comment.author and comment.author.is_staff else ""
