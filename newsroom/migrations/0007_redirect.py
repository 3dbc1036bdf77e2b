"""Old paths that editors lead to new places."""

import django.utils.timezone
from django.db import migrations, models

import newsroom.models.redirect
from newsroom.roles import grant


def make_roles(apps, schema_editor):
    grant(apps, "Editor", [f"newsroom.{verb}_redirect" for verb in ("view", "add", "change", "delete")])


class Migration(migrations.Migration):

    dependencies = [
        ("newsroom", "0006_people_by_name"),
        ('contenttypes', '0002_remove_content_type_name'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Redirect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(error_messages={'unique': 'There is a redirect for this path already.'}, help_text='As in /2019/05/old-page/. What stands behind a ? does not count, nor does a slash at the end.', max_length=500, unique=True, validators=[newsroom.models.redirect.check_path], verbose_name='old path')),
                ('target', models.CharField(help_text='A path of this site, or an address that begins with https:// or http://.', max_length=500, validators=[newsroom.models.redirect.check_target], verbose_name='leads to')),
                ('permanent', models.BooleanField(default=True, help_text='Browsers and search engines remember it. Otherwise it is for now.', verbose_name='for good')),
                ('made_by_name', models.CharField(blank=True, editable=False, max_length=150, verbose_name='made by')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='made')),
            ],
            options={
                'verbose_name': 'redirect',
                'verbose_name_plural': 'redirects',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('path', models.F('target')), _negated=True), name='leads_somewhere_else', violation_error_message='It would lead to itself.')],
            },
        ),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
