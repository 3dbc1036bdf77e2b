"""Sessions whose cookie comes with the answer to a person's own POST, never with a page that is only looked at."""

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware

from newsroom.csrf import SAFE


class Sessions(SessionMiddleware):
    def process_response(self, request, response):
        """What changed is stored as ever; a cookie that the browser has already is not sent again with a GET."""
        response = super().process_response(request, response)
        name = settings.SESSION_COOKIE_NAME
        sent = response.cookies.get(name)
        if request.method in SAFE and sent and sent.value == request.COOKIES.get(name):
            del response.cookies[name]
        return response
