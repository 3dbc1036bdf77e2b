"""Sessions whose cookie comes with the answer to a person's own POST, never with a page that is only looked at, and whom
they belong to: asked with every request of somebody known, so both queries are prepared.
"""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.middleware import SessionMiddleware
from django.db.models import BigAutoField, CharField, DateTimeField
from django.utils import timezone

from newsroom.csrf import SAFE
from newsroom.models import User
from newsroom.prepared import Given, prepared


class Sessions(SessionMiddleware):
    def process_response(self, request, response):
        """What changed is stored as ever; a cookie that the browser has already is not sent again with a GET."""
        response = super().process_response(request, response)
        name = settings.SESSION_COOKIE_NAME
        sent = response.cookies.get(name)
        if request.method in SAFE and sent and sent.value == request.COOKIES.get(name):
            del response.cookies[name]
        return response


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key):
        """Nothing else was ever given out, and PostgreSQL refuses to be asked for a NUL."""
        return super()._validate_session_key(key) and key.isalnum()

    def _get_session_from_db(self):
        found = _session(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
        return found[0] if found else None


class Backend(AuthenticationBackend):
    def get_user(self, user_id):
        found = _person(person=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None


@prepared
def _session():
    rows = SessionStore.get_model_class().objects
    return rows.filter(session_key=Given("key", CharField()), expire_date__gt=Given("now", DateTimeField()))


@prepared
def _person():
    return User.objects.filter(pk=Given("person", BigAutoField()))
