from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.core import checks
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    name = "newsroom"
    verbose_name = _("Site and people")
    default = True

    def ready(self):
        from newsroom import append_only

        connection_created.connect(append_only.on_connection)
        post_migrate.connect(append_only.after_migration, sender=self)
        checks.register(append_only.check, checks.Tags.database)


class DeskConfig(admin.AdminConfig):
    default_site = "newsroom.desk.Desk"
    default = False
