"""Whoever accepts an invitation to write here gets a profile to write under."""

from articles.models import Creator
from newsroom import moments


def creator(user, invitation):
    """The profile they were invited to, if nobody has it; else a new one. A profile they have stays theirs."""
    if invitation.role != invitation.Role.CREATOR or Creator.objects.filter(user=user).exists():
        return
    profile = Creator.objects.select_for_update().filter(pk=invitation.profile or 0, user=None).first()
    profile = profile or Creator(name=user.name, created_at=moments.now())
    profile.user, profile.left_at = user, None
    profile.save()
