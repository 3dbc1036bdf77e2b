"""An account named by its address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from newsroom.models import User


class AccountField(forms.ModelChoiceField):
    """An account by its address: nobody has to load every account there is."""

    widget = forms.EmailInput
    default_error_messages = {"invalid_choice": _("There is no account with this address.")}

    def __init__(self, *args, **kwargs):
        super().__init__(User.objects.all(), *args, to_field_name="email", **kwargs)

    def to_python(self, value):
        return super().to_python(value.strip().lower() if isinstance(value, str) else value)
