"""Synthetic stories of ten years with all that belongs to them: creators, topics, tags, versions, addresses."""

from array import array
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random

from articles.models import Address, Byline, Creator, Listing, Story, StoryVersion, Tag, Topic
from articles.models.version import seal_of
from articles.models.version import sha256 as digest
from newsroom import moments
from tests.bench.loading import Table, say

YEARS = timedelta(days=3650)
TOPICS = ["Local", "Science", "Culture", "Politics", "Environment", "Work", "Health", "Sport"]
# One in a hundred is not live: by the last three digits of its number.
HIDDEN = dict.fromkeys([100, 200, 300, 350], "draft") | {400: "in_review"}
HIDDEN |= dict.fromkeys([500, 600, 700], "ready")
HIDDEN |= dict.fromkeys([800, 900], "withdrawn")


def is_live(number: int) -> bool:
    return number % 1000 not in HIDDEN


def _moment(text: str | None) -> datetime | None:
    return text and datetime.fromisoformat(text).replace(tzinfo=UTC)


class Stories:
    """Fills the tables of `articles`; keeps of each story what its comments need to know."""

    def __init__(self, count: int, language):
        self.count, self.language, self.rng = count, language, Random(11)
        self.now = moments.now()
        self.creators = max(20, min(5000, count // 200))
        self.tags = max(50, min(5000, count // 100))
        self.version_of = array("L", [0])  # by the number of the story, as all here
        self.published = array("L", [0])  # seconds
        self.address = Table(Address, "kind", "slug", "owner_id")
        self.story = Table(
            Story, "id", "slug", "title", "subtitle", "body", "language", "topic_id", "status", "published_at",
            "withdrawn_at", "withdrawal_reason", "created_at", "saved_at", "newest_version", "public_versions",
        )  # fmt: skip
        self.version = Table(
            StoryVersion, "id", "story_id", "number", "title", "subtitle", "body", "salt", "content_hash",
            "previous_hash", "hash", "saved_at", "public_at", "seal",
        )  # fmt: skip
        self.byline = Table(Byline, "story_id", "creator_id", "position")
        self.tagged = Table(Story.tags.through, "story_id", "tag_id")
        self.listing = Table(Listing, "story_id", "creator_id", "tag_id", "live_at")
        self.versions = 0

    def fill(self):
        self._people_and_subjects()
        for number in range(1, self.count + 1):
            self._story(number)
            if number % 100_000 == 0:
                say(f"{number} stories")
        for table in (self.address, self.story, self.version, self.byline, self.tagged, self.listing):
            table.flush()

    def path(self, number: int) -> str:
        return Story.objects.only("slug").get(pk=number).get_absolute_url()

    def _people_and_subjects(self):
        creators = Table(Creator, "id", "slug", "name", "created_at")
        topics, tags = Table(Topic, "id", "slug", "name", "ink", "position"), Table(Tag, "id", "slug", "name")
        since, words = str(self.now - YEARS)[:19], self.language.words
        for number in range(1, self.creators + 1):
            name = f"{words[200 + number]} {words[9000 + number * 4]}".title()
            creators.add(number, f"creator-{number}", name, since)
            self.address.add("creator", f"creator-{number}", number)
        inks = sorted(Topic.Ink.values, reverse=True)  # the plain one last
        for number, name in enumerate(TOPICS, 1):
            topics.add(number, name.lower(), name, inks[number - 1], number)
            self.address.add("topic", name.lower(), number)
        for number in range(1, self.tags + 1):
            tags.add(number, f"tag-{number}", f"{words[400 + number]} {number}")
            self.address.add("tag", f"tag-{number}", number)
        for table in (creators, topics, tags):
            table.flush()

    def _story(self, number):
        rng, hidden = self.rng, HIDDEN.get(number % 1000)
        status = hidden or "ready"
        age = rng.random() if number % 10 == 0 else 1 - number / (self.count + 1)  # one in ten came in by an import
        at = self.now - timedelta(seconds=int(age * YEARS.total_seconds()) + 60)
        if hidden == "ready":
            at = self.now + timedelta(days=21, minutes=number // 1000)
        moment, saved = str(at)[:19], str(min(at, self.now))[:19]
        title = " ".join(self.language.draw(rng, 7)).capitalize()
        slug = f"{title.lower().replace(' ', '-')}-{number}"
        text = title, self.language.sentences[rng.randrange(40_000)], self.language.story(rng)
        left = (saved, "A source asked us to.") if status == "withdrawn" else (None, "")
        published = None if status in ("draft", "in_review") else moment
        self.story.add(
            number, slug, *text, "en", rng.randint(1, len(TOPICS)), status, published, *left, saved, saved,
            2 if number % 20 == 0 else 1, 1 if published else 0,
        )  # fmt: skip
        self._versions(number, text, saved, published)
        self.published.append(int(at.timestamp()))
        if published:
            self.address.add("story", slug, number)
        self._byline_and_tags(number, moment if status == "ready" else None)

    def _versions(self, number, text, saved, published):
        """One; every twentieth story had a first version with another title."""
        texts = [(f"{text[0]}, draft", *text[1:]), text] if number % 20 == 0 else [text]
        before = ""
        for place, said in enumerate(texts, 1):
            self.versions += 1
            salt = sha256(b"%d" % self.versions).hexdigest()[:32]
            content = digest(salt, *said)
            own = digest(place, content, before)
            public = published if place == len(texts) else None
            seal = seal_of([number, place, own, _moment(saved), "", _moment(public), False, None, "", ""])
            self.version.add(self.versions, number, place, *said, salt, content, before, own, saved, public, seal)
            before = own
        self.version_of.append(self.versions)

    def _byline_and_tags(self, number, live_at):
        """The first creator wrote one story in thirty; the first tag stands on one in ten."""
        rng = self.rng
        first = 1 if number % 30 == 0 else 2 + int((self.creators - 1) * rng.random() ** 2)
        creators = [first, first % self.creators + 1] if number % 5 == 1 else [first]
        for position, creator in enumerate(creators, 1):
            self.byline.add(number, creator, position)
        tags = {1} if number % 10 == 3 else set()
        tags |= {2 + int((self.tags - 1) * rng.random() ** 3) for _ in range(3)}
        for tag in sorted(tags):
            self.tagged.add(number, tag)
        for creator, tag in [*((creator, None) for creator in creators), *((None, tag) for tag in tags)]:
            if live_at:
                self.listing.add(number, creator, tag, live_at)
