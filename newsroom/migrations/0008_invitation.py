"""Invitations to work here, and which roles editors may give."""

import django.db.models.deletion
import newsroom.models.invitation
import newsroom.moments
from django.conf import settings
from django.db import migrations, models

from newsroom.roles import grant


def make_roles(apps, schema_editor):
    grant(apps, "Editor", [f"newsroom.{verb}_invitation" for verb in ("view", "add", "change")])


class Migration(migrations.Migration):

    dependencies = [
        ("newsroom", "0007_redirect"),
        ('contenttypes', '0002_remove_content_type_name'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.AddField(
            model_name='site',
            name='editors_invite',
            field=models.CharField(choices=[('nobody', 'Nobody'), ('creators', 'Creators'), ('moderators', 'Creators and moderators'), ('editors', 'Everybody but administrators')], db_default='moderators', default='moderators', max_length=10, verbose_name='editors may invite'),
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='name')),
                ('role', models.CharField(choices=[('creator', 'Creator'), ('moderator', 'Moderator'), ('editor', 'Editor'), ('admin', 'Administrator')], max_length=10, verbose_name='role')),
                ('message', models.TextField(blank=True, max_length=1000, verbose_name='a few words')),
                ('profile', models.BigIntegerField(editable=False, null=True)),
                ('key', models.CharField(default=newsroom.models.invitation.key, editable=False, max_length=32, unique=True)),
                ('invited_by_name', models.CharField(max_length=120, verbose_name='invited by')),
                ('made_at', newsroom.moments.MomentField(verbose_name='invited')),
                ('ends_at', newsroom.moments.MomentField(verbose_name='good until')),
                ('accepted_at', newsroom.moments.MomentField(null=True, verbose_name='accepted')),
                ('revoked_at', newsroom.moments.MomentField(null=True, verbose_name='revoked')),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('revoked_at__isnull', True)), fields=('email',), name='one_open_invitation_an_address')],
            },
        ),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
