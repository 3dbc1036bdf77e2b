"""A date and time at the desk: one field of the browser's own, in the site's zone."""

from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def format_value(self, value):
        if isinstance(value, datetime):
            return written(value)
        return value


def written(moment: datetime) -> str:
    """As the browser's field writes it; of an aware moment its own zone's time."""
    return moment.replace(tzinfo=None).isoformat("T", "minutes")


class MomentFormField(forms.DateTimeField):
    """Of an hour that comes twice, the first is meant; one that never comes is refused with a sentence.

    `kept` is the moment that was there: left as it stands it stays the same, to its second, whichever of the two it was.
    """

    widget = MomentInput
    kept = None

    def to_python(self, value):
        if isinstance(value, str) and (typed := value.strip()):
            if self.kept and typed == written(timezone.localtime(self.kept)):
                return self.kept
            return self._real(self._read(typed))
        return super().to_python(value)

    def _read(self, typed):
        try:
            return datetime.fromisoformat(typed).replace(tzinfo=None, fold=0)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def _real(self, naive):
        if not 1900 <= naive.year <= 9000:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        local = naive.replace(tzinfo=timezone.get_current_timezone())
        if local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None, fold=0) != naive:
            raise ValidationError(_("The clocks go forward then: that day has no such time."), code="invalid")
        return local
