"""A site of any size to measure: `python -m tests.bench.data --stories 1000000 --comments 10000000`.

Fills the environment that DATA_DIR and DATABASE_URL name, migrated and empty, and prints as JSON what is where.
"""

import argparse
import json
import sys
import time
from datetime import timedelta

import django

WEEKS = timedelta(weeks=12)


def fill(stories: int, comments: int) -> dict:
    """Fill the database of the settings; answers where to look."""
    from articles.models import Address, Byline, Creator, Listing, Story, StoryVersion, Tag, Topic
    from comments.models import Comment, Decision, Discussion, Follow, Like, Notice, Objection, Report, StoryLike
    from newsroom.models import Image, User
    from tests.bench.loading import loading
    from tests.bench.responses import Responses
    from tests.bench.stories import Stories
    from tests.bench.words import Language

    if Story.objects.exists() or User.objects.exists():
        raise SystemExit("This site has stories or people already. Use an environment of its own.")
    begun, language = time.monotonic(), Language()
    those = Stories(stories, language)
    said = Responses(comments, those, language)
    models = [Address, Byline, Creator, Story, StoryVersion, Tag, Topic, Story.tags.through, Listing, User, Image]
    models += [Comment, Decision, Discussion, Follow, Like, Notice, Objection, Report, StoryLike]
    with loading(*models):
        those.fill()
        said.fill()
        _pictures(max(200, stories // 50))
    return _places(those, said, language) | {"seconds": round(time.monotonic() - begun)}


def _pictures(count):
    from newsroom.models import Image
    from tests.bench.loading import Table

    columns = ("digest", "source_digest", "file", "width", "height", "alt", "renditions", "created_at")
    table = Table(Image, *columns)
    for number in range(count):
        digest = f"{number:064x}"
        # With a size made, so that no worker looks for the files while something is measured.
        made = json.dumps(
            [{"name": f"{digest}-800.webp", "type": "image/webp", "width": 800, "height": 450, "bytes": 1}]
        )
        alt = f"A view, number {number}"
        table.add(digest, digest, f"{digest}.jpg", 1600, 900, alt, made, "2020-01-01 00:00:00")
    table.flush()


def _places(those, said, language) -> dict:
    from articles.models import Story
    from comments.models import Comment
    from newsroom.models import Site, User

    Site.renew()  # as the first topic does that somebody saves
    reader = User.objects.get(pk=1)
    editor = User.objects.create_with_role("editor@example.org", name="Lene Moss", role="admin")
    deep = Comment.objects.filter(story=said.one).order_by("-path").values_list("pk", flat=True)
    month = Story.objects.live().newest_first()[those.count // 2].published_at
    return {
        "stories": those.count, "comments": said.number, "held": said.held, "readers": said.readers,
        "story_40": those.path(said.forty), "story_many_threads": those.path(said.many),
        "story_one_thread": those.path(said.one), "story_plain": [those.path(number) for number in said.plain],
        "front": "/", "archive": "/stories/", "month": f"/stories/?month={month:%Y-%m}",
        "feed": "/feeds/stories.rss", "atom": "/feeds/stories.atom", "sitemap": "/sitemap.xml",
        "topic": "/topics/science/", "tag": "/tags/tag-1/", "tag_few": "/tags/tag-40/",
        "creator": "/creators/creator-1/", "creator_few": "/creators/creator-15/", "creators": "/creators/",
        "search_rare": language.rare, "search_common": language.common, "comment_deep": deep[0],
        "reader": reader.email, "session": _session(reader), "editor": editor.email, "editor_session": _session(editor),
    }  # fmt: skip


def _session(user) -> str:
    """The key of a session in which this person is signed in, for some weeks."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from newsroom.sessions import SessionStore

    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.set_expiry(WEEKS)
    session.create()
    return session.session_key


def main():
    from django.core.management import call_command, get_commands

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=2000)
    parser.add_argument("--comments", type=int, default=20_000)
    asked = parser.parse_args()
    places = fill(asked.stories, asked.comments)
    if "rebuild_search" in get_commands():
        call_command("rebuild_search", stdout=sys.stderr)
    print(json.dumps(places))


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    main()
