"""Things as they are in the house, with every default valid: a_story(), a_draft(), a_creator()."""

from datetime import timedelta
from functools import lru_cache
from itertools import count
from time import sleep

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db.migrations.loader import MigrationLoader

from articles.models import Byline, Creator, Feature, PreviewLink, Source, Story, Tag, Topic
from comments.models import Comment, Discussion
from newsroom import moments
from newsroom.models import Image, Page, Redirect, Site, User
from tests.pictures import a_jpeg

number = count(1)
PASSWORD = "a long enough password"


def what_migrations_make():
    """Roles, insights and whatever else a site has from the start, where the flush after a test that commits has taken
    them away."""
    if Group.objects.exists():
        return
    migrations, models = _migrations()
    for migration in migrations:
        for step in migration.operations:
            if getattr(getattr(step, "code", None), "__name__", "").startswith("make_"):
                step.code(models, None)


@lru_cache
def _migrations():
    """In their order, and the models as the last of them leaves them: those of the site would do more on saving."""
    loader = MigrationLoader(None)
    return [migration for _name, migration in sorted(loader.disk_migrations.items())], loader.project_state().apps


def a_person(role="reader", **fields):
    fields = {"email": f"person{next(number)}@example.org", "name": "Ada Penhallow", "password": PASSWORD} | fields
    return User.objects.create_with_role(fields.pop("email"), role=role, **fields)


def an_editor(**fields):
    return a_person("editor", **{"name": "Lene Moss"} | fields)


def a_creator(name=None, **fields):
    return Creator.objects.create(name=name or f"Creator {next(number)}", **fields)


def a_topic(name=None, **fields):
    return Topic.objects.create(name=name or f"Topic {next(number)}", **fields)


def a_tag(name=None, **fields):
    return Tag.objects.create(name=name or f"tag {next(number)}", **fields)


def a_draft(*, creators=None, tags=(), body="<p>Twice a day the bridge hums.</p>", **fields):
    story = Story.objects.create(**{"title": f"A story {next(number)}", "language": "en"} | fields)
    for position, creator in enumerate(creators if creators is not None else [a_creator()]):
        Byline.objects.create(story=story, creator=creator, position=position)
    story.tags.set(tags)
    story.write(body=body)
    return story


def a_story(*, at=None, **fields):
    """Live since an hour ago, or since `at`."""
    story = a_draft(**fields)
    story.publish(at=at or moments.now() - timedelta(hours=1))
    return story


def a_story_in_review(**fields):
    story = a_draft(**fields)
    story.submit()
    return story


def a_scheduled_story(**fields):
    return a_story(at=moments.now() + timedelta(days=1), **fields)


def a_withdrawn_story(reason="It was not ours to tell.", **fields):
    story = a_story(**fields)
    story.withdraw(reason)
    return story


def a_featured_story(story=None, **fields):
    """On the front page since an hour ago, for a week."""
    now = moments.now()
    said = {"why": "It hums.", "begins_at": now - timedelta(hours=1), "ends_at": now + timedelta(days=7)}
    return Feature.objects.create(story=story or a_story(), **said | fields)


def a_preview_link(story=None, *, by=None, **fields):
    return PreviewLink.objects.make(story or a_draft(), by=by or an_editor(), **fields)


def a_confirmed(role="creator", **fields):
    """Somebody who gets mail: their address is confirmed."""
    person = a_person(role, **fields)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def a_correction(story=None, text=None, **fields):
    return (story or a_story()).correct(text or f"It was {next(number)}, not more.", **fields)


def a_source(story, name="The harbour log", **fields):
    return Source.objects.create(story=story, name=name, **fields)


def an_image(data=None, **fields):
    return Image.objects.take(data or a_jpeg(colour=next(number) * 7 % 255), **fields)


def a_page(title="About", **fields):
    return Page.objects.create(**{"title": title, "slug": title.lower(), "body": "<p>Who we are.</p>"} | fields)


def a_redirect(path="/old/page/", target="/stories/", **fields):
    made = Redirect(path=path, target=target, **fields)
    made.full_clean()
    made.save()
    return made


def the_site(**fields):
    site, _ = Site.objects.update_or_create(pk=1, defaults=fields)
    return site


def a_comment(story=None, *, author=None, body=None, parent=None, at=None, **fields):
    """Shown under a live story, written now or at `at`."""
    story = story or (parent.story if parent else a_story())
    author = author or a_person(name=f"Reader {next(number)}")
    said = body or f"I heard it too, {next(number)}."
    comment, _made = Comment.objects.post(story=story, body=said, author=author, parent=parent)
    sleep(0.001)  # the next one is written later: within a millisecond chance decides which stands first
    if at:
        fields["created_at"] = at
    if fields:
        Comment.objects.filter(pk=comment.pk).update(**fields)
        comment.refresh_from_db()
    return comment


def a_held_comment(**fields):
    comment = a_comment(**fields)
    if comment.is_published:  # else a rule held it
        Discussion.changed(comment.story_id, comments=-1)
    Comment.objects.filter(pk=comment.pk).update(state="held", visible=False)
    comment.refresh_from_db()
    return comment


def a_refused_comment(*, by=None, reason="person", note="", **fields):
    """Held, then refused by a moderator."""
    comment = a_held_comment(**fields)
    comment.reject(by=by or a_person("moderator", name="Nils Brandt"), reason=reason, note=note)
    return comment
