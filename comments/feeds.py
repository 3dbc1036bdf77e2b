"""The newest comments of a story, as a feed."""

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Story
from articles.views.story import moved_or_gone
from comments.models import Comment, Discussion
from newsroom.http import absolute, keyed

NEWEST = 50


class CommentFeed(Feed):
    def __call__(self, request, slug):
        story = Story.objects.live().filter(slug=slug).first()
        if not story:
            return moved_or_gone(request, slug, "comment_feed")
        if not Discussion.of(story).is_shown:
            raise Http404
        keyed(request, f"story-{story.pk}")
        return super().__call__(request, story=story)

    def get_object(self, request, story):
        return story

    def title(self, story):
        return _("Comments on %(title)s") % {"title": story.title}

    description = title

    def link(self, story):
        return absolute(reverse("discussion", args=[story.slug]))

    def feed_url(self, story):
        return absolute(reverse("comment_feed", args=[story.slug]))

    def items(self, story):
        return Comment.objects.filter(story=story).published().select_related("author").order_by("-created_at")[:NEWEST]

    def item_title(self, comment):
        return str(comment)

    def item_description(self, comment):
        return comment.body_html

    def item_link(self, comment):
        return absolute(comment.get_absolute_url())

    item_guid_is_permalink = True

    def item_author_name(self, comment):
        return comment.byline

    def item_pubdate(self, comment):
        return comment.created_at

    def item_updateddate(self, comment):
        return comment.edited_at or comment.created_at
