"""`manage.py purge`: delete what the site has kept long enough. How long, editors say in the admin."""

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments import retention
from comments.models import Retention

WIDTHS = (36, 14, 9)


class Command(BaseCommand):
    help = (
        "Deletes what is older than the admin says (Comments, How long things are kept): comments that are not shown, "
        "reports, networks, earlier texts and so on. Meant for every day. Stopped half way, it goes on with the next run."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Only tell what would go, and change nothing.")

    def handle(self, *, dry_run, **options):
        look = retention.preview if dry_run else retention.purge
        self._row(_("What"), _("Older than"), _("Number"), _("Oldest"))
        number = 0
        for line in look(Retention.current()):
            oldest = timezone.localtime(line.oldest).strftime("%Y-%m-%d") if line.oldest else ""
            self._row(line.label, in_words(line.days), line.number, oldest)
            number += line.number
        said = _("Would go: %(number)d. Nothing was changed.") if dry_run else _("Gone: %(number)d.")
        self.stdout.write(said % {"number": number})

    def _row(self, *cells):
        padded = [f"{cell!s:{width}}" for cell, width in zip(cells, WIDTHS, strict=False)]
        self.stdout.write("".join([*padded, str(cells[-1])]).rstrip())


def in_words(days: int | None) -> str:
    return ngettext("%d day", "%d days", days) % days if days else _("kept")
