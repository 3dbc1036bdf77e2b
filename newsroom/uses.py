"""Where pictures are used: each app says it of its own things, by the classes that settings.IMAGE_USES names."""

import re
from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from newsroom.models import Image, Page, Site

NAMED = re.compile(r"/media/(images/[0-9a-f]{2}/[0-9a-f]{64}\.(?:jpg|png))")
MOST_SHOWN = 50
MOST_COUNTED = 1000


def names_in(text: str) -> set[str]:
    """The files of the pictures that a text shows or links to."""
    return set(NAMED.findall(text))


def with_other(text: str, image: Image, other: Image) -> str:
    return text.replace(image.address, other.address)


@dataclass(frozen=True)
class Use:
    """One place for the desk's lists. `state` is a story's; what is `past` stands in an earlier text only."""

    label: str
    part: str
    url: str
    state: str = ""
    state_word: str = ""
    past: bool = False


class Uses:
    """One kind of thing that shows pictures. `permission` is what somebody needs to change such a thing."""

    permission = ""

    def unused(self, images: QuerySet) -> QuerySet:
        """Those of `images` that nothing of this kind uses."""
        raise NotImplementedError

    def count(self, images: list) -> Counter:
        """How many things use each, by its id."""
        raise NotImplementedError

    def some(self, image: Image, user) -> list[Use]:
        """At most MOST_SHOWN that this person may see, what is past last."""
        raise NotImplementedError

    def left(self, image: Image) -> int:
        """How many things `replace` has still to change, counted to MOST_COUNTED."""
        return self.count([image])[image.pk]

    def replace(self, image: Image, other: Image, by, most: int) -> int:
        """Show another picture instead in at most so many things, each by itself; answers in how many."""
        raise NotImplementedError


class Rows(Uses):
    """Rows of one model."""

    model = None
    part = ""

    def showing(self, image: Image) -> QuerySet:
        raise NotImplementedError

    def seen(self, rows, user):
        """Those that this person may see."""
        meta = self.model._meta
        return rows if user.has_perm(f"{meta.app_label}.view_{meta.model_name}") else rows.none()

    def change(self, row, image: Image, other: Image) -> None:
        raise NotImplementedError

    def some(self, image, user):
        name = f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_change"
        rows = self.seen(self.showing(image), user)[:MOST_SHOWN]
        return [Use(str(row), self.part, reverse(name, args=[row.pk])) for row in rows]

    def replace(self, image, other, by, most):
        rows = self.showing(image)[:most]
        for row in rows:
            with transaction.atomic():
                self.change(row, image, other)
                log(by, row, image, other)
        return len(rows)


class Keyed(Rows):
    """Rows with a key to the picture."""

    field = ""

    def unused(self, images):
        return images.filter(~Exists(self.model._base_manager.filter(**{self.field: OuterRef("pk")})))

    def count(self, images):
        found = self.model.objects.filter(**{f"{self.field}__in": images}).order_by().values_list(self.field)
        return Counter(dict(found.annotate(uses=Count("pk"))))

    def showing(self, image):
        return self.model.objects.filter(**{self.field: image}).order_by("pk")

    def change(self, row, image, other):
        setattr(row, self.field, other)
        row.save(update_fields=[self.field])


class Texts(Rows):
    """Rows with a text that shows pictures, so few of them that the texts are read each time."""

    field = "body"

    def texts(self) -> QuerySet:
        return self.model.objects.filter(**{f"{self.field}__contains": "/media/images/"}).order_by("pk")

    def unused(self, images):
        texts = self.texts().values_list(self.field, flat=True).iterator()
        return images.exclude(file__in=sorted({name for text in texts for name in names_in(text)}))

    def count(self, images):
        names = {image.file.name: image.pk for image in images}
        texts = self.texts().values_list(self.field, flat=True).iterator()
        return Counter(names[name] for text in texts for name in names_in(text) & set(names))

    def showing(self, image):
        return self.model.objects.filter(**{f"{self.field}__contains": image.address}).order_by("pk")

    def change(self, row, image, other):
        setattr(row, self.field, with_other(getattr(row, self.field), image, other))
        row.save(update_fields=[self.field])


class Logo(Keyed):
    model, field, permission = Site, "logo", "newsroom.change_site"

    @property
    def part(self):
        return _("logo")


class Pages(Texts):
    model, permission = Page, "newsroom.change_page"

    @property
    def part(self):
        return _("in the text of the page")


def log(by, row, image, other) -> None:
    """Into the history of what was changed."""
    if by:
        said = _("Picture “%(old)s” replaced by “%(new)s”.") % {"old": image, "new": other}
        LogEntry.objects.log_actions(by.pk, [row], CHANGE, said, single_object=True)


def kinds() -> list[Uses]:
    return [import_string(name)() for name in settings.IMAGE_USES]


def unused(images: QuerySet) -> QuerySet:
    for kind in kinds():
        images = kind.unused(images)
    return images


def counts(images: list) -> Counter:
    return sum((kind.count(images) for kind in kinds()), Counter())


def some(image: Image, user) -> list[Use]:
    found = [use for kind in kinds() for use in kind.some(image, user)]
    return sorted(found, key=lambda use: use.past)[:MOST_SHOWN]


def may_replace(user) -> bool:
    """It reaches into all there is, published or not."""
    return all(user.has_perm(kind.permission) for kind in kinds() if kind.permission)


def left(image: Image) -> int:
    return sum(kind.left(image) for kind in kinds())


def replace(image: Image, other: Image, by, most: int) -> int:
    """Show `other` wherever `image` is shown now, in at most so many things; answers in how many. May run again."""
    done = 0
    for kind in kinds():
        done += kind.replace(image, other, by, most - done)
    return done
