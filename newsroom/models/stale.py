"""What a CDN has still to be asked to forget."""

from django.db import models
from django.utils import timezone


class Stale(models.Model):
    """Pages with this key have changed. Rows of one key may be many: a row is written with each change, in its
    transaction, and newsroom/purge.py takes them together."""

    key = models.CharField(max_length=40)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.key
