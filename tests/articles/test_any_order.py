"""Whatever editors do, in whatever order: the chain holds, nothing leaks, and finished pieces are what pages made anew say."""

import random
import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import count

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from articles import subjects
from articles.models import Correction, Creator, Feature, Source, Story, StoryVersion, Topic
from articles.models.version import TEXT
from newsroom import moments
from newsroom.fragments import fragments
from newsroom.uses import replace
from tests.factories import a_creator, a_draft, a_preview_link, a_tag, a_topic, an_editor, an_image, the_site
from tests.forms import filled

BEGIN = datetime(2026, 11, 24, 12, tzinfo=UTC)
WORD = re.compile(r"zq\d+z")
LISTS = ["/", "/stories/", "/corrections/", "/corrections/feed.rss", "/feeds/stories.rss", "/search/?q=hums"]


class Newsroom:
    """Some stories and an editor who does anything at all with them. Each thing written holds a word of its own."""

    def __init__(self, seed, clock):
        self.dice, self.clock, self.number = random.Random(seed), clock, count(1)
        self.editor, self.desk, self.reader = an_editor(), Client(), Client()
        self.desk.force_login(self.editor)
        self.creators = [a_creator(self.word()) for _ in range(3)]
        self.topics, self.tags = [a_topic(self.word()), a_topic(self.word())], [a_tag(self.word()), a_tag(self.word())]
        self.images = [an_image() for _ in range(3)]
        self.stories = [self.new() for _ in range(4)]
        self.secret = set()  # words of what is for the desk alone

    def word(self):
        return f"zq{next(self.number)}z"

    def new(self):
        story = a_draft(title=f"Hums {self.word()}", slug=f"story-{next(self.number)}", creators=[self.dice.choice(self.creators)],
                        topic=self.dice.choice(self.topics), tags=[self.dice.choice(self.tags)])  # fmt: skip
        return story.pk

    def any_story(self):
        return Story.objects.get(pk=self.dice.choice(self.stories))

    def act(self):
        name = self.dice.choice([name for name in dir(self) if name.startswith("do_")])
        self.touched = self.any_story()
        try:
            with transaction.atomic():
                getattr(self, name)(self.touched)
        except ValidationError:
            pass  # it does not fit, and nothing is half done
        return name

    # With the text

    def do_write(self, story):
        picture = f'<figure><img src="{self.dice.choice(self.images).address}" alt="A bridge"></figure>'
        body = f"<p>It hums {self.word()}.</p>{self.dice.choice(['', picture])}"
        story.write(by=self.editor, **{self.dice.choice(["title", "subtitle"]): self.word(), "body": body})

    do_write_again = do_write

    def do_save_the_form(self, story):
        address = f"/admin/articles/story/{story.pk}/change/"
        form = filled(self.desk.get(address), "story_form", cover_credit=self.word(), sponsor=self.word())
        verb = self.dice.choice(
            ["publish", "schedule", "publish_changes", "publish_typo", "withdraw", "restore", "unschedule"]
        )
        moment = (moments.now() + timedelta(minutes=self.dice.randrange(1, 90))).strftime("%Y-%m-%dT%H:%M")
        sent = {"_verb": verb, "title": self.word(), "reason": "Because.", "published_at": moment}
        answer = self.desk.post(address, form | sent | {"sources-TOTAL_FORMS": form.get("sources-TOTAL_FORMS", "0")})
        assert answer.status_code in (200, 302, 403)

    def do_return(self, story):
        story.return_to(self.dice.choice(story.versions.all()), by=self.editor)

    def do_strike(self, story):
        self.dice.choice(story.versions.all()).strike("By a ruling.", by=self.editor)

    def do_replace_a_picture(self, story):
        replace(*self.dice.sample(self.images, 2), self.editor, 50)

    # Its way

    def do_publish(self, story):
        story.publish(by=self.editor)

    def do_schedule(self, story):
        story.publish(at=moments.now() + timedelta(seconds=self.dice.randrange(-3000, 3000)), by=self.editor)

    def do_move(self, story):
        story.move(moments.now() + timedelta(seconds=self.dice.randrange(3000)), by=self.editor)

    def do_submit(self, story):
        story.submit(by=self.editor)

    def do_send_back(self, story):
        story.send_back("Not yet.", by=self.editor)

    def do_unschedule(self, story):
        story.unschedule(by=self.editor)

    def do_publish_changes(self, story):
        story.publish_changes(by=self.editor)

    def do_publish_a_typo(self, story):
        story.publish_changes(by=self.editor, typo_only=True)

    def do_withdraw(self, story):
        story.withdraw("Not ours.", by=self.editor)

    def do_restore(self, story):
        story.restore(by=self.editor)

    def do_correct(self, story):
        story.correct(self.word(), by=self.editor)

    def do_mend_a_correction(self, story):
        for correction in Correction.objects.filter(story=story)[:1]:
            correction.text = self.word()
            correction.save()

    def do_begin_another(self, story):
        self.stories.append(self.new())

    # Around it

    def do_put_forward(self, story):
        begins = moments.now() + timedelta(seconds=self.dice.randrange(-60, 60))
        feature = Feature(story=story, why=self.word(), begins_at=begins, ends_at=begins + timedelta(hours=1),
                          place=self.dice.choice(Feature.Place.values))  # fmt: skip
        feature.full_clean()
        feature.save()

    def do_take_off(self, story):
        for feature in Feature.objects.lasting()[:1]:
            feature.take_off()

    def do_move_forward(self, story):
        for feature in Feature.objects.lasting()[:1]:
            feature.move(self.dice.choice([-1, 1]))

    def do_note_and_link(self, story):
        said = self.word()
        self.secret.add(said)
        story.notes.create(text=said, by=self.editor, by_name=said)
        a_preview_link(story, by=self.editor, for_whom=said)

    def do_name_a_source(self, story):
        Source.objects.create(story=story, name=self.word())

    def do_label(self, story):
        story.is_opinion, story.content_warning, story.ai_note = self.dice.random() < 0.5, self.word(), self.word()
        story.ai_use = self.dice.choice(["", "assisted", "generated"])
        story.save()

    def do_give_a_cover(self, story):
        story.cover, story.cover_alt = self.dice.choice(self.images), self.word()
        story.save()

    def do_describe_a_creator(self, story):
        creator = Creator.objects.get(pk=self.dice.choice(self.creators).pk)
        creator.name = creator.bio = self.word()
        creator.save(update_fields=["name", "bio"])

    def do_merge_topics(self, story):
        self.topics.append(a_topic(self.word()))
        going = Topic.objects.exclude(pk=self.topics[-1].pk).first()
        subjects.merge(going, self.topics[-1])
        self.topics = list(Topic.objects.all())

    def do_tag(self, story):
        story.tags.set(self.dice.sample(self.tags, self.dice.randrange(3)))

    def do_wait(self, story):
        self.clock.shift(self.dice.choice([1, 60, 700, 4000]))

    do_wait_again = do_wait_more = do_wait

    # What readers get

    def pages(self):
        yield from LISTS
        yield from (
            f"{self.touched.get_absolute_url()}{part}" for part in ("", "history/", "history.json", "comments/")
        )

    def read(self):
        return {path: self.reader.get(path) for path in self.pages()}

    def public_words(self):
        said = StoryVersion.objects.public().filter(story__in=Story.objects.live()).values_list(*TEXT)
        return {word for texts in said for text in texts for word in WORD.findall(text)}

    def hidden_words(self):
        """Of texts that no reader may have seen, and of what is for the desk alone."""
        said = {
            word for texts in StoryVersion.objects.values_list(*TEXT) for text in texts for word in WORD.findall(text)
        }
        return said - self.public_words() | self.secret


def anew(newsroom):
    young, old = fragments.young, fragments.old
    fragments.young, fragments.old = {}, {}
    try:
        return newsroom.read()
    finally:
        fragments.young, fragments.old = young, old


@pytest.mark.parametrize(("seed", "steps"), [(1, 25), pytest.param(2, 200, marks=pytest.mark.slow)])
def test_whatever_is_done_the_chain_holds_and_pages_tell_what_is_so(seed, steps):
    with time_machine.travel(BEGIN, tick=False) as clock:
        the_site()
        newsroom, done = Newsroom(seed, clock), []
        for _ in range(steps):
            done.append(newsroom.act())
            seen, made = newsroom.read(), anew(newsroom)
            hidden = newsroom.hidden_words()
            for path, page in seen.items():
                assert page.status_code in (200, 404, 410), (path, done)
                assert page.content == made[path].content, (path, done)
                leaked = set(WORD.findall(page.content.decode())) & hidden
                assert not leaked, (path, done)
            call_command("verify_history", stdout=StringIO())
