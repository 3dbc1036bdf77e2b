"""What a person says about themselves: a name, a picture, a language, how to be written to; and that they leave."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comments.models import MailSettings
from newsroom.languages import interface_languages
from newsroom.names import NameField


class SettingsForm(forms.Form):
    name = NameField(label=_("Name"), help_text=_("Readers see it beside what you write."))
    language = forms.ChoiceField(label=_("Language of the interface"), required=False)
    mail = forms.ChoiceField(label=_("Mail about answers and discussions you follow"), choices=MailSettings.Mail)

    def __init__(self, *args, user, **kwargs):
        self.user = user
        kept = MailSettings.objects.filter(reader=user).first()
        initial = {
            "name": user.name, "language": user.language, "mail": kept.mail if kept else MailSettings.Mail.SOON,
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["name"].person = user
        self.fields["language"].choices = [("", _("The site's")), *interface_languages()]

    def save(self):
        self.user.name, self.user.language = self.cleaned_data["name"], self.cleaned_data["language"]
        self.user.save(update_fields=["name", "language"])
        MailSettings.objects.update_or_create(reader=self.user, defaults={"mail": self.cleaned_data["mail"]})


class PictureForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"), help_text=_("A JPEG, PNG, WebP, AVIF or GIF file. It is cut to a square."),
        error_messages={"required": _("Choose a file first."), "empty": _("This file is empty. Choose another.")},
    )  # fmt: skip


class LeaveForm(forms.Form):
    texts = forms.ChoiceField(
        label=_("What you wrote"),
        choices=[
            ("keep", _("Keep my comments, under “Deleted account”")),
            ("delete", _("Delete my comments too. Where they were answered, a line says so")),
        ],
        error_messages={"required": _("Choose one of the two.")},
    )
    email = forms.CharField(label=_("Your e-mail address"), help_text=_("So that nobody does this by mistake."),
        error_messages={"required": _("Type the address of this account.")})  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_email(self):
        email = self.cleaned_data["email"]
        if email.strip().lower() != self.user.email.lower():
            raise forms.ValidationError(_("This is not the address of this account."))
        return email
