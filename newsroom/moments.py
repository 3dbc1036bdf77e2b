"""Moments that decide who sees what: whole seconds, kept in UTC."""

from datetime import datetime

from django.db import models
from django.utils import timezone


def now() -> datetime:
    """This second, in UTC."""
    return timezone.now().replace(microsecond=0)


class MomentField(models.DateTimeField):
    """A date and time without fractions of a second, so that no cache can fall between two of them."""

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, datetime) and value.microsecond:
            value = value.replace(microsecond=0)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value, connection):
        if isinstance(value, datetime):
            value = value.replace(microsecond=0)
        return super().get_db_prep_save(value, connection)
