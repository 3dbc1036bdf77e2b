"""Background work of the discussion. A task is a nudge to look at the rows."""

from django_tasks import task


@task()
def send_letters() -> int:
    """Put due notices into letters and send what is due; answers how many were sent."""
    from comments import letters

    return letters.sweep()
