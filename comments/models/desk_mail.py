"""Which moderators want a mail when something waits, and how far they were told."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DeskMail(models.Model):
    """No row: no mail."""

    class Often(models.TextChoices):
        SOON = "soon", _("Within ten minutes of something new")
        DAILY = "daily", _("Once a day")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="desk_mail")
    often = models.CharField(_("how often"), max_length=5, choices=Often, default=Often.SOON)
    told_until = models.DateTimeField(null=True)  # what began to wait before this moment was in a mail

    class Meta:
        verbose_name = _("mail to a moderator")
        verbose_name_plural = _("mails to moderators")

    def __str__(self):
        return self.get_often_display()

    @classmethod
    def change(cls, person, often: str) -> "DeskMail":
        """Set how; '' is never. What waits already stands at the desk: mail tells of what comes from now on."""
        wish = cls.objects.filter(person=person).first() or cls(person=person, told_until=timezone.now())
        wish.often = often
        if often:
            wish.save()
        else:
            cls.objects.filter(person=person).delete()
        return wish
