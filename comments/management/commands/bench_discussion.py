"""`manage.py bench_discussion`: a story page with 40 comments shown, of 40 and of 100,000, in many threads and in one.

In a scratch database of the engine that DATABASE_URL names, filled by bulk inserts, read through the whole site in this
process. The answer is a ratio: what the long discussions cost, to what the short one costs, interleaved in one run.
"""

import statistics
import time
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment

from articles.models import Byline, Creator, Story, Topic
from comments import paths, text
from comments.models import Comment, Discussion
from newsroom import moments
from newsroom.models import User

BATCH = 5000
SAID = "My father worked the *signal box*. He used to set his watch by the note.\n\nHe would have loved it: {}."


class Command(BaseCommand):
    help = "Measure the story page of short and long discussions against each other. Changes no data of the site."

    def add_arguments(self, parser):
        parser.add_argument("--comments", type=int, default=100_000)
        parser.add_argument("--rounds", type=int, default=60)

    def handle(self, *, comments, rounds, **options):
        setup_test_environment(debug=False)
        settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            pages = self.pages(comments)
            self.tell(pages, measure(pages, rounds))
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)

    def pages(self, comments) -> dict[str, str]:
        """What is measured: name and address. Threads of 40 have one answer each, as the page shows them."""
        people = User.objects.bulk_create(
            User(email=f"reader{n}@example.org", name=f"Reader Number {n}", password="!") for n in range(200)
        )
        topic, creator = Topic.objects.create(name="Science"), Creator.objects.create(name="Ines Varga")
        shapes = {
            "40, in 20 threads": (40, lambda number: number % 2),
            f"{comments}, in many threads": (comments, lambda number: number % 2),
            f"{comments}, in one thread": (comments, lambda number: min(number, 1 + number % 30)),
            "1000, in 20 threads": (1000, lambda number: number % 50),
            "10000, in 200 threads": (10000, lambda number: number % 50),
        }
        made = {}
        for name, (count, level) in shapes.items():
            story = Story.objects.create(title=f"With {name}", language="en", topic=topic)
            Byline.objects.create(story=story, creator=creator)
            story.write(body="<p>Twice a day the bridge hums.</p>" * 20)
            story.publish(at=moments.now() - timedelta(days=300))
            fill(story, count, level, people)
            made[name] = story.get_absolute_url()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return made

    def tell(self, pages, taken):
        few = statistics.median(next(iter(taken.values())))
        self.stdout.write(f"{connection.vendor}: story page, 40 comments shown, in this process\n")
        self.stdout.write(f"{'comments on the story':32} {'p50 ms':>8} {'ratio':>7} {'queries':>8} {'bytes':>8}")
        client = Client()
        for name, path in pages.items():
            with CaptureQueriesContext(connection) as seen:
                size = len(client.get(path).content)
            middle = statistics.median(taken[name])
            self.stdout.write(f"{name:32} {middle:8.2f} {middle / few:7.2f} {len(seen):8} {size:8}")


def fill(story, count, level, people):
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


def measure(pages, rounds) -> dict[str, list[float]]:
    """Milliseconds of each page, interleaved."""
    client = Client()
    taken = {name: [] for name in pages}
    for path in pages.values():
        assert client.get(path).status_code == 200
    for _round in range(rounds):
        for name, path in pages.items():
            begin = time.perf_counter()
            client.get(path)
            taken[name].append((time.perf_counter() - begin) * 1000)
    return taken
