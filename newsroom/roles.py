"""What each role may do, as the migrations write it. Who has which role is kept in groups."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions

ROLES = {"creator": "Creator", "moderator": "Moderator", "editor": "Editor"}


def grant(apps, role: str, permissions: list[str]) -> None:
    """In a migration: let a group do what 'app.codename' lists, making group and permissions where they lack."""
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for label in {name.partition(".")[0] for name in permissions}:
        # Permissions are otherwise made only after all migrations have run.
        create_permissions(installed.get_app_config(label), verbosity=0, apps=installed)
    group, _made = Group.objects.get_or_create(name=role)
    for name in permissions:
        label, _dot, codename = name.partition(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))
