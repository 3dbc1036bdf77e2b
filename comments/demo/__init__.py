"""The demo newsroom's readers: who they are, and what they said under the demo stories (one file a story, beside this)."""

import tomllib
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from articles.models import Creator, Story
from comments import paths
from comments.models import Comment, Discussion, Follow, Insight, Letter, Like, Notice, Report, StoryInsight, StoryLike
from newsroom.models import User

FOLDER = Path(__file__).resolve().parent
ROLES = {"readers": "reader", "moderators": "moderator", "creators": "creator"}
ALL_SAID = timedelta(hours=200)  # after a story went live
YOUNGEST = timedelta(hours=1)


@transaction.atomic
def load(folder: Path = FOLDER) -> int | None:
    """Everything in the folder, under those of its stories that are live; None, and nothing done, where any comment exists.

    All of it is done by the verbs that people use, then dated back. No mail goes out because of it.
    """
    if Comment.objects.exists():
        return None
    people, made = None, 0
    for file in sorted(folder.glob("[0-9]*.toml")):
        told = tomllib.loads(file.read_text())
        if story := Story.objects.live(at=timezone.now() - YOUNGEST).filter(title=told["story"]).first():
            people = people or _people(tomllib.loads((folder / "people.toml").read_text()))
            made += Talk(story, people).load(told)
    told = {"recipient__in": (people or {}).values()}
    Notice.objects.filter(**told).update(mail_settled=True)
    Letter.objects.filter(**told).delete()
    return made


def _people(named) -> dict[str, User]:
    return {key: _person(key, name, ROLES[kind]) for kind, entries in named.items() for key, name in entries.items()}


def _person(key, name, role) -> User:
    """An account that nobody can sign in with; of a creator who has one already, theirs."""
    creator = Creator.objects.filter(name=name).select_related("user").first() if role == "creator" else None
    if creator and creator.user:
        return creator.user
    email = f"{key}@newsroom.localhost"
    person = User.objects.filter(email=email).first()
    person = person or User.objects.create_with_role(email, name=name, role=role)
    if creator:
        creator.user = person
        creator.save(update_fields=["user"])
    return person


class Talk:
    """What was said under one story."""

    def __init__(self, story, people):
        self.story, self.people = story, people
        self.said: dict[str, Comment] = {}
        # A story that is live only since today is talked about faster.
        self.pace = min(1, (timezone.now() - story.published_at) / ALL_SAID)

    def load(self, told) -> int:
        if "mode" in told:
            Discussion.objects.update_or_create(story=self.story, defaults={"mode": told["mode"]})
        self._respond(told)
        for entry in told["comment"]:
            self.said[entry["key"]] = self._say(entry)
        for entry in told["comment"]:
            self._settle(self.said[entry["key"]], entry)
        return len(self.said)

    def _respond(self, told):
        for key in told.get("likes", []):
            StoryLike.objects.set(self.story, self.people[key])
        for key in told.get("follows", []):
            Follow.objects.switch(True, story=self.story, reader=self.people[key])
        for name, readers in told.get("insights", {}).items():
            if insight := Insight.objects.filter(name=name).first():
                for key in readers:
                    StoryInsight.objects.set(self.story, self.people[key], insight)

    def _say(self, entry) -> Comment:
        """Post it, and date it back: its path too, by which discussions are sorted."""
        at = self.story.published_at + timedelta(hours=entry["hours"] * self.pace)
        parent, body = self.said.get(entry.get("answers")), entry.get("edited_from", entry["text"])
        comment, _new = Comment.objects.post(
            story=self.story, body=body, author=self.people[entry["by"]], parent=parent
        )
        if "edited_from" in entry:
            comment.edit(entry["text"])
            comment.earlier_texts.update(replaced_at=at + timedelta(minutes=4))
            comment.edited_at = at + timedelta(minutes=4)
        comment.created_at = comment.state_since = at
        comment.path = paths.below(parent.path if parent else "", int(at.timestamp() * 1000))
        comment.save(update_fields=["created_at", "state_since", "edited_at", "path"])
        Notice.objects.filter(comment=comment).update(created_at=at)
        return comment

    def _settle(self, comment, entry):
        """What others did with it once all was said."""
        staff = self.people["nora"]
        comment.refresh_from_db()
        for key in entry.get("likes", []):
            Like.objects.set(comment, self.people[key])
        if "picked_by" in entry:
            comment.pick(by=self.people[entry["picked_by"]])
        if "pinned_by" in entry:
            comment.pin(by=self.people[entry["pinned_by"]])
        if report := entry.get("reported"):
            Report.objects.create(comment=comment, reader=self.people[report["by"]], **without(report, "by"))
        why = {"by": staff, "reason": entry.get("reason", ""), "note": entry.get("note", "")}
        verbs = {
            "rejected": lambda: comment.reject(**why),
            "removed": lambda: comment.remove(**why),
            "spam": lambda: comment.mark_spam(by=staff),
            "deleted": comment.delete_by_author,
        }
        if "fate" in entry:
            verbs[entry["fate"]]()


def without(entries: dict, *keys) -> dict:
    return {key: value for key, value in entries.items() if key not in keys}
