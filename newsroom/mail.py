"""Mails that rows ask for: how they are sent, and how their text is made. Any number of processes may send at once."""

import re
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template import Context, engines
from django.utils.text import Truncator

from newsroom.html import ILLEGAL, TURNING

AT_A_TIME = 100
MOST_FAILURES = 5  # in one sweep; then the mail server is left alone until the next
LONGEST_SUBJECT = 150


def send(due, until: float) -> int:
    """Send what is due over one connection, opened for the first. `due` is a function that answers a queryset of
    newsroom.models.Delivery; `until` a moment of time.monotonic(). Answers how many went out."""
    connection, sent, failed = get_connection(), 0, 0
    try:
        while batch := list(due()[:AT_A_TIME]):
            for delivery in batch:
                if time.monotonic() >= until or failed >= MOST_FAILURES:
                    return sent
                outcome = _send(delivery, connection)
                sent, failed = sent + (outcome is True), failed + (outcome is False)
    finally:
        connection.close()
    return sent


def _send(delivery, connection) -> bool | None:
    """Whether that went well; None where there was nothing to send. No transaction is open while the server is spoken to."""
    if not delivery.take():
        return None
    try:
        message = delivery.message()
        if message:
            message.connection = connection
            connection.open()
            message.send()
    except Exception as error:  # whatever is wrong with one mail, the others go out
        connection.close()
        delivery.mark_failed(error)
        return False
    if not message:
        delivery.delete()
        return None
    delivery.mark_sent(message.to[0])
    return True


def one_line(text) -> str:
    """One line, however many were typed: no name or title can look like a part of the mail, end a header, or turn what
    stands beside it."""
    return " ".join(TURNING.sub("", ILLEGAL.sub("", str(text))).split())


def text_of(template: str, **context) -> str:
    """Text is text: nothing is escaped as in HTML. No more than one line stays empty."""
    text = engines["django"].engine.get_template(template).render(Context(context, autoescape=False))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def message_to(address: str, subject: str, text: str, key: str, leave: str = "") -> EmailMessage:
    """A mail by a machine (RFC 3834); the `key` makes its Message-ID, the same at every try. `leave`: the address that
    ends such mail, where a mail program may post by itself (RFC 8058).
    """
    host = urlsplit(settings.SITE_URL).hostname
    headers = {"Message-ID": f"<{key}@{host}>", "Auto-Submitted": "auto-generated"}
    if leave:
        headers |= {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return EmailMessage(Truncator(one_line(subject)).chars(LONGEST_SUBJECT), text, to=[address], headers=headers)
