from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    name = "newsroom"
    verbose_name = _("Site and people")
    default = True


class DeskConfig(admin.AdminConfig):
    default_site = "newsroom.desk.Desk"
    default = False
