"""Discussions of any length and shape, written at once."""

from datetime import timedelta

from comments import paths, text
from comments.models import Comment, Discussion

BATCH = 5000
SAID = "My father worked the *signal box*. He used to set his watch by the note.\n\nHe would have loved it: {}."


def a_discussion(story, count, level, people):
    """`count` comments by bulk insert; `level(number)` says how deep each stands, 0 beginning a thread."""
    version, start = story.public_version(), int(story.published_at.timestamp() * 1000)
    shown = [text.render(SAID.format(number)) for number in range(50)]
    branch, rows, roots = [], [], {}
    key = (Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    for number in range(count):
        depth = min(level(number), len(branch))
        parent = branch[depth - 1] if depth else None
        path = paths.below(parent.path if parent else "", start + number * 200)
        comment = Comment(
            pk=key + number, story=story, story_version=version, parent=parent, path=path, body=SAID.format(number % 50),
            body_html=shown[number % 50], author=people[number % len(people)], state="published", visible=True,
            fingerprint=f"{story.pk}-{number}", created_at=story.published_at + timedelta(milliseconds=number * 200),
        )  # fmt: skip
        branch[depth:] = [comment]
        roots[branch[0].pk] = roots.get(branch[0].pk, -1) + 1
        rows.append(comment)
    for comment in rows:
        comment.reply_count = roots.get(comment.pk, 0)
    for begin in range(0, count, BATCH):
        Comment.objects.bulk_create(rows[begin : begin + BATCH])
    Discussion.objects.create(story=story, comments=count)
