"""Bring stories in from files: pasted pages and Markdown with front matter."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles.transfer.formats import parse
from articles.transfer.item import Refused
from articles.transfer.store import Wishes, store
from newsroom import purge
from newsroom.models import Site


class Command(BaseCommand):
    help = (
        "Imports stories: pasted pages (.txt) and Markdown with front matter (.md). All files are read before anything "
        "is stored, and nothing is stored if one of them is broken. A story that is here already is left as it is."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="Store nothing; say what every line was taken for.")
        parser.add_argument(
            "--publish", action="store_true", help="Live now. Without it, what a file says, or a draft."
        )
        parser.add_argument("--topic", default="", metavar="NAME", help="For the stories that name no topic.")
        parser.add_argument(
            "--language",
            default="",
            metavar="CODE",
            choices=["", *(code for code, _name in settings.LANGUAGES)],
            help="For the stories that name none. Without it: Arabic or Hebrew by the letters, or the site's language.",
        )

    def handle(self, *, files, dry_run, publish, topic, language, **options):
        items = self._parsed(files)
        wishes = Wishes(publish=publish, topic=topic.strip(), language=language, rehearse=True)
        try:
            outcomes = store(items, wishes)
            if not dry_run:
                wishes.rehearse = False
                outcomes = store(items, wishes)
                purge.soon(purge.SITE)
        except Refused as refusal:
            raise CommandError(_nothing_stored([refusal])) from None
        for outcome in outcomes:
            self._tell(outcome, dry_run)
        self._sum_up(outcomes, dry_run)

    def _parsed(self, files):
        zone = Site.current().zone
        items, refusals = [], []
        for file in files:
            try:
                items.append(parse(file, zone))
            except Refused as refusal:
                refusals.append(refusal)
        if refusals:
            raise CommandError(_nothing_stored(refusals))
        return items

    def _tell(self, outcome, dry_run):
        self.stdout.write(outcome.item.file)
        for line in outcome.item.lines if dry_run else ():
            self.stdout.write(f"  {line.number:>5}  {line.kind.label:<22}  {_short(line.text)}".rstrip())
        self.stdout.write(f"  {_result(outcome, dry_run)}")
        for note in outcome.item.notes:
            self.stdout.write(f"  - {note}")

    def _sum_up(self, outcomes, dry_run):
        made = sum(outcome.created for outcome in outcomes)
        words = {"made": made, "here": len(outcomes) - made}
        if dry_run:
            self.stdout.write(_("Would create: %(made)d. Here already: %(here)d. Nothing was stored.") % words)
        elif made:
            self.stdout.write(_("Created: %(made)d. Here already: %(here)d.") % words)
        else:
            self.stdout.write(_("Here already: %(here)d. Nothing changed.") % words)


def _nothing_stored(refusals) -> str:
    return "\n".join([*map(str, refusals), _("Nothing was stored.")])


def _result(outcome, dry_run) -> str:
    words = {"address": outcome.address, "state": outcome.state}
    if not outcome.created:
        return _("already here: %(address)s, nothing changed") % words
    if dry_run:
        return _("would create: %(address)s (%(state)s)") % words
    return _("created: %(address)s (%(state)s)") % words


def _short(text, most=70) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
