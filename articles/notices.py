"""Tells creators by mail what others did with their stories. The rows say what is to do: any number of sweeps may run
at once, and each may be killed at any moment.
"""

import time

from django.db import transaction
from django.utils import timezone

from articles.models import Creator, Step, StepMail
from newsroom import mail

AT_A_TIME = 100


def sweep(seconds: float = 10) -> int:
    """One look at the rows, of about so many seconds; what is left is for the next. Answers how many mails were sent."""
    until = time.monotonic() + seconds
    for step in Step.objects.filter(told_at__isnull=True).order_by("id").values_list("pk", flat=True)[:AT_A_TIME]:
        _make_ready(step)
    return mail.send(lambda: StepMail.objects.due().order_by("not_before"), until)


@transaction.atomic
def _make_ready(pk: int):
    """One mail for each creator of the story but the one who did it. The lock makes a second sweep see it done."""
    step = Step.objects.select_for_update().filter(pk=pk, told_at__isnull=True).first()
    if not step:
        return
    creators = Creator.objects.filter(bylines__story=step.story_id, user__is_active=True, mails=True)
    people = creators.exclude(user=step.by_id).values_list("user", flat=True)
    StepMail.objects.bulk_create([StepMail(step=step, recipient_id=person) for person in people])
    Step.objects.filter(pk=pk).update(told_at=timezone.now())
