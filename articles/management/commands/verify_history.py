"""`manage.py verify_history`: whether any version of a story was changed, added or taken away behind its back."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles.chain import Verdict, verify
from articles.models import Story
from newsroom.addresses import key


class Command(BaseCommand):
    help = (
        "Checks every version of every story: its hashes, its seal, its place in the chain, and that readers are shown "
        "what it says. Exits with 1 and names story and version where something is not as it was written."
    )

    def add_arguments(self, parser):
        parser.add_argument("story", nargs="?", default="", help="The address or id of one story. Without it, all.")

    def handle(self, *, story, **options):
        verdict, wrong = Verdict(), 0
        for fault in verify(self._stories(story), verdict):
            wrong += 1
            self.stderr.write(str(fault))
        counts = {"stories": verdict.stories, "versions": verdict.versions, "struck": verdict.struck, "wrong": wrong}
        if wrong:
            raise CommandError(_("%(wrong)d faults in %(stories)d stories with %(versions)d versions.") % counts)
        said = _(
            "%(stories)d stories with %(versions)d versions: all as they were written. Struck versions: %(struck)d."
        )
        self.stdout.write(said % counts)

    def _stories(self, asked):
        if not asked:
            return Story.objects.all()
        asked = asked.strip("/").rpartition("/")[2]
        found = (
            Story.objects.filter(slug=asked).first()
            or Story.objects.filter(pk=Story.at(asked) or key(asked) or 0).first()
        )
        if not found:
            raise CommandError(_("There is no story with the address or id “%(story)s”.") % {"story": asked})
        return Story.objects.filter(pk=found.pk)
