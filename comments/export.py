"""Everything held about a reader as one zip: written row by row to a temporary file, whatever its size."""

import json
import tempfile
import zipfile
from pathlib import PurePosixPath
from typing import IO

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from comments import held

IN_MEMORY = 1_000_000


def archive(user) -> IO[bytes]:
    """A temporary file, at its beginning, that is gone when it is closed."""
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("README.txt", readme())
        parts.writestr("account.json", _json(held.account(user)))
        for name, rows in held.LISTS.items():
            with parts.open(name, "w") as part:
                _write(part, rows(user))
        _add_picture(parts, user)
    file.seek(0)
    return file


def readme() -> str:
    said = {
        "account.json": _("your name, addresses, dates, language, roles, creator profile and how you want mail"),
        "comments.json": _(
            "every comment, with its text, earlier texts and state, what rules had against it, the decisions about it, "
            "your appeal, and, for a while, a code of the network that you wrote from"
        ),
        "responses.json": _("the comments and stories you liked, and how you marked stories"),
        "follows.json": _("the discussions you follow"),
        "mutes.json": _("the people you have muted"),
        "notices.json": _("what you were told of"),
        "reports.json": _("the comments you reported, and why"),
        "blocks.json": _("what kept or keeps you from writing here, and why"),
        "notes.json": _("what moderators noted about you"),
        "letters.json": _("the mails sent to you: when and of what kind; their texts are not kept"),
        _("picture"): _("your picture, if you have one"),
    }
    lines = [_("What this site holds about you. Times are in UTC."), ""]
    return "\n".join([*lines, *(f"{name}: {what}" for name, what in said.items()), ""])


def _json(value) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def _write(file, rows):
    """A JSON list, a row at a time."""
    file.write(b"[")
    for number, row in enumerate(rows):
        file.write((b",\n" if number else b"\n") + _json(row))
    file.write(b"\n]\n")


def _add_picture(parts, user):
    name = str(getattr(user, "avatar", "") or "")
    if not name or not default_storage.exists(name):
        return
    with default_storage.open(name) as picture, parts.open("picture" + PurePosixPath(name).suffix, "w") as part:
        for chunk in picture.chunks():
            part.write(chunk)
