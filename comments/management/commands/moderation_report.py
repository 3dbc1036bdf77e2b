"""`manage.py moderation_report`: the public report of moderation, as text or as the JSON that the site shows."""

import json

from django.core.management.base import BaseCommand, CommandError

from comments import report
from newsroom.models import Site

MOST = 120


class Command(BaseCommand):
    help = "Says what was decided about comments month by month: the figures of /moderation/ and /moderation.json."

    def add_arguments(self, parser):
        parser.add_argument("--months", type=int, default=report.MOST_MONTHS, help="How many, the newest first.")
        parser.add_argument("--json", action="store_true", help="As the site's JSON.")

    def handle(self, *, months, json: bool, **options):
        if not 1 <= months <= MOST:
            raise CommandError(f"--months is a number from 1 to {MOST}.")
        data = report.as_data(report.report(Site.current(), months))
        self.stdout.write(as_json(data) if json else as_text(data))


def as_json(data) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


def as_text(data) -> str:
    lines = [f"Months in {data['zone']}, the newest first. Times in seconds."]
    for month in data["months"]:
        lines += ["", f"{month['month']}{'' if month['is_over'] else ' (not over)'}"]
        lines.append(f"  decided by people {month['people']}, by rules {month['rules']}")
        lines.append(f"  median {month['median_seconds']} of {month['timed']}")
        lines += [f"  {name} {_listed(month[name])}" for name in ("appeals", "reports")]
        lines += [
            f"  {one['number']:>8}  {one['kind']} by {one['by']}{one['reason'] and ': ' + one['reason']}"
            for one in month["decisions"]
        ]
    return "\n".join(lines if data["months"] else [*lines, "", "Nothing has been decided yet."])


def _listed(numbers) -> str:
    return ", ".join(f"{name} {number}" for name, number in numbers.items())
