"""A mail to one creator about one step of their story."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.creator import Creator
from newsroom import mail
from newsroom.http import absolute
from newsroom.models import Site
from newsroom.models.delivery import Delivery


class StepMail(Delivery):
    step = models.ForeignKey("articles.Step", models.CASCADE, db_index=False, related_name="mails")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("mail about a step")
        verbose_name_plural = _("mails about steps")
        constraints = [models.UniqueConstraint(fields=["step", "recipient"], name="a_step_is_told_once")]
        indexes = [models.Index(fields=["not_before"], condition=Q(sent_at__isnull=True), name="step_mails_to_send")]

    def message(self):
        creator = Creator.objects.filter(user=self.recipient_id, mails=True, user__is_active=True).first()
        address = EmailAddress.objects.filter(user=self.recipient_id, verified=True, primary=True).first()
        if not creator or not address or not self.step.story.bylines.filter(creator=creator).exists():
            return None
        site = Site.current()
        with translation.override(creator.user.language or site.language), timezone.override(site.zone):
            text = mail.text_of(
                "articles/mail/step.txt", step=self.step, title=mail.one_line(self.step.story.title),
                who=mail.one_line(self.step.by_name), zone=site.time_zone, site=mail.one_line(site.name),
                link=absolute(reverse("admin:articles_story_change", args=[self.step.story_id])),
                profile=absolute(reverse("admin:articles_creator_change", args=[creator.pk])),
            )  # fmt: skip
            said = {"what": self.step.get_verb_display(), "title": self.step.story.title}
            subject = gettext("%(what)s: “%(title)s”") % said
            return mail.message_to(address.email, subject, text, f"step-{self.pk}.{self.key}")
