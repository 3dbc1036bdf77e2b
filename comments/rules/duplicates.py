"""The same text under many stories, by anybody: what advertising looks like when it has many accounts."""

from datetime import timedelta

from django.db.models import BigIntegerField, DateTimeField, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.gists import length, likeness, words_of
from comments.models.objection import Objection
from comments.rules.rule import Rule
from newsroom.prepared import Given, prepared

LATELY = timedelta(days=7)
NEARLY_THE_SAME = 0.7  # of the words


def near_duplicate(comment, setting):
    if comment.gist is None or length(words_of(comment.body)) < setting.number:
        return
    for pk in candidates(comment):
        other = type(comment).objects.filter(pk=pk).only("body").first()
        like = likeness(comment.body, other.body) if other else 0
        if like >= NEARLY_THE_SAME:
            said = _("%(percent)d%% like comment %(number)d under another story")
            yield Objection(words=said % {"percent": round(100 * like), "number": pk})
            return


def candidates(comment) -> list[int]:
    """One under another story for each of its gists, by two looks into indexes, however many there are."""
    second = comment.gist if comment.second_gist is None else comment.second_gist
    times = {"since": comment.created_at - LATELY, "at": comment.created_at}
    found = _candidates(story=comment.story_id, first=comment.gist, second=second, **times)
    return sorted({pk for row in found for pk in row if pk})


@prepared
def _candidates():
    from comments.models import Comment, Discussion

    story, since, at = Given("story", BigIntegerField()), Given("since", DateTimeField()), Given("at", DateTimeField())
    gists = [Given("first", BigIntegerField()), Given("second", BigIntegerField())]
    lately = Comment.objects.filter(created_at__gt=since, created_at__lt=at).exclude(story=story)
    others = lately.exclude(state="deleted").values("pk")  # in no order, which would have to be made of all of them
    asked = [Subquery(others.filter(**{f"{column}__in": gists})[:1]) for column in ("gist", "second_gist")]
    return Discussion.objects.filter(pk=story).values_list(*asked)


DUPLICATES = [
    Rule(
        "near_duplicate", gettext_lazy("Copies"), gettext_lazy("Nearly the same text stands under another story"),
        gettext_lazy("Anybody posted nearly the same text under another story within a week. Short texts are not compared."),
        near_duplicate, looks_at="history", number=10, number_label=gettext_lazy("Words that a text must have"),
    ),
]  # fmt: skip
