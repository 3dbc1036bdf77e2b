"""The site for a web server. With WORKER=thread, background work runs beside it in the same process."""

import os
from threading import Thread

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application = get_wsgi_application()

if settings.WORKER == "thread":
    from newsroom.management.commands.worker import Work

    Thread(target=Work().forever, name="background work", daemon=True).start()
