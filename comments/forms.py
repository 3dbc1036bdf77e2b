"""What readers fill in: a comment, a report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comments import text
from comments.models import Comment, Report, appeal
from newsroom.names import NameField


class CommentForm(forms.Form):
    """A comment on `story`, or an answer. Who has not signed in adds a name and an address."""

    body = forms.CharField(
        label=_("Your comment"), max_length=4 * text.LONGEST, strip=False,
        error_messages={"required": _("There is nothing in it to read yet. Write a sentence.")},
    )  # fmt: skip
    parent = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = NameField(label=_("Your name"))
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, help_text=_("Never shown, never passed on."),
        error_messages={
            "required": _("We need it once, to confirm that it is you."),
            "invalid": _("This is no e-mail address. What you typed is kept; mend it."),
        },
    )  # fmt: skip

    def __init__(self, *args, story, user, **kwargs):
        self.story, self.user = story, user
        self.parent = None
        if user.is_authenticated:
            self.base_fields = {name: self.base_fields[name] for name in ("body", "parent")}
        super().__init__(*args, **kwargs)
        if str(parent := self.data.get("parent") or self.initial.get("parent") or "").isdecimal():
            self.auto_id = f"reply{parent}_%s"  # beside other forms on the page

    def clean_body(self):
        return text.check(self.cleaned_data["body"])

    def clean_parent(self):
        number = self.cleaned_data["parent"]
        if not number:
            return None
        self.parent = Comment.objects.filter(story=self.story).published().with_people().filter(pk=number).first()
        if not self.parent:
            raise forms.ValidationError(
                _("What you answer is no longer shown. Your text is kept: post it as a comment of its own.")
            )
        return self.parent

    def post(self, **asked) -> tuple[Comment, bool]:
        """Store the valid form's comment; see comments.models.posting, also for what may be `asked` besides."""
        said = self.cleaned_data
        author = self.user if self.user.is_authenticated else None
        return Comment.objects.post(
            story=self.story, body=said["body"], parent=self.parent, author=author,
            name=said.get("name", ""), email=said.get("email", ""), **asked,
        )  # fmt: skip


class EditForm(forms.Form):
    body = CommentForm.base_fields["body"]

    def clean_body(self):
        return text.check(self.cleaned_data["body"])


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("Why should a moderator look again?"), max_length=4 * appeal.MOST, help_text=_("Up to 1,000 characters."),
        error_messages={"required": _("There is nothing in it to read yet. Write a sentence.")},
    )  # fmt: skip

    def clean_text(self):
        said = text.tidy(self.cleaned_data["text"])
        if not text.alike(said):
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        if len(said) > appeal.MOST:
            too_long = _("This has %(count)d characters; %(most)d are the most.")
            raise forms.ValidationError(too_long % {"count": len(said), "most": appeal.MOST})
        return said


class ReportForm(forms.ModelForm):
    class Meta:
        model = Report
        fields = ["reason", "note"]
        widgets = {"reason": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3, "dir": "auto"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = Report.Reason.choices
        self.fields["reason"].error_messages["required"] = _("Choose what is wrong with it.")
