"""What differs by who looks: the same comment is liked by one reader, muted by another and editable by a third."""

from django.db.models import BigAutoField, Exists, F, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from articles.models import Story, StoryVersion
from comments.models import Comment, Follow, Like, Mute, StoryInsight, StoryLike
from comments.verbs import MODERATES
from newsroom.fragments import digest, manner
from newsroom.prepared import Given, prepared

STORY, READER = Given("story", BigAutoField()), Given("reader", BigAutoField())


@prepared
def _deeds():
    here = {"story": STORY, "reader": READER}
    parts = [("follow", Follow, here, "story"), ("like", StoryLike, here, "story")]
    parts += [("insight", StoryInsight, here, "insight"), ("mute", Mute, {"reader": READER}, "muted")]
    first, *rest = (
        model.objects.filter(**where).order_by().values_list(Value(deed), F(what)) for deed, model, where, what in parts
    )
    wrote = Comment.objects.filter(story=STORY, author=READER).order_by()
    liked = Like.objects.filter(comment__story=STORY, reader=READER).order_by()
    story = Story.objects.filter(Exists(wrote) | Exists(liked), pk=STORY).order_by()
    return first.union(*rest, story.values_list(Value("part"), F("pk")), all=True)


def _spans(comments, public_version) -> dict:
    """By the id of the version a comment answered: the numbers to compare. Asks nothing where no comment is older."""
    older = {comment.story_version_id for comment in comments} - {public_version}
    return StoryVersion.objects.spans(older, public_version) if public_version and older else {}


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
    def sees(self) -> tuple:
        """What a viewer is here, apart from single comments: those differ by `facts`, as `mark` says of each."""
        return manner(), self.story.slug, self.may_answer, self.is_known, self.leads, self.moderates

    @cached_property
    def answers_at(self) -> str:
        """The address where this person can answer."""
        return reverse("discussion", args=[self.story.slug])

    @cached_property
    def moderates(self) -> bool:
        return self.user.has_perm(MODERATES)

    @cached_property
    def leads(self) -> bool:
        """May pin and pick: the story's creators, and who has the permission."""
        if self.is_known and self.user.pk in self.creators and not self.user.lacks_second_factor:
            return True
        return self.user.has_perm("comments.lead_discussion")

    @cached_property
    def follows(self) -> bool:
        return bool(self.deeds["follow"])

    @cached_property
    def likes_story(self) -> bool:
        return bool(self.deeds["like"])

    @cached_property
    def insights(self) -> set:
        """The ids of the insights this person marked."""
        return self.deeds["insight"]

    @cached_property
    def deeds(self) -> dict[str, set]:
        """What this person did here, in one query: `part` is not empty if they wrote or liked a comment."""
        done = {deed: set() for deed in ("follow", "like", "insight", "mute", "part")}
        if self.is_known:
            for deed, what in _deeds(story=self.story.pk, reader=self.user.pk):
                done[deed].add(what)
        return done

    @property
    def sees_as_others(self) -> bool:
        """Whether no comment can look otherwise to this person than to all of the same kind (`sees`)."""
        return not (self.deeds["mute"] or self.deeds["part"])

    def mark(self, comments, public_version=None):
        """Say on each comment what its template needs to know; at most two queries for a known person, and one more where
        the story changed since."""
        comments = [comment for comment in comments if comment]
        spans = _spans(comments, public_version)
        liked = set()
        if self.is_known and any(comment.like_count for comment in comments):
            liked = set(Like.objects.filter(reader=self.user, comment__in=comments).values_list("comment", flat=True))
        muted = self.deeds["mute"]
        for comment in comments:
            comment.badge = self._badge(comment)
            comment.is_liked = comment.pk in liked
            comment.is_muted = comment.author_id in muted
            parent = comment.parent if comment.parent_id else None
            comment.names_parent = bool(parent) and parent.is_published and parent.author_id not in muted
            comment.is_own = self.is_known and comment.author_id == self.user.pk
            comment.is_editable = comment.is_own and timezone.now() < comment.editable_until
            span = spans.get(comment.story_version_id)
            comment.changed_since = reverse("versions_compared", args=[self.story.slug, *span]) if span else ""
            comment.facts = self._facts(comment)
            comment.answers = (comment.parent_id, comment.names_parent and parent.byline)
        return comments

    def _facts(self, comment) -> tuple:
        """Everything that the template of a comment says of it (templates/comments/_comment.html)."""
        author = comment.author
        return (
            *(comment.pk, comment.state, comment.state_since, comment.created_at, comment.edited_at),
            *(
                digest(comment.body_html),
                comment.byline,
                author and author.avatar.name,
                comment.author_id,
                comment.badge,
            ),
            *(comment.like_count, bool(comment.picked_at), comment.changed_since),
            *(comment.is_liked, comment.is_muted, comment.is_own, comment.is_editable),
        )

    def _badge(self, comment) -> str:
        if comment.author_id and comment.author_id in self.creators:
            return "creator"
        return "staff" if comment.author and comment.author.is_staff else ""
