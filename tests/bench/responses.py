"""Synthetic readers and what they say: threads of every shape, in every state, with counts that equal the rows."""

from datetime import UTC, datetime
from hashlib import sha256
from itertools import product
from random import Random

from comments import text
from comments.models import Comment, Decision, Discussion, Follow, Like, Notice, Objection, Report, StoryLike
from comments.paths import DIGITS, LEVELS, SEGMENT
from newsroom.models import User
from tests.bench.loading import Table, say
from tests.bench.stories import is_live

TEXTS = 2003  # a prime: no reader says the same twice in one place
APART = 7_000  # milliseconds between two comments on a story
LEVELS_OF_MANY = [0, 1, 1, 2, 0, 1, 0, 0, 1, 2, 3, 1]
THREE = ["".join(digits) for digits in product(DIGITS, repeat=3)]
TWO = ["".join(digits) for digits in product(DIGITS, repeat=2)]
# Some of those that nobody answered, by the last three digits of the number.
LEFT = {101: "spam", 203: "rejected", 307: "removed", 409: "deleted", 511: "unconfirmed"}


def in_pairs(place: int) -> int:
    return place % 2


def in_one_thread(place: int) -> int:
    return min(place, 1 + place % 30)


class Responses:
    def __init__(self, count: int, stories, language):
        self.count, self.stories, self.rng, self.number = count, stories, Random(13), 0
        self.readers = max(400, min(200_000, count // 50))
        self.held, self.to_hold = 0, count // 1000
        long = min(100_000, count // 4)
        few = min(200, stories.count // 5, count // 160)
        live = [number for number in range(1, stories.count) if is_live(number)]
        step = max(1, len(live) // (few + 4))
        chosen = live[step // 2 :: step]
        self.forty, self.many, self.one, *self.plain = chosen[: few + 3]
        self.shapes = dict.fromkeys([self.forty, *self.plain], (40, in_pairs))
        self.shapes |= {self.many: (long, in_pairs), self.one: (long, in_one_thread)}
        self.left = count - sum(number for number, _level in self.shapes.values())
        self.others = max(1, len(live) - len(self.shapes))
        self.hold_each = max(2, self.left // 3 // max(1, self.to_hold))
        self.texts = []
        for _text in range(TEXTS):
            body = " ".join(self.rng.choices(language.sentences, k=self.rng.choice([1, 1, 2, 3])))
            self.texts.append((body, str(text.render(body)), text.alike(body)))
        self.comment = Table(
            Comment, "id", "story_id", "story_version_id", "parent_id", "path", "author_id", "name", "email", "state",
            "visible", "body", "body_html", "fingerprint", "like_count", "reply_count", "created_at", "state_since",
            "picked_at",
        )  # fmt: skip
        self.discussion = Table(Discussion, "story_id", "comments", "likes")
        self.like = Table(Like, "comment_id", "reader_id", "created_at")
        self.story_like = Table(StoryLike, "story_id", "reader_id", "created_at")
        self.decision = Table(Decision, "comment_id", "story_id", "verb", "before", "reason", "by_name", "at")
        self.objection = Table(Objection, "comment_id", "rule", "text", "position", "made_at")
        self.report = Table(Report, "comment_id", "reader_id", "reason", "created_at")
        self.notice = Table(Notice, "recipient_id", "comment_id", "kind", "created_at", "mail_settled")
        self.follow = Table(Follow, "reader_id", "story_id", "created_at")

    def fill(self):
        self._readers()
        given, passed = 0, 0
        for story in range(1, self.stories.count + 1):
            if not is_live(story):
                continue
            count, level = self.shapes.get(story, (0, None))
            if not count:
                passed += 1
                due = self.left * passed // self.others - given
                # Most stories have few, every tenth what those before it left.
                count = due if passed % 10 == 0 or passed == self.others else due * 2 // 5
                given += count
                level = None
            self._discussion(story, count, level)
            if story % 100_000 == 0:
                say(f"{self.number} comments")
        for table in vars(self).values():
            if isinstance(table, Table):
                table.flush()

    def _readers(self):
        people = Table(User, "id", "email", "name", "password", "is_active", "joined_at")
        words = self.stories.language.words
        for number in range(1, self.readers + 1):
            name = f"{words[300 + number % 9000]} {words[5000 + number * 7 % 20_000]}".title()
            people.add(number, f"reader{number}@example.org", name, "!", True, "2016-01-01 00:00:00")
        people.flush()

    def _discussion(self, story, count, level):
        likes = story % 3 if story % 5 == 0 else 0
        if count:
            shown = self._comments(story, count, level)
            self.discussion.add(story, shown, likes)
        elif likes:
            self.discussion.add(story, 0, likes)
        begun = _moment(self.stories.published[story] * 1000)
        for place in range(likes):
            self.story_like.add(story, 1 + (story * 7 + place) % self.readers, begun)
        if story % 100 == 7:
            self.follow.add(1, story, begun)

    def _comments(self, story, count, level) -> int:
        """Write them and answer how many are shown."""
        parents, paths = self._places(story, count, level or self._level)
        answered = set(parents)
        states = [self._state(self.number + 1 + place, place in answered, level) for place in range(count)]
        visible, replies, roots = [state == "published" for state in states], [0] * count, list(range(count))
        for place in range(count):
            if parents[place] is not None:
                roots[place] = roots[parents[place]]
                replies[roots[place]] += states[place] == "published"
        for place in reversed(range(count)):
            if visible[place] and parents[place] is not None:
                visible[parents[place]] = True
        for place in range(count):
            parent = None if parents[place] is None else self.number + 1 - place + parents[place]
            self._comment(story, place, parent, paths[place], states[place], visible[place], replies[place])
        return states.count("published")

    def _level(self, place):
        return LEVELS_OF_MANY[place % 12]

    def _places(self, story, count, level):
        """For each comment the place of the one it answers, and its path."""
        ms, branch, parents, paths = self.stories.published[story] * 1000, [], [], []
        for place in range(count):
            depth = min(level(place), len(branch))
            parent = branch[depth - 1] if depth else None
            branch[depth:] = [place]
            above = paths[parent][: SEGMENT * (LEVELS - 1)] if depth else ""
            high, low = divmod(ms + place * APART, 46_656)
            paths.append(above + THREE[high // 46_656] + THREE[high % 46_656] + THREE[low] + TWO[place * 31 % 1296])
            parents.append(parent)
        return parents, paths

    def _state(self, number, answered, level):
        if level:
            return "published"
        state = LEFT.get(number % 1000, "published")
        if answered:
            return "removed" if state == "removed" else "published"
        if state == "published" and number % self.hold_each == 0 and self.held < self.to_hold:
            self.held += 1
            return "held"
        return state

    def _comment(self, story, place, parent, path, state, visible, replies):
        self.number += 1
        number, (body, html, alike) = self.number, self.texts[self.number % TEXTS]
        reader = 1 if number % 1000 == 999 else 3 + number * 31 % (self.readers - 2)
        waits = state == "unconfirmed"
        who = f"address waiting{number}@example.org" if waits else f"person {reader}"
        fingerprint = sha256("\0".join([who, str(story), str(parent or ""), alike]).encode()).hexdigest()
        written = _moment(self.stories.published[story] * 1000 + place * APART)
        likes = number % 3 if number % 10 == 0 and state == "published" else 0
        picked = written[:19] if number % 2000 == 17 and state == "published" else None
        self.comment.add(
            number, story, self.stories.version_of[story], parent, path, None if waits else reader,
            "Waiting Reader" if waits else "", f"waiting{number}@example.org" if waits else "", state, visible, body,
            html, fingerprint, likes, replies, written, written[:19], picked,
        )  # fmt: skip
        for step in range(likes):
            self.like.add(number, 1 + (number * 3 + step) % self.readers, written)
        self._what_followed(number, story, state, written, body)

    def _what_followed(self, number, story, state, written, body):
        verb = {"held": "hold", "spam": "spam", "rejected": "reject", "removed": "remove"}.get(state)
        if verb == "hold":
            self.decision.add(number, story, verb, "unconfirmed", "all_held", "", written)
            self.objection.add(number, "all_held", "", None, written)
            self.objection.add(number, "watched_words", *met(body), written)
        elif verb:
            self.decision.add(number, story, verb, "published", "spam", "Lene Moss", written)
        elif number % 2000 == 1:
            self.report.add(number, 2 + number % 300, "spam", written)
        if number % 1000 == 500 and state == "published":
            self.notice.add(1, number, "follow", written, True)


def met(body: str) -> tuple[str, int]:
    """A piece of a text that a rule may have met, and where it stands."""
    first, space, rest = body.partition(" ")
    return rest.partition(" ")[0], len(first + space)


def _moment(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(" ")[:-6]
