"""A text that is not published, exactly as readers will see it, for whoever was sent a link; and what they say to it."""

from django import forms
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from articles.models import Note, PreviewLink, Story
from articles.models.note import LONGEST
from articles.views.story import page as story_page
from newsroom import limits
from newsroom.html import ILLEGAL
from newsroom.names import NameField

MOST_NOTES = 100  # by one link


class ReviewForm(forms.Form):
    """A note to the editors. Whoever has no account says who they are."""

    name = NameField(label=_("Your name"))
    body = forms.CharField(
        label=_("Your note"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"})
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, auto_id="note_%s", initial={"name": getattr(user, "name", "")}, **kwargs)
        self.user = user if user.is_authenticated else None
        self.fields["name"].person = self.user

    def clean_body(self):
        return ILLEGAL.sub("", self.cleaned_data["body"])

    def save(self, link: PreviewLink) -> Note:
        said = self.cleaned_data
        return Note.objects.create(
            story_id=link.story_id, preview_link=link, by=self.user, by_name=said["name"], text=said["body"]
        )


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request, token):
    """GET the text; POST a note."""
    if not (link := PreviewLink.objects.behind(token)):
        raise Http404
    if not link.shows(link.story):
        return redirect(link.story)
    if request.method != "POST":
        return page(request, link.story, form=ReviewForm(user=request.user))
    form = ReviewForm(request.POST, user=request.user)
    wait = _wait(request, link, form)
    if not form.is_valid():
        response = page(request, link.story, form=form, status=429 if wait else 422)
        return _retry(response, wait)
    form.save(link)
    return redirect(f"{link.secret_address}?noted=1#note")


def _wait(request, link, form) -> int:
    """The seconds until the next note may come; what is typed stands in the form meanwhile."""
    wait = limits.refuse_after("notes", f"network {limits.network(request)}") if form.is_valid() else 0
    if wait:
        form.add_error(None, _("Many notes came from your network. Try again later; your text stands below."))
    elif form.is_valid() and link.notes.count() >= MOST_NOTES:
        form.add_error(None, _("Many notes came by this link, and it takes no more. Write to the editors."))
    return wait


def _retry(response, wait):
    if wait:
        response["Retry-After"] = str(wait)
    return response


def page(request, story, form=None, status=200):
    """The working copy. `form` is for a reviewer's note."""
    found = Story.objects.with_marks().with_byline().prefetch_related("tags").get(pk=story.pk)
    for name, value in found.working_copy_text().items():
        setattr(found, name, value)
    response = story_page(request, found, status=status, previewed=True, review=form)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
